//! `serve --host`: machines elsewhere join by the line that is printed, with its token, over TLS if asked.

use crate::support::{Folder, Running, Server, program, tiny, wait_until};
use std::fs;
use std::path::Path;
use std::process::Stdio;

/// What stands behind these words in one of the lines.
fn behind(server: &Server, words: &str) -> Option<String> {
    let printed = server.printed.lock().unwrap();
    let mut found = printed
        .iter()
        .filter_map(|line| Some(line.split_once(words)?.1.to_owned()));
    found.next()
}

/// Opens the lesson, as it were; the line to type, in words.
fn invited(server: &Server) -> Vec<String> {
    let listing: serde_json::Value = serde_json::from_str(&server.get("machines").text).unwrap();
    let shown = listing["join"]
        .as_str()
        .expect("others are invited")
        .to_owned();
    wait_until("the line is printed", || {
        behind(server, "joins with: ").is_some()
    });
    let printed = behind(server, "joins with: ").unwrap();
    // The token stands in the terminal alone.
    let (token, line) = printed.split_once(' ').unwrap();
    assert!(
        token.starts_with("MEANWHILE_QUEUE_TOKEN=") && line == shown,
        "{printed} / {shown}"
    );
    printed.split(' ').map(str::to_owned).collect()
}

/// Types that line in that folder, with or without its token.
fn join(words: &[String], folder: &Path, has_token: bool) -> std::process::Command {
    let token = words[0].split_once('=').unwrap().1;
    assert_eq!(words[1..3], ["meanwhile", "work"]);
    let arguments: Vec<&str> = words[2..].iter().map(String::as_str).collect();
    let mut command = program(&arguments);
    command
        .args(["--name", "elsewhere", "--threads", "1"])
        .current_dir(folder);
    if has_token {
        command.env("MEANWHILE_QUEUE_TOKEN", token);
    }
    command
}

fn joins(server: &Server, folder: &Folder) {
    let words = invited(server);
    let output = join(&words, &folder.0, false).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("token"), "{said}");
    let mut command = join(&words, &folder.0, true);
    let _elsewhere = Running(command.stdout(Stdio::null()).spawn().unwrap());
    server.wait_for(&["elsewhere", "process-1", "process-2"]);
    let elsewhere = server
        .machines()
        .into_iter()
        .find(|one| one["name"] == "elsewhere");
    assert_eq!(elsewhere.unwrap()["here"], false);
    server.run(&tiny(100)).answer(100);
}

#[test]
fn a_machine_elsewhere_joins_with_the_line_that_is_printed() {
    let server = Server::start(&["--host"]);
    joins(&server, &Folder::new());
    assert!(behind(&server, "readable on the way").is_some());
}

#[test]
fn with_tls_it_needs_the_certificate_too() {
    let server = Server::start(&["--host", "--tls"]);
    let words = invited(&server);
    assert!(
        words.iter().any(|word| word.starts_with("tls://")),
        "{words:?}"
    );
    let folder = Folder::new();
    let place = behind(&server, "as queue.pem: copy ").unwrap();
    let certificate = fs::read_to_string(place.trim_end_matches(" there.")).unwrap();
    let refused = join(&words, &folder.0, true).output().unwrap();
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("queue.pem can't be used"),
        "{refused:?}"
    );
    folder.write("queue.pem", &certificate);
    joins(&server, &folder);
}

#[test]
fn a_queue_that_lets_anybody_in_is_not_used_where_anybody_gets_here() {
    let nats = crate::queue::Nats::open_to_all();
    let server = Server::start(&["--host", "--queue", &nats.url()]);
    let refused = server.get("machines");
    assert_eq!(refused.status, 503);
    assert!(refused.text.contains("lets anybody in"), "{}", refused.text);
}
