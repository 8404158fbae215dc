//! It adds nothing to what is found of any comparison: its picture is drawn as it runs.

pub use crate::view::own::NOTHING as OWN;
