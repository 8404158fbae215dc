//! The engine's module: all it exports is in `engine/`. Workers of the pool run `main` again, so it
//! does nothing.

// Links the library, whose exports are the module's.
use meanwhile as _;

fn main() {}
