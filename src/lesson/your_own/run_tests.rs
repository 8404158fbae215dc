//! Programs that run, on the host under a mock clock: what they give, print, wait for, and what is said of those that
//! can't.

use crate::comparison::script::Script;
use crate::comparison::script_error::ScriptError;
use crate::comparison::{Case, Comparison, Fault, Phase, Repeats, Run};
use crate::lesson;
use crate::run::mock::{Book, Costs, MockPlatform};
use crate::run::plan;
use crate::script::session;
use crate::tier::Tier;
use crate::trace::{SpanKind, Track};
use crate::units::Micros;
use crate::values::{THREADS, Values};

const COSTS: Costs = Costs {
    request: Micros(50_000.0),
    chunk: Micros(1_000.0),
};

/// One run of a program in that tier, on two threads.
pub fn run_in(tier: Tier, source: &str) -> Result<Run, Fault> {
    ran(tier, Script::plain(source), Phase::Measure(0))
}

/// A run of that phase, the only one.
pub fn ran(tier: Tier, script: Script, wanted: Phase) -> Result<Run, Fault> {
    let lesson = lesson::find("your-own").expect("the lesson");
    let values: Values = [(THREADS, 2)].into_iter().collect();
    let comparison = Comparison {
        lesson: lesson.slug.to_owned(),
        cases: vec![Case::plain(0, lesson.programs[0], values)],
        is_watched: wanted == Phase::Watch,
        repeats: Repeats::Exactly(u32::from(wanted != Phase::Watch)),
        seed: 1,
        scripts: vec![script, Script::default()],
    };
    let platform = MockPlatform::new(tier, COSTS, lesson::find_work);
    let book = Book::default();
    let time = std::rc::Rc::clone(&platform.time);
    time.live_through(plan::compare(&platform, lesson::CODE, &comparison, &book));
    let mut ended = book.ended.take();
    let (_, phase, run) = ended.pop().expect("a run");
    assert!(ended.is_empty() && phase == wanted, "{ended:?}");
    run
}

pub fn run(source: &str) -> Result<Run, Fault> {
    run_in(Tier::Threads, source)
}

fn answer(source: &str) -> String {
    run(source).expect(source).answer
}

pub fn error(source: &str) -> ScriptError {
    match run(source) {
        Err(Fault::Script(error)) => error,
        other => panic!("{source}: {other:?}"),
    }
}

#[test]
fn a_program_gives_what_its_main_gives() {
    for (source, wanted) in [
        ("pub fn main() { 6 * 7 }", "42"),
        ("pub async fn main() { 6 * 7 }", "42"),
        ("pub fn main() { }", ""),
        ("pub fn main() { \"text\" }", "\"text\""),
        ("pub fn main() { [1, 2.5, Some(())] }", "[1, 2.5, Some(())]"),
        (
            "fn f(x) { if x < 2 { x } else { f(x - 1) + f(x - 2) } } pub fn main() { f(15) }",
            "610",
        ),
    ] {
        assert_eq!(answer(source), wanted, "{source}");
    }
    let printed =
        run("pub fn main() { println!(\"one {}\", 1); print!(`two`); dbg!(3); }").unwrap();
    assert_eq!(printed.output, "one 1\ntwo3\n");
}

#[test]
fn a_program_knows_how_many_threads_compute_for_it() {
    let source = "pub fn main() { parallel::threads() }";
    for (tier, threads) in [
        (Tier::Threads, "2"),
        (Tier::Workers, "2"),
        (Tier::Single, "1"),
    ] {
        assert_eq!(run_in(tier, source).unwrap().answer, threads, "{tier:?}");
    }
}

#[test]
fn what_is_joined_overlaps() {
    let source = "use std::future::join;
        pub async fn main() {
            let start = time::now();
            join((time::sleep(300), time::sleep(200))).await;
            (time::now() - start) as i64
        }";
    let run = run(source).unwrap();
    assert_eq!(run.answer, "300");
    let waits: Vec<_> = run
        .trace
        .spans
        .iter()
        .filter(|span| span.kind == SpanKind::InFlight)
        .collect();
    assert_eq!(waits.len(), 2);
    assert!(waits[0].start < waits[1].end && waits[1].start < waits[0].end);
    assert_ne!(waits[0].track, waits[1].track);
    let one_by_one = "pub async fn main() { let start = time::now(); time::sleep(300).await; time::sleep(200).await; (time::now() - start) as i64 }";
    assert_eq!(answer(one_by_one), "500");
    let started = "pub async fn main() { let start = time::now(); let a = task::spawn(time::sleep(300)); time::sleep(200).await; a.await; (time::now() - start) as i64 }";
    assert_eq!(answer(started), "300");
}

#[test]
fn a_program_names_its_parts() {
    let source = r#"use std::future::join;
        async fn part(name, ms) {
            let own = trace::span(name);
            time::sleep(ms).await;
            if ms > 150 { own.end(); time::sleep(50).await; }
        }
        pub async fn main() {
            let whole = trace::span("all of it");
            join((part("a part", 100), part("a part", 200))).await;
        }"#;
    let run = run(source).unwrap();
    assert_eq!(run.trace.named, ["a part", "all of it"]);
    let mut named: Vec<(u16, u64, u64)> = Vec::new();
    for span in &run.trace.spans {
        if let Track::Named(place) = span.track {
            let ms = |time: Micros| time.to_millis().0.round() as u64;
            named.push((place, ms(span.start), ms(span.end)));
        }
    }
    assert_eq!(named, [(0, 0, 100), (0, 0, 200), (1, 0, 250)]);
    let wrong =
        error("pub async fn main() { parallel::map(0..2, |x| { trace::span(\"x\"); x }).await }");
    assert!(
        wrong
            .message
            .contains("can't be used in what chunks compute"),
        "{wrong:?}"
    );
    assert_eq!(
        error("pub fn main() { trace::span(1) }")
            .place
            .map(|at| at.line),
        Some(1)
    );
}

#[test]
fn what_is_not_wanted_any_more_is_taken_back() {
    let source = "pub async fn main() {
        let start = time::now();
        let late = time::sleep(9000);
        let soon = time::sleep(100);
        let won = select { _ = late => \"late\", _ = soon => \"soon\" };
        (won, (time::now() - start) as i64)
    }";
    assert_eq!(answer(source), "(\"soon\", 100)");
}

#[test]
fn requests_are_answered_or_refused() {
    let source = "pub async fn main() { let length = net::slow(50).await; let address = \"io/slow?ms=1&status=503\"; let got = net::get(address).await; (length, got, address.len()) }";
    let run = run(source).unwrap();
    assert_eq!(run.answer, "(10, Err(\"the server refused it: 503\"), 23)");
    assert!(
        run.trace
            .spans
            .iter()
            .any(|span| span.track == Track::Wait(1))
    );
}

#[test]
fn a_function_of_the_readers_is_called_on_every_thread() {
    let source = "fn square(x) { x * x }
        pub async fn main() {
            let add = 3;
            let squares = parallel::map(0..10, square).await;
            let more = parallel::map(0..4, |x| x + add).await;
            let parts = parallel::map_chunks(0..10, 3, |part| { let sum = 0; for x in part { sum += x; } sum }).await;
            let sum = parallel::reduce(1..101, |x| x, |a, b| a + b).await;
            (squares, more, parts, sum, parallel::reduce(0..0, |x| x, |a, b| a + b).await)
        }";
    let wanted =
        "([0, 1, 4, 9, 16, 25, 36, 49, 64, 81], [3, 4, 5, 6], [3, 12, 30], Some(5050), None)";
    for tier in [Tier::Threads, Tier::Workers, Tier::Single] {
        let run = run_in(tier, source).unwrap();
        assert_eq!(run.answer, wanted, "{tier:?}");
        let on_pool = run
            .trace
            .spans
            .iter()
            .any(|span| matches!(span.track, Track::Worker(_)));
        assert_eq!(on_pool, tier != Tier::Single);
    }
}

#[test]
fn what_a_chunk_captures_and_gives_is_plain() {
    let source = "pub async fn main() {
        let list = [1, 2];
        let table = #{ one: 1.5, text: \"x\" };
        parallel::map(0..2, |x| (list[x], table.one, table.text, Some(x))).await
    }";
    assert_eq!(
        answer(source),
        "[(1, 1.5, \"x\", Some(0)), (2, 1.5, \"x\", Some(1))]"
    );
    let source = "pub async fn main() {\n  let wait = time::sleep(1);\n  parallel::map(0..2, |x| { wait; x }).await\n}";
    let told = error(source);
    assert!(
        told.message
            .contains("uses the variable `wait`, which is of the kind"),
        "{told:?}"
    );
    assert_eq!(told.place.map(|place| place.line), Some(3));
    let told = error("pub async fn main() { parallel::map(0..2, |x| time::sleep(x)).await }");
    assert!(
        told.message.contains("A chunk gave something of the kind"),
        "{told:?}"
    );
    let told = error("pub async fn main() { parallel::map(0..2, |x, y| x).await }");
    assert!(
        told.message.contains("has to take one argument"),
        "{told:?}"
    );
    let told = error("pub async fn main() { parallel::map(0..2, |x| { time::now(); x }).await }");
    assert!(
        told.message
            .contains("time::now can't be used in what chunks compute"),
        "{told:?}"
    );
    let told = error(
        "async fn f(x) { time::sleep(1).await } pub async fn main() { parallel::map(0..2, f).await }",
    );
    assert!(told.message.contains("asynchronous"), "{told:?}");
    let told = error("pub async fn main() { parallel::map(0..2, 3).await }");
    assert!(told.place.is_some(), "{told:?}");
}

#[test]
fn a_chunk_that_breaks_says_which_and_where() {
    let told = error(
        "pub async fn main() {\n  parallel::map_chunks(0..4, 4, |part| {\n    if part.start == 2 { panic!(\"no more\"); }\n    1\n  }).await\n}",
    );
    assert_eq!(
        (told.chunk, told.place.map(|place| place.line)),
        (Some(2), Some(3)),
        "{told:?}"
    );
    assert_eq!(told.message, "no more.");
}

#[test]
fn locks_and_channels_hand_on() {
    let source = "use std::future::join;
        async fn add(lock, n) { for _ in 0..n { let guard = lock.lock().await; let v = guard.get(); time::sleep(1).await; guard.set(v + 1); guard.unlock(); } }
        pub async fn main() {
            let lock = lock::new(0);
            join((add(lock, 5), add(lock, 5))).await;
            let guard = lock.lock().await;
            guard.get()
        }";
    assert_eq!(answer(source), "10");
    let source = "use std::future::join;
        async fn produce(queue) { for n in 0..5 { queue.send(n).await; } queue.close(); }
        async fn consume(queue) { let sum = 0; while let Some(n) = queue.receive().await { time::sleep(1).await; sum += n; } sum }
        pub async fn main() { let queue = channel::new(2); let (_, sum) = join((produce(queue), consume(queue))).await; sum }";
    assert_eq!(answer(source), "10");
}

#[test]
fn a_deadlock_is_told() {
    let source = "use std::future::join;
        async fn both(a, b) { let first = a.lock().await; time::sleep(1).await; let second = b.lock().await; 1 }
        pub async fn main() { let a = lock::new(0); let b = lock::new(0); join((both(a, b), both(b, a))).await }";
    let told = error(source).message;
    assert_eq!(
        told,
        "Deadlock: every task waits, 2 for a lock, and nothing is left that could wake one."
    );
    let told = error("pub async fn main() { channel::new(1).receive().await }").message;
    assert!(told.contains("1 for a channel"), "{told}");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (source, line, part) in [
        ("pub fn main() {\n  let x = ;\n}", 2, "Expected"),
        ("pub fn main() {\n  missing(1)\n}", 2, "missing"),
        (
            "pub fn main() {\n  let a = 1;\n  a.nothing()\n}",
            3,
            "nothing",
        ),
        ("pub fn main() {\n  1 / 0\n}", 2, "zero"),
        (
            "pub fn main() {\n  panic!(\"on purpose\")\n}",
            2,
            "on purpose.",
        ),
        (
            "fn f(n) { g(n) }\nfn g(n) {\n  n + \"x\"\n}\npub fn main() { f(1) }",
            3,
            "Unsupported",
        ),
        (
            "pub async fn main() {\n  time::sleep(-1).await\n}",
            2,
            "milliseconds from 0",
        ),
    ] {
        let told = error(source);
        assert_eq!(
            told.place.map(|place| place.line),
            Some(line),
            "{source}: {told:?}"
        );
        assert!(told.message.contains(part), "{source}: {told:?}");
    }
    assert!(
        error("fn other() { }")
            .message
            .contains("pub async fn main()")
    );
    let told = error("pub fn main() { println!(\"so far\"); panic!(\"no\") }");
    assert_eq!(told.printed, "so far\n");
}

#[test]
fn what_has_no_end_is_ended() {
    for source in [
        "pub fn main() { loop {} }",
        "pub async fn main() { loop { let x = 1; } }",
        "async fn f() { loop {} } pub async fn main() { f().await }",
        "use std::future::join; async fn f() { while true {} } pub async fn main() { join((f(), f())).await }",
        "fn f(n) { if n == 0 { 1 } else { f(n - 1) + f(n - 1) } } pub fn main() { f(60) }",
        "pub fn main() { [1].iter().map(|x| loop {}).collect::<Vec>() }",
    ] {
        session::tests::end_after(1_000);
        assert_eq!(run(source).unwrap_err(), Fault::Stopped, "{source}");
        session::tests::end_after(u64::MAX);
    }
}

#[test]
fn memory_has_an_end() {
    for source in [
        "fn f(n) { f(n + 1) + 1 } pub fn main() { f(0) }",
        "pub fn main() { let s = \"x\"; loop { s = `${s}${s}`; } }",
        "pub fn main() { let v = []; loop { v.push([1, 2, 3, 4]); } }",
        "pub async fn main() { parallel::map(0..2, |x| { let v = []; loop { v.push([x]); } }).await }",
    ] {
        let told = error(source);
        assert!(
            told.message.contains("more memory than it may have"),
            "{source}: {told:?}"
        );
    }
}

#[test]
fn ten_thousand_sleeps_at_once() {
    let source = "use std::future::join;
        pub async fn main() { let all = []; for n in 0..10000 { all.push(time::sleep(20)); } join(all).await.len() }";
    assert_eq!(answer(source), "10000");
}

#[test]
fn closures_give_what_their_bodies_end_in() {
    for body in [
        "{ let y = x; y }",
        "{ let y = x; return y; }",
        "{ { let y = x; y } }",
        "match x { y => y }",
        "{ match x { y => y } }",
        "{ let f = |z| { let y = z; y }; f(x) }",
    ] {
        assert_eq!(
            answer(&format!("pub fn main() {{ let f = |x| {body}; f(5) }}")),
            "5",
            "{body}"
        );
        assert_eq!(
            answer(&format!(
                "pub async fn main() {{ parallel::map(5..6, |x| {body}).await }}"
            )),
            "[5]",
            "{body}"
        );
    }
}

#[test]
fn on_the_host_nothing_is_kept_and_that_is_said() {
    let told = error("pub async fn main() {\n  db::put(\"a\", 1).await\n}");
    assert!(
        told.message.contains("only a browser has a database"),
        "{told:?}"
    );
    assert_eq!(told.place.map(|place| place.line), Some(2));
    for (call, words) in [
        ("db::put(\"\", 1)", "wants a key of 1 to 1000 bytes"),
        (
            "db::put(\"a\", time::sleep(1))",
            "keeps numbers, text and lists of them",
        ),
    ] {
        let told = error(&format!("pub async fn main() {{ {call}.await }}"));
        assert!(told.message.contains(words), "{told:?}");
    }
}
