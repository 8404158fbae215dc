//! `meanwhile queue`: what an operator sees of a queue, as plain tables: jobs, machines, and what went back.

use super::access::Access;
use super::clock::{Exchange, OwnClock};
use super::names::{self, Id};
use super::queue::{self, QueueError};
use super::wire::{Clocked, Hello, Question};
use async_nats::jetstream::consumer::PullConsumer;
use async_nats::jetstream::{self, Context};
use async_nats::{Client, Request};
use futures_util::{StreamExt, TryStreamExt};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How long machines have to say who they are.
const ROLL_LIMIT: Duration = Duration::from_millis(1_200);
/// How long a machine has to answer.
const ANSWER_LIMIT: Duration = Duration::from_secs(1);

/// What `meanwhile queue` can be told.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    access: Access,
}

/// The tables, once.
///
/// # Errors
/// When the queue can't be reached.
pub async fn overview(options: Options) -> Result<String, QueueError> {
    let address = options.access.address()?;
    let client = queue::connect(&address, "meanwhile queue", |_| {}).await?;
    let jetstream = jetstream::new(client.clone());
    let jobs = jobs(&jetstream).await;
    let machines = machines(&client).await?;
    Ok(format!("{}\n{}", table(&jobs), table(&machines)))
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.iter().map(|&cell| cell.to_owned()).collect()
}

/// A line a job that has chunks in the queue, and one a build.
async fn jobs(jetstream: &Context) -> Vec<Vec<String>> {
    let mut rows = vec![row([
        "build",
        "job",
        "in the queue",
        "with machines",
        "given out again",
        "no sign after",
    ])];
    let mut streams = jetstream.stream_names();
    while let Ok(Some(name)) = streams.try_next().await {
        let Some(build) = name.strip_prefix(names::STREAMS) else {
            continue;
        };
        let consumer: Option<PullConsumer> = jetstream
            .get_consumer_from_stream(names::CONSUMER, &name)
            .await
            .ok();
        let info = consumer.as_ref().map(PullConsumer::cached_info);
        let number = |of: fn(&jetstream::consumer::Info) -> u64| {
            info.map_or("?".to_owned(), |info| of(info).to_string())
        };
        let wait = info.map_or("?".to_owned(), |info| {
            format!("{} ms", info.config.ack_wait.as_millis())
        });
        rows.push(vec![
            build.to_owned(),
            "all".to_owned(),
            number(|info| info.num_pending),
            number(|info| info.num_ack_pending as u64),
            number(|info| info.num_redelivered as u64),
            wait,
        ]);
        for (job, chunks) in chunks_by_job(jetstream, &name).await {
            rows.push(row([build, &job, &chunks.to_string(), "", "", ""]));
        }
    }
    rows
}

async fn chunks_by_job(jetstream: &Context, stream: &str) -> BTreeMap<String, usize> {
    let mut jobs = BTreeMap::new();
    let Ok(stream) = jetstream.get_stream_no_info(stream).await else {
        return jobs;
    };
    let Ok(mut subjects) = stream.info_with_subjects("meanwhile.chunk.>").await else {
        return jobs;
    };
    while let Ok(Some((subject, count))) = subjects.try_next().await {
        if let Some((job, _)) = names::chunk_of(&subject) {
            *jobs.entry(job.to_string()).or_default() += count;
        }
    }
    jobs
}

async fn machines(client: &Client) -> Result<Vec<Vec<String>>, QueueError> {
    let mut rows = vec![row([
        "machine",
        "threads",
        "free",
        "round trip",
        "clock before this one's",
        "build",
    ])];
    let gone = |why: &dyn std::fmt::Display| QueueError(format!("The queue is gone: {why}."));
    let hellos = client.subscribe(names::HELLO).await;
    let mut hellos = hellos.map_err(|why| gone(&why))?;
    let rolled = client.publish(names::ROLL, Vec::new().into()).await;
    rolled.map_err(|why| gone(&why))?;
    let end = Instant::now() + ROLL_LIMIT;
    let mut found = BTreeMap::new();
    while let Ok(Some(message)) = timeout_at(end, hellos.next()).await {
        if let Ok(hello) = serde_json::from_slice::<Hello>(&message.payload)
            && let Some(id) = Id::parse(&hello.id)
        {
            found.insert(id, hello);
        }
    }
    let clock = OwnClock::start();
    for (id, hello) in found {
        let (trip, offset) = match exchange(client, &clock, id).await {
            Some(aligned) => aligned,
            None => ("no answer".into(), "?".into()),
        };
        let own = if hello.build == names::SOURCES {
            ""
        } else {
            " (not this one's)"
        };
        rows.push(vec![
            names::shown(&hello.name),
            hello.threads.to_string(),
            hello.free.to_string(),
            trip,
            offset,
            format!("{}{own}", names::shown(&hello.build)),
        ]);
    }
    Ok(rows)
}

async fn exchange(client: &Client, clock: &OwnClock, id: Id) -> Option<(String, String)> {
    let question = serde_json::to_vec(&Question::Clock).ok()?;
    let asked = clock.now();
    let request = Request::new()
        .payload(question.into())
        .timeout(Some(ANSWER_LIMIT));
    let answer = client.send_request(names::to(id), request).await.ok()?;
    let heard = clock.now();
    let Clocked { received, answered } = serde_json::from_slice(&answer.payload).ok()?;
    let aligned = Exchange {
        asked,
        received,
        answered,
        heard,
    }
    .alignment()?;
    let millis = |micros: i64| micros as f64 / 1_000.0;
    Some((
        format!("{:.2} ms", millis(aligned.round_trip)),
        format!(
            "{:.2} ± {:.2} ms",
            millis(aligned.offset),
            millis(aligned.error)
        ),
    ))
}

/// Columns as wide as their widest cell.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let lines = rows.iter().map(|row| {
        let cells = row.iter().zip(&widths);
        let cells: Vec<String> = cells
            .map(|(cell, &width)| format!("{cell:width$}"))
            .collect();
        cells.join("  ").trim_end().to_owned() + "\n"
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other() {
        let rows = [
            row(["machine", "offset"]),
            row(["a", "± 1"]),
            row(["é", "2"]),
        ];
        assert_eq!(table(&rows), "machine  offset\na        ± 1\né        2\n");
    }
}
