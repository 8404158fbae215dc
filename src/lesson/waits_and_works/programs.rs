//! Its programs are the six strategies.

pub use crate::run::strategies::ALL as PROGRAMS;
