//! The queue itself: a JetStream work-queue stream in memory, with one durable pull consumer. Leases, redelivery and flow
//! control are its own; here is only what it is asked.

use super::coordinator::MOST_DELIVERIES;
use super::names::{self, Id};
use async_nats::jetstream::consumer::{AckPolicy, PullConsumer, pull};
use async_nats::jetstream::context::{PublishAckFuture, PublishError};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::{self, DiscardPolicy, RetentionPolicy, StorageType};
use async_nats::jetstream::{self, Context, ErrorCode};
use async_nats::{Client, ConnectErrorKind, ConnectOptions, Event, SubscribeError};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// The most chunks that lie in the queue at once, of all jobs.
const MOST_CHUNKS: i64 = 20_000;
/// The most that they may weigh.
const MOST_BYTES: i64 = 64 * 1024 * 1024;
/// How many chunks may be with machines at once.
const MOST_TAKEN: i64 = 1_000;
/// So many chunks are taken out at once.
const AT_ONCE: usize = 64;
/// What nobody wants after so long is forgotten.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(15 * 60);
/// How long a connection may take to come about.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// The longest pause between two tries to connect again.
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// Where a queue is, and how one gets in.
#[derive(Clone, Default)]
pub struct Address {
    /// `nats://host:port`, or `tls://…`.
    pub url: String,
    /// What lets one in.
    pub token: Option<String>,
    /// The certificate by which the queue is known, a PEM file.
    pub ca: Option<PathBuf>,
}

/// Without the token: what is printed ends up in logs.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

/// Why the queue can't be used; shown as a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueError(pub String);

impl fmt::Display for QueueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for QueueError {}

fn failed(what: &str, why: impl fmt::Display) -> QueueError {
    QueueError(format!("The queue refused {what}: {why}."))
}

/// Connects, once; a connection that is lost later comes back by itself. `heard` is told of both.
///
/// # Errors
/// When there is no way in.
pub async fn connect<F>(address: &Address, name: &str, heard: F) -> Result<Client, QueueError>
where
    F: Fn(Event) + Send + Sync + Clone + 'static,
{
    let mut options = ConnectOptions::new()
        .name(name)
        .connection_timeout(CONNECT_LIMIT)
        .ping_interval(Duration::from_secs(5))
        .reconnect_delay_callback(|tries| {
            Duration::from_millis(50)
                .saturating_mul(tries as u32)
                .min(LONGEST_PAUSE)
        })
        .event_callback(move |event| {
            let heard = heard.clone();
            async move { heard(event) }
        });
    if let Some(token) = &address.token {
        options = options.token(token.clone());
    }
    if let Some(ca) = &address.ca {
        options = options.add_root_certificates(ca.clone()).require_tls(true);
    }
    let url = &address.url;
    options.connect(url.as_str()).await.map_err(|why| {
        QueueError(match why.kind() {
            ConnectErrorKind::AuthorizationViolation | ConnectErrorKind::Authentication => {
                format!("The queue at {url} lets nobody in without its token, or with another: give it with --token-file, or in {TOKEN}.")
            }
            ConnectErrorKind::Tls => format!(
                "The queue at {url} is not who it should be ({}): give its certificate with --tls-ca.",
                deepest(&why)
            ),
            ConnectErrorKind::ServerParse => {
                format!("{url} is no address of a queue: it is one like nats://host:4222.")
            }
            _ => format!("The queue at {url} can't be reached ({}): is it running there?", deepest(&why)),
        })
    })
}

/// The variable that may hold the token.
pub const TOKEN: &str = "MEANWHILE_QUEUE_TOKEN";

/// What went wrong in the end: that it went wrong the reader knows.
fn deepest(error: &dyn Error) -> String {
    let mut deepest = error;
    while let Some(deeper) = deepest.source() {
        deepest = deeper;
    }
    deepest.to_string()
}

/// The queue of one build.
#[derive(Debug, Clone)]
pub struct Queue {
    client: Client,
    jetstream: Context,
    build: u64,
}

impl Queue {
    /// The queue of that build behind a connection.
    pub fn new(client: Client, build: u64) -> Self {
        Self {
            jetstream: jetstream::new(client.clone()),
            client,
            build,
        }
    }

    /// The connection.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The build.
    pub const fn build(&self) -> u64 {
        self.build
    }

    /// Whether nobody gets in without a token or the like.
    pub fn asks_for_a_token(&self) -> bool {
        self.client.server_info().auth_required
    }

    /// Makes sure that it is there. One that an operator made with other limits stays as it is.
    ///
    /// # Errors
    /// When it can't be.
    pub async fn ensure(&self, ack_wait: Duration) -> Result<(), QueueError> {
        let name = names::stream(self.build);
        let wanted = stream::Config {
            name: name.clone(),
            subjects: vec![names::all_chunks(self.build)],
            retention: RetentionPolicy::WorkQueue,
            storage: StorageType::Memory,
            discard: DiscardPolicy::New,
            max_messages: MOST_CHUNKS,
            max_bytes: MOST_BYTES,
            max_age: FORGOTTEN_AFTER,
            ..Default::default()
        };
        self.jetstream
            .get_or_create_stream(wanted)
            .await
            .map_err(|why| failed("a stream (is JetStream switched on?)", deepest(&why)))?;
        match self.consumer().await {
            Some(_) => Ok(()),
            None => self.set_ack_wait(ack_wait).await,
        }
    }

    /// How long a machine may give no sign before what it has goes to another.
    ///
    /// # Errors
    /// When the queue refuses.
    pub async fn set_ack_wait(&self, ack_wait: Duration) -> Result<(), QueueError> {
        let wanted = pull::Config {
            durable_name: Some(names::CONSUMER.to_owned()),
            ack_policy: AckPolicy::Explicit,
            ack_wait,
            max_deliver: MOST_DELIVERIES.into(),
            max_ack_pending: MOST_TAKEN,
            ..Default::default()
        };
        // Changes it where it is there already.
        let made = self
            .jetstream
            .create_consumer_on_stream(wanted, names::stream(self.build))
            .await;
        made.map(|_| ())
            .map_err(|why| failed("a consumer", deepest(&why)))
    }

    /// Where chunks are pulled; nothing while there is none.
    pub async fn consumer(&self) -> Option<PullConsumer> {
        let stream = names::stream(self.build);
        let found = self
            .jetstream
            .get_consumer_from_stream(names::CONSUMER, stream);
        found.await.ok()
    }

    /// Sends a chunk; what comes of it is awaited apart.
    ///
    /// # Errors
    /// When it can't even be sent.
    pub async fn publish(
        &self,
        job: Id,
        chunk: u32,
        payload: Vec<u8>,
    ) -> Result<PublishAckFuture, PublishError> {
        let message = PublishMessage::build().payload(payload.into());
        let subject = names::chunk(self.build, job, chunk);
        self.jetstream.send_publish(subject, message).await
    }

    /// Which chunks of a job lie in the queue or are with machines that did not acknowledge them.
    ///
    /// # Errors
    /// When it can't be told, for instance while there is no stream.
    pub async fn present(&self, job: Id) -> Result<BTreeSet<u32>, QueueError> {
        let unknown = |why: &dyn Error| failed("to say what it has", deepest(why));
        let stream = self
            .jetstream
            .get_stream_no_info(names::stream(self.build))
            .await
            .map_err(|why| unknown(&why))?;
        let subjects = stream
            .info_with_subjects(names::chunks(self.build, job))
            .await
            .map_err(|why| unknown(&why))?;
        let subjects: Vec<(String, usize)> =
            subjects.try_collect().await.map_err(|why| unknown(&why))?;
        let chunks = subjects
            .iter()
            .filter_map(|(subject, _)| names::chunk_of(subject));
        Ok(chunks.map(|(_, chunk)| chunk).collect())
    }

    /// The chunks that were given out as often as they may be, by their jobs, from now on. In the order in which the queue says
    /// so: of several that a machine had together, the first is the one that broke it.
    ///
    /// # Errors
    /// When the queue is gone.
    pub async fn exhausted(&self) -> Result<BoxStream<'static, (Id, u32)>, SubscribeError> {
        let advice = self.client.subscribe(names::exhausted(self.build)).await?;
        let queue = self.clone();
        let chunks = advice.filter_map(move |advice| {
            let queue = queue.clone();
            async move {
                let Advice { stream_seq } = serde_json::from_slice(&advice.payload).ok()?;
                // Only the queue knows what lies there: what was told when it was given that may have been lost on the way.
                queue.chunk_at(stream_seq).await
            }
        });
        Ok(chunks.boxed())
    }

    async fn chunk_at(&self, sequence: u64) -> Option<(Id, u32)> {
        let stream = self.jetstream.get_stream_no_info(names::stream(self.build));
        let message = stream.await.ok()?.get_raw_message(sequence).await.ok()?;
        names::chunk_of(&message.subject)
    }

    /// Takes a job's chunks out of the queue, and tells the machines that have some that nobody wants them.
    ///
    /// One by one: purging one job's subjects makes older servers (2.9) pass over what other jobs have in the queue by then,
    /// which nobody is ever given.
    pub async fn clear(&self, job: Id) {
        // First, for deleting many takes a while; and again, for whoever was given one meanwhile.
        self.tell_over(job).await;
        let stream = self
            .jetstream
            .get_stream_no_info(names::stream(self.build))
            .await;
        // A queue that is gone has nothing left either.
        if let (Ok(stream), Ok(left)) = (stream, self.present(job).await) {
            let deleted = left.into_iter().map(async |chunk| {
                let subject = names::chunk(self.build, job, chunk);
                // There may be several, where one was given out anew; and who has one may have brought it to an end by now.
                while let Ok(message) = stream.get_last_raw_message_by_subject(&subject).await
                    && stream.delete_message(message.sequence).await.is_ok()
                {}
            });
            let deleted = futures_util::stream::iter(deleted).buffer_unordered(AT_ONCE);
            deleted.for_each(async |()| {}).await;
        }
        self.tell_over(job).await;
    }

    async fn tell_over(&self, job: Id) {
        let over = names::over(self.build);
        let _ = self.client.publish(over, job.to_string().into()).await;
    }
}

/// What the queue says when it gave something out as often as it may.
#[derive(Deserialize)]
struct Advice {
    /// Its place in the stream.
    stream_seq: u64,
}

/// Whether a chunk was refused because there is no room for it.
pub fn is_full(why: &PublishError) -> bool {
    let refused = why
        .source()
        .and_then(|why| why.downcast_ref::<jetstream::Error>());
    refused.is_some_and(|refused| {
        matches!(
            refused.error_code(),
            ErrorCode::STREAM_STORE_FAILED
                | ErrorCode::MEMORY_RESOURCES_EXCEEDED
                | ErrorCode::INSUFFICIENT_RESOURCES
        )
    })
}
