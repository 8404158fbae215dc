//! The reader's module: all it exports is in `reader/`.

// Links the library, whose exports are the module's.
use meanwhile as _;

fn main() {}
