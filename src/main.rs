//! One name, two faces: on wasm32 the page, on the host the server.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    meanwhile::server::main()
}

// `boot.js` calls `page::start` when the texts are here, too.
#[cfg(target_arch = "wasm32")]
fn main() {
    // Links the library, whose exports are the module's.
    use meanwhile as _;
}
