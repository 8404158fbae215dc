//! One name, two faces: on wasm32 the page, on the host the server.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    meanwhile::server::main()
}

#[cfg(all(target_arch = "wasm32", feature = "page"))]
fn main() {
    meanwhile::page::start();
}

// Built for wasm without the page there is nothing to start.
#[cfg(all(target_arch = "wasm32", not(feature = "page")))]
fn main() {}
