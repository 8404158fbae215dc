//! Gives chunks to the queue in order, each when it is due, and says what came of them.

use super::names::Id;
use super::queue::{Queue, is_full};
use async_nats::jetstream::context::PublishAckFuture;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use std::future::IntoFuture;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// What came of a chunk.
pub enum Published {
    /// The queue has it.
    Stored {
        /// Its number.
        chunk: u32,
        /// When it was sent.
        sent: Instant,
    },
    /// There is no room for it.
    Full,
}

/// A chunk to be published.
struct Due {
    at: Instant,
    chunk: u32,
    payload: Vec<u8>,
}

/// Gives chunks to the queue.
pub struct Publisher(mpsc::UnboundedSender<Due>);

impl Publisher {
    /// Starts; `tell` is told what came of each. What comes of nothing, as when the connection is lost, is not told: whoever
    /// misses a chunk finds out what the queue has.
    pub fn start(
        tasks: &mut JoinSet<()>,
        queue: Queue,
        job: Id,
        tell: impl Fn(Published) + Send + 'static,
    ) -> Self {
        let (publish, mut due) = mpsc::unbounded_channel::<Due>();
        let (sent, mut sents) = mpsc::unbounded_channel::<(u32, Instant, PublishAckFuture)>();
        tasks.spawn(async move {
            while let Some(Due { at, chunk, payload }) = due.recv().await {
                if at > Instant::now() {
                    sleep_until(at).await;
                }
                let sent_at = Instant::now();
                if let Ok(acknowledged) = queue.publish(job, chunk, payload).await {
                    let _ = sent.send((chunk, sent_at, acknowledged));
                }
            }
        });
        tasks.spawn(async move {
            let mut waiting = FuturesUnordered::new();
            loop {
                tokio::select! {
                    next = sents.recv() => {
                        let Some((chunk, sent, acknowledged)) = next else { break };
                        waiting.push(async move { (chunk, sent, acknowledged.into_future().await) });
                    }
                    Some((chunk, sent, stored)) = waiting.next() => match stored {
                        Ok(_) => tell(Published::Stored { chunk, sent }),
                        Err(why) if is_full(&why) => tell(Published::Full),
                        Err(_) => {}
                    },
                }
            }
        });
        Self(publish)
    }

    /// Has a chunk published when it is due.
    pub fn publish(&self, at: Instant, chunk: u32, payload: Vec<u8>) {
        let _ = self.0.send(Due { at, chunk, payload });
    }
}
