//! Many clients, large requests, and the end. (Slow clients: `src/server/connections.rs`.)

use crate::shared::PATIENCE;
use crate::support::{Answer, Folder, Server, read_all, send, site, wait_until};
use rustix::process::{Resource, Signal, getrlimit, setrlimit};
use std::io::{ErrorKind, Read};
use std::net::{Ipv4Addr, TcpStream, UdpSocket};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The program on a free port, with a limit on open files in the words of the shell's `ulimit`.
fn limited(limit: &str, site: &Folder) -> Command {
    let mut command = Command::new("sh");
    let script = format!("ulimit {limit}; exec \"$0\" serve --port 0 --site \"$1\"");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_meanwhile")]);
    command.arg(site.0.join("site"));
    command
}

/// As many files as the system allows.
pub fn raise_own_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).unwrap();
}

#[test]
fn a_thousand_requests_are_open_at_once() {
    const MANY: usize = 1_000;
    // The server has to raise a low limit on open files by itself.
    let site = site();
    let command = limited("-S -n 128", &site);
    let server = Server::run(command, site);
    raise_own_limit();

    // Had the second half to wait for the first, it would take twice as long as one request. A
    // machine too busy to show it in a second gets more time.
    for ms in [1_000, 5_000, 25_000] {
        let start = Instant::now();
        let mut open: Vec<TcpStream> = (0..MANY).map(|_| server.connect()).collect();
        for (nonce, stream) in open.iter_mut().enumerate() {
            send(stream, &format!("GET /io/slow?ms={ms}&nonce={nonce}"), &[]);
        }
        let answers = open
            .iter_mut()
            .map(|stream| Answer::parse(&read_all(stream)));
        let whole = answers.filter(|answer| answer.status == 200 && answer.body.len() == 512);
        assert_eq!(whole.count(), MANY);
        if start.elapsed() < Duration::from_millis(2 * ms) {
            return;
        }
    }
    panic!("a thousand requests never were open at once");
}

#[test]
fn more_connections_than_allowed_wait_for_their_turn() {
    const MANY: usize = 100;
    // 128 files leave room for 64 connections.
    let site = site();
    let mut command = limited("-n 128", &site);
    command.stderr(Stdio::piped());
    let mut server = Server::run(command, site);
    let mut open: Vec<TcpStream> = (0..MANY).map(|_| server.connect()).collect();
    for stream in &mut open {
        send(stream, "GET /io/slow?ms=200", &[]);
    }
    for mut stream in open {
        let raw = read_all(&mut stream);
        assert_eq!(Answer::parse(&raw).status, 200);
    }
    server.signal(Signal::TERM);
    let mut said = String::new();
    let mut stderr = server.child.stderr.take().unwrap();
    stderr.read_to_string(&mut said).unwrap();
    assert!(
        said.starts_with("Only 64 connections can be open at once"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "no connection was refused: {said}");
    assert_eq!(server.wait().code(), Some(0));
}

#[test]
fn a_client_that_goes_away_frees_its_place() {
    let site = site();
    let mut command = limited("-n 128", &site);
    command.stderr(Stdio::null());
    let server = Server::run(command, site);
    let mut open: Vec<TcpStream> = (0..64).map(|_| server.connect()).collect();
    for stream in &mut open {
        send(stream, "GET /io/slow?ms=30000", &[]);
    }
    let mut last = open.pop().unwrap();
    drop(open);
    assert_eq!(server.get("/").status, 200);
    // The last of them still waits: this one had not to wait until theirs were over.
    last.set_nonblocking(true).unwrap();
    let read = last.read(&mut [0]);
    assert_eq!(read.unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[test]
fn oversized_heads_are_refused() {
    let server = Server::start(&[]);
    let long = format!("X-Long: {}", "x".repeat(20_000));
    assert_eq!(server.ask("GET /", &[&long]).status, 431);
    let many = vec!["X-Many: 1"; 100];
    assert_eq!(server.ask("GET /", &many).status, 431);
}

#[test]
fn a_stop_lets_open_requests_end_and_exits_with_0() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut server = Server::start(&[]);
        let mut short = server.connect();
        send(&mut short, "GET /io/slow?ms=500", &[]);
        let mut long = server.connect();
        send(&mut long, "GET /io/slow?ms=30000", &[]);
        // Answered, so the two before it have been accepted as well.
        assert_eq!(server.get("/").status, 200);
        server.signal(signal);
        let raw = read_all(&mut short);
        assert_eq!(
            Answer::parse(&raw).status,
            200,
            "an open request is answered"
        );
        assert_eq!(server.wait().code(), Some(0));
        let raw = read_all(&mut long);
        assert!(raw.is_empty(), "what lasts too long is cut");
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, server.port)).is_err());
    }
}

/// From an address that others have, too: half of the places are for them.
#[test]
#[ignore = "wants an address of this machine in a network"]
fn one_client_has_half_of_the_places() {
    let far = UdpSocket::bind("0.0.0.0:0").unwrap();
    far.connect("192.0.2.1:9").unwrap();
    let own = far.local_addr().unwrap().ip();
    let site = site();
    // 128 files leave room for 64 connections.
    let script = "ulimit -n 128; exec \"$0\" serve --port 0 --metrics --host 0.0.0.0 --site \"$1\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_meanwhile")]);
    command.arg(site.0.join("site")).stderr(Stdio::null());
    let server = Server::run(command, site);
    let connect = || {
        let stream = TcpStream::connect((own, server.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    };
    let mut open: Vec<TcpStream> = (0..32).map(|_| connect()).collect();
    for stream in &mut open {
        send(stream, "GET /io/slow?ms=10000", &[]);
    }
    let mut beyond = connect();
    send(&mut beyond, "GET /", &[]);
    let answer = Answer::parse(&read_all(&mut beyond));
    assert_eq!((answer.status, answer.header("retry-after")), (503, "1"));
    assert!(
        answer.text().contains("32, are taken from your address"),
        "{answer:?}"
    );
    // Others are not held up, nor is whoever runs it.
    assert_eq!(server.get("/").status, 200);
    // Who is turned away is counted, too.
    let said = server.get("/metrics").text().to_owned();
    for line in ["requests_total{status=\"5xx\"} 1\n", "refused_total 1\n"] {
        assert!(said.contains(line), "{line}: {said}");
    }
    drop(open);
    // The server hears of it in its own time.
    wait_until("a place is free again", || {
        let mut again = connect();
        send(&mut again, "GET /", &[]);
        Answer::parse(&read_all(&mut again)).status == 200
    });
}
