//! Machines of another build are seen, named, and given nothing.

use crate::queue::Nats;
use crate::support::{Server, machine, tiny};
use meanwhile::machines::names::{self, Id};
use meanwhile::machines::order_text;
use meanwhile::machines::wire::{self, Chunk, Hello};

fn hello_of_another_build() -> Vec<u8> {
    let hello = Hello {
        id: Id(0xabc).to_string(),
        name: "old".into(),
        threads: 8,
        free: 8,
        build: "0123456789abcdef".into(),
        owner: None,
        seat: None,
    };
    serde_json::to_vec(&hello).unwrap()
}

#[test]
fn a_machine_of_another_build_is_listed_and_given_nothing() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    server.machines();
    nats.visit()
        .publish(names::HELLO.into(), hello_of_another_build());
    server.wait_for(&["old"]);
    let machines = server.machines();
    assert_eq!(machines[0]["build_ok"], false);
    assert_eq!(machines[0]["build"], "0123456789abcdef");
    let refused = server.post("machines/run", &tiny(1));
    assert_eq!(refused.status, 503);
    assert!(refused.text.contains("another build"), "{}", refused.text);
}

#[test]
fn a_chunk_of_another_build_is_computed_by_nobody() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let _machine = machine(&nats, "a");
    server.wait_for(&["a"]);
    let visitor = nats.visit();
    let order = order_text::read(&tiny(1)).unwrap();
    let chunk = Chunk {
        work: order.as_work(),
        units: 0..1,
    };
    // In our own queue, by mistake or by malice.
    let subject = names::chunk(names::build(), Id(1), 0);
    visitor.publish(subject.clone(), wire::encode(names::build() ^ 1, &chunk));
    visitor.publish(subject, b"garbage".to_vec());
    visitor.wait_until_empty();
    server.run(&tiny(10)).answer(10);
}
