//! Machines that die or freeze in mid-run, and a queue that forgets everything.

use crate::queue::Nats;
use crate::support::{
    PRIMES, PRIMES_THERE_ARE, Running, Server, children_of, is_running, machine, wait_until, work,
};
use rustix::process::Signal;

/// Three machines: one is killed, one frozen, and the queue is started anew, all in mid-run.
fn all_at_once() {
    let mut nats = Nats::start();
    let server = Server::at(&nats);
    let machines = ["killed", "frozen", "well"].map(|name| machine(&nats, name));
    server.wait_for(&["killed", "frozen", "well"]);
    let mut lines = server.run(PRIMES);
    lines.after_results(5);
    machines[0].signal(Signal::KILL);
    lines.after_results(12);
    machines[1].signal(Signal::STOP);
    lines.after_results(20);
    nats.restart();
    assert_eq!(lines.answer(60), PRIMES_THERE_ARE, "{:?}", lines.told());
    let told = lines.told().join("\n");
    for name in ["killed", "frozen"] {
        let gave_back = |line: &str| {
            line.contains("\"at\":\"returned\"")
                && line.contains(&format!("\"machine\":\"{name}\""))
        };
        assert!(told.lines().any(gave_back), "{name}:\n{told}");
    }
    // The frozen one wakes: what it still has is late, and nobody wants it.
    machines[1].signal(Signal::CONT);
    nats.visit().wait_until_empty();
}

#[test]
fn what_dies_costs_time_and_no_chunk() {
    all_at_once();
}

#[test]
#[ignore = "takes minutes: `./x test --all`"]
fn what_dies_costs_time_and_no_chunk_twenty_times() {
    for _ in 0..20 {
        all_at_once();
    }
}

#[test]
fn a_machine_that_is_told_to_leave_gives_back_what_it_has() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let machines = ["leaves", "stays"].map(|name| machine(&nats, name));
    server.wait_for(&["leaves", "stays"]);
    let mut lines = server.run(PRIMES);
    lines.after_results(10);
    machines[0].signal(Signal::TERM);
    assert_eq!(lines.answer(60), PRIMES_THERE_ARE);
    let told = lines.told().join("\n");
    assert!(told.contains("the machine gave it back"), "{told}");
    assert!(
        told.contains("\"at\":\"gone\",\"machine\":\"leaves\""),
        "{told}"
    );
}

#[test]
fn a_machine_that_a_chunk_breaks_comes_back_by_itself() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let guard = Running(work(&nats, "elsewhere").spawn().unwrap());
    server.wait_for(&["elsewhere"]);
    let order = "{\"lesson\":\"faults\",\"work\":\"break\",\"args\":[0],\"to\":9,\"chunks\":9}";
    let last = server.run(order).end().write();
    assert!(last.contains("Chunk 4 breaks every machine"), "{last}");
    // Under its own name: whom it follows is known to be gone.
    let mut lines = server.run(PRIMES);
    lines.answer(60);
    assert_eq!(lines.machines(), ["elsewhere"]);
    // It leaves with whoever watches it.
    let worker = children_of(guard.0.id());
    assert_eq!(worker.len(), 1);
    drop(guard);
    wait_until("it has left", || !is_running(worker[0]));
}
