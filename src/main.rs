//! One name, two faces: on wasm32 the page, on the host the server.

/// Draws the page.
#[cfg(all(target_arch = "wasm32", feature = "page"))]
fn main() {
    meanwhile::page::start();
}

/// Without the feature `page` there is nothing to draw; the host's face is the server.
#[cfg(not(all(target_arch = "wasm32", feature = "page")))]
fn main() {}
