//! The programs to start from: each runs on the host under a mock clock, in every tier, and ends as it should.

use super::broken_tests::WHOLE;
use super::run_tests::run_in;
use crate::comparison::Fault;
use crate::script::compile::known;
use crate::tier::Tier;
use std::fs;
use std::path::PathBuf;

/// A program that shows how a program can stand still for ever.
const DEADLOCK: &str = "deadlock";

fn programs() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/lesson/your_own/data");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let programs = files.filter(|path| path.extension().is_some_and(|end| end == "rn"));
    let named = programs.map(|path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(path).unwrap())
    });
    named.collect()
}

#[test]
fn every_program_to_start_from_runs_in_every_tier() {
    for (name, source) in programs() {
        for tier in [Tier::Threads, Tier::Workers, Tier::Single] {
            match run_in(tier, &source) {
                Err(Fault::Script(error)) if name == DEADLOCK => {
                    assert!(error.message.starts_with("Deadlock"), "{error:?}");
                }
                Ok(_) if name != DEADLOCK => {}
                other => panic!("{name} {tier:?}: {other:?}"),
            }
        }
    }
}

/// Where our calls could not be put in, a program would run all the same, but could be neither followed nor stopped.
#[test]
fn our_calls_fit_into_every_program() {
    let whole = WHOLE
        .iter()
        .map(|source| ("whole".to_owned(), (*source).to_owned()));
    for (name, source) in programs().into_iter().chain(whole) {
        let compiled = known(&source).expect(&name);
        for (_, text) in &compiled.texts {
            assert!(!text.source.is_empty(), "{name}");
        }
    }
}

/// Every file is offered, and what is offered is there.
#[test]
fn every_program_to_start_from_has_a_title() {
    let words = crate::view::words::Words::english_of("your_own");
    let gallery = words.get("lesson.gallery").lines();
    let mut offered: Vec<&str> = gallery
        .filter_map(|line| Some(line.split_once('|')?.0))
        .collect();
    offered.sort_unstable();
    let mut files: Vec<String> = programs().into_iter().map(|(name, _)| name).collect();
    files.sort_unstable();
    assert_eq!(offered, files);
    for slug in offered
        .iter()
        .filter_map(|name| name.strip_prefix("lesson-"))
    {
        assert!(crate::lesson::find(slug).is_some(), "{slug}");
    }
}

/// Runs one program, for those who write one: `MEANWHILE_PROGRAM=FILE cargo test --lib one_program -- --ignored --nocapture`.
#[test]
#[ignore = "wants a file"]
fn one_program() {
    let Ok(path) = std::env::var("MEANWHILE_PROGRAM") else {
        return;
    };
    let source = fs::read_to_string(path).unwrap();
    match run_in(Tier::Threads, &source) {
        Ok(run) => println!("{}gave {}", run.output, run.answer),
        Err(Fault::Script(error)) => println!("{}{error:?}", error.printed),
        Err(other) => println!("{other:?}"),
    }
}
