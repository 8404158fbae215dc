//! What an operator sees of a running server: nothing, unless asked for.

use crate::support::{Server, program, site};
use rustix::process::Signal;
use std::io::Read;
use std::process::Stdio;

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
    let said = written(server);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 3, "{said}");
    for (line, words) in lines.into_iter().zip([
        " 127.0.0.1 GET /app.js 200 4 bytes ",
        " 127.0.0.1 GET /nowhere?a=b 404 ",
        " 127.0.0.1 HEAD /io/slow?ms=0 200 512 bytes ",
    ]) {
        assert!(line.contains(words) && line.ends_with(" ms"), "{line}");
    }
}

#[test]
fn counters_count() {
    let server = started(&["--metrics"]);
    for _ in 0..3 {
        server.get("/app.js");
    }
    server.get("/nowhere");
    let mut waiting = server.connect();
    crate::support::send(&mut waiting, "GET /io/slow?ms=5000", &[]);
    let said = loop {
        let said = server.get("/metrics").text().to_owned();
        if said.contains("meanwhile_waits_open 1\n") {
            break said;
        }
    };
    let value = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.trim().parse::<f64>().ok())
            .unwrap_or_else(|| panic!("no {name} in {said}"))
    };
    assert!(value("meanwhile_requests_total{status=\"2xx\"}") >= 3.0);
    assert!((value("meanwhile_requests_total{status=\"4xx\"}") - 1.0).abs() < 0.5);
    assert!(value("meanwhile_connections_open") >= 2.0);
    assert!(value("meanwhile_sent_bytes_total") > 1_000.0);
    assert!(value("meanwhile_refused_total") < 0.5);
    drop(waiting);
    // A wait whose client is gone is open no more.
    while !server
        .get("/metrics")
        .text()
        .contains("meanwhile_waits_open 0\n")
    {}
}
