//! Run by cargo before the program is compiled: has it compiled again when `dist/` has changed or
//! appeared, since release builds carry it inside and the compiler can't see files that are new; and tells the program
//! what its chunks are computed from, so that machines of two builds never work on one job.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// What decides what a chunk gives, and how it is told.
const COMPUTED_FROM: &[&str] = &[
    "Cargo.lock",
    "src/kernel",
    "src/lesson",
    "src/input.rs",
    "src/key.rs",
    "src/random.rs",
    "src/work.rs",
    "src/dispatch/compressed.rs",
    "src/machines/wire.rs",
];

fn main() {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|set| set == value);
    let is_host = !is("CARGO_CFG_TARGET_ARCH", "wasm32");
    let carries_site = is("PROFILE", "release") && is_host;
    // While a watched folder is missing, cargo runs this every time.
    let watched = if carries_site { "dist" } else { file!() };
    println!("cargo::rerun-if-changed={watched}");
    if is_host {
        for source in COMPUTED_FROM {
            println!("cargo::rerun-if-changed={source}");
        }
        let hash = hash_of(COMPUTED_FROM).unwrap_or_default();
        println!("cargo::rustc-env=MEANWHILE_SOURCES={hash:016x}");
    }
}

/// A hash of all Rust in these places: names and texts, in the order of their names.
fn hash_of(places: &[&str]) -> io::Result<u64> {
    let mut files = Vec::new();
    for place in places {
        gather(Path::new(place), &mut files)?;
    }
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for file in files {
        // Written the same whichever system it was checked out on.
        let name = file.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&file)?.replace("\r\n", "\n");
        for part in [&*name, &*text] {
            hash = fnv1a(hash, part.as_bytes());
            hash = fnv1a(hash, &[0]);
        }
    }
    Ok(hash)
}

fn gather(place: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !place.is_dir() {
        files.push(place.into());
        return Ok(());
    }
    for entry in fs::read_dir(place)? {
        let path = entry?.path();
        if path.is_dir() || path.extension().is_some_and(|extension| extension == "rs") {
            gather(&path, files)?;
        }
    }
    Ok(())
}

/// FNV-1a, 64 bits. It tells builds apart and keeps nobody out.
fn fnv1a(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
