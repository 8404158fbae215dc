//! A wire between browsers and our server that counts what goes over it. What a page of another site can ask its browser
//! about our answers is no measure of them: their lengths are hidden from it.

use crate::Outcome;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// A wire. It ends when this is dropped; what is open on it ends with the browser's connections.
pub struct Wire {
    port: u16,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    bytes: AtomicU64,
    asked: Mutex<Vec<String>>,
    is_over: AtomicBool,
}

impl Wire {
    /// A wire to the server at that address, `http://127.0.0.1:PORT/`.
    pub fn to(address: &str) -> Outcome<Self> {
        let far = address
            .trim_end_matches('/')
            .trim_start_matches("http://")
            .to_owned();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let seen = Arc::new(Seen::default());
        let all = Arc::clone(&seen);
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if all.is_over.load(Ordering::Relaxed) {
                    return;
                }
                // A browser or a server that goes away in between is no concern of ours.
                let _ = connect(near, &far, &all);
            }
        });
        Ok(Self { port, seen })
    }

    /// The address of the server by this wire.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// How many bytes the server has sent so far, headers included, as compressed as they were sent.
    pub fn bytes(&self) -> u64 {
        self.seen.bytes.load(Ordering::Relaxed)
    }

    /// The paths that were asked for so far, without what follows a question mark.
    pub fn asked(&self) -> Vec<String> {
        let asked = self.seen.asked.lock();
        asked.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.seen.is_over.store(true, Ordering::Relaxed);
        // Whoever waits for a connection gets one, and ends.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

fn connect(near: TcpStream, far: &str, seen: &Arc<Seen>) -> std::io::Result<()> {
    let far = TcpStream::connect(far)?;
    let (asking, asked) = (near.try_clone()?, far.try_clone()?);
    let of_requests = Arc::clone(seen);
    thread::spawn(move || {
        let _ = requests(&asking, &asked, &of_requests);
        let _ = asked.shutdown(Shutdown::Write);
    });
    let of_answers = Arc::clone(seen);
    thread::spawn(move || {
        let _ = answers(&far, &near, &of_answers);
        let _ = near.shutdown(Shutdown::Both);
    });
    Ok(())
}

/// Line by line: browsers send no body here.
fn requests(from: &TcpStream, mut to: &TcpStream, seen: &Seen) -> std::io::Result<()> {
    let mut from = BufReader::new(from);
    let mut line = String::new();
    while from.read_line(&mut line)? > 0 {
        if let Some(path) = line.strip_prefix("GET ") {
            let path = path.split(['?', ' ']).next().unwrap_or_default().to_owned();
            let asked = seen.asked.lock();
            asked.unwrap_or_else(PoisonError::into_inner).push(path);
        }
        to.write_all(line.as_bytes())?;
        line.clear();
    }
    Ok(())
}

fn answers(mut from: &TcpStream, mut to: &TcpStream, seen: &Seen) -> std::io::Result<()> {
    let mut some = [0; 16 * 1024];
    loop {
        let count = from.read(&mut some)?;
        if count == 0 {
            return Ok(());
        }
        // Counted before it arrives, so that whoever has it finds it counted.
        seen.bytes.fetch_add(count as u64, Ordering::Relaxed);
        to.write_all(&some[..count])?;
    }
}
