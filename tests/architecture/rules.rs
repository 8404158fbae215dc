//! What ARCHITECTURE.md says, as lists that a test can hold.

/// From the ground up: a module may use itself and those before it.
pub const MODULES: &[&str] = &[
    "units",
    "random",
    "batches",
    "key",
    "values",
    "strategy",
    "tier",
    "waits",
    "program",
    "kernel",
    "input",
    "work",
    "job",
    "dispatch",
    "trace",
    "comparison",
    "contract",
    "report",
    "browser",
    "pool",
    "run",
    "script",
    "protocol",
    "view",
    "timeline",
    "reader",
    "lesson",
    "feel",
    "analysis",
    "engine",
    "page",
    "machines",
    "server",
    "lib",
    "main",
    "bin",
];

/// The longest a file may be.
pub const MAX_LINES: usize = 450;

/// Rooms that know fewer of ours than their place in the list allows, each with its reason.
pub const KEPT_APART: &[(&str, Knows, &str)] = &[
    (
        "browser",
        Knows::Only(&["units", "trace", "waits"]),
        "it touches the browser's I/O and nothing else",
    ),
    (
        "page",
        Knows::NoneOf(&["run", "pool", "engine", "analysis", "feel"]),
        "engine and analysis are reached by messages: they run on other threads; `feel` is a module of its own",
    ),
];

/// What such a room may know of ours.
pub enum Knows {
    Only(&'static [&'static str]),
    NoneOf(&'static [&'static str]),
}

/// Crates that only some places may name; a place is a module or the beginning of a path in `src/`.
pub const CRATES: &[(&str, &[&str])] = &[
    (
        "serde",
        &[
            "units",
            "key",
            "values",
            "strategy",
            "tier",
            "waits",
            "program",
            "kernel",
            "input",
            "work",
            "job",
            "trace",
            "comparison",
            "contract/request",
            "dispatch/compressed",
            "pool",
            "script",
            "protocol",
            "reader",
            "analysis",
            "machines",
        ],
    ),
    (
        "serde_json",
        &[
            "trace/export",
            "script/host/mod",
            "protocol",
            "view/words_tests",
            "view/result_tests",
            "reader",
            "analysis",
            "page",
            "machines",
            "server",
        ],
    ),
    ("rune", &["script"]),
    ("yew", &["page"]),
    ("rayon", &["pool", "machines/worker"]),
    ("async_nats", &["machines"]),
    ("wasm_bindgen_rayon", &["pool"]),
];

/// Where `unsafe` may be.
pub const UNSAFE: &[&str] = &["pool", "kernel"];
