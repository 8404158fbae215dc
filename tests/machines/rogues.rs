//! Machines that answer with garbage, with too much, or for chunks that nobody gave them: refused by name, and the answer
//! is right.

use crate::queue::{Nats, Visitor};
use crate::support::{Lines, Server, machine, tiny};
use async_nats::jetstream::consumer::PullConsumer;
use futures_util::StreamExt;
use meanwhile::dispatch::compressed::Compressed;
use meanwhile::machines::names::{self, Id};
use meanwhile::machines::wire::{self, Hello, Said, Told};

const ROGUE: Id = Id(0xbad);

/// Says who it is, so that it can be named.
fn introduce(visitor: &Visitor, server: &Server) {
    let hello = Hello {
        id: ROGUE.to_string(),
        name: "rogue".into(),
        threads: 1,
        free: 1,
        build: names::SOURCES.into(),
        owner: None,
        seat: None,
    };
    server.machines();
    visitor.publish(names::HELLO.into(), serde_json::to_vec(&hello).unwrap());
    server.wait_for(&["rogue"]);
}

/// Takes one chunk and acknowledges it; whose it is.
fn take_one(visitor: &Visitor) -> (Id, u32) {
    visitor.wait(async {
        let consumer: PullConsumer = visitor
            .jetstream
            .get_consumer_from_stream(names::CONSUMER, names::stream(names::build()))
            .await
            .unwrap();
        let mut batch = consumer.batch().max_messages(1).messages().await.unwrap();
        let message = batch.next().await.unwrap().unwrap();
        message.ack().await.unwrap();
        names::chunk_of(&message.subject).unwrap()
    })
}

fn against(answer: impl Fn(u32) -> Vec<u8>) -> Lines {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let visitor = nats.visit();
    introduce(&visitor, &server);
    let mut lines = server.run(&tiny(20));
    let (job, chunk) = take_one(&visitor);
    visitor.publish(names::told(job, ROGUE), answer(chunk));
    let _machine = machine(&nats, "honest");
    lines.answer(20);
    assert_eq!(lines.machines(), ["honest"]);
    lines
}

fn computed(chunk: u32, bytes: usize) -> Vec<u8> {
    let part = Compressed {
        value: 1_000_000,
        bytes: vec![0; bytes],
    };
    let said = Said::Computed {
        chunk,
        part,
        begun: 0,
        ended: 0,
    };
    wire::encode(names::build(), &Told(vec![said]))
}

#[test]
fn garbage_is_refused_by_name_and_the_chunk_given_out_again() {
    let told = against(|_| b"garbage".to_vec()).told().join("\n");
    assert!(
        told.contains("\"at\":\"refused\",\"machine\":\"rogue\""),
        "{told}"
    );
    assert!(told.contains("nobody can read"), "{told}");
    assert!(told.contains("the queue lost it"), "{told}");
}

#[test]
fn results_of_chunks_that_there_are_not_are_refused() {
    let told = against(|_| computed(20, 0)).told().join("\n");
    assert!(told.contains("it speaks of chunk 20"), "{told}");
}

#[test]
fn another_build_s_results_are_refused() {
    let other = |chunk| {
        let mut message = computed(chunk, 0);
        message[0] ^= 1;
        message
    };
    let told = against(other).told().join("\n");
    assert!(told.contains("it is of another build"), "{told}");
}

#[test]
fn a_machine_that_never_answers_keeps_nothing_for_itself() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let visitor = nats.visit();
    introduce(&visitor, &server);
    let mut lines = server.run(&tiny(20));
    // It takes and acknowledges, and says nothing ever.
    take_one(&visitor);
    let _machine = machine(&nats, "honest");
    lines.answer(20);
}

#[test]
fn a_gigabyte_does_not_get_through() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let visitor = nats.visit();
    introduce(&visitor, &server);
    let mut lines = server.run(&tiny(20));
    let (job, _) = take_one(&visitor);
    // The queue cuts off whoever sends more than it carries, before there is much of it.
    let mut raw = std::net::TcpStream::connect(nats.url().trim_start_matches("nats://")).unwrap();
    let head = format!(
        "CONNECT {{\"verbose\":false,\"auth_token\":\"a-token-of-tests\"}}\r\nPUB {} 1073741824\r\n",
        names::told(job, ROGUE)
    );
    std::io::Write::write_all(&mut raw, head.as_bytes()).unwrap();
    raw.set_read_timeout(Some(crate::support::PATIENCE))
        .unwrap();
    let mut said = String::new();
    let ended = std::io::Read::read_to_string(&mut raw, &mut said);
    let is_cut_off = ended.map_or_else(
        |why| why.kind() == std::io::ErrorKind::ConnectionReset,
        |_| true,
    );
    assert!(is_cut_off, "{said}");
    let _machine = machine(&nats, "honest");
    lines.answer(20);
}

#[test]
fn nobody_without_the_token_gets_in() {
    let nats = Nats::start();
    let url = nats.url();
    let output = crate::support::program(&["work", "--queue", &url])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("token") && said.contains("--token-file"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
}
