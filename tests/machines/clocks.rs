//! A machine whose clock is a day off: what it did is told in the run's time all the same.

use crate::queue::Nats;
use crate::support::{Server, tiny};
use async_nats::jetstream::consumer::PullConsumer;
use futures_util::StreamExt;
use meanwhile::dispatch::compressed::Compressed;
use meanwhile::machines::clock::OwnClock;
use meanwhile::machines::line::Line;
use meanwhile::machines::names::{self, Id};
use meanwhile::machines::wire::{self, Clocked, Hello, Question, Said, Told};

const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
const ID: Id = Id(0xda1);

#[test]
fn a_clock_a_day_off_is_aligned() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    server.machines();
    let visitor = nats.visit();
    let clock = OwnClock::start();
    let now = move || clock.now() + DAY_MICROS;
    let hello = Hello {
        id: ID.to_string(),
        name: "tomorrow".into(),
        threads: 1,
        free: 1,
        build: names::SOURCES.into(),
        owner: None,
        seat: None,
    };
    let client = visitor.client.clone();
    visitor.runtime.spawn(async move {
        let mut asked = client.subscribe(names::to(ID)).await.unwrap();
        let hello = serde_json::to_vec(&hello).unwrap();
        client.publish(names::HELLO, hello.into()).await.unwrap();
        while let Some(question) = asked.next().await {
            let received = now();
            let is_clock =
                serde_json::from_slice::<Question>(&question.payload).unwrap() == Question::Clock;
            assert!(is_clock);
            let answered = now();
            let answer = serde_json::to_vec(&Clocked { received, answered }).unwrap();
            client
                .publish(question.reply.unwrap(), answer.into())
                .await
                .unwrap();
        }
    });
    server.wait_for(&["tomorrow"]);
    let mut lines = server.run(&tiny(1));
    visitor.wait(async {
        let consumer: PullConsumer = visitor
            .jetstream
            .get_consumer_from_stream(names::CONSUMER, names::stream(names::build()))
            .await
            .unwrap();
        let mut batch = consumer.batch().max_messages(1).messages().await.unwrap();
        let message = batch.next().await.unwrap().unwrap();
        let (job, chunk) = names::chunk_of(&message.subject).unwrap();
        let at = now();
        let told = Told(vec![
            Said::Taken {
                chunk,
                delivery: 1,
                at,
            },
            Said::Computed {
                chunk,
                part: Compressed::default(),
                begun: at,
                ended: at,
            },
        ]);
        let payload = wire::encode(names::build(), &told);
        visitor
            .client
            .publish(names::told(job, ID), payload.into())
            .await
            .unwrap();
        message.ack().await.unwrap();
    });
    let Line::Done { at: done, .. } = lines.end() else {
        panic!("{:?}", lines.told());
    };
    for line in &lines.seen {
        match line {
            Line::Machine { offset, error, .. } => {
                let off = (offset.0 - DAY_MICROS as f64).abs();
                assert!(off <= error.0 + 2.0, "{off} µs, give or take {}", error.0);
            }
            Line::Taken { moment, .. } | Line::Ended { moment, .. } => {
                // Not off by a day, but by as little as it says.
                let error = moment.error.0;
                assert!(error < 1_000_000.0, "give or take {error} µs");
                assert!(
                    (-error..=done.0 + error).contains(&moment.at.0),
                    "{line:?} of {done:?}"
                );
            }
            _ => {}
        }
    }
}
