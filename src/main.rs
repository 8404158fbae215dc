//! One name, two faces: on wasm32 the page, on the host the server.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    meanwhile::server::main()
}

#[cfg(all(target_arch = "wasm32", feature = "page"))]
fn main() {
    meanwhile::page::start();
}

/// Without the feature `page` there is nothing to draw.
#[cfg(all(target_arch = "wasm32", not(feature = "page")))]
fn main() {}
