//! `--base`: what is answered below it and outside of it, and `--check`, which says what is wrong before a site is built.

use crate::support::{Folder, Server, program};
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

#[test]
fn the_site_is_below_its_base_and_nowhere_else() {
    let server = Server::start(&["--base", "/tools/meanwhile"]);
    let expected = format!(
        "Meanwhile is at http://127.0.0.1:{}/tools/meanwhile/\n",
        server.port
    );
    assert_eq!(server.first_line, expected);
    for (path, status, holds) in [
        ("/tools/meanwhile/", 200, "<title>t</title>"),
        ("/tools/meanwhile/?example=x", 200, "<title>t</title>"),
        ("/tools/meanwhile/app.js", 200, "wait"),
        ("/tools/meanwhile/tutorials/", 200, "tutorials"),
        ("/tools/meanwhile/io/slow?ms=0&bytes=0", 200, ""),
        ("/tools/meanwhile/../app.js", 404, "nothing"),
        ("/tools/meanwhile//app.js", 404, "nothing"),
        ("/tools/meanwhile/tools/meanwhile/", 404, "nothing"),
        ("/", 404, "the site is below /tools/meanwhile/\n"),
        ("/app.js", 404, "the site is below /tools/meanwhile/\n"),
        ("/io/slow?ms=0", 404, "the site is below"),
        ("/tools/meanwhilee/", 404, "the site is below"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.text().contains(holds), "{path}: {}", answer.text());
        // Isolation is for all that is answered.
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
    }
    let folder = server.get("/tools/meanwhile?example=x");
    assert_eq!(folder.status, 308);
    assert_eq!(folder.header("location"), "/tools/meanwhile/?example=x");
}

/// What `--check` answers: its exit status, and what is said on stdout and on stderr.
fn checked(arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meanwhile"));
    let output = command.args(["serve", "--check"]).args(arguments).output();
    let output = output.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn what_is_wrong_is_said_without_serving() {
    let silent = (Some(0), String::new(), String::new());
    // Without a word about the site, which need not be there yet.
    assert_eq!(checked(&["--port", "0", "--tls", "--base", "/lab"]), silent);
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let empty = Folder::new();
    let empty = empty.0.to_str().unwrap();
    for (arguments, sentence) in [
        (&["--prot", "80"][..], "unexpected argument '--prot'"),
        (&["--port", "99999"], "99999"),
        (&["--base", "lab"], "such as /tools/meanwhile/"),
        (&["--port", &port], "is taken by another program"),
        (&["--port", "0", "--site", empty], "index.html"),
        (
            &["--port", "0", "--tls", "--cert", "a", "--key", "b"],
            "TLS",
        ),
        (&["extra"], "unexpected argument 'extra'"),
    ] {
        let (status, out, said) = checked(arguments);
        assert_ne!(status, Some(0), "{arguments:?}");
        assert!(said.contains(sentence), "{arguments:?}: {said}");
        assert_eq!(out, "");
    }
    let (status, help, _) = checked(&["--help"]);
    assert_eq!(status, Some(0));
    assert!(
        help.contains("--port") && !help.contains("--check"),
        "{help}"
    );
    // The same words as at a start.
    let output = program(empty.as_ref(), &["--port", "0"]).output().unwrap();
    let (_, _, said) = checked(&["--port", "0", "--site", empty]);
    assert_eq!(String::from_utf8(output.stderr).unwrap(), said);
}
