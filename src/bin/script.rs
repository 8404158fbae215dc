//! The module of the engine that has the readers' language: the engine's own, with other programs. Workers of the pool run
//! `main` again, so it only says that one more thread is up.

#[cfg(all(target_arch = "wasm32", feature = "script"))]
#[global_allocator]
static MEMORY: meanwhile::pool::allocator::ThreadCache = meanwhile::pool::allocator::ThreadCache;

fn main() {
    #[cfg(all(target_arch = "wasm32", feature = "script"))]
    meanwhile::engine::is_up();
}
