//! The door for browsers: `GET /machines` says who is there, `POST /machines/run` carries an order out and answers as it
//! goes, `POST /machines/unplug` kills a process of ours.

mod limits;
mod listing;
mod origin;

use super::names;
use super::order_text::{self, MOST_BYTES};
use super::queue::QueueError;
use super::run;
use super::service::{Machines, Open};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::stream;
use limits::Rate;
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

/// How many runs go on at once.
const RUNS_AT_ONCE: usize = 32;
/// How long the body of a request may take to arrive.
const BODY_LIMIT: Duration = Duration::from_secs(5);
/// How many bundles of lines wait to be read; then the run waits.
const WAITING: usize = 64;
/// How long processes of ours may take to come back when there is none.
const COMPANY_LIMIT: Duration = Duration::from_secs(4);

/// What the answers have to know.
#[derive(Debug, Clone)]
struct Door {
    machines: Arc<Machines>,
    places: Arc<Semaphore>,
    rate: Arc<Mutex<Rate>>,
}

/// What answers below `/machines`.
pub fn router(machines: Arc<Machines>) -> Router {
    let door = Door {
        machines,
        places: Arc::new(Semaphore::new(RUNS_AT_ONCE)),
        rate: Arc::new(Mutex::new(Rate::full(Instant::now()))),
    };
    Router::new()
        .route("/machines", get(list))
        .route("/machines/run", post(carry_out))
        .route("/machines/unplug", post(unplug))
        .method_not_allowed_fallback(not_so)
        .route_layer(from_fn_with_state(door.clone(), let_in))
        .with_state(door)
}

/// Tells who asks for what is there, but not so: the header `Allow`, which the router adds, has what may be asked.
pub async fn not_so() -> (StatusCode, &'static str) {
    let sentence = "This is not how this address is asked: the header Allow says how.\n";
    (StatusCode::METHOD_NOT_ALLOWED, sentence)
}

/// Why something is not done, as a status and a sentence.
#[derive(Debug)]
struct Refused(StatusCode, String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Self(status, why) = self;
        // What was not read of a request must not be taken for the next one.
        let headers = [
            (header::CACHE_CONTROL, "no-store"),
            (header::CONNECTION, "close"),
        ];
        (status, headers, format!("{why}\n")).into_response()
    }
}

impl From<QueueError> for Refused {
    fn from(why: QueueError) -> Self {
        Self(StatusCode::SERVICE_UNAVAILABLE, why.to_string())
    }
}

/// Lets in whoever asks from a page of ours, or from no page at all.
async fn let_in(State(door): State<Door>, request: Request, next: Next) -> Response {
    let setup = &door.machines.setup;
    let allowed = origin::check(
        request.headers(),
        setup.public.as_deref(),
        setup.host.is_loopback(),
    );
    match allowed {
        Ok(()) => next.run(request).await,
        Err(why) => Refused(StatusCode::FORBIDDEN, why.into()).into_response(),
    }
}

async fn list(State(door): State<Door>) -> Result<Response, Refused> {
    let open = door.machines.open().await?;
    let invitation = match &open.own {
        // The token stands in the operator's terminal alone: whoever has it may answer for machines.
        Some(own) => own.lock().await.invitation(false),
        None => None,
    };
    let listing = listing::listing(&open.hub, open.own.is_some(), invitation.as_deref());
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, listing + "\n").into_response())
}

async fn carry_out(State(door): State<Door>, request: Request) -> Result<Response, Refused> {
    let came = tokio::time::Instant::now();
    let rate = || door.rate.lock().unwrap_or_else(PoisonError::into_inner);
    if !rate().take(Instant::now()) {
        let why = "Too many runs were asked for within a few seconds: wait a moment.";
        return Err(Refused(StatusCode::TOO_MANY_REQUESTS, why.into()));
    }
    let text = body(request).await?;
    let bad = |why: String| Refused(StatusCode::BAD_REQUEST, why);
    let order = order_text::read(&text).map_err(bad)?;
    let setup = &door.machines.setup;
    if !(setup.allows)(&order) || (setup.find)(&order.as_work()).is_none() {
        return Err(bad(format!(
            "There is no work {:?} of a lesson {:?} that machines could do.",
            order.work, order.lesson
        )));
    }
    let Ok(place) = Arc::clone(&door.places).try_acquire_owned() else {
        return Err(Refused(
            StatusCode::TOO_MANY_REQUESTS,
            format!("{RUNS_AT_ONCE} runs go on already: wait until one of them is done."),
        ));
    };
    let open = door.machines.open().await?;
    fill_up(&open).await?;
    let (told, lines) = mpsc::channel(WAITING);
    let hub = Arc::clone(&open.hub);
    tokio::spawn(async move {
        run::run(hub, order, came, told).await;
        drop(place);
    });
    let lines = stream::unfold(lines, async |mut lines| {
        let next: String = lines.recv().await?;
        Some((Ok::<_, Infallible>(next), lines))
    });
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/x-ndjson"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // Servers that stand before this one must not gather lines.
        (
            HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        ),
    ];
    Ok((headers, Body::from_stream(lines)).into_response())
}

/// Where nobody is there, has the processes of ours that were killed start at once, and waits for one.
async fn fill_up(open: &Open) -> Result<(), Refused> {
    if open.hub.able().is_empty()
        && let Some(own) = &open.own
    {
        own.lock().await.plug_in();
        open.hub.wait_for(1, COMPANY_LIMIT).await;
    }
    if !open.hub.able().is_empty() {
        return Ok(());
    }
    let others = open.hub.register().all().len();
    let why = if others > 0 {
        format!(
            "{others} machines are there, but all of another build: they have to be built from the sources of this server (build {}).",
            names::SOURCES
        )
    } else {
        "There is no machine at the queue: start one with `meanwhile work --queue URL`.".into()
    };
    Err(Refused(StatusCode::SERVICE_UNAVAILABLE, why))
}

/// What is to be unplugged: the machine of that name, or whichever is busiest.
#[derive(Debug, Deserialize)]
struct Unplug {
    machine: Option<String>,
}

async fn unplug(State(door): State<Door>, request: Request) -> Result<Response, Refused> {
    let text = body(request).await?;
    let named = if text.trim().is_empty() {
        None
    } else {
        let given: Unplug = serde_json::from_str(&text).map_err(|_| {
            let why = "What to unplug is a JSON object with the name of a machine, or nothing.";
            Refused(StatusCode::BAD_REQUEST, why.into())
        })?;
        given.machine
    };
    let open = door.machines.open().await?;
    let Some(own) = &open.own else {
        let why = "Only processes that this server started can be unplugged, and it was given a queue instead.";
        return Err(Refused(StatusCode::CONFLICT, why.into()));
    };
    let name = named.or_else(|| {
        let machines = open.hub.able();
        let own = machines.iter().filter(|machine| machine.is_own);
        // Whoever is busiest.
        let busiest = own.max_by_key(|machine| machine.threads - machine.free);
        busiest.map(|machine| machine.name.clone())
    });
    let is_killed = match &name {
        Some(name) => own.lock().await.kill(name),
        None => false,
    };
    match name.filter(|_| is_killed) {
        Some(name) => {
            let headers = [(header::CONTENT_TYPE, "application/json")];
            let said = format!("{{\"unplugged\":\"{name}\"}}\n");
            Ok((headers, said).into_response())
        }
        None => {
            let why = "There is no process of this server by that name.";
            Err(Refused(StatusCode::NOT_FOUND, why.into()))
        }
    }
}

/// The body of a request, which is short and comes at once.
async fn body(request: Request) -> Result<String, Refused> {
    let read = timeout(BODY_LIMIT, to_bytes(request.into_body(), MOST_BYTES)).await;
    let Ok(read) = read else {
        let why = "The body of the request did not come within five seconds.";
        return Err(Refused(StatusCode::REQUEST_TIMEOUT, why.into()));
    };
    let bytes = read.map_err(|_| {
        let why = format!("A request has at most {MOST_BYTES} bytes.");
        Refused(StatusCode::PAYLOAD_TOO_LARGE, why)
    })?;
    String::from_utf8(bytes.into()).map_err(|_| {
        let why = "A request is text in UTF-8.";
        Refused(StatusCode::BAD_REQUEST, why.into())
    })
}
