//! `/io/slow`: what it refuses, repeats, waits for and drops.

use crate::support::{Answer, Server, read_all, send};
use meanwhile::contract::request::Parameters;
use meanwhile::job::{Outcome, Reply};
use meanwhile::kernel::NEVER;
use meanwhile::lesson;
use meanwhile::work::Cells;
use std::io::Write;
use std::time::{Duration, Instant};

#[test]
fn wrong_parameters_get_a_sentence() {
    let server = Server::start(&[]);
    for (query, sentence) in [
        ("ms=30001", "ms must be a number from 0 to 30000.\n"),
        ("ms=NaN", "ms must be a number from 0 to 30000.\n"),
        (
            "ms=5&jitter=6",
            "jitter must be a number from 0 to ms, here 5.\n",
        ),
        (
            "bytes=8388609",
            "bytes must be a whole number from 0 to 8388608.\n",
        ),
        (
            "status=199",
            "status must be a whole number from 200 to 599.\n",
        ),
        ("drop=2", "drop must be a number from 0 to 1.\n"),
        (
            "seed=-1",
            "seed must be a whole number from 0 to 4294967295.\n",
        ),
        ("ms=1&ms=2", "ms is given twice.\n"),
    ] {
        let answer = server.get(&format!("/io/slow?{query}"));
        assert_eq!((answer.status, answer.text()), (400, sentence), "{query}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    assert_eq!(server.get("/io/slow?speed=1").status, 400);
    let most = server.get("/io/slow?ms=0&bytes=8388608&status=599&nonce=18446744073709551615");
    assert_eq!((most.status, most.body.len()), (599, 8_388_608));
}

#[test]
fn an_answer_is_repeatable_for_a_seed() {
    let server = Server::start(&[]);
    let get = |query: &str| server.get(&format!("/io/slow?ms=0&{query}"));
    let once = get("bytes=100000&seed=7&nonce=1");
    assert_eq!(once.body.len(), 100_000);
    assert_eq!(once.header("content-length"), "100000");
    assert_eq!(once.body, get("bytes=100000&seed=7&nonce=other").body);
    assert_eq!(once.body[..1_000], get("bytes=1000&seed=7").body);
    assert_ne!(once.body[..512], get("seed=8").body);
    assert_eq!(get("").body.len(), 512);
}

/// A file of a lesson's data, and the same kept back.
const SHARD: &str = "/build-0123456789abcdef/lessons/any/01.csv.zlib";

#[test]
fn a_lesson_s_data_is_kept_back_as_long_as_is_asked() {
    let server = Server::start(&[]);
    server.site.write(&format!("site{SHARD}"), b"packed");
    let kept_back = server.get(&format!("{SHARD}?ms=30&nonce=5"));
    assert_eq!((kept_back.status, kept_back.text()), (200, "packed"));
    assert!(kept_back.waited_ms() >= 30.0);
    assert_eq!(kept_back.header("cache-control"), "no-store");
    assert_eq!(kept_back.header("connection"), "close");
    assert_eq!(kept_back.header("etag"), "");
    let plain = server.get(SHARD);
    assert_eq!(
        plain.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    let wrong = server.get(&format!("{SHARD}?ms=30&drop=1"));
    assert_eq!(wrong.status, 400);
    assert!(
        wrong
            .text()
            .starts_with("drop is no parameter of a lesson's file")
    );
    assert_eq!(
        server
            .get("/build-0123456789abcdef/lessons/any/02.csv.zlib?ms=0")
            .status,
        404
    );
    // Anything else is as fast as ever, whatever stands behind it.
    let page = server.get("/?ms=30000");
    assert_eq!(
        (page.status, page.header("cache-control")),
        (200, "no-cache")
    );
}

#[test]
fn a_job_that_waits_and_works_has_its_answer() {
    let server = Server::start(&[]);
    let lesson = lesson::find("waits-and-works").expect("a lesson");
    let size = [("size".to_owned(), "100000".to_owned())];
    let (parameters, bad) = Parameters::parse(lesson, 2, &size);
    assert_eq!(bad, []);
    let job = lesson::job(lesson.slug, &parameters.values, parameters.seed).expect("a job");
    let work = job.work.expect("work");
    let compute = lesson::find_work(&work).expect("code");
    let outcomes: Vec<Outcome> = job
        .chunks()
        .map(|chunk| {
            let path = job.request_path(chunk.index, 1).expect("a request");
            // The bytes depend on the seed alone, not on how long they take.
            let path = path.replace("ms=100&", "ms=0&");
            Outcome {
                reply: Some(Reply::of_body(&server.get(&format!("/{path}")).body)),
                computed: compute(&work.input(&[]), chunk.units, &Cells::default(), &NEVER).ok(),
            }
        })
        .collect();
    // 9592 primes are below 100,000; the checksum was computed from the definitions in another language.
    let golden = "9592, from 12 replies, 6144 bytes, checksum f2b6cdfd3de53b07";
    assert_eq!(job.answer(outcomes.iter()), golden);
}

#[test]
fn an_answer_says_how_it_may_be_used() {
    let server = Server::start(&[]);
    let answer = server.get("/io/slow?ms=0");
    for (name, value) in [
        ("cache-control", "no-store"),
        ("connection", "close"),
        ("timing-allow-origin", "*"),
        ("access-control-allow-origin", "*"),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    // The connection ends although the client asked for no such thing.
    let mut stream = server.connect();
    stream
        .write_all(b"GET /io/slow?ms=0 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let raw = read_all(&mut stream);
    assert_eq!(Answer::parse(&raw).body.len(), 512);
}

#[test]
fn a_wait_is_never_shorter_than_asked() {
    let server = Server::start(&[]);
    for ms in [0.0, 0.5, 1.0, 7.3, 20.0, 50.0, 150.0] {
        for _ in 0..5 {
            let start = Instant::now();
            let answer = server.get(&format!("/io/slow?ms={ms}"));
            let seen = start.elapsed().as_secs_f64() * 1_000.0;
            // Server-Timing has three decimals, so it may be rounded by half of the last one.
            let waited = answer.waited_ms();
            assert!(waited + 0.000_5 >= ms, "asked {ms}, waited {waited}");
            assert!(seen + 0.000_5 >= waited, "waited {waited}, seen {seen}");
        }
    }
}

#[test]
fn a_dropped_connection_really_is() {
    let server = Server::start(&[]);
    let start = Instant::now();
    let mut stream = server.connect();
    send(&mut stream, "GET /io/slow?ms=30&drop=1", &[]);
    let raw = read_all(&mut stream);
    assert_eq!(raw, b"", "not a byte of an answer");
    assert!(start.elapsed() >= Duration::from_millis(30));

    // Half of them: some seeds do, some don't, the same ones each time.
    let outcomes = || -> Vec<bool> {
        let dropped = |seed| {
            let mut stream = server.connect();
            send(
                &mut stream,
                &format!("GET /io/slow?ms=0&drop=0.5&seed={seed}"),
                &[],
            );
            let raw = read_all(&mut stream);
            raw.is_empty()
        };
        (0..16).map(dropped).collect()
    };
    let first = outcomes();
    assert!(first.contains(&true) && first.contains(&false), "{first:?}");
    assert_eq!(first, outcomes());
}
