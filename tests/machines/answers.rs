//! The answer is the page's own, bit for bit, wherever the chunks were computed.

use crate::queue::Nats;
use crate::support::{PRIMES, PRIMES_THERE_ARE, Server, machine, wait_until};
use meanwhile::dispatch::compressed::Compressed;
use meanwhile::kernel::NEVER;
use meanwhile::lesson::find_work;
use meanwhile::machines::line::Line;
use meanwhile::machines::order_text;
use meanwhile::work::Cells;
use rustix::process::Signal;

#[test]
fn two_machines_count_what_there_is() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let _machines = ["a", "b"].map(|name| machine(&nats, name));
    server.wait_for(&["a", "b"]);
    let mut lines = server.run(PRIMES);
    assert_eq!(lines.answer(60), PRIMES_THERE_ARE);
    assert_eq!(lines.machines(), ["a", "b"]);
    nats.visit().wait_until_empty();
}

#[test]
fn pictures_are_the_page_s_own_bit_for_bit() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let _machines = ["a", "b"].map(|name| machine(&nats, name));
    server.wait_for(&["a", "b"]);
    let order = order_text::read(
        "{\"lesson\":\"many-cores\",\"work\":\"mandelbrot\",\"args\":[60],\"from\":7,\"to\":60,\"chunks\":9,\"in_flight\":2}",
    )
    .unwrap();
    let work = order.as_work();
    let code = find_work(&work).expect("a lesson computes pictures");
    let mut lines = server.run(&order_text::write(&order));
    lines.answer(9);
    for line in &lines.seen {
        if let Line::Result {
            chunk,
            value,
            bytes,
            ..
        } = line
        {
            let own = code(
                &work.input(&[]),
                order.units(*chunk),
                &Cells::default(),
                &NEVER,
            );
            let own = own.unwrap();
            assert!(!own.bytes.is_empty());
            let (value, bytes) = (*value, bytes.clone());
            let sent = Compressed { value, bytes };
            assert_eq!(sent.decompressed(), Some(own), "chunk {chunk}");
        }
    }
}

#[test]
fn a_chunk_s_way_is_told_in_its_order_and_by_one_clock() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let _machine = machine(&nats, "a");
    server.wait_for(&["a"]);
    let mut lines = server.run(
        "{\"lesson\":\"primes\",\"work\":\"count\",\"args\":[1000000],\"to\":61,\"chunks\":8,\"distance\":20}",
    );
    lines.answer(8);
    let mut way = [0.0; 5];
    for line in &lines.seen {
        match line {
            Line::Queued { chunk: 3, at } => way[0] = at.0,
            Line::Taken {
                chunk: 3, moment, ..
            } => way[1] = moment.at.0 + moment.error.0,
            Line::Begun {
                chunk: 3, moment, ..
            } => way[2] = moment.at.0 + moment.error.0,
            Line::Ended {
                chunk: 3, moment, ..
            } => way[3] = moment.at.0 - moment.error.0,
            Line::Result { chunk: 3, at, .. } => way[4] = at.0 + 2_000.0,
            _ => {}
        }
    }
    assert!(way.is_sorted(), "{way:?}");
    // What is added on the way is added both ways.
    assert!(way[0] >= 20_000.0 && way[4] - way[3] >= 20_000.0, "{way:?}");
}

#[test]
fn fewer_machines_than_there_are_may_be_asked() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let machines = ["a", "b", "c"].map(|name| machine(&nats, name));
    server.wait_for(&["a", "b", "c"]);
    let limited = |machines: u32| {
        let order = "{\"lesson\":\"primes\",\"work\":\"count\",\"args\":[20000000],\"to\":1221,\"chunks\":40";
        format!("{order},\"machines\":{machines}}}")
    };
    for _ in 0..3 {
        let mut lines = server.run(&limited(1));
        lines.answer(40);
        assert_eq!(lines.machines(), ["a"]);
    }
    // They rest no longer than the run.
    let mut lines = server.run(PRIMES);
    lines.answer(60);
    assert_eq!(lines.machines(), ["a", "b", "c"]);
    // Of those that rest a run is told nothing, not even that they leave.
    let order = format!("{},\"machines\":2}}", PRIMES.trim_end_matches('}'));
    let mut lines = server.run(&order);
    lines.after_results(2);
    for leaves in &machines[1..] {
        leaves.signal(Signal::TERM);
    }
    wait_until("they have left", || server.machines().len() == 1);
    lines.answer(60);
    let told = lines.told().join("\n");
    let gone = |name: &str| told.contains(&format!("\"gone\",\"machine\":\"{name}\""));
    assert!(gone("b") && !told.contains("\"c\""), "{told}");
}
