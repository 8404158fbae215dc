//! Other machines as they are: the built program, a real nats-server, and signals.
#![cfg(unix)]
// A test that can't go on says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod answers;
mod at_once;
mod builds;
mod cable;
mod cancelled;
mod clocks;
mod costs;
mod deaths;
mod door;
mod invited;
mod namespaces;
mod operator;
mod own;
mod queue;
mod rogues;
#[path = "../shared/mod.rs"]
mod shared;
mod support;
