//! Run by cargo before the program is compiled: has it compiled again when `dist/` has changed or
//! appeared, since release builds carry it inside and the compiler can't see files that are new.

use std::env;

fn main() {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|set| set == value);
    let carries_site = is("PROFILE", "release") && !is("CARGO_CFG_TARGET_ARCH", "wasm32");
    // While a watched folder is missing, cargo runs this every time.
    let watched = if carries_site { "dist" } else { file!() };
    println!("cargo::rerun-if-changed={watched}");
}
