//! Dispatch: what is asked of other machines, and what is told of it. Plain data that the server and whoever asks it share,
//! so nothing here knows a queue, a socket, a text or a page.

pub mod compressed;
pub mod order;
pub mod told;
