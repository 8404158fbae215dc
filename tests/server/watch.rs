//! What an operator sees of a running server: nothing, unless asked for.

use crate::support::{Server, program, read_all, send, site, wait_until};
use rustix::process::Signal;
use std::fs::File;
use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, Instant};

fn started(arguments: &[&str]) -> Server {
    let site = site();
    let mut command = program(
        &site.0.join("site"),
        &[&["--port", "0"], arguments].concat(),
    );
    command.stderr(Stdio::piped());
    Server::run(command, site)
}

/// All that it wrote to stderr, once it has ended.
fn written(mut server: Server) -> String {
    server.signal(Signal::TERM);
    let mut said = String::new();
    let mut stderr = server.child.stderr.take().unwrap();
    stderr.read_to_string(&mut said).unwrap();
    assert_eq!(server.wait().code(), Some(0));
    said
}

#[test]
fn who_asks_for_nothing_is_told_nothing() {
    let server = started(&[]);
    assert_eq!(server.get("/healthz").text(), "ok\n");
    assert_eq!(server.get("/metrics").status, 404);
    assert_eq!(server.get("/").status, 200);
    assert_eq!(written(server), "");
}

#[test]
fn a_request_is_a_line() {
    let server = started(&["--log"]);
    server.get("/app.js");
    server.get("/nowhere?a=b");
    server.ask("HEAD /io/slow?ms=0", &[]);
    let etag = server.get("/").header("etag").to_owned();
    server.ask("GET /", &[&format!("If-None-Match: {etag}")]);
    let mut dropped = server.connect();
    send(&mut dropped, "GET /io/slow?ms=0&drop=1", &[]);
    assert!(read_all(&mut dropped).is_empty());
    let said = written(server);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 6, "{said}");
    for (line, words) in lines.into_iter().zip([
        " 127.0.0.1 GET /app.js 200 4 bytes ",
        " 127.0.0.1 GET /nowhere?a=b 404 ",
        " 127.0.0.1 HEAD /io/slow?ms=0 200 512 bytes ",
        " 127.0.0.1 GET / 200 31 bytes ",
        " 127.0.0.1 GET / 304 0 bytes ",
        " 127.0.0.1 GET /io/slow?ms=0&drop=1 dropped ",
    ]) {
        assert!(line.contains(words) && line.ends_with(" ms"), "{line}");
    }
}

/// They are told where to go by no part of the site, and are noted all the same.
#[test]
fn who_forgets_the_s_is_a_line_and_counts() {
    let server = started(&["--tls", "--log", "--metrics"]);
    assert_eq!(server.get("/app.js").status, 307);
    let said = written(server);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains(" 127.0.0.1 GET /app.js 307 "), "{said}");
}

/// A disk that is full is no reason to answer nobody.
#[test]
#[cfg(target_os = "linux")]
fn a_log_that_can_not_be_written_stops_nobody() {
    let site = site();
    let mut command = program(&site.0.join("site"), &["--port", "0", "--log"]);
    command.stderr(File::options().write(true).open("/dev/full").unwrap());
    let mut server = Server::run(command, site);
    for _ in 0..3 {
        assert_eq!(server.get("/app.js").text(), "wait");
    }
    server.signal(Signal::TERM);
    assert_eq!(server.wait().code(), Some(0));
}

#[test]
fn counters_count() {
    let server = started(&["--metrics"]);
    for _ in 0..3 {
        server.get("/app.js");
    }
    server.get("/nowhere");
    let mut dropped = server.connect();
    send(&mut dropped, "GET /io/slow?ms=0&drop=1", &[]);
    assert!(read_all(&mut dropped).is_empty());
    let mut waiting = server.connect();
    let began = Instant::now();
    send(&mut waiting, "GET /io/slow?ms=30000", &[]);
    let metrics = || server.get("/metrics").text().to_owned();
    let mut said = String::new();
    wait_until("the wait is counted", || {
        said = metrics();
        said.contains("meanwhile_waits_open 1\n")
    });
    let value = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.trim().parse::<f64>().ok())
            .unwrap_or_else(|| panic!("no {name} in {said}"))
    };
    assert!(value("meanwhile_requests_total{status=\"2xx\"}") >= 3.0);
    assert!((value("meanwhile_requests_total{status=\"4xx\"}") - 1.0).abs() < 0.5);
    assert!((value("meanwhile_requests_total{status=\"dropped\"}") - 1.0).abs() < 0.5);
    assert!(value("meanwhile_connections_open") >= 2.0);
    assert!(value("meanwhile_sent_bytes_total") > 1_000.0);
    assert!(value("meanwhile_refused_total") < 0.5);
    drop(waiting);
    // A wait whose client is gone is open no more, long before it is over.
    wait_until("no wait is counted", || {
        let is_none = metrics().contains("meanwhile_waits_open 0\n");
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "the wait is over by itself"
        );
        is_none
    });
}
