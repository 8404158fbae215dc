//! Somebody else's site: one page with headers of its own, served on a port of its own.

use crate::Outcome;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// A site that answers every request with the same page. It ends when this is dropped.
pub struct Host {
    port: u16,
    is_over: Arc<AtomicBool>,
}

impl Host {
    /// Serves that page under these headers, a line each.
    pub fn serve(headers: &'static str, html: String) -> Outcome<Self> {
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
                let _ = answer(stream, headers, &html);
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

fn answer(mut stream: TcpStream, headers: &str, html: &str) -> std::io::Result<()> {
    let request = BufReader::new(stream.try_clone()?);
    // Up to the empty line: browsers send no body here.
    let mut lines = request.lines();
    while lines
        .next()
        .transpose()?
        .is_some_and(|line| !line.is_empty())
    {}
    let length = html.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\nConnection: close\r\n"
    )?;
    for line in headers
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        write!(stream, "{line}\r\n")?;
    }
    write!(stream, "\r\n{html}")
}
