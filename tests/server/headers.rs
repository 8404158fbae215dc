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
        (413, server.ask("GET /", &["Content-Length: 5"])),
        (200, server.get("/io/slow?ms=0")),
        (503, server.get("/io/slow?ms=0&status=503")),
        (204, server.get("/io/slow?ms=0&status=204")),
        (400, server.get("/io/slow?ms=x")),
        (400, server.get("/oembed")),
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
