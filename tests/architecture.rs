//! Holds ARCHITECTURE.md true: reads the sources and complains about an import that points the wrong
//! way, a crate or `unsafe` where it does not belong, a file without a purpose or too long.
//!
//! serde reaches further up than the exporting modules: plain data that crosses between page and engine
//! derives its traits where it is declared. Writing JSON stays with the modules named in `architecture/rules.rs`.

#![allow(clippy::expect_used)]

#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/rules.rs"]
mod rules;

use rules::{CRATES, KEPT_APART, Knows, MAX_LINES, MODULES, UNSAFE};
use std::path::{Path, PathBuf};
use std::{fs, io};

#[test]
fn the_house_stands_as_drawn() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut complaints = Vec::new();
    let mut files = 0;
    for path in rust_files(&src).expect("src/ can be read") {
        let text = fs::read_to_string(&path).expect("a source file is UTF-8");
        let inside = path.strip_prefix(&src).expect("it lies in src/");
        complaints.extend(check(&inside.to_string_lossy(), &text));
        files += 1;
    }
    assert!(files > 20, "found only {files} files");
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

fn rust_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(found)
}

/// What is wrong with the file at `path` (inside src/): a line each, naming file and line.
fn check(path: &str, text: &str) -> Vec<String> {
    let module = path.split(['/', '.']).next().unwrap_or_default();
    let mut complaints = Vec::new();
    let mut complain = |line: usize, what: String| {
        complaints.push(format!("src/{path}:{line}: {what}"));
    };
    if !text.starts_with("//!") {
        complain(
            1,
            "does not open with a `//!` line on what it is for".into(),
        );
    }
    let lines = text.lines().count();
    if lines > MAX_LINES {
        complain(
            lines,
            format!("{lines} lines, more than {MAX_LINES}: split it"),
        );
    }
    let Some(own_place) = MODULES.iter().position(|known| *known == module) else {
        complain(
            1,
            format!("the module `{module}` is not in the plan: add it to tests/architecture.rs"),
        );
        return complaints;
    };
    let code = without_comments(text);
    for (line, used) in modules_used(&code) {
        let Some(place) = MODULES.iter().position(|known| *known == used) else {
            continue;
        };
        if place > own_place {
            complain(
                line,
                format!("`{module}` uses `{used}`, which lies below it: imports point up"),
            );
        }
        if used != module
            && let Some(reason) = kept_apart(module, used)
        {
            complain(line, format!("`{module}` must not use `{used}`: {reason}"));
        }
    }
    for (line, word) in words(&code) {
        if word == "unsafe" && !allowed(path, UNSAFE) {
            complain(
                line,
                format!("`unsafe` belongs only in {}", UNSAFE.join(", ")),
            );
        }
    }
    for (line, used) in crates_used(&code) {
        let rule = CRATES.iter().find(|(name, _)| *name == used);
        if let Some((_, places)) = rule.filter(|(_, places)| !allowed(path, places)) {
            complain(
                line,
                format!("the crate `{used}` belongs only in {}", places.join(", ")),
            );
        }
    }
    complaints
}

fn kept_apart(module: &str, used: &str) -> Option<&'static str> {
    let (_, knows, reason) = KEPT_APART.iter().find(|(apart, ..)| *apart == module)?;
    let is_bad = match knows {
        Knows::Only(modules) => !modules.contains(&used),
        Knows::NoneOf(modules) => modules.contains(&used),
    };
    is_bad.then_some(reason)
}

/// Whether the file lies in one of these modules or at one of these paths.
fn allowed(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| {
        let rest = path.strip_prefix(place);
        rest.is_some_and(|rest| rest.starts_with(['/', '.']))
    })
}

/// The code with comments and texts blanked, lines kept. (Block comments are not used here.)
fn without_comments(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let blanked = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            // A quote as a character opens no text.
            rest[1..].find("\"'").map_or(1, |at| at + 3)
        } else if rest.starts_with("r\"") || rest.starts_with("r#\"") {
            let end = if rest.starts_with("r#") { "\"#" } else { "\"" };
            let inside = end.len() + 1;
            rest[inside..]
                .find(end)
                .map_or(rest.len(), |at| inside + at + end.len())
        } else if first == '"' {
            length_of_text(rest)
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let lines = rest[..blanked].matches('\n').count();
        code.push(' ');
        code.extend(std::iter::repeat_n('\n', lines));
        rest = &rest[blanked..];
    }
    code
}

/// Length of the text in quotes that `rest` begins with, both quotes with it.
fn length_of_text(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Every word with its line.
fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    // A hyphen belongs to the word: `unsafe-inline` is a browser's word, no keyword.
    let is_between = |c: char| !c.is_alphanumeric() && c != '_' && c != '-';
    code.lines()
        .zip(1..)
        .flat_map(move |(line, number)| line.split(is_between).map(move |word| (number, word)))
}

/// The modules that a file names after `crate::` or, in the binaries, `meanwhile::`, also within
/// braces: `crate::{job, trace::Span}`.
fn modules_used(code: &str) -> Vec<(usize, &str)> {
    let mut used = Vec::new();
    for start in ["crate::", "meanwhile::"] {
        for (at, _) in code.match_indices(start) {
            let rest = &code[at + start.len()..];
            let line_at =
                |offset: usize| code[..at + start.len() + offset].matches('\n').count() + 1;
            if !rest.starts_with('{') {
                used.push((line_at(0), first_word(rest)));
                continue;
            }
            let (mut depth, mut at_start) = (0, true);
            for (offset, c) in rest.char_indices() {
                match c {
                    '{' => (depth, at_start) = (depth + 1, depth == 0),
                    '}' => depth -= 1,
                    ',' => at_start = depth == 1,
                    c if c.is_alphanumeric() && at_start => {
                        used.push((line_at(offset), first_word(&rest[offset..])));
                        at_start = false;
                    }
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
            }
        }
    }
    used
}

/// The first name of every path with its line: in `use yew::html;` it is `yew`.
fn crates_used(code: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (line, number) in code.lines().zip(1..) {
        for (at, _) in line.match_indices("::") {
            let start = line[..at].rfind(|c: char| !c.is_alphanumeric() && c != '_');
            let start = start.map_or(0, |before| before + 1);
            if !line[..start].ends_with("::") {
                found.push((number, &line[start..at]));
            }
        }
    }
    found
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// The complaints about a file that opens as it should, without their `src/` and path.
fn complaints(path: &str, code: &str) -> Vec<String> {
    let found = check(path, &format!("//! For the test.\n{code}"));
    let start = format!("src/{path}:");
    let cut = |complaint: String| complaint.trim_start_matches(&start).to_owned();
    found.into_iter().map(cut).collect()
}

#[test]
fn good_files_pass() {
    assert_eq!(
        complaints(
            "report/mod.rs",
            "use crate::{job::Job, trace};\nuse crate::report::x;"
        ),
        [""; 0]
    );
    assert_eq!(
        complaints(
            "job.rs",
            "// crate::page is far below\nlet text = \"yew::unsafe\";"
        ),
        [""; 0]
    );
    assert_eq!(
        complaints("kernel/mandelbrot.rs", "unsafe { f() }"),
        [""; 0]
    );
    assert_eq!(
        complaints(
            "page/state.rs",
            "use yew::prelude::*;\nuse crate::protocol;"
        ),
        [""; 0]
    );
    assert_eq!(
        complaints(
            "trace/export.rs",
            "use serde::Serialize;\nserde_json::to_string(&x)"
        ),
        [""; 0]
    );
    assert_eq!(
        complaints("lib.rs", "#![deny(unsafe_code)]\npub mod job;"),
        [""; 0]
    );
}

#[test]
fn bad_files_are_named_with_their_line() {
    let check = |path, code, expect: &[&str]| {
        let found = complaints(path, code);
        assert_eq!(found.len(), expect.len(), "{path}: {found:?}");
        for (found, expect) in found.iter().zip(expect) {
            assert!(found.starts_with(expect), "{path}: {found}");
        }
    };
    check(
        "job.rs",
        "use crate::report::Record;",
        &["2: `job` uses `report`"],
    );
    check(
        "job.rs",
        "use crate::{\n    units::{Millis, Micros},\n    page,\n};",
        &["4: `job` uses `page`"],
    );
    check(
        "browser/clock.rs",
        "use crate::strategy::Strategy;",
        &["2: `browser` must not use `strategy`"],
    );
    check(
        "page/view.rs",
        "\nlet x = crate::engine::start();",
        &["3: `page` must not use `engine`"],
    );
    check(
        "run/plan.rs",
        "unsafe { f() }",
        &["2: `unsafe` belongs only in"],
    );
    check(
        "report/mod.rs",
        "use serde::Serialize;",
        &["2: the crate `serde` belongs only in"],
    );
    check(
        "trace/mod.rs",
        "serde_json::to_string(&x)",
        &["2: the crate `serde_json` belongs only in"],
    );
    check(
        "run/plan.rs",
        "use yew::prelude::*;",
        &["2: the crate `yew` belongs only in"],
    );
    check(
        "report/mod.rs",
        "x.par(rayon::join)",
        &["2: the crate `rayon` belongs only in"],
    );
    check(
        "cellar/mod.rs",
        "",
        &["1: the module `cellar` is not in the plan"],
    );
    let long = "\n".repeat(MAX_LINES);
    check("job.rs", &long, &["451: 451 lines, more than"]);
}

#[test]
fn texts_and_comments_are_no_code() {
    let code = |text: &str| without_comments(text);
    assert_eq!(code("a \"b\\\"c // d\n e\" f // g\n h"), "a  \n f  \n h");
    assert_eq!(code("x('\"', '\\\"') \"y\""), "x( ,  )  ");
    assert_eq!(code("r#\"a \"b\" \"# c r\"\\\" d"), "  c   d");
}

#[test]
fn a_file_says_what_it_is_for() {
    let found = check("job.rs", "pub struct Job;\n");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("src/job.rs:1: does not open with"));
}
