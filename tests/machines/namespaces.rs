//! Two computers, as far as the network can tell: namespaces with a cable between them.

use crate::queue::Nats;
use crate::support::{Running, Server, program, tiny};
use std::process::{Command, Stdio};

/// A namespace with an end of a cable in it; gone when the test is over.
struct Namespace(&'static str);

impl Drop for Namespace {
    fn drop(&mut self) {
        let _ = Command::new("ip")
            .args(["netns", "delete", self.0])
            .status();
    }
}

fn ip(words: &str) {
    let output = Command::new("ip").args(words.split(' ')).output();
    let output = output.expect("This test wants the program ip: apt-get install iproute2");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "ip {words}: {said}");
}

#[test]
#[ignore = "wants to be root and to make network namespaces: `./x test --all`"]
fn a_machine_joins_over_a_cable_with_its_token_and_not_without() {
    let far = Namespace("meanwhile-far");
    drop(Namespace("meanwhile-far"));
    ip("netns add meanwhile-far");
    ip("link add meanwhile-a type veth peer name meanwhile-b");
    ip("link set meanwhile-b netns meanwhile-far");
    ip("addr add 10.211.7.1/24 dev meanwhile-a");
    ip("link set meanwhile-a up");
    ip("-n meanwhile-far addr add 10.211.7.2/24 dev meanwhile-b");
    ip("-n meanwhile-far link set meanwhile-b up");
    let nats = Nats::listen("10.211.7.1", 42_222, true);
    let server = Server::at(&nats);
    let within = |token: bool| {
        let plain = program(&[
            "work",
            "--threads",
            "1",
            "--name",
            "far",
            "--queue",
            &nats.url(),
        ]);
        let mut command = Command::new("ip");
        command
            .args(["netns", "exec", far.0])
            .arg(plain.get_program())
            .args(plain.get_args());
        command
            .env_remove("MEANWHILE_QUEUE_TOKEN")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        if token {
            command.arg("--token-file").arg(nats.token_file());
        }
        command
    };
    let output = within(false).stderr(Stdio::piped()).output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("token"));
    let _machine = Running(within(true).spawn().unwrap());
    server.wait_for(&["far"]);
    let mut lines = server.run(&tiny(50));
    lines.answer(50);
    assert_eq!(lines.machines(), ["far"]);
}
