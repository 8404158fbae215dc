//! No pool: the page's own thread is alone, and what runs on it has to do all by itself.

use super::{Batch, BatchHandle, BatchOutput, Pool};
use crate::comparison::Fault;
use crate::tier::Tier;
use crate::units::Millis;

/// Where there are no other threads.
pub struct Alone;

/// A batch that is never begun.
pub enum NoBatch {}

impl Pool for Alone {
    type Handle = NoBatch;

    fn start(&self, _: Batch) -> Result<NoBatch, Fault> {
        Err(Fault::Unavailable(Tier::Single))
    }

    async fn drain(&self) {}
}

impl BatchHandle for NoBatch {
    fn collect(&self) -> BatchOutput {
        match *self {}
    }

    async fn done(&self) -> Result<(), Fault> {
        match *self {}
    }

    async fn gather_request_timings(&self) {
        match *self {}
    }

    fn sleep(&self, _: Millis) -> Result<bool, Fault> {
        match *self {}
    }
}
