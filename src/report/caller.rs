//! The caller: how free it was, and how long it could not be answered.
