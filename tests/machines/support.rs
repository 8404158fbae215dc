//! A queue, servers and machines of a test's own, and requests to them.

use crate::queue::Nats;
pub use crate::shared::{Folder, PATIENCE, wait_until};
use meanwhile::machines::line::Line;
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A program that ends with the test.
pub struct Running(pub Child);

impl Running {
    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.0), signal).unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program, with none of a developer's own variables.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meanwhile"));
    command
        .args(arguments)
        .env_remove("MEANWHILE_QUEUE_TOKEN")
        .stdin(Stdio::null());
    command
}

/// A machine of one thread at that queue: the process itself that works, so that a signal hits that one.
pub fn machine(nats: &Nats, name: &str) -> Running {
    let mut command = work(nats, name);
    command.arg("--while-stdin").stdin(Stdio::piped());
    Running(command.spawn().unwrap())
}

/// What one types to have a machine of one thread at that queue.
pub fn work(nats: &Nats, name: &str) -> Command {
    let mut command = program(&["work", "--threads", "1", "--name", name]);
    command
        .args(["--queue", &nats.url(), "--token-file"])
        .arg(nats.token_file())
        .stdout(Stdio::null());
    command
}

/// A server.
pub struct Server {
    pub running: Running,
    pub url: String,
    /// What it printed after its first line.
    pub printed: Arc<Mutex<Vec<String>>>,
    _site: Folder,
}

impl Server {
    /// One that is given that queue.
    pub fn at(nats: &Nats) -> Self {
        let token = nats.token_file();
        let token = token.to_str().unwrap();
        Self::start(&["--queue", &nats.url(), "--queue-token-file", token])
    }

    pub fn start(arguments: &[&str]) -> Self {
        let site = Folder::new();
        site.write("index.html", "<!doctype html><title>t</title>");
        let mut command = program(&["serve", "--port", "0", "--site"]);
        command.arg(&site.0).args(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        // Keep the pipe open and empty for as long as the server writes.
        let printed = Arc::<Mutex<Vec<String>>>::default();
        let printing = Arc::clone(&printed);
        thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                printing.lock().unwrap().push(line);
            }
        });
        let url = line.trim().rsplit(' ').next().unwrap().to_owned();
        assert!(url.starts_with("http"), "no address in {line:?}");
        Self {
            running: Running(child),
            url,
            printed,
            _site: site,
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        let agent = agent();
        let response = agent.get(format!("{}{path}", self.url)).call().unwrap();
        Answer::of(response)
    }

    pub fn post(&self, path: &str, body: &str) -> Answer {
        self.post_with(path, body, &[])
    }

    pub fn post_with(&self, path: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = agent().post(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request.send(body).unwrap())
    }

    /// Begins a run.
    pub fn run(&self, order: &str) -> Lines {
        let response = agent()
            .post(format!("{}machines/run", self.url))
            .send(order)
            .unwrap();
        let status = response.status().as_u16();
        let mut reader = BufReader::new(response.into_body().into_reader());
        if status != 200 {
            let mut why = String::new();
            reader.read_to_string(&mut why).unwrap();
            panic!("{status}: {why}");
        }
        Lines {
            reader: Box::new(reader),
            seen: Vec::new(),
        }
    }

    /// What is said of who is there.
    pub fn machines(&self) -> Vec<serde_json::Value> {
        let answer = self.get("machines");
        assert_eq!(answer.status, 200, "{}", answer.text);
        let listing: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
        listing["machines"].as_array().unwrap().clone()
    }

    /// Waits until machines of these names are there.
    pub fn wait_for(&self, names: &[&str]) {
        wait_until(&format!("{names:?} are there"), || {
            let there = self.machines();
            names
                .iter()
                .all(|name| there.iter().any(|one| one["name"] == *name))
        });
    }
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        // A server's own certificate is nobody's whom we know.
        .tls_config(
            ureq::tls::TlsConfig::builder()
                .disable_verification(true)
                .build(),
        )
        .timeout_global(Some(Duration::from_secs(180)));
    config.build().into()
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub text: String,
    pub isolates: bool,
}

impl Answer {
    fn of(mut response: ureq::http::Response<ureq::Body>) -> Self {
        Self {
            status: response.status().as_u16(),
            isolates: response
                .headers()
                .contains_key("cross-origin-embedder-policy"),
            text: response.body_mut().read_to_string().unwrap(),
        }
    }
}

/// The lines of a run, as they come. Dropped, its connection ends.
pub struct Lines {
    reader: Box<dyn BufRead + Send>,
    pub seen: Vec<Line>,
}

impl Lines {
    pub fn next(&mut self) -> Option<Line> {
        let mut text = String::new();
        if self.reader.read_line(&mut text).unwrap() == 0 {
            return None;
        }
        let line = Line::read(&text).unwrap_or_else(|| panic!("no line: {text:?}"));
        self.seen.push(line.clone());
        Some(line)
    }

    /// Reads until so many results have come.
    pub fn after_results(&mut self, count: usize) {
        let is_result = |line: &&Line| matches!(line, Line::Result { .. });
        while self.seen.iter().filter(is_result).count() < count {
            let next = self.next();
            assert!(next.is_some(), "{:?}", self.seen.last());
        }
    }

    /// Reads to the end; the last line.
    pub fn end(&mut self) -> Line {
        while self.next().is_some() {}
        self.seen.last().unwrap().clone()
    }

    /// Reads to the end: an answer, every chunk counted once.
    pub fn answer(&mut self, chunks: u32) -> u64 {
        let last = self.end();
        let Line::Done {
            value,
            chunks: counted,
            ..
        } = last
        else {
            panic!("{last:?}; before it {:?}", self.told());
        };
        assert_eq!(counted, chunks);
        let mut results = vec![0; chunks as usize];
        let mut sum = 0;
        for line in &self.seen {
            if let Line::Result { chunk, value, .. } = line {
                results[*chunk as usize] += 1;
                sum += value;
            }
        }
        assert!(results.iter().all(|&count| count == 1), "{results:?}");
        assert_eq!(sum, value);
        value
    }

    /// What was told besides the usual way of chunks.
    pub fn told(&self) -> Vec<String> {
        let usual = |line: &&Line| {
            !matches!(
                line,
                Line::Queued { .. }
                    | Line::Taken { .. }
                    | Line::Begun { .. }
                    | Line::Ended { .. }
                    | Line::Result { .. }
            )
        };
        self.seen.iter().filter(usual).map(Line::write).collect()
    }

    /// Who gave results.
    pub fn machines(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for line in &self.seen {
            if let Line::Result { machine, .. } = line {
                names.push(machine.clone());
            }
        }
        names.sort();
        names.dedup();
        names
    }
}

/// Counting primes: about two seconds on one thread, in sixty chunks.
pub const PRIMES: &str =
    "{\"lesson\":\"primes\",\"work\":\"count\",\"args\":[250000000],\"to\":15259,\"chunks\":60}";
/// How many there are (OEIS A006880 and its tables).
pub const PRIMES_THERE_ARE: u64 = 13_679_318;

/// Next to nothing to compute.
pub fn tiny(chunks: u32) -> String {
    format!(
        "{{\"lesson\":\"primes\",\"work\":\"count\",\"args\":[10],\"to\":{chunks},\"chunks\":{chunks}}}"
    )
}

/// The processes that a process started, and those that they started.
pub fn children_of(parent: u32) -> Vec<u32> {
    let output = Command::new("ps")
        .args(["-eo", "pid=,ppid="])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let pairs: Vec<(u32, u32)> = text
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace().map(str::parse);
            Some((words.next()?.ok()?, words.next()?.ok()?))
        })
        .collect();
    let mut found = vec![parent];
    let mut at = 0;
    while at < found.len() {
        let children = pairs.iter().filter(|(_, of)| *of == found[at]);
        let children: Vec<u32> = children.map(|(pid, _)| *pid).collect();
        found.extend(children);
        at += 1;
    }
    found.remove(0);
    found
}

/// Whether that process is there.
pub fn is_running(pid: u32) -> bool {
    // One that ended and that nobody asked about is no longer running either.
    let status = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    !status.is_empty() && !status.contains(") Z ")
}
