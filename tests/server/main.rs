//! The server as people meet it: the built program, real sockets, a site in a folder of its own.
#![cfg(unix)]
// A test that can't go on says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod base;
mod files;
mod headers;
mod limits;
mod oembed;
mod proxies;
#[path = "../shared/mod.rs"]
mod shared;
mod slow;
mod start;
mod support;
mod tls;
mod watch;
