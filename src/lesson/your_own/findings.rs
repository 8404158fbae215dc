//! It adds nothing to what is found of any comparison.

pub use crate::view::own::NOTHING as OWN;
