//! Behind another server, below a path of it: nginx and Caddy, told what README.md says, and our server started as it says.

use crate::shared::{PATIENCE, free_port};
use crate::support::{Answer, Folder, Server, WAIT_BR, program, read_all, send, site};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Where README.md says that the site is.
const PLACE: &str = "/tools/meanwhile/";
/// Where README.md says that our server listens.
const OURS: &str = "127.0.0.1:8080";

/// A server of somebody else's before ours.
struct Proxy {
    child: Child,
    port: u16,
    _folder: Folder,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The two blocks of README.md in that language: the path kept, and cut off.
fn told(language: &str) -> Vec<String> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(readme).unwrap();
    let opening = format!("```{language}\n");
    let blocks = text.split(&opening).skip(1);
    blocks
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

/// Our server, started as the first line of a block says.
fn ours(block: &str) -> Server {
    let line = block.lines().next().unwrap();
    let options = line
        .strip_prefix("# ./x serve ")
        .expect("how it is started");
    let options: Vec<_> = ["--port", "0", "--metrics"]
        .into_iter()
        .chain(options.split(' '))
        .collect();
    let site = site();
    Server::run(program(&site.0.join("site"), &options), site)
}

/// A program out of a package of Debian's, which `./x test --all` unpacks.
fn tool(path: &str) -> PathBuf {
    let cache = || PathBuf::from(std::env::var("HOME").expect("HOME")).join(".cache/meanwhile");
    let tools = std::env::var_os("MEANWHILE_TOOLS").map_or_else(cache, PathBuf::from);
    let file = tools.join("debian").join(path);
    assert!(
        file.is_file(),
        "{} is not there: ./x test --all gets it",
        file.display()
    );
    file
}

/// Starts it, and waits until it has said that it listens.
fn start(mut command: Command, listens: &str, port: u16, folder: Folder) -> Proxy {
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains(listens) {
        line.clear();
        let more = said.read_line(&mut line).unwrap();
        assert!(more > 0, "it ended, or said no {listens:?}: {command:?}");
        print!("{line}");
    }
    thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
    Proxy {
        child,
        port,
        _folder: folder,
    }
}

fn nginx(block: &str) -> Proxy {
    let (folder, port) = (Folder::new(), free_port());
    let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let places = kinds
        .map(|kind| format!("{kind}_temp_path temp_{kind};\n"))
        .concat();
    let config = format!(
        "daemon off;\nmaster_process off;\npid pid;\nerror_log stderr notice;\nevents {{}}\n\
         http {{\naccess_log off;\n{places}server {{\nlisten 127.0.0.1:{port};\n{block}\n}}\n}}\n"
    );
    let config = folder.write("nginx.conf", config.as_bytes());
    let mut command = Command::new(tool("nginx/usr/sbin/nginx"));
    command.arg("-p").arg(&folder.0).arg("-c").arg(config);
    // It listens before it says with what it does.
    start(command, "event method", port, folder)
}

fn caddy(block: &str) -> Proxy {
    let (folder, port) = (Folder::new(), free_port());
    let config = format!(
        "{{\nadmin off\nauto_https off\n}}\nhttp://:{port} {{\nbind 127.0.0.1\n{block}\nhandle {{\nrespond 404\n}}\n}}\n"
    );
    let config = folder.write("Caddyfile", config.as_bytes());
    let mut command = Command::new(tool("caddy/usr/bin/caddy"));
    command
        .env("HOME", &folder.0)
        .env("XDG_DATA_HOME", &folder.0);
    command.env("XDG_CONFIG_HOME", &folder.0);
    command
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(config);
    start(command, "serving initial configuration", port, folder)
}

/// The connection on which that was asked.
fn asking(proxy: &Proxy, path: &str, headers: &[&str]) -> TcpStream {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    send(&mut stream, &format!("GET {path}"), headers);
    stream
}

fn get(proxy: &Proxy, path: &str, headers: &[&str]) -> Answer {
    Answer::parse(&read_all(&mut asking(proxy, path, headers)))
}

fn files_are_as_we_sent_them(proxy: &Proxy) {
    let page = get(proxy, &format!("{PLACE}?example=many-fetches"), &[]);
    assert_eq!(page.status, 200);
    assert!(page.text().contains("<title>t</title>"));
    assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
    let link = page.header("link");
    let there = "<https://example.org/tools/meanwhile/oembed?";
    assert!(link.starts_with(there), "{link}");
    let module = get(
        proxy,
        &format!("{PLACE}build-0123456789abcdef/engine_bg.wasm"),
        &[],
    );
    assert_eq!((module.status, module.text()), (200, "\0asm"));
    assert_eq!(module.header("content-type"), "application/wasm");
    assert!(module.header("cache-control").ends_with("immutable"));
    let script = format!("{PLACE}app.js");
    let packed = get(proxy, &script, &["Accept-Encoding: br, gzip"]);
    assert_eq!(
        (packed.header("content-encoding"), &*packed.body),
        ("br", WAIT_BR)
    );
    let etag = format!("If-None-Match: {}", packed.header("etag"));
    let again = get(proxy, &script, &["Accept-Encoding: br, gzip", &etag]);
    assert_eq!(again.status, 304);
}

fn only_the_place_is_ours(proxy: &Proxy) {
    for (path, status) in [
        ("/", 404),
        ("/app.js", 404),
        ("/io/slow?ms=0", 404),
        ("/tools/meanwhilee/", 404),
        ("/tools/meanwhile/nothing.js", 404),
        ("/tools/meanwhile/secret.txt", 404),
    ] {
        assert_eq!(get(proxy, path, &[]).status, status, "{path}");
    }
    // Relative addresses of the page would be wrong without the last slash.
    let folder = get(proxy, PLACE.trim_end_matches('/'), &[]);
    assert!(matches!(folder.status, 301 | 302 | 307 | 308), "{folder:?}");
    assert!(folder.header("location").ends_with(PLACE), "{folder:?}");
}

fn waits_are_ours(proxy: &Proxy) {
    let began = Instant::now();
    let slow = format!("{PLACE}io/slow?ms=400&bytes=9");
    let mut streams: Vec<_> = (0..6).map(|_| asking(proxy, &slow, &[])).collect();
    let answers = streams
        .iter_mut()
        .map(|stream| Answer::parse(&read_all(stream)));
    let waited: Vec<f64> = answers.map(|answer| answer.waited_ms()).collect();
    let took = began.elapsed().as_secs_f64() * 1_000.0;
    let (longest, all) = (
        waited.iter().fold(0.0_f64, |a, b| a.max(*b)),
        waited.iter().sum(),
    );
    assert!(
        took >= longest,
        "{took} for {waited:?}: no wait is kept from whoever asked"
    );
    assert!(took < all, "{took} for {waited:?}: they are asked at once");
}

/// A proxy that gathers a long answer has taken all of it while its reader still takes none.
fn a_long_answer_is_passed_on_as_it_is_read(proxy: &Proxy, server: &Server) {
    // More than the sockets on the way hold.
    let content: Vec<u8> = (0..31 << 20).map(|at: u32| (at >> 8) as u8).collect();
    server.site.write("site/long.bin", &content);
    let mut stream = asking(proxy, &format!("{PLACE}long.bin"), &[]);
    let mut beginning = vec![0; 4_096];
    stream.read_exact(&mut beginning).unwrap();
    let mut sent = sent_bytes(server);
    loop {
        thread::sleep(Duration::from_millis(300));
        let by_now = sent_bytes(server);
        // Whoever asks for it is sent something, too.
        if by_now - sent < 100_000 {
            break;
        }
        sent = by_now;
    }
    assert!((sent as usize) < content.len(), "{sent} bytes were sent");
    beginning.extend(read_all(&mut stream));
    assert!(Answer::parse(&beginning).body == content);
}

fn sent_bytes(server: &Server) -> u64 {
    let metrics = server.get("/metrics");
    let mut lines = metrics.text().lines();
    let sent = lines.find_map(|line| line.strip_prefix("meanwhile_sent_bytes_total "));
    sent.expect("it counts").parse().unwrap()
}

/// Each is started with the block of README.md, and our server's port in the place of the usual one.
fn behind(language: &str, proxy: fn(&str) -> Proxy) {
    let blocks = told(language);
    assert_eq!(blocks.len(), 2, "README.md has the path kept, and cut off");
    for block in blocks {
        let server = ours(&block);
        let at = format!("127.0.0.1:{}", server.port);
        assert!(block.contains(OURS), "{block}");
        let proxy = proxy(&block.replace(OURS, &at));
        files_are_as_we_sent_them(&proxy);
        only_the_place_is_ours(&proxy);
        waits_are_ours(&proxy);
        a_long_answer_is_passed_on_as_it_is_read(&proxy, &server);
    }
}

#[test]
#[ignore = "wants nginx, which ./x test --all gets"]
fn behind_nginx() {
    behind("nginx", nginx);
}

#[test]
#[ignore = "wants Caddy, which ./x test --all gets"]
fn behind_caddy() {
    behind("caddy", caddy);
}
