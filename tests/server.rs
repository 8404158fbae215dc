//! The server as people meet it: the built program, real sockets, a site in a folder of its own.
#![cfg(unix)]

use rustix::process::{Pid, Resource, Signal, getrlimit, kill_process, setrlimit};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const ISOLATION: [(&str, &str); 6] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("document-isolation-policy", "isolate-and-credentialless"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
];

/// A folder that is gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("meanwhile-test-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, path: &str, content: &[u8]) -> PathBuf {
        let file = self.0.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, content).unwrap();
        file
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A small site. The compressed twins hold other text, to see which one was sent.
fn site() -> Folder {
    let folder = Folder::new();
    folder.write("site/index.html", b"<!doctype html><title>t</title>");
    folder.write("site/app.js", b"plain");
    folder.write("site/app.js.br", b"brotli");
    folder.write("site/app.js.gz", b"gzip");
    folder.write("site/engine-0123456789abcdef_bg.wasm", b"\0asm");
    folder.write("site/tutorials/index.html", b"tutorials");
    folder.write("secret.txt", b"secret");
    folder
}

/// A running server, ended with the test.
struct Server {
    child: Child,
    first_line: String,
    port: u16,
    site: Folder,
}

fn program(site: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meanwhile"));
    command.args(["serve", "--site"]).arg(site).args(arguments);
    command
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let site = site();
        let arguments = [&["--port", "0"], arguments].concat();
        let command = program(&site.0.join("site"), &arguments);
        Self::run(command, site)
    }

    fn run(mut command: Command, site: Folder) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut first_line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut first_line).unwrap();
        let port = first_line
            .trim_end()
            .trim_end_matches('/')
            .rsplit(':')
            .next();
        let port = port.and_then(|port| port.parse().ok());
        let port = port.unwrap_or_else(|| panic!("no port in {first_line:?}"));
        // Keep the pipe open and empty for as long as the server writes.
        thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        Self {
            child,
            first_line,
            port,
            site,
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        stream
    }

    /// Sends a request of our own making and reads until the server closes.
    fn ask(&self, line: &str, headers: &[&str]) -> Answer {
        let mut stream = self.connect();
        send(&mut stream, line, headers);
        let mut raw = Vec::new();
        // A reset after the answer loses nothing that was read before it.
        let _ = stream.read_to_end(&mut raw);
        Answer::parse(&raw)
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), &[])
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn send(stream: &mut TcpStream, line: &str, headers: &[&str]) {
    let headers: String = headers
        .iter()
        .map(|header| format!("{header}\r\n"))
        .collect();
    let request =
        format!("{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
}

#[derive(Debug)]
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    fn parse(raw: &[u8]) -> Self {
        let end = raw.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(raw)));
        let head = std::str::from_utf8(&raw[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_lowercase(), value.to_owned())
        });
        Self {
            status,
            headers: headers.collect(),
            body: raw[end + 4..].to_vec(),
        }
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// What Server-Timing says the wait was, in milliseconds.
    fn waited_ms(&self) -> f64 {
        let timing = self.header("server-timing").strip_prefix("wait;dur=");
        timing.expect("a Server-Timing header").parse().unwrap()
    }
}

/// One request of every kind that is answered.
fn every_kind(server: &Server) -> Vec<(u16, Answer)> {
    let etag = server.get("/").header("etag").to_owned();
    vec![
        (200, server.get("/")),
        (200, server.ask("HEAD /app.js", &[])),
        (
            304,
            server.ask("GET /", &[&format!("If-None-Match: {etag}")]),
        ),
        (404, server.get("/nowhere")),
        (404, server.get("/io/nothing")),
        (405, server.ask("POST /", &["Content-Length: 0"])),
        (413, server.ask("GET /", &["Content-Length: 5"])),
        (200, server.get("/io/slow?ms=0")),
        (503, server.get("/io/slow?ms=0&status=503")),
        (204, server.get("/io/slow?ms=0&status=204")),
        (400, server.get("/io/slow?ms=x")),
    ]
}

#[test]
fn every_answer_carries_the_headers() {
    let server = Server::start(&[]);
    for (status, answer) in every_kind(&server) {
        assert_eq!(answer.status, status, "{answer:?}");
        for (name, value) in ISOLATION {
            assert_eq!(answer.header(name), value, "{name} of {answer:?}");
        }
        let policy = answer.header("content-security-policy");
        let directive = |name: &str| policy.split("; ").find_map(|d| d.strip_prefix(name));
        assert_eq!(directive("default-src"), Some(" 'none'"));
        assert_eq!(directive("script-src"), Some(" 'self' 'wasm-unsafe-eval'"));
        assert_eq!(directive("worker-src"), Some(" 'self' blob:"));
    }
}

#[test]
fn a_plain_host_has_none_of_the_headers() {
    let server = Server::start(&["--plain"]);
    for (status, answer) in every_kind(&server) {
        assert_eq!(answer.status, status, "{answer:?}");
        for (name, _) in ISOLATION {
            assert_eq!(answer.header(name), "", "{name}");
        }
        assert_eq!(answer.header("content-security-policy"), "");
    }
    assert_eq!(server.get("/io/slow?ms=0&bytes=9").body.len(), 9);
}

#[test]
fn the_address_is_printed_as_promised() {
    let server = Server::start(&[]);
    let expected = format!("Meanwhile is at http://127.0.0.1:{}/\n", server.port);
    assert_eq!(server.first_line, expected);
}

#[test]
fn files_are_cached_by_their_names_and_tags() {
    let server = Server::start(&[]);
    let page = server.get("/");
    assert_eq!(page.text(), "<!doctype html><title>t</title>");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "no-cache");
    let etag = page.header("etag").to_owned();
    assert!(
        etag.starts_with('"') && etag.ends_with('"') && etag.len() > 16,
        "{etag}"
    );

    let again = server.ask(
        "GET /index.html",
        &[&format!("If-None-Match: \"x\", W/{etag}")],
    );
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), etag);
    let other = server.ask("GET /", &["If-None-Match: \"x\""]);
    assert_eq!(other.status, 200);

    let wasm = server.get("/engine-0123456789abcdef_bg.wasm");
    assert_eq!(wasm.header("content-type"), "application/wasm");
    assert_eq!(
        wasm.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(wasm.body, b"\0asm");

    let head = server.ask("HEAD /", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), "31");
    assert_eq!(server.get("/tutorials/").text(), "tutorials");

    // A file that changed is sent again.
    server.site.write("site/index.html", b"new");
    let changed = server.ask("GET /", &[&format!("If-None-Match: {etag}")]);
    assert_eq!((changed.status, changed.text()), (200, "new"));
}

#[test]
fn the_smallest_form_the_browser_takes_is_sent() {
    let server = Server::start(&[]);
    let mut tags = Vec::new();
    for (accept, encoding, body) in [
        ("gzip, deflate, br, zstd", "br", "brotli"),
        ("gzip, br;q=0.5", "gzip", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip", "gzip"),
        ("identity", "", "plain"),
    ] {
        let answer = server.ask("GET /app.js", &[&format!("Accept-Encoding: {accept}")]);
        assert_eq!(
            (answer.header("content-encoding"), answer.text()),
            (encoding, body)
        );
        assert_eq!(
            answer.header("content-type"),
            "text/javascript; charset=utf-8"
        );
        assert_eq!(answer.header("vary").to_lowercase(), "accept-encoding");
        tags.push(answer.header("etag").to_owned());
    }
    assert_eq!(tags[1], tags[2]);
    assert!(tags[0] != tags[1] && tags[1] != tags[3] && tags[0] != tags[3]);
    // No twin: the file itself.
    let page = server.ask("GET /", &["Accept-Encoding: br"]);
    assert_eq!((page.status, page.header("content-encoding")), (200, ""));
    for twin in ["/app.js.br", "/app.js.gz", "/app.js%2Ebr"] {
        assert_eq!(server.get(twin).status, 404, "{twin}");
    }
}

#[test]
fn nothing_outside_the_folder_is_served() {
    let server = Server::start(&[]);
    let root = server.site.0.join("site");
    std::os::unix::fs::symlink("../secret.txt", root.join("link.txt")).unwrap();
    std::os::unix::fs::symlink("app.js", root.join("within.js")).unwrap();
    server.site.write("site/.hidden", b"hidden");
    let absolute = format!("/{}", server.site.0.join("secret.txt").display());
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%2Fsecret.txt",
        "/tutorials/../../secret.txt",
        "/tutorials/%2e%2e/%2e%2e/secret.txt",
        "/..\\secret.txt",
        "/..%5csecret.txt",
        "/%252e%252e/secret.txt",
        "/link.txt",
        "/index.html%00.js",
        "/.hidden",
        "/tutorials",
        "/%ff",
        &absolute,
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains("secret"), "{path}");
    }
    assert_eq!(server.get("/within.js").text(), "plain");
}

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
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw).unwrap();
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
    // Jitter is drawn from the seed: some seeds wait longer than others, none less than allowed.
    let waits = (0..8).map(|seed| server.get(&format!("/io/slow?ms=40&jitter=40&seed={seed}")));
    let waits: Vec<f64> = waits.map(|answer| answer.waited_ms()).collect();
    assert!(
        waits.iter().any(|wait| *wait < 40.0) && waits.iter().any(|wait| *wait > 40.0),
        "{waits:?}"
    );
}

#[test]
fn a_dropped_connection_really_is() {
    let server = Server::start(&[]);
    let start = Instant::now();
    let mut stream = server.connect();
    send(&mut stream, "GET /io/slow?ms=30&drop=1", &[]);
    let mut raw = Vec::new();
    let _ = stream.read_to_end(&mut raw);
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
            let mut raw = Vec::new();
            let _ = stream.read_to_end(&mut raw);
            raw.is_empty()
        };
        (0..16).map(dropped).collect()
    };
    let first = outcomes();
    assert!(first.contains(&true) && first.contains(&false), "{first:?}");
    assert_eq!(first, outcomes());
}

#[test]
fn a_thousand_requests_are_open_at_once() {
    const MANY: usize = 1_000;
    // The server has to raise a low limit on open files by itself.
    let site = site();
    let mut command = Command::new("sh");
    command.args([
        "-c",
        "ulimit -S -n 128; exec \"$0\" serve --port 0 --site \"$1\"",
    ]);
    command
        .arg(env!("CARGO_BIN_EXE_meanwhile"))
        .arg(site.0.join("site"));
    let server = Server::run(command, site);
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).unwrap();

    // Had the second half to wait for the first, it would take twice as long as one request. A
    // machine too busy to show it in a second gets more time.
    for ms in [1_000, 5_000, 25_000] {
        let start = Instant::now();
        let mut open: Vec<TcpStream> = (0..MANY).map(|_| server.connect()).collect();
        for (nonce, stream) in open.iter_mut().enumerate() {
            send(stream, &format!("GET /io/slow?ms={ms}&nonce={nonce}"), &[]);
        }
        let answers = open.into_iter().map(|mut stream| {
            let mut raw = Vec::new();
            stream.read_to_end(&mut raw).unwrap();
            Answer::parse(&raw)
        });
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
    let mut command = Command::new("sh");
    command.args([
        "-c",
        "ulimit -n 128; exec \"$0\" serve --port 0 --site \"$1\"",
    ]);
    command
        .arg(env!("CARGO_BIN_EXE_meanwhile"))
        .arg(site.0.join("site"));
    command.stderr(Stdio::piped());
    let mut server = Server::run(command, site);
    let mut open: Vec<TcpStream> = (0..MANY).map(|_| server.connect()).collect();
    for stream in &mut open {
        send(stream, "GET /io/slow?ms=200", &[]);
    }
    for mut stream in open {
        let mut raw = Vec::new();
        stream.read_to_end(&mut raw).unwrap();
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
fn a_client_that_never_finishes_asking_is_cut() {
    let server = Server::start(&[]);
    let start = Instant::now();
    let mut stream = server.connect();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();
    assert_eq!(server.get("/").status, 200, "others are served meanwhile");
    let mut raw = Vec::new();
    let _ = stream.read_to_end(&mut raw);
    assert!(!raw.starts_with(b"HTTP/1.1 200"));
    assert!(start.elapsed() >= Duration::from_secs(9), "cut too early");
}

#[test]
fn a_client_that_stops_reading_is_cut() {
    const BYTES: usize = 8_388_608;
    let server = Server::start(&[]);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let stream = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        // Small, or the system itself would take in the whole answer.
        socket.set_recv_buffer_size(8_192).unwrap();
        socket
            .connect((Ipv4Addr::LOCALHOST, server.port).into())
            .await
            .unwrap()
    });
    let mut stream = stream.into_std().unwrap();
    stream.set_nonblocking(false).unwrap();
    send(
        &mut stream,
        &format!("GET /io/slow?ms=0&bytes={BYTES}"),
        &[],
    );
    // Longer than the server bears a stall.
    thread::sleep(Duration::from_secs(13));
    let mut raw = Vec::new();
    let _ = stream.read_to_end(&mut raw);
    assert!(raw.starts_with(b"HTTP/1.1 200"));
    assert!(raw.len() < BYTES, "the whole answer came");
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
        let mut raw = Vec::new();
        short.read_to_end(&mut raw).unwrap();
        assert_eq!(
            Answer::parse(&raw).status,
            200,
            "an open request is answered"
        );
        assert_eq!(server.wait().code(), Some(0));
        let mut raw = Vec::new();
        let _ = long.read_to_end(&mut raw);
        assert!(raw.is_empty(), "what lasts too long is cut");
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, server.port)).is_err());
    }
}

/// Runs the program, which is to fail; what it says on stderr.
fn failure(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert!(!output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn what_fails_at_the_start_says_why_and_how_to_mend_it() {
    let folder = site();
    let root = folder.0.join("site");
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let said = failure(program(&root, &["--port", &port]));
    assert!(
        said.starts_with(&format!("Port {port} on 127.0.0.1 is taken")),
        "{said}"
    );
    assert!(
        said.contains("--port") && said.trim_end().lines().count() == 1,
        "{said}"
    );

    let said = failure(program(&folder.0.join("missing"), &["--port", "0"]));
    assert!(
        said.contains("no index.html") && said.contains("./x build"),
        "{said}"
    );
    let said = failure(program(&folder.0, &["--port", "0"]));
    assert!(said.contains("no index.html"), "{said}");

    let pem = folder.write("none.pem", b"nothing here");
    let pem = pem.to_str().unwrap();
    let said = failure(program(
        &root,
        &["--port", "0", "--tls", "--cert", pem, "--key", pem],
    ));
    assert!(
        said.starts_with("TLS can't start: ") && said.contains("none.pem"),
        "{said}"
    );
    // 192.0.2.0/24 is set aside for documentation: no machine has such an address.
    let said = failure(program(&root, &["--port", "0", "--host", "192.0.2.1"]));
    assert!(
        said.contains("192.0.2.1") && said.contains("--host"),
        "{said}"
    );
}

#[test]
fn a_class_is_told_where_to_go() {
    let folder = site();
    let root = folder.0.join("site");
    let mut command = program(&root, &["--port", "0", "--host"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let lines: Vec<String> = out.lines().take(3).map(Result::unwrap).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        lines[0].starts_with("Meanwhile is at http://127.0.0.1:"),
        "{lines:?}"
    );
    assert!(lines[1].starts_with("The address to give out"), "{lines:?}");
    assert!(
        lines[2].contains("tier `workers`") && lines[2].contains("--tls"),
        "{lines:?}"
    );
}

mod over_tls {
    //! The handshake, checked as a browser would once the certificate is trusted.

    use super::*;
    use std::sync::{Arc, Mutex};
    use tokio_rustls::rustls::client::danger::{
        HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
    };
    use tokio_rustls::rustls::crypto::{self, ring};
    use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
    use tokio_rustls::rustls::{
        ClientConfig, ClientConnection, DigitallySignedStruct, Error, RootCertStore,
        SignatureScheme, Stream,
    };

    /// Trusts whatever it is shown, and keeps it: the reader who clicks the warning away.
    #[derive(Debug, Default)]
    struct Shown(Mutex<Option<CertificateDer<'static>>>);

    impl ServerCertVerifier for Shown {
        fn verify_server_cert(
            &self,
            certificate: &CertificateDer<'_>,
            _: &[CertificateDer<'_>],
            _: &ServerName<'_>,
            _: &[u8],
            _: UnixTime,
        ) -> Result<ServerCertVerified, Error> {
            *self.0.lock().unwrap() = Some(certificate.clone().into_owned());
            Ok(ServerCertVerified::assertion())
        }

        fn verify_tls12_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            let algorithms = ring::default_provider().signature_verification_algorithms;
            crypto::verify_tls12_signature(message, certificate, signed, &algorithms)
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            let algorithms = ring::default_provider().signature_verification_algorithms;
            crypto::verify_tls13_signature(message, certificate, signed, &algorithms)
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            let algorithms = ring::default_provider().signature_verification_algorithms;
            algorithms.supported_schemes()
        }
    }

    fn get(server: &Server, config: ClientConfig, name: &str) -> Result<Answer, std::io::Error> {
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let mut client = ClientConnection::new(Arc::new(config), name).unwrap();
        let mut socket = server.connect();
        let mut stream = Stream::new(&mut client, &mut socket);
        stream.write_all(b"GET /io/slow?ms=0 HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
        let mut raw = Vec::new();
        stream.read_to_end(&mut raw)?;
        Ok(Answer::parse(&raw))
    }

    fn config(roots: RootCertStore) -> ClientConfig {
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().unwrap();
        builder.with_root_certificates(roots).with_no_client_auth()
    }

    fn trusting(certificate: CertificateDer<'static>) -> ClientConfig {
        let mut roots = RootCertStore::empty();
        roots.add(certificate).unwrap();
        config(roots)
    }

    #[test]
    fn the_self_made_certificate_is_good_for_this_machine() {
        let server = Server::start(&["--tls"]);
        let expected = format!("Meanwhile is at https://127.0.0.1:{}/\n", server.port);
        assert_eq!(server.first_line, expected);

        assert!(get(&server, config(RootCertStore::empty()), "localhost").is_err());
        let shown = Arc::new(Shown::default());
        let mut careless = config(RootCertStore::empty());
        careless.dangerous().set_certificate_verifier(shown.clone());
        assert_eq!(get(&server, careless, "localhost").unwrap().status, 200);

        let certificate = shown.0.lock().unwrap().clone().unwrap();
        for name in ["localhost", "127.0.0.1"] {
            let answer = get(&server, trusting(certificate.clone()), name).unwrap();
            assert_eq!(
                answer.header("cross-origin-embedder-policy"),
                "require-corp"
            );
        }
        assert!(get(&server, trusting(certificate), "example.org").is_err());
    }

    #[test]
    fn a_certificate_of_ones_own_is_used() {
        let made = rcgen::generate_simple_self_signed(["class.example".to_owned()]).unwrap();
        let folder = Folder::new();
        let cert = folder.write("cert.pem", made.cert.pem().as_bytes());
        let key = folder.write("key.pem", made.signing_key.serialize_pem().as_bytes());
        let (cert, key) = (cert.to_str().unwrap(), key.to_str().unwrap());
        let server = Server::start(&["--tls", "--cert", cert, "--key", key]);
        let certificate = made.cert.der().clone();
        let answer = get(&server, trusting(certificate), "class.example").unwrap();
        assert_eq!(answer.body.len(), 512);
    }
}
