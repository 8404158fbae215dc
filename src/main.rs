//! One name, two faces: on wasm32 the page, on the host the server.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    meanwhile::server::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {
    // The page starts here.
}
