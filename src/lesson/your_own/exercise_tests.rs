//! Exercises, on the host under a mock clock: which of their checks hold, and what is said of those that can't tell.

use super::run_tests::ran;
use crate::comparison::script::{Check, Script};
use crate::comparison::{Fault, Phase};
use crate::tier::Tier;

/// Which checks of an exercise hold.
fn held(tier: Tier, text: &str, setup: &str, checks: &[&str]) -> Vec<Result<bool, String>> {
    let check = |holds: &&str| Check {
        says: format!("It says {holds}."),
        holds: (*holds).to_owned(),
    };
    let script = Script {
        setup: setup.to_owned(),
        checks: checks.iter().map(check).collect(),
        ..Script::plain(text)
    };
    let run = ran(tier, script.clone(), Phase::Watch).expect(text);
    let says = run.checks.iter().map(|check| check.says.as_str());
    let wanted = script.checks.iter().map(|check| check.says.as_str());
    assert!(says.eq(wanted));
    run.checks.into_iter().map(|check| check.held).collect()
}

#[test]
fn an_exercise_is_checked() {
    let setup = "async fn page(ms) { time::sleep(ms).await; ms }";
    let checks = [
        "run.waits_alone == 0 && run.waits == 3",
        "run.gave == 600",
        "run.most_waits == 3 && run.printed == \"done\\n\"",
        "run.free > 0.9",
        "add(2, 3) == 5",
        "run.named == [\"all\"] && run.ms > 299.0",
        "let a = 1; let b = 2; a < b",
    ];
    let one_by_one = "fn add(a, b) { a + b }
        pub async fn main() {
            let all = trace::span(\"all\");
            let a = page(100).await; let b = page(200).await; let c = page(300).await;
            println!(\"done\"); a + b + c
        }";
    let at_once = "use std::future::join;
        fn add(a, b) { a + b }
        pub async fn main() {
            let all = trace::span(\"all\");
            let (a, b, c) = join((page(100), page(200), page(300))).await;
            println!(\"done\"); a + b + c
        }";
    let (yes, no) = (|| Ok(true), || Ok(false));
    let expected = [no(), yes(), no(), yes(), yes(), yes(), yes()];
    assert_eq!(held(Tier::Threads, one_by_one, setup, &checks), expected);
    assert_eq!(
        held(Tier::Threads, at_once, setup, &checks),
        [(); 7].map(|()| yes())
    );
    let computing = "pub async fn main() { parallel::map(0..4, |x| x * x).await }";
    for (tier, threads) in [(Tier::Threads, 2), (Tier::Workers, 2), (Tier::Single, 1)] {
        let check = format!(
            "run.most_threads == {threads} && run.threads == {threads} && run.answer == \"[0, 1, 4, 9]\""
        );
        assert_eq!(held(tier, computing, "", &[&check]), [yes()], "{tier:?}");
    }
}

#[test]
fn a_check_that_can_t_tell_says_why() {
    let text = "pub fn endless() { loop { } } pub fn main() { 1 }";
    let checks = ["run.gave", "run.nothing == 1", "endless()", "run.gave == 1"];
    let told = held(Tier::Threads, text, "", &checks);
    assert_eq!(told[3], Ok(true));
    for broken in &told[..3] {
        assert!(
            broken.as_ref().is_err_and(|why| why.ends_with('.')),
            "{told:?}"
        );
    }
    let told = held(Tier::Threads, text, "", &["run.gave ==", "true"]);
    assert!(
        told.iter().all(|one| one
            .as_ref()
            .is_err_and(|why| why.starts_with("It can't be compiled."))),
        "{told:?}"
    );
}

#[test]
fn what_is_wrong_where_nothing_is_seen_has_no_place() {
    let script = |text: &str, setup: &str| Script {
        setup: setup.to_owned(),
        ..Script::plain(text)
    };
    let place = |script: Script| match ran(Tier::Threads, script, Phase::Watch) {
        Err(Fault::Script(error)) => error.place.map(|place| place.line),
        other => panic!("{other:?}"),
    };
    let calls = "pub fn main() {\n  f(1)\n}\n";
    assert_eq!(place(script(calls, "fn f(x) { x.no() }")), None);
    assert_eq!(place(script(calls, "fn f() { }")), Some(2));
    assert_eq!(place(script(calls, "fn f(x) {")), None);
    let watched = ran(
        Tier::Threads,
        script(calls, "fn f(x) {\n x\n}"),
        Phase::Watch,
    )
    .unwrap();
    assert!(
        watched.lines.iter().all(|bar| bar.line <= 3),
        "{:?}",
        watched.lines
    );
}
