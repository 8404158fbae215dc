//! Files of the site: caching, compressed twins, and nothing from outside.

use crate::support::Server;

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
