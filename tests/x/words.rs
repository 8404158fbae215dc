//! What is told before anything begins: words that a command has no use for, and disks without room.

use crate::tree::Tree;

#[test]
fn words_too_many_are_told_at_once() {
    let tree = Tree::new();
    for (words, sentence) in [
        (&["build", "foo"][..], "x: build has no use for \"foo\"."),
        (&["program", "foo"], "x: program has no use for \"foo\"."),
        (&["doctor", "foo"], "x: doctor has no use for \"foo\"."),
        (&["help", "foo"], "x: help has no use for \"foo\"."),
        (&["--help", "foo"], "x: --help has no use for \"foo\"."),
        (&["golden", "x"], "x: golden has no use for \"x\"."),
        (&["golden", ""], "x: golden has no use for \"\"."),
        (&["test", "--al"], "x: test has no use for \"--al\"."),
        (
            &["test", "--all", "more"],
            "x: test has no use for \"more\".",
        ),
        (
            &["bench", "--agains", "D"],
            "x: bench has no use for \"--agains\".",
        ),
        (
            &["bench", "--against"],
            "x: bench --against wants the folder",
        ),
        (
            &["bench", "--against", "www"],
            "x: bench --against wants the folder",
        ),
        (
            &["bench", "--against", ".", "extra"],
            "x: bench has no use for \"extra\".",
        ),
        (&["lesson"], "usage: ./x lesson NAME"),
        (
            &["lesson", "a-name", "extra"],
            "x: lesson has no use for \"extra\".",
        ),
        (&["biuld"], "x: there is no command \"biuld\"."),
    ] {
        let told = tree.x(words);
        assert!(!told.is_good, "{words:?}");
        assert!(told.said.contains(sentence), "{words:?}: {}", told.said);
        assert_eq!(told.calls, [""; 0], "{words:?} began something");
    }
    for words in [&[][..], &["help"], &["-h"], &["--help"]] {
        let told = tree.x(words);
        assert!(told.is_good && told.out.contains("./x doctor"), "{told:?}");
    }
}

/// What the doctor says of the line that begins so.
fn line<'a>(told: &'a str, beginning: &str) -> &'a str {
    let mut lines = told.lines().filter(|line| line.starts_with(beginning));
    lines
        .next()
        .unwrap_or_else(|| panic!("no {beginning}: {told}"))
}

#[test]
fn the_doctor_knows_every_tool_that_the_script_gets() {
    let tree = Tree::new();
    let told = tree.x(&["doctor"]);
    assert!(told.is_good, "{told:?}");
    let script = String::from_utf8(tree.read("x")).unwrap();
    let gets = ["cargo_tool ", "npm_tool ", "python_tool ", "debian_tool "];
    let named = script.lines().filter_map(|line| {
        let rest = gets.iter().find_map(|get| line.trim().strip_prefix(get));
        rest?.split(' ').next()
    });
    let named: Vec<&str> = named.collect();
    assert!(named.len() > 10, "{named:?}");
    for name in named {
        line(&told.out, name);
    }
    for row in ["clippy and rustfmt", "queue for tests"] {
        line(&told.out, row);
    }
}

#[test]
fn the_doctor_says_of_a_full_disk_what_a_build_would() {
    let tree = Tree::new();
    // Free, whether a first build goes, whether the missing tools go.
    for (kilobytes, builds, gets_tools) in [
        ("0", false, false),
        ("199999", false, false),
        ("2000000", false, true),
        ("3000000", true, true),
    ] {
        let with = |words: &[&str]| {
            let mut command = tree.command("./x", words);
            command.env("DISK_KB", kilobytes);
            tree.told(command)
        };
        let told = with(&["doctor"]);
        assert!(told.is_good, "{told:?}");
        let is_fine = |line: &str| {
            assert!(line.contains("MB free"), "{line}");
            assert!(
                line.ends_with("nothing") != line.contains("end: make room at /"),
                "{line}"
            );
            line.ends_with("nothing")
        };
        assert_eq!(
            is_fine(line(&told.out, "disk for a build")),
            builds,
            "{kilobytes}"
        );
        assert_eq!(
            is_fine(line(&told.out, "disk for tools")),
            gets_tools,
            "{kilobytes}"
        );
        if !builds {
            let told = with(&["build"]);
            assert!(
                !told.is_good && told.said.contains("the disk is nearly full"),
                "{told:?}"
            );
            assert_eq!(told.count("cargo") + told.count("trunk"), 0, "{told:?}");
        }
    }
}
