//! What the server starts itself: a queue and two processes, which end with it.

use crate::support::{
    PRIMES, PRIMES_THERE_ARE, Running, Server, children_of, is_running, wait_until,
};
use rustix::process::Signal;
use std::fs;

#[test]
fn two_processes_work_here_and_one_may_be_unplugged() {
    let server = Server::start(&[]);
    let machines = server.machines();
    assert_eq!(machines.len(), 2, "{machines:?}");
    assert!(
        machines
            .iter()
            .all(|one| one["here"] == true && one["build_ok"] == true)
    );
    assert!(machines.iter().all(|one| one["round_trip_ms"].is_number()));
    let mut lines = server.run(PRIMES);
    lines.after_results(10);
    let unplugged = server.post("machines/unplug", "{\"machine\":\"process-1\"}");
    assert_eq!(unplugged.text, "{\"unplugged\":\"process-1\"}\n");
    assert_eq!(lines.answer(60), PRIMES_THERE_ARE);
    let told = lines.told().join("\n");
    assert!(
        told.contains("\"at\":\"gone\",\"machine\":\"process-1\""),
        "{told}"
    );
    // It comes back by itself.
    server.wait_for(&["process-1", "process-2"]);
    assert_eq!(
        server
            .post("machines/unplug", "{\"machine\":\"nobody\"}")
            .status,
        404
    );
    assert_eq!(server.post("machines/unplug", "").status, 200);
}

#[test]
fn what_the_server_started_ends_with_it_however_it_ends() {
    for signal in [Signal::TERM, Signal::KILL] {
        let mut server = Server::start(&[]);
        assert_eq!(server.machines().len(), 2);
        let Running(child) = &mut server.running;
        let started = children_of(child.id());
        // The queue and its keeper, and two processes.
        assert_eq!(started.len(), 4);
        server.running.signal(signal);
        server.running.0.wait().unwrap();
        wait_until("all have ended", || {
            !started.iter().any(|&pid| is_running(pid))
        });
    }
}

#[test]
fn a_token_stands_on_no_command_line() {
    let server = Server::start(&[]);
    server.machines();
    for pid in children_of(server.running.0.id()) {
        let line = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap();
        let is_hex = |word: &&str| word.len() == 32 && word.bytes().all(|b| b.is_ascii_hexdigit());
        let word = line.split(['\0', '/', '=', '@', ':']).find(is_hex);
        assert_eq!(word, None, "{line}");
    }
}

#[test]
fn a_queue_that_is_killed_is_started_again() {
    let server = Server::start(&[]);
    server.machines();
    let mut lines = server.run(PRIMES);
    lines.after_results(10);
    let server_pid = server.running.0.id();
    let nats = children_of(server_pid).into_iter().find(|pid| {
        let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
        name.trim() == "nats-server"
    });
    let nats = rustix::process::Pid::from_raw(nats.unwrap() as i32).unwrap();
    rustix::process::kill_process(nats, Signal::KILL).unwrap();
    assert_eq!(lines.answer(60), PRIMES_THERE_ARE);
}

#[test]
fn a_chunk_that_breaks_every_machine_is_named() {
    let server = Server::start(&[]);
    server.machines();
    let order = "{\"lesson\":\"faults\",\"work\":\"break\",\"args\":[0],\"to\":9,\"chunks\":9}";
    let mut lines = server.run(order);
    let last = lines.end().write();
    assert!(
        last.contains("Chunk 4 breaks every machine"),
        "{:?}",
        lines.told()
    );
    // The others of its job were done, and the next job is, too.
    server.run(&crate::support::tiny(10)).answer(10);
}

#[test]
fn where_nobody_else_gets_in_nobody_is_invited() {
    let server = Server::start(&[]);
    let listing: serde_json::Value = serde_json::from_str(&server.get("machines").text).unwrap();
    assert!(listing["join"].is_null());
    assert_eq!(listing["queue"], "own");
}
