//! Somebody else's site, served on a port of its own: one page with headers of its own, or a folder without any.

use crate::Outcome;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// A site. It ends when this is dropped.
pub struct Host {
    port: u16,
    is_over: Arc<AtomicBool>,
}

impl Host {
    /// Serves that page at every address, under these headers, a line each.
    pub fn serve(headers: &'static str, html: String) -> Outcome<Self> {
        Self::answering(headers, move |_| {
            Some(("text/html; charset=utf-8", html.clone().into()))
        })
    }

    /// Serves the files of that folder, as a host does that knows nothing of us.
    pub fn serve_folder(folder: &Path) -> Outcome<Self> {
        let folder = folder.to_owned();
        Self::answering("", move |path| {
            let path = path.split('?').next()?.trim_start_matches('/');
            let path = if path.is_empty() { "index.html" } else { path };
            let kind = match path.rsplit('.').next()? {
                "html" => "text/html; charset=utf-8",
                "js" => "text/javascript",
                "css" => "text/css",
                "svg" => "image/svg+xml",
                "json" => "application/json",
                "wasm" => "application/wasm",
                _ => "application/octet-stream",
            };
            Some((kind, std::fs::read(folder.join(path)).ok()?))
        })
    }

    fn answering(
        headers: &'static str,
        page_at: impl Fn(&str) -> Option<(&'static str, Vec<u8>)> + Send + 'static,
    ) -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let is_over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&is_over);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ends.load(Ordering::Relaxed) {
                    return;
                }
                // A browser that goes away in between is no concern of ours.
                let _ = answer(stream, headers, &page_at);
            }
        });
        Ok(Self { port, is_over })
    }

    /// Its address. The name makes it another site than the labs', whose name is `127.0.0.1`.
    pub fn address(&self) -> String {
        format!("http://localhost:{}/", self.port)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        // Whoever waits for a request gets one, and ends.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

fn answer(
    mut stream: TcpStream,
    headers: &str,
    page_at: &impl Fn(&str) -> Option<(&'static str, Vec<u8>)>,
) -> std::io::Result<()> {
    let request = BufReader::new(stream.try_clone()?);
    let mut lines = request.lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let path = first.split(' ').nth(1).unwrap_or_default();
    // Up to the empty line: browsers send no body here.
    while lines
        .next()
        .transpose()?
        .is_some_and(|line| !line.is_empty())
    {}
    let Some((kind, content)) = page_at(path) else {
        return write!(
            stream,
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
    };
    let length = content.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n"
    )?;
    for line in headers
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        write!(stream, "{line}\r\n")?;
    }
    write!(stream, "\r\n")?;
    stream.write_all(&content)
}
