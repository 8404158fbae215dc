//! `./x serve`: what is wrong with its words is told by the server itself, before anything is built.

use crate::tree::Tree;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::Stdio;

/// Whether something of the site was built; the server does not count.
fn is_built(calls: &[String]) -> bool {
    calls.iter().any(|call| !call.contains("--bin meanwhile"))
}

#[test]
fn wrong_options_are_told_before_the_site_is_built() {
    let tree = Tree::new();
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (words, sentence) in [
        (&["--prot", "80"][..], "unexpected argument '--prot' found"),
        (&["--port", "many"], "invalid value 'many' for '--port"),
        (&["--port", &port], "is taken by another program"),
        (&["--site"], "a value is required for '--site"),
        (&["--site", "www"], "no index.html"),
        (&["--cert", "a.pem"], "--tls"),
        (&["extra"], "unexpected argument 'extra' found"),
    ] {
        let told = tree.x(&[&["serve"], words].concat());
        assert!(
            !told.is_good && told.said.contains(sentence),
            "{words:?}: {told:?}"
        );
        assert!(!is_built(&told.calls), "{words:?}: {told:?}");
    }
    for word in ["--help", "-h"] {
        let told = tree.x(&["serve", word]);
        assert!(told.is_good && told.out.contains("--port"), "{told:?}");
        assert!(!is_built(&told.calls), "{told:?}");
    }
}

/// What is answered for the page by a server that these words start, and what was called for it.
fn served(tree: &Tree, words: &[&str]) -> (String, Vec<String>) {
    tree.forget_calls();
    let mut command = tree.command("./x", [&["serve", "--port", "0"], words].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    let answer = asked(&line);
    // It is the server itself: the script has made room for it.
    child.kill().unwrap();
    child.wait().unwrap();
    let answer = answer.unwrap_or_else(|| panic!("no address: {line:?}"));
    (answer, tree.calls())
}

/// What is at the address in that line.
fn asked(line: &str) -> Option<String> {
    let port = line.rsplit(':').next()?.split('/').next()?;
    let port: u16 = port.parse().ok()?;
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    let request = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    Some(answer)
}

#[test]
fn another_site_is_served_without_building_ours() {
    let tree = Tree::new();
    tree.write("www/index.html", "another site");
    for words in [&["--site", "www"][..], &["--site=www"]] {
        let (answer, calls) = served(&tree, words);
        assert!(answer.ends_with("another site"), "{answer}");
        assert!(!is_built(&calls), "{calls:?}");
    }
    let (answer, calls) = served(&tree, &[]);
    assert!(answer.contains("<title>") && is_built(&calls), "{answer}");
}
