//! No two files of a folder need each other, over others or straight: a file can be read with those below
//! it alone. Told by their `use` lines and by paths that begin with `super::` or `crate::`.

use super::{first_word, rust_files, without_comments};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Who needs whom, file by file; a file's name is its path in `src/` without the extension, and that of a
/// folder's own file is the folder's.
type Needs = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_files_of_a_folder_need_each_other() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let paths = rust_files(&src).expect("src/ can be read");
    let files = paths.iter().map(|path| {
        let inside = path.strip_prefix(&src).expect("it lies in src/");
        let text = fs::read_to_string(path).expect("a source file is UTF-8");
        (name_of(&inside.to_string_lossy()), text)
    });
    let found = circles(&needs(&files.collect()));
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// A file's name by its path.
fn name_of(path: &str) -> String {
    let path = path.trim_end_matches(".rs");
    path.trim_end_matches("/mod").to_owned()
}

/// What each file needs of the files beside it, and of the folder's own. What a folder's file only passes on
/// (`pub use`) it doesn't need itself, and who takes it from there needs the file that it is from.
fn needs(files: &BTreeMap<String, String>) -> Needs {
    let code: BTreeMap<&str, String> = files
        .iter()
        .filter(|(name, _)| !name.ends_with("tests"))
        .map(|(name, text)| (&**name, own_code(text)))
        .collect();
    let passed_on: BTreeMap<&str, Vec<(String, String)>> =
        code.iter().map(|(name, code)| (*name, passes(code))).collect();
    let mut needs = Needs::new();
    for (&name, code) in &code {
        let found = needs.entry(name.to_owned()).or_default();
        for path in paths(code) {
            let mut place = name.to_owned();
            // In its own file a folder's name stands for its children.
            let mut rest: Vec<&str> = path.split("::").collect();
            while rest.first() == Some(&"super") {
                place = parent(&place).to_owned();
                rest.remove(0);
            }
            if rest.first() == Some(&"crate") {
                place = String::new();
                rest.remove(0);
            } else if rest.first() == Some(&"self") {
                rest.remove(0);
            }
            if let Some(target) = resolve(&code_names(&code_keys(files)), &passed_on, place, &rest) {
                found.insert(target);
            }
        }
        found.remove(name);
    }
    needs
}
