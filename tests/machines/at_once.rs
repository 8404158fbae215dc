//! Runs at once: one that ends, or is given up, takes nothing of the others' out of the queue.

use crate::queue::Nats;
use crate::support::{PRIMES, Server, machine, tiny};
use std::thread;

#[test]
fn runs_that_end_leave_the_others_what_they_have() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let _machines = ["a", "b"].map(|name| machine(&nats, name));
    server.wait_for(&["a", "b"]);
    let mut long = server.run(PRIMES);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..10 {
                    server.run(&tiny(7)).answer(7);
                }
            });
        }
        scope.spawn(|| {
            for _ in 0..5 {
                let mut lines = server.run(&tiny(200));
                lines.after_results(1);
                drop(lines);
            }
        });
    });
    long.answer(60);
    nats.visit().wait_until_empty();
}
