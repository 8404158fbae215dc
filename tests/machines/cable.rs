//! A connection that is cut, to a queue that goes on and forgets nothing.

use crate::queue::Nats;
use crate::support::{Running, Server, work};
use meanwhile::machines::line::Line;
use std::io::copy;
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What lies between somebody and a queue.
struct Cable {
    port: u16,
    ends: Arc<Mutex<Vec<TcpStream>>>,
}

impl Cable {
    fn to(nats: &Nats) -> Self {
        let place = nats.url().trim_start_matches("nats://").to_owned();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let ends = Arc::<Mutex<Vec<TcpStream>>>::default();
        let held = Arc::clone(&ends);
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let far = TcpStream::connect(&place).unwrap();
                for (mut from, mut to) in [
                    (near.try_clone().unwrap(), far.try_clone().unwrap()),
                    (far, near),
                ] {
                    held.lock().unwrap().push(from.try_clone().unwrap());
                    thread::spawn(move || copy(&mut from, &mut to));
                }
            }
        });
        Self { port, ends }
    }

    /// Cuts all connections; new ones go through.
    fn cut(&self) {
        for end in self.ends.lock().unwrap().drain(..) {
            let _ = end.shutdown(Shutdown::Both);
        }
    }
}

#[test]
fn a_chunk_that_breaks_machines_is_known_after_the_connection_was_lost() {
    let nats = Nats::start();
    let cable = Cable::to(&nats);
    let (url, token) = (
        format!("nats://127.0.0.1:{}", cable.port),
        nats.token_file(),
    );
    let token = token.to_str().unwrap();
    let server = Server::start(&["--queue", &url, "--queue-token-file", token]);
    let _machine = Running(work(&nats, "a").spawn().unwrap());
    server.wait_for(&["a"]);
    let order = "{\"lesson\":\"faults\",\"work\":\"break\",\"args\":[0],\"to\":9,\"chunks\":9}";
    let mut lines = server.run(order);
    while !matches!(lines.next().expect("it breaks first"), Line::Gone { .. }) {}
    cable.cut();
    let last = lines.end().write();
    assert!(
        last.contains("Chunk 4 breaks every machine"),
        "{last}\n{:#?}",
        lines.told()
    );
}
