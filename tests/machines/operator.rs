//! `meanwhile queue`, as an operator reads it.

use crate::queue::Nats;
use crate::support::{PRIMES, Server, machine, program};

#[test]
fn jobs_and_machines_stand_in_a_table() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let _machine = machine(&nats, "a");
    server.wait_for(&["a"]);
    let mut lines = server.run(PRIMES);
    lines.after_results(1);
    let mut command = program(&["queue", "--queue", &nats.url(), "--token-file"]);
    let output = command.arg(nats.token_file()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    for expected in [
        "in the queue",
        "with machines",
        "given out again",
        "machine",
        "round trip",
    ] {
        assert!(text.contains(expected), "{expected}:\n{text}");
    }
    assert!(
        text.lines().any(|line| line.starts_with("a ")),
        "no row of the machine:\n{text}"
    );
    lines.answer(60);
}

#[test]
fn a_queue_that_is_not_there_is_said() {
    let output = program(&["queue", "--queue", "nats://127.0.0.1:1"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("can't be reached") && said.lines().count() == 1,
        "{said}"
    );
}
