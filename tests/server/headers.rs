//! The headers on every kind of answer.

use crate::support::{Answer, Server};

const ISOLATION: [(&str, &str); 6] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("document-isolation-policy", "isolate-and-credentialless"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
];

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
        (405, server.ask("POST /", &["Content-Length: 5"])),
        (
            405,
            server.ask("PUT /nowhere", &["Transfer-Encoding: chunked"]),
        ),
        (405, server.ask("POST /io/slow", &["Content-Length: 0"])),
        (405, server.ask("DELETE /oembed", &[])),
        (405, server.ask("DELETE /healthz", &[])),
        (405, server.ask("PUT /machines/run", &[])),
        (413, server.ask("GET /", &["Content-Length: 5"])),
        (200, server.get("/io/slow?ms=0")),
        (503, server.get("/io/slow?ms=0&status=503")),
        (204, server.get("/io/slow?ms=0&status=204")),
        (400, server.get("/io/slow?ms=x")),
        (400, server.get("/oembed")),
        (400, server.say(b"nonsense\r\n\r\n")),
        (400, server.say(b"GET / HTTP/1.1\r\n\r\n")),
        (
            400,
            server.say(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        ),
        (
            431,
            server.ask("GET /", &[&format!("X-Long: {}", "x".repeat(20_000))]),
        ),
        (200, server.get("/healthz")),
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

/// Nobody is left with a bare number.
#[test]
fn every_refusal_is_a_sentence() {
    let server = Server::start(&[]);
    for (status, answer) in every_kind(&server) {
        // That one was asked for, with so many bytes.
        if status < 400 || status == 503 {
            continue;
        }
        assert!(answer.text().ends_with(".\n"), "{answer:?}");
        assert_eq!(
            answer.header("content-type"),
            "text/plain; charset=utf-8",
            "{answer:?}"
        );
        let ways = answer.header("allow");
        assert_eq!(ways.is_empty(), status != 405, "{answer:?}");
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

/// Browsers run a module of another site only where that says so; no other file of ours is anybody else's to read.
#[test]
fn other_pages_may_load_the_script_of_labs_and_no_other_file() {
    let server = Server::start(&[]);
    for path in ["/embed.js", "/v1/embed.js"] {
        assert_eq!(
            server.get(path).header("access-control-allow-origin"),
            "*",
            "{path}"
        );
    }
    for path in ["/", "/app.js"] {
        assert_eq!(
            server.get(path).header("access-control-allow-origin"),
            "",
            "{path}"
        );
    }
}

/// A proxy may keep what HEAD and 304 say in place of what it has: they say what GET does.
#[test]
fn head_and_not_modified_say_what_get_says() {
    let server = Server::start(&[]);
    for (path, accept) in [
        ("/", "br"),
        ("/app.js", "br"),
        ("/app.js", "gzip"),
        ("/embed.js", ""),
    ] {
        let accept = format!("Accept-Encoding: {accept}");
        let mut whole = server.ask(&format!("GET {path}"), &[&accept]);
        let etag = format!("If-None-Match: {}", whole.header("etag"));
        assert_eq!(whole.header("content-length"), whole.body.len().to_string());
        whole.headers.remove("date");
        for (line, headers, status) in [
            (format!("HEAD {path}"), vec![&*accept], 200),
            (format!("GET {path}"), vec![&*accept, &*etag], 304),
            (format!("HEAD {path}"), vec![&*accept, &*etag], 304),
        ] {
            let mut answer = server.ask(&line, &headers);
            assert_eq!((answer.status, answer.body.len()), (status, 0), "{line}");
            answer.headers.remove("date");
            let mut expected = whole.headers.clone();
            if status == 304 {
                // It may be said how long what is there is, never that it has no bytes.
                assert_ne!(answer.header("content-length"), "0", "{line}");
                answer.headers.remove("content-length");
                expected.remove("content-length");
            }
            assert_eq!(answer.headers, expected, "{status} to {line}");
        }
    }
    for path in [
        "/nowhere",
        "/io/slow?ms=0&bytes=9",
        "/healthz",
        "/io/wait.txt",
    ] {
        let [whole, head] = ["GET", "HEAD"].map(|method| {
            let mut answer = server.ask(&format!("{method} {path}"), &[]);
            // These tell when and how long.
            answer.headers.remove("date");
            answer.headers.remove("server-timing");
            answer
        });
        assert_eq!(
            (head.status, &head.headers),
            (whole.status, &whole.headers),
            "{path}"
        );
        assert_eq!(head.body.len(), 0, "{path}");
    }
}

/// What can't be read at all is answered in words, too.
#[test]
fn what_is_no_request_gets_a_sentence() {
    let server = Server::start(&[]);
    for (said, status, words) in [
        (&b"nonsense\r\n\r\n"[..], 400, "no request"),
        (b"GET / HTTP/1.1\r\nHo st: a\r\n\r\n", 400, "no request"),
        (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
            400,
            "no request",
        ),
        (b"GET / HTTP/1.1\r\n\r\n", 400, "one Host"),
    ] {
        let answer = server.say(said);
        assert_eq!(answer.status, status, "{answer:?}");
        assert!(answer.text().contains(words), "{answer:?}");
        assert_eq!(answer.header("connection"), "close");
    }
    // HTTP/1.0 knows no Host.
    assert_eq!(server.say(b"GET / HTTP/1.0\r\n\r\n").status, 200);
}
