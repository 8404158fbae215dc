//! The timeline's module: all it exports is in `timeline/`.

// Links the library, whose exports are the module's.
use meanwhile as _;

fn main() {}
