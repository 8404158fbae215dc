//! The module of "feel it on this page": all it exports is in `feel/`.

// Links the library, whose exports are the module's.
use meanwhile as _;

fn main() {}
