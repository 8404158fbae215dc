//! What an operator may watch: whether it is up, counters, and a line a request. The last two only if asked for: without
//! `--metrics` nobody counts, without `--log` nobody writes.

use super::headers::Dropped;
use axum::Router;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics::{Counter, Gauge, counter, gauge};
use metrics_exporter_prometheus::PrometheusBuilder;
use std::io;
use std::net::IpAddr;
use std::time::Instant;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Who asked, on every request.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// The counters' names, and what they count.
const CONNECTIONS: (&str, &str) = ("meanwhile_connections_open", "Connections that are open.");
const WAITS: (&str, &str) = (
    "meanwhile_waits_open",
    "Requests that wait as long as they asked to.",
);
const REQUESTS: (&str, &str) = (
    "meanwhile_requests_total",
    "Requests that were answered, by the first digit of the status, or dropped as they asked to be.",
);
const REFUSED: (&str, &str) = (
    "meanwhile_refused_total",
    "Connections of clients that have too many.",
);
const SENT: (&str, &str) = (
    "meanwhile_sent_bytes_total",
    "Bytes that were sent, heads and encryption included.",
);

/// What is to be watched.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Watched {
    /// Write a line a request to stderr: when, who, what, the answer's status and bytes, how long it took.
    #[arg(long)]
    pub log: bool,

    /// Count requests, open connections and waits, refused connections and bytes, and show them at /metrics, as Prometheus reads them.
    #[arg(long)]
    pub metrics: bool,
}

/// Begins to count and to write, if that was asked for; gives the router of what may be asked about the server.
///
/// # Errors
/// When somebody else in this program counts or writes already.
pub fn begin(watched: Watched) -> io::Result<Router> {
    let mut router = Router::new().route("/healthz", get(is_up));
    if watched.metrics {
        let recorder = PrometheusBuilder::new()
            .install_recorder()
            .map_err(io::Error::other)?;
        describe();
        let shown = async move || ([(header::CACHE_CONTROL, "no-store")], recorder.render());
        router = router.route("/metrics", get(shown));
    }
    if watched.log {
        // Libraries have events of their own, the queue's client for instance; the lines of a log are requests.
        let ours = Targets::new().with_target(env!("CARGO_CRATE_NAME"), Level::INFO);
        tracing_subscriber::fmt()
            .with_writer(io::stderr)
            .with_ansi(false)
            .with_target(false)
            // It would tell by `eprintln!` of a stderr that is full, and that would end the server.
            .log_internal_errors(false)
            .finish()
            .with(ours)
            .try_init()
            .map_err(io::Error::other)?;
    }
    Ok(router)
}

/// Notes every request that `router` answers, if that was asked for.
pub fn noting(router: Router, watched: Watched) -> Router {
    if watched.log || watched.metrics {
        router.layer(from_fn(move |request, next| note(watched, request, next)))
    } else {
        router
    }
}

/// For whoever looks after the server: it is up, and answers.
async fn is_up() -> Response {
    ([(header::CACHE_CONTROL, "no-store")], "ok\n").into_response()
}

fn describe() {
    for (name, said) in [CONNECTIONS, WAITS] {
        metrics::describe_gauge!(name, said);
        gauge!(name).set(0);
    }
    for (name, said) in [REQUESTS, REFUSED, SENT] {
        metrics::describe_counter!(name, said);
    }
    counter!(REFUSED.0).absolute(0);
    counter!(SENT.0).absolute(0);
}

/// Notes one request, when its answer begins.
async fn note(watched: Watched, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let asked = watched.log.then(|| {
        let peer = request.extensions().get::<Peer>().copied();
        let peer = peer.map_or_else(|| "?".to_owned(), |Peer(address)| address.to_string());
        (peer, request.method().clone(), request.uri().clone())
    });
    let answer = next.run(request).await;
    let status = answer.status();
    let is_dropped = answer.extensions().get::<Dropped>().is_some();
    if watched.metrics {
        let kind = if is_dropped {
            "dropped".to_owned()
        } else {
            format!("{}xx", status.as_u16() / 100)
        };
        counter!(REQUESTS.0, "status" => kind).increment(1);
    }
    if let Some((peer, method, uri)) = asked {
        let said = if is_dropped {
            "dropped".to_owned()
        } else {
            format!("{} {} bytes", status.as_u16(), bytes(&answer))
        };
        let ms = began.elapsed().as_secs_f64() * 1_000.0;
        tracing::info!("{peer} {method} {uri} {said} {ms:.1} ms");
    }
    answer
}

/// How many bytes an answer has, if that is known when it begins.
fn bytes(answer: &Response) -> &str {
    // Its head says how long what the browser has is.
    if answer.status() == StatusCode::NOT_MODIFIED {
        return "0";
    }
    let length = answer.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok());
    length.unwrap_or("?")
}

/// Counts a connection of a client that has too many.
pub fn refused() {
    counter!(REFUSED.0).increment(1);
}

/// Where sent bytes are counted.
pub fn sent() -> Counter {
    counter!(SENT.0)
}

/// Counts a connection until it is dropped.
pub fn connection() -> Open {
    Open::new(gauge!(CONNECTIONS.0))
}

/// Counts a wait until it is dropped.
pub fn wait() -> Open {
    Open::new(gauge!(WAITS.0))
}

/// One more of something that is open, until it is dropped.
pub struct Open(Gauge);

impl Open {
    fn new(gauge: Gauge) -> Self {
        gauge.increment(1);
        Self(gauge)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.decrement(1);
    }
}
