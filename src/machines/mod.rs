//! Other machines: a job's chunks on a real queue (NATS JetStream), and whoever computes them. The server is the only door
//! for browsers: it gives chunks to the queue and passes on what comes back.

mod access;
pub mod cli;
pub mod clock;
pub mod console;
pub mod coordinator;
mod crew;
pub mod http;
mod hub;
pub mod line;
pub mod names;
pub mod order_text;
mod overview;
mod own;
mod publisher;
mod queue;
mod register;
mod run;
pub mod service;
pub mod wire;
mod worker;
