//! Pulls chunks from the queue, in batches: what is there at once, or else the next that comes.

use super::room::Puller;
use crate::machines::console::complain;
use crate::machines::names;
use crate::machines::queue::Queue;
use async_nats::jetstream::Message;
use async_nats::jetstream::consumer::PullConsumer;
use async_nats::jetstream::consumer::pull::Batch;
use futures_util::StreamExt;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep};

/// How long the next chunk is waited for before it is asked for again.
const IDLE: Duration = Duration::from_secs(10);
/// The most that are waited for at once: whoever is first there must not get a whole job.
const MOST_WHEN_IDLE: usize = 4;
/// How long to wait where there is no queue of ours.
const PAUSE: Duration = Duration::from_millis(100);
/// When it is said that there is none.
const PATIENCE: Duration = Duration::from_secs(3);

/// Pulls for as long as anybody computes.
pub async fn pull(
    queue: Queue,
    mut puller: Puller,
    mut reconnected: watch::Receiver<u32>,
    taken: mpsc::UnboundedSender<Message>,
) {
    let mut pulled = 0;
    let mut missing = Missing::default();
    'consumer: loop {
        let Some(consumer) = queue.consumer().await else {
            missing.note(&queue);
            sleep(PAUSE).await;
            continue;
        };
        missing = Missing::default();
        reconnected.mark_unchanged();
        let mut is_busy = true;
        while let Some(wanted) = puller.wanted(pulled).await {
            if wanted == 0 {
                continue;
            }
            let Some(mut batch) = ask(&consumer, wanted, is_busy).await else {
                sleep(PAUSE).await;
                continue 'consumer;
            };
            let before = pulled;
            loop {
                tokio::select! {
                    next = batch.next() => match next {
                        Some(Ok(message)) => {
                            pulled += 1;
                            if taken.send(message).is_err() {
                                return;
                            }
                        }
                        Some(Err(_)) => {
                            sleep(PAUSE).await;
                            continue 'consumer;
                        }
                        None => break,
                    },
                    () = puller.rests() => break,
                    // The queue has forgotten that it was asked.
                    Ok(()) = reconnected.changed() => continue 'consumer,
                }
            }
            is_busy = pulled > before;
        }
        return;
    }
}

async fn ask(consumer: &PullConsumer, wanted: usize, is_busy: bool) -> Option<Batch> {
    if is_busy {
        return consumer.fetch().max_messages(wanted).messages().await.ok();
    }
    let wanted = wanted.min(MOST_WHEN_IDLE);
    let batch = consumer.batch().max_messages(wanted).expires(IDLE);
    batch.messages().await.ok()
}

/// Since when there is no queue of ours.
#[derive(Default)]
struct Missing {
    since: Option<Instant>,
    is_told: bool,
}

impl Missing {
    fn note(&mut self, queue: &Queue) {
        let since = *self.since.get_or_insert_with(Instant::now);
        if since.elapsed() > PATIENCE && !self.is_told {
            self.is_told = true;
            complain(format_args!(
                "There are no jobs of the build {:016x} at this queue: the server there is of another one, or none of its pages has asked for machines yet. The two have to be built from the same sources ({} is this one's).",
                queue.build(),
                names::SOURCES
            ));
        }
    }
}
