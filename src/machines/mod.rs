//! Other machines: a job's chunks on a real queue (NATS JetStream), and whoever computes them. The server is the only door
//! for browsers: it gives chunks to the queue and passes on what comes back.

pub mod clock;
pub mod coordinator;
pub mod names;
pub mod wire;
