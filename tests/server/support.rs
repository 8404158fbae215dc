//! The built program, a site in a folder of its own, and requests written by hand.

use crate::shared::PATIENCE;
pub use crate::shared::{Folder, wait_until};
use flate2::Compression;
use flate2::write::GzEncoder;
use rustix::process::{Pid, Signal, kill_process};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;

/// `wait`, packed as RFC 7932 has it: one piece, not compressed.
pub const WAIT_BR: &[u8] = &[0x8b, 0x01, 0x80, b'w', b'a', b'i', b't', 0x03];

/// Packed with gzip.
pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// A small site.
pub fn site() -> Folder {
    let folder = Folder::new();
    folder.write("site/index.html", b"<!doctype html><title>t</title>");
    folder.write("site/app.js", b"wait");
    folder.write("site/app.js.br", WAIT_BR);
    folder.write("site/app.js.gz", gzipped(b"wait"));
    folder.write("site/embed.js", b"embed");
    folder.write("site/v1/embed.js", b"embed");
    folder.write("site/build-0123456789abcdef/engine_bg.wasm", b"\0asm");
    folder.write("site/tutorials/index.html", b"tutorials");
    folder.write("secret.txt", b"secret");
    folder
}

/// A running server, ended with the test.
pub struct Server {
    pub child: Child,
    pub first_line: String,
    pub port: u16,
    pub site: Folder,
}

/// The program, told to serve `site`. What it keeps, it keeps beside that.
pub fn program(site: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meanwhile"));
    command.args(["serve", "--site"]).arg(site).args(arguments);
    command.env("MEANWHILE_TOOLS", site.with_file_name("tools"));
    command
}

impl Server {
    pub fn start(arguments: &[&str]) -> Self {
        let site = site();
        let arguments = [&["--port", "0"], arguments].concat();
        let command = program(&site.0.join("site"), &arguments);
        Self::run(command, site)
    }

    pub fn run(mut command: Command, site: Folder) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut first_line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut first_line).unwrap();
        // Behind the port stands the path of the site.
        let place = first_line.rsplit(':').next();
        let port = place.and_then(|place| place.split('/').next()?.parse().ok());
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

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a request and reads until the server closes.
    pub fn ask(&self, line: &str, headers: &[&str]) -> Answer {
        let mut stream = self.connect();
        send(&mut stream, line, headers);
        Answer::parse(&read_all(&mut stream))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), &[])
    }

    /// Sends bytes of our own making and reads until the server closes.
    pub fn say(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        Answer::parse(&read_all(&mut stream))
    }

    /// The most memory that the server has held, in kilobytes.
    pub fn peak_kb(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        number.and_then(|number| number.parse().ok()).unwrap()
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a request of our own making.
pub fn send(stream: &mut TcpStream, line: &str, headers: &[&str]) {
    let headers: String = headers
        .iter()
        .map(|header| format!("{header}\r\n"))
        .collect();
    let request =
        format!("{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
}

/// All that still comes until the server closes; a server that never does fails the test.
pub fn read_all(stream: &mut TcpStream) -> Vec<u8> {
    let mut raw = Vec::new();
    if let Err(why) = stream.read_to_end(&mut raw) {
        // Cut rather than closed: what came before it still counts.
        assert_eq!(why.kind(), ErrorKind::ConnectionReset, "{why}");
    }
    raw
}

/// What came back; header names in lower case.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn parse(raw: &[u8]) -> Self {
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

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// What Server-Timing says the wait was, in milliseconds.
    pub fn waited_ms(&self) -> f64 {
        let timing = self.header("server-timing").strip_prefix("wait;dur=");
        timing.expect("a Server-Timing header").parse().unwrap()
    }
}
