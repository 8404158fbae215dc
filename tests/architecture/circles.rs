//! No two files need each other, straight or over others: each can be read with those below it alone.
//! Told by `use` lines and by paths from `crate::` or `super::`. A folder's own file and the files in the
//! folder are one thing in several pieces and may name each other; tests may name everything.

use super::{rust_files, without_comments};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The code of each file, by its path in `src/` without the extension; a folder's own file has the
/// folder's.
type Files = BTreeMap<String, String>;

#[test]
fn no_files_need_each_other() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let paths = rust_files(&src).expect("src/ can be read");
    let files = paths.iter().map(|path| {
        let inside = path.strip_prefix(&src).expect("it lies in src/");
        let text = fs::read_to_string(path).expect("a source file is UTF-8");
        (inside.to_string_lossy().into_owned(), text)
    });
    let found = circles(&files_of(files));
    assert!(found.is_empty(), "these need each other: {found:#?}");
}

fn files_of(files: impl Iterator<Item = (String, String)>) -> Files {
    let files = files.map(|(path, text)| {
        let name = path.trim_end_matches(".rs").trim_end_matches("/mod");
        let code = without_comments(&text);
        let end = code.find("#[cfg(test)]\nmod").unwrap_or(code.len());
        (name.to_owned(), code[..end].to_owned())
    });
    files.filter(|(name, _)| !name.ends_with("tests")).collect()
}

/// The files that reach themselves over what they need, in sets that reach each other.
fn circles(files: &Files) -> Vec<Vec<String>> {
    let needs: BTreeMap<&str, BTreeSet<&str>> = files
        .keys()
        .map(|name| (&**name, needs(files, name)))
        .collect();
    let reached: BTreeMap<&str, BTreeSet<&str>> = needs
        .keys()
        .map(|&from| {
            let mut reached = BTreeSet::new();
            let mut next = vec![from];
            while let Some(name) = next.pop() {
                next.extend(needs[name].iter().filter(|&&new| reached.insert(new)));
            }
            (from, reached)
        })
        .collect();
    let circles = reached
        .iter()
        .filter(|(own, reached)| reached.contains(*own));
    let circles = circles.map(|(own, all)| {
        let back = all.iter().filter(|other| reached[*other].contains(own));
        back.map(|&name| name.to_owned()).collect::<Vec<_>>()
    });
    circles.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The files that a file needs, but for its folder's own and those of its folder, if it is a folder's own.
fn needs<'a>(files: &'a Files, name: &str) -> BTreeSet<&'a str> {
    let code = &files[name];
    let uses = uses(code).into_iter();
    // What is passed on is needed by whoever takes it.
    let own = uses.filter(|used| !used.is_passed_on).map(|used| used.path);
    let found = own
        .chain(paths(code))
        .filter_map(|path| target(files, name, &path));
    found
        .filter(|&other| other != name && parent(other) != name && parent(name) != other)
        .collect()
}

/// What is brought in by `use`.
struct Used {
    path: String,
    /// Its name from there on.
    name: String,
    is_passed_on: bool,
}

fn uses(code: &str) -> Vec<Used> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let line = code[..at].rsplit('\n').next().unwrap_or_default().trim();
        let Some((tree, _)) = code[at + 4..].split_once(';') else {
            continue;
        };
        if !line.is_empty() && !line.starts_with("pub") {
            continue;
        }
        for path in leaves(tree.trim()) {
            let (path, name) = match path.split_once(" as ") {
                Some((path, name)) => (path.to_owned(), name.to_owned()),
                None => (
                    path.clone(),
                    path.rsplit("::").next().unwrap_or_default().to_owned(),
                ),
            };
            found.push(Used {
                path,
                name,
                is_passed_on: line.starts_with("pub"),
            });
        }
    }
    found
}

/// Every path of a tree: of `a::{b, c::{d}}` they are `a::b` and `a::c::d`.
fn leaves(tree: &str) -> Vec<String> {
    let Some((start, rest)) = tree.split_once('{') else {
        return vec![tree.to_owned()];
    };
    let inside = rest.rsplit_once('}').map_or(rest, |(inside, _)| inside);
    let mut depth = 0;
    let parts = inside.split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    parts
        .flat_map(|part| leaves(&[start, part].concat()))
        .collect()
}

/// Paths in the code that begin with `crate::` or `super::`.
fn paths(code: &str) -> impl Iterator<Item = String> {
    let words = code.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
    let paths = words.filter(|word| word.starts_with("crate::") || word.starts_with("super::"));
    paths.map(str::to_owned)
}

/// The file that a path leads to from the file of that name, through what others pass on.
fn target<'a>(files: &'a Files, from: &str, path: &str) -> Option<&'a str> {
    let mut steps = path.split("::").peekable();
    let mut place = from.to_owned();
    match *steps.peek()? {
        "crate" => place.clear(),
        "super" | "self" => {}
        child if files.contains_key(&join(from, child)) => {}
        _ => return None,
    }
    for step in steps {
        match step {
            "crate" | "self" => {}
            "super" => place = parent(&place).to_owned(),
            step if files.contains_key(&join(&place, step)) => place = join(&place, step),
            step => {
                let passed = uses(files.get(&place).map_or("", String::as_str));
                let passed = passed.into_iter().filter(|used| used.is_passed_on);
                if let Some(used) = passed.into_iter().find(|used| used.name == step) {
                    return target(files, &place, &used.path);
                }
                break;
            }
        }
    }
    files.get_key_value(&place).map(|(name, _)| &**name)
}

fn join(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        _ => [folder, "/", name].concat(),
    }
}

fn parent(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[test]
fn a_circle_is_found_however_it_is_written() {
    let circles_of = |files: &[(&str, &str)]| {
        let files = files.iter();
        circles(&files_of(
            files.map(|(path, code)| ((*path).to_owned(), (*code).to_owned())),
        ))
    };
    let back = ("view/b.rs", "use crate::view::a::X;");
    for way in [
        "use super::b::Y;",
        "use super::{c, b::{Y, Z}};",
        "use crate::{\n    key::Key,\n    view::b,\n};",
        "fn f() { super::b::g() }",
        "use super::Y;",
    ] {
        let face = (
            "view/mod.rs",
            "mod a;\nmod b;\npub use b::Y;\npub use a::X as Other;",
        );
        let found = circles_of(&[face, ("view/a.rs", way), back]);
        assert_eq!(found, [["view/a", "view/b"]], "{way}");
    }
    let over = ("view/b.rs", "use super::c::C;");
    let found = circles_of(&[
        ("view/a.rs", "use super::b::Y;"),
        over,
        ("view/c.rs", "use super::a;"),
    ]);
    assert_eq!(found, [["view/a", "view/b", "view/c"]]);
    // Neither a folder's own file nor a test makes one.
    let own = ("view/mod.rs", "mod b;\nuse b::Y;");
    assert!(circles_of(&[own, ("view/b.rs", "use super::X;")]).is_empty());
    let test = (
        "view/a.rs",
        "#[cfg(test)]\nmod tests {\n    use super::super::b::Y;\n}",
    );
    assert!(circles_of(&[test, back]).is_empty());
}
