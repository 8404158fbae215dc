//! What it costs: a table, no test. `cargo test --test machines -- --ignored --exact --nocapture costs::costs`

use crate::support::{PRIMES, Server, tiny};
use meanwhile::kernel::NEVER;
use meanwhile::lesson::find_work;
use meanwhile::machines::line::Line;
use meanwhile::machines::order_text;
use meanwhile::work::Cells;
use std::time::Instant;

fn took_ms(line: &Line) -> f64 {
    match line {
        Line::Done { at, .. } => at.to_millis().0,
        other => panic!("{other:?}"),
    }
}

#[test]
#[ignore = "prints a table"]
fn costs() {
    let server = Server::start(&[]);
    server.machines();
    println!("10,000 chunks of next to nothing, two processes on this computer:");
    for _ in 0..5 {
        let mut lines = server.run(&tiny(10_000));
        let took = took_ms(&lines.end());
        println!("  {took:8.1} ms, {:.1} µs a chunk", took / 10.0);
    }
    let order = order_text::read(PRIMES).unwrap();
    let work = order.as_work();
    let began = Instant::now();
    let code = find_work(&work).unwrap();
    code(
        &work.input(&[]),
        order.from..order.to,
        &Cells::default(),
        &NEVER,
    )
    .unwrap();
    let alone = began.elapsed().as_secs_f64() * 1_000.0;
    println!("Sixty chunks of a job that takes one thread {alone:.0} ms:");
    for _ in 0..5 {
        let took = took_ms(&server.run(PRIMES).end());
        println!(
            "  {took:8.1} ms, {:.2} times as fast as one thread",
            alone / took
        );
    }
}
