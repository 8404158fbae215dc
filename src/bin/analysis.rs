//! The analysis's module: all it exports is in `analysis/`.

// Links the library, whose exports are the module's.
use meanwhile as _;

fn main() {}
