//! Files of the site: caching, compressed twins, and nothing from outside.

use crate::shared::PATIENCE;
use crate::support::{Answer, Server, WAIT_BR, gzipped, read_all, send, site};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, prlimit};
use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::os::unix::fs::symlink;

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

    let wasm = server.get("/build-0123456789abcdef/engine_bg.wasm");
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
        ("gzip, deflate, br, zstd", "br", WAIT_BR),
        ("gzip, br;q=0.5", "gzip", &gzipped(b"wait")),
        ("br;q=0, gzip;q=0.1", "gzip", &gzipped(b"wait")),
        ("identity", "", b"wait"),
    ] {
        let answer = server.ask("GET /app.js", &[&format!("Accept-Encoding: {accept}")]);
        assert_eq!(
            (answer.header("content-encoding"), &*answer.body),
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
    symlink("../secret.txt", root.join("link.txt")).unwrap();
    symlink("app.js", root.join("within.js")).unwrap();
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
    assert_eq!(server.get("/within.js").text(), "wait");
}

/// What has no end, or holds whoever opens it, is no file of the site; and who asks for it all the same harms nobody.
#[test]
fn only_plain_files_are_opened() {
    let mut server = Server::start(&[]);
    let root = server.site.0.join("site");
    symlink("/dev/zero", root.join("zero.js")).unwrap();
    symlink("loop-b", root.join("loop-a")).unwrap();
    symlink("loop-a", root.join("loop-b")).unwrap();
    let pipe = root.join("pipe.js");
    mknodat(CWD, &pipe, FileType::Fifo, Mode::RWXU, 0).unwrap();
    symlink("pipe.js", root.join("to-pipe.js")).unwrap();
    symlink("/dev/zero", root.join("index.html.br")).unwrap();
    for path in [
        "/zero.js",
        "/loop-a",
        "/pipe.js",
        "/to-pipe.js",
        "/tutorials",
        &format!("/{}", "x".repeat(300)),
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    // More than there are threads that could be held.
    let open: Vec<TcpStream> = (0..600)
        .map(|_| {
            let mut stream = server.connect();
            send(&mut stream, "GET /pipe.js", &[]);
            stream
        })
        .collect();
    let answer = server.ask("GET /", &["Accept-Encoding: br"]);
    assert_eq!(
        (answer.status, answer.header("content-encoding")),
        (200, "")
    );
    for mut stream in open {
        assert_eq!(Answer::parse(&read_all(&mut stream)).status, 404);
    }
    assert!(server.peak_kb() < 100_000);
    server.signal(Signal::TERM);
    assert_eq!(server.wait().code(), Some(0));
}

/// A twin is sent only while it holds what its file holds.
#[test]
fn a_twin_that_holds_something_else_is_not_sent() {
    let server = Server::start(&[]);
    let accept = ["Accept-Encoding: br, gzip"];
    let sent = || {
        let answer = server.ask("GET /app.js", &accept);
        assert_eq!(answer.status, 200);
        answer.header("content-encoding").to_owned()
    };
    assert_eq!(sent(), "br");
    // Cut by a full disk, as it would be found at the next start, too.
    server.site.write("site/app.js.br", &WAIT_BR[..5]);
    assert_eq!(sent(), "gzip");
    server.site.write("site/app.js.gz", b"nonsense");
    assert_eq!(sent(), "");
    server.site.write("site/app.js.gz", gzipped(b"wait"));
    assert_eq!(sent(), "gzip");
    // Changed by hand, and not packed again.
    server.site.write("site/app.js", b"went");
    let answer = server.ask("GET /app.js", &accept);
    assert_eq!(
        (answer.header("content-encoding"), answer.text()),
        ("", "went")
    );
    // A file that is too long to be sent is that in every form.
    let long = server.site.0.join("site/long.bin");
    std::fs::File::create(&long)
        .unwrap()
        .set_len(40 << 20)
        .unwrap();
    let answer = server.get("/long.bin");
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("32 MB"), "{answer:?}");
}

/// Out of descriptors is no "there is nothing": later it is there.
#[test]
fn a_server_out_of_descriptors_says_when_to_come_again() {
    let server = Server::start(&[]);
    let limit = |limit: Rlimit| {
        let process = Some(Pid::from_child(&server.child));
        prlimit(process, Resource::Nofile, limit).unwrap()
    };
    let ask = |stream: &mut TcpStream| {
        send(stream, "GET /tutorials/", &[]);
        Answer::parse(&read_all(stream))
    };
    let (mut first, mut second) = (server.connect(), server.connect());
    // Both are accepted before there are no more.
    assert_eq!(server.get("/app.js").status, 200);
    // The hard limit is this machine's: only root could raise it again.
    let few = Rlimit {
        current: Some(3),
        maximum: getrlimit(Resource::Nofile).maximum,
    };
    let usual = limit(few);
    let answer = ask(&mut first);
    assert_eq!((answer.status, answer.header("retry-after")), (503, "1"));
    assert!(answer.text().contains("try again"), "{answer:?}");
    limit(usual);
    assert_eq!(ask(&mut second).text(), "tutorials");
}

/// Many who are sent the same file share its bytes: memory does not grow with them.
fn downloads_at_once(many: usize, most_kb: u64) {
    const LENGTH: usize = 8 << 20;
    let site = site();
    let content: Vec<u8> = (0..LENGTH).map(|at| at as u8).collect();
    site.write("site/long.bin", &content);
    let command = crate::support::program(&site.0.join("site"), &["--port", "0"]);
    let server = Server::run(command, site);
    let mut open: Vec<TcpStream> = (0..many).map(|_| server.connect()).collect();
    for stream in &mut open {
        send(stream, "GET /long.bin", &[]);
    }
    // Each is being sent it, and reads no further.
    for stream in &mut open {
        let mut head = [0; 15];
        stream.read_exact(&mut head).unwrap();
        assert_eq!(&head, b"HTTP/1.1 200 OK");
    }
    let peak = server.peak_kb();
    println!("{many} downloads of 8 MB: {} MB at the most", peak / 1_000);
    assert!(peak < most_kb, "{peak} KB for {many} downloads");
    // Who reads on gets all of it.
    let mut rest = Vec::new();
    let last = open.last_mut().unwrap();
    last.set_read_timeout(Some(PATIENCE)).unwrap();
    let ended = last.read_to_end(&mut rest);
    assert!(ended.is_ok() || ended.is_err_and(|why| why.kind() == ErrorKind::ConnectionReset));
    assert!(rest.ends_with(&content[LENGTH - 1_000..]));
}

#[test]
fn a_hundred_downloads_share_their_bytes() {
    downloads_at_once(100, 100_000);
}

#[test]
#[ignore = "takes four thousand connections"]
fn four_thousand_downloads_share_their_bytes() {
    crate::limits::raise_own_limit();
    downloads_at_once(4_000, 200_000);
}
