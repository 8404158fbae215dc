//! What is printed at the start, and what is said when there is none.

use crate::support::{Server, program, site};
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, Stdio};

#[test]
fn the_address_is_printed_as_promised() {
    let server = Server::start(&[]);
    let expected = format!("Meanwhile is at http://127.0.0.1:{}/\n", server.port);
    assert_eq!(server.first_line, expected);
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
    for (host, words) in [
        ("224.0.0.1", "many machines"),
        ("255.255.255.255", "many machines"),
        ("no such host", "neither an address nor the name"),
    ] {
        let said = failure(program(&root, &["--port", "0", "--host", host]));
        assert!(said.contains(words) && said.contains("--host"), "{said}");
    }
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

#[test]
fn this_machine_has_a_name_and_brackets() {
    for (host, at) in [
        ("localhost", "127.0.0.1"),
        ("[::1]", "[::1]"),
        ("::1", "[::1]"),
    ] {
        let folder = site();
        let command = program(&folder.0.join("site"), &["--port", "0", "--host", host]);
        let server = Server::run(command, folder);
        let expected = format!("Meanwhile is at http://{at}:{}/\n", server.port);
        assert_eq!(server.first_line, expected, "{host}");
    }
}
