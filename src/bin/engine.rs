//! The engine's module: all it exports is in `engine/`. Workers of the pool run `main` again, so it
//! only says that one more thread is up.

fn main() {
    #[cfg(all(target_arch = "wasm32", feature = "threads"))]
    meanwhile::engine::is_up();
}
