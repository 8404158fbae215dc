//! Whoever asked goes away, or the server does: nothing is left in the queue.

use crate::queue::Nats;
use crate::support::{PRIMES, Running, Server, machine, tiny, wait_until};
use rustix::process::Signal;
use std::thread;

#[test]
fn a_client_that_goes_leaves_nothing_in_the_queue() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let _machines = ["a", "b"].map(|name| machine(&nats, name));
    server.wait_for(&["a", "b"]);
    let visitor = nats.visit();
    let mut lines = server.run(PRIMES);
    lines.after_results(3);
    assert!(visitor.chunks() > 0);
    drop(lines);
    visitor.wait_until_empty();
    // And the machines are free for the next.
    server.run(&tiny(100)).answer(100);
}

#[test]
fn a_server_that_stops_says_so_and_leaves_nothing_in_the_queue() {
    let nats = Nats::start();
    let mut server = Server::at(&nats);
    let _machine = machine(&nats, "a");
    server.wait_for(&["a"]);
    let mut lines = server.run(PRIMES);
    lines.after_results(2);
    server.running.signal(Signal::TERM);
    lines.end();
    assert!(
        lines.told().join("\n").contains("being stopped"),
        "{:?}",
        lines.told()
    );
    let Running(child) = &mut server.running;
    assert!(child.wait().unwrap().success());
    nats.visit().wait_until_empty();
}

#[test]
fn a_run_that_nobody_can_do_ends_as_nobody_came() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let only = machine(&nats, "only");
    server.wait_for(&["only"]);
    let mut lines = server.run(PRIMES);
    lines.after_results(2);
    drop(only);
    let reading = thread::spawn(move || (lines.end().write(), lines));
    let (last, _lines) = reading.join().unwrap();
    assert!(last.contains("No machine is left"), "{last}");
    nats.visit().wait_until_empty();
    wait_until("nobody is listed", || server.machines().is_empty());
    let refused = server.post("machines/run", PRIMES);
    assert_eq!(refused.status, 503);
    assert!(refused.text.contains("no machine"), "{}", refused.text);
}
