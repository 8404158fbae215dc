//! Containerfile, read by the few rules that it needs, and what it describes, without a container engine: the program alone
//! in an empty root, as the first process of a process space of its own, for nobody in particular.

use crate::shared::Folder;
use crate::tree::{Tree, repository};
use rustix::process::{Pid, Signal, getuid, kill_process};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// What Containerfile says.
struct Image {
    /// From where in the repository, to where.
    copied: Vec<(String, String)>,
    user: String,
    port: u16,
    /// What is started.
    words: Vec<String>,
}

fn image() -> Image {
    let text = fs::read_to_string(repository().join("Containerfile")).unwrap();
    let all = |name: &str| -> Vec<String> {
        let lines = text.lines().filter_map(|line| line.strip_prefix(name));
        lines.map(|rest| rest.trim().to_owned()).collect()
    };
    let one = |name: &str| match &all(name)[..] {
        [rest] => rest.clone(),
        other => panic!("one {name} in Containerfile, not {other:?}"),
    };
    let pairs = all("COPY ").into_iter().map(|rest| {
        let (from, to) = rest.split_once(' ').expect("from where to where");
        (from.to_owned(), to.to_owned())
    });
    assert_eq!(one("FROM "), "scratch");
    assert_eq!(one("STOPSIGNAL "), "SIGTERM");
    Image {
        copied: pairs.collect(),
        user: one("USER "),
        port: one("EXPOSE ").parse().unwrap(),
        words: serde_json::from_str(&one("ENTRYPOINT ")).unwrap(),
    }
}

#[test]
fn the_image_is_what_the_script_and_the_server_know() {
    let image = image();
    let script = fs::read_to_string(repository().join("x")).unwrap();
    let ignored = fs::read_to_string(repository().join(".dockerignore")).unwrap();
    assert!(!image.copied.is_empty());
    for (from, _) in &image.copied {
        assert!(
            script.contains(&format!("{from}.part {from}")),
            "./x makes no {from}"
        );
        assert!(
            ignored.lines().any(|line| line == format!("!{from}")),
            "{from} is ignored"
        );
    }
    assert!(image.copied.iter().any(|(_, to)| *to == image.words[0]));
    let (user, group) = image.user.split_once(':').expect("user and group");
    // By number, since the image has no names.
    for id in [user, group] {
        assert_ne!(id.parse::<u32>().unwrap(), 0, "not as root");
    }
    assert!(image.port >= 1_024, "others than root may listen there");
    let server = || Command::new(env!("CARGO_BIN_EXE_meanwhile"));
    let words = image.words[1..].iter().map(String::as_str);
    // Its options are the server's own; the port is another one here, for that may be taken.
    let output = server()
        .args(words.chain(["--port", "0", "--check"]))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let help = server().args(["serve", "--help"]).output().unwrap().stdout;
    let usual = format!("[default: {}]", image.port);
    assert!(
        String::from_utf8(help).unwrap().contains(&usual),
        "the usual port"
    );
}

/// `./x program` makes what is copied, out of the site as it is.
#[test]
fn the_program_is_made_with_the_site_and_without_libraries() {
    let tree = Tree::new();
    let told = tree.x(&["program"]);
    assert!(told.is_good, "{told:?}");
    let (last, built) = (told.calls.last().unwrap(), tree.read("target/meanwhile"));
    assert!(
        last.starts_with("cargo build --release --bin meanwhile --target a-test-host"),
        "{last}"
    );
    assert!(
        last.ends_with("RUSTFLAGS=-C target-feature=+crt-static"),
        "{last}"
    );
    assert!(built == fs::read(env!("CARGO_BIN_EXE_meanwhile")).unwrap());
    let full = tree.x_on_full_disk(8, &["program"]);
    assert!(
        !full.is_good && full.said.contains("x: Keeping the program"),
        "{full:?}"
    );
    assert!(
        tree.read("target/meanwhile") == built,
        "the one before is still whole"
    );
}

/// A root with what the image has, gone with the test.
fn root(image: &Image) -> Folder {
    let root = Folder::new();
    for (from, to) in &image.copied {
        let to = root.0.join(to.trim_start_matches('/'));
        fs::copy(repository().join(from), to).unwrap();
    }
    root
}

/// The program in that root. `unshare` stays before it, and ends with it.
fn started(image: &Image, root: &Path, port: &str) -> Child {
    let mut command = Command::new("unshare");
    command.args(["--pid", "--fork", "--kill-child", "--mount"]);
    // Only root may leave its root, and become somebody else there; others are root of a space of their own.
    if getuid().is_root() {
        command
            .arg("chroot")
            .arg(format!("--userspec={}", image.user));
    } else {
        command.args(["--user", "--map-root-user", "chroot"]);
    }
    command.arg(root).args(&image.words).args(["--port", port]);
    // No home, no path.
    command
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    command
        .stdout(Stdio::piped())
        .process_group(0)
        .spawn()
        .expect("unshare, of util-linux")
}

/// The one process that `parent` has started.
fn child_of(parent: u32) -> Pid {
    let list = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap();
    let number = list
        .split_whitespace()
        .next()
        .expect("it runs")
        .parse()
        .unwrap();
    Pid::from_raw(number).unwrap()
}

fn get(port: u16, path: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw).unwrap();
    let end = raw
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .expect("a head");
    assert!(
        raw.starts_with(b"HTTP/1.1 200"),
        "{path}: {}",
        String::from_utf8_lossy(&raw[..end])
    );
    raw.split_off(end + 4)
}

#[test]
#[ignore = "takes minutes: builds the program with the site inside"]
fn the_program_serves_alone_in_an_empty_root() {
    let made = Command::new(repository().join("x"))
        .arg("program")
        .status()
        .unwrap();
    assert!(made.success(), "./x program");
    let image = image();
    let root = root(&image);
    let mut child = started(&image, &root.0, "0");
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    let port = line.trim_end_matches("/\n").rsplit(':').next();
    let port = port.and_then(|port| port.parse().ok());
    let port: u16 = port.unwrap_or_else(|| {
        panic!("no port in {line:?}: may this machine's users unshare and chroot?")
    });
    let dist = repository().join("dist");
    let page = get(port, "/");
    assert!(page == fs::read(dist.join("index.html")).unwrap());
    let page = String::from_utf8(page).unwrap();
    let build = page[page.find("build-").unwrap()..]
        .split('/')
        .next()
        .unwrap();
    let module = format!("{build}/engine/engine_bg.wasm");
    assert!(get(port, &format!("/{module}")) == fs::read(dist.join(&module)).unwrap());
    assert_eq!(get(port, "/io/slow?ms=20&bytes=9").len(), 9);
    // As an engine stops it: the first process has no signals but those that it asks for.
    kill_process(child_of(child.id()), Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
    let left: Vec<_> = fs::read_dir(&root.0).unwrap().collect();
    assert_eq!(left.len(), image.copied.len(), "it wrote nothing: {left:?}");
}
