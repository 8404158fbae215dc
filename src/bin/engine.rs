//! The engine's module: everything it exports is in `engine/`. Workers of the pool run `main` again,
//! so it does nothing.

fn main() {}
