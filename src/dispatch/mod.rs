//! Dispatch: what is asked of other machines (`POST /machines/run`), and the lines that come back. Plain data that the
//! server and whoever asks it share, so nothing here knows a queue, a socket or a page.
//!
//! Both are JSON, one flat object a line, so that an engineer reads them with curl; reading and writing them takes no
//! JSON library.

pub mod base64;
pub mod flat;
pub mod line;
pub mod order;
pub mod told;

pub use line::Line;
pub use order::Order;
