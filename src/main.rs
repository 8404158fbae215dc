//! One name, two faces: on wasm32 the page, on the host the server.

fn main() {}
