//! `/io/slow`: a wait on a real socket, asked for in the address and repeatable for a seed. A lesson's data may be asked
//! for as slowly: `flights.csv.zlib?ms=20`.

use super::headers::Dropped;
use super::watch;
use crate::random::{self, Purpose};
use crate::trace::wait::SERVED_AS;
use crate::units::Millis;
use crate::waits::BY_SERVER;
use axum::body::Body;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::convert::Infallible;
use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;
use tokio::time::Instant;

/// The longest wait, in milliseconds.
const MOST_MS: f64 = 30_000.0;
/// The longest answer: 8 MiB.
const MOST_BYTES: u64 = 8 * 1024 * 1024;
/// The longest nonce, in characters.
const MOST_NONCE_CHARS: usize = 64;
/// How much of an answer is made at once; a multiple of 8.
const PIECE_BYTES: usize = 16 * 1024;

/// What is asked of `/io/slow`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Slow {
    /// How long to wait, before jitter.
    ms: Millis,
    /// How much longer or shorter the wait may be.
    jitter: Millis,
    /// How many bytes to answer.
    bytes: usize,
    /// The status to answer with.
    status: StatusCode,
    /// How likely the connection is closed without an answer, 0 to 1.
    drop: f64,
    /// What every draw and every byte depends on.
    seed: u32,
}

impl Default for Slow {
    fn default() -> Self {
        Self {
            ms: Millis(100.0),
            jitter: Millis(0.0),
            bytes: 512,
            status: StatusCode::OK,
            drop: 0.0,
            seed: 1,
        }
    }
}

impl Slow {
    /// Reads the parameters of an address, each at most once, in any order.
    fn from_pairs(pairs: &[(String, String)]) -> Result<Self, BadParameter> {
        let mut slow = Self::default();
        for (place, (name, value)) in pairs.iter().enumerate() {
            if pairs.iter().take(place).any(|(earlier, _)| earlier == name) {
                return Err(BadParameter(format!("{} is given twice.", shown(name))));
            }
            slow.set(name, value)?;
        }
        // Last, whatever the order: it may not be longer than the wait it changes.
        if slow.jitter.0 > slow.ms.0 {
            let Millis(ms) = slow.ms;
            return Err(outside(
                "jitter",
                format_args!("a number from 0 to ms, here {ms}"),
            ));
        }
        Ok(slow)
    }

    /// The same for a file of a lesson's data: it is what it is, and only how long it is kept back may be said.
    fn of_file(pairs: &[(String, String)]) -> Result<Self, BadParameter> {
        // What is wrong with a parameter without a name is said where all are read.
        let is_taken = |name: &str| matches!(name, "" | "ms" | "nonce");
        match pairs.iter().find(|(name, _)| !is_taken(name)) {
            Some((name, _)) => Err(BadParameter(format!(
                "{} is no parameter of a lesson's file: it takes ms and nonce.",
                shown(name)
            ))),
            None => Self::from_pairs(pairs),
        }
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), BadParameter> {
        match name {
            "ms" => self.ms = Millis(number("ms", value, 0.0..=MOST_MS)?),
            "jitter" => self.jitter = Millis(number("jitter", value, 0.0..=MOST_MS)?),
            // 8 MiB fit any usize that can hold a server.
            "bytes" => self.bytes = whole("bytes", value, 0..=MOST_BYTES)? as usize,
            "status" => self.status = status(value)?,
            "drop" => self.drop = number("drop", value, 0.0..=1.0)?,
            "seed" => self.seed = whole("seed", value, 0..=u64::from(u32::MAX))? as u32,
            "nonce" if value.chars().count() <= MOST_NONCE_CHARS => {}
            "nonce" => {
                return Err(outside(
                    "nonce",
                    format_args!("a text of at most {MOST_NONCE_CHARS} characters"),
                ));
            }
            "" => {
                let sentence = "There is a parameter without a name: each is name=value.";
                return Err(BadParameter(sentence.into()));
            }
            _ => {
                return Err(BadParameter(format!(
                    "{} is no parameter of /io/slow: it takes ms, jitter, bytes, status, drop, seed and nonce.",
                    shown(name)
                )));
            }
        }
        Ok(())
    }

    /// How long to wait: `ms`, plus or minus a part of `jitter` drawn from the seed.
    fn wait(&self) -> Duration {
        let part = random::unit(self.seed, Purpose::Jitter) * 2.0 - 1.0;
        let Millis(ms) = self.ms;
        let Millis(jitter) = self.jitter;
        Duration::from_secs_f64((ms + jitter * part).max(0.0) / 1_000.0)
    }

    /// Whether this seed closes the connection without an answer.
    fn is_dropped(&self) -> bool {
        // The draw is below 1, so 1 always drops and 0 never does.
        random::unit(self.seed, Purpose::Drop) < self.drop
    }

    /// The answer's body, made piece by piece as it is sent.
    fn body(self) -> Body {
        let pieces = (0..self.bytes).step_by(PIECE_BYTES).map(move |from| {
            let to = (from + PIECE_BYTES).min(self.bytes);
            Ok::<_, Infallible>(random::bytes(self.seed, from, to))
        });
        Body::from_stream(stream::iter(pieces))
    }

    /// The statuses that never have a body (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5).
    fn has_body(&self) -> bool {
        !matches!(
            self.status,
            StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED
        )
    }
}

/// A parameter that can't be taken: a sentence that names it and its range.
#[derive(Debug, PartialEq)]
struct BadParameter(String);

impl IntoResponse for BadParameter {
    fn into_response(self) -> Response {
        let headers = common_headers();
        (StatusCode::BAD_REQUEST, headers, format!("{}\n", self.0)).into_response()
    }
}

fn outside(name: &str, range: impl fmt::Display) -> BadParameter {
    BadParameter(format!("{name} must be {range}."))
}

/// A name from the address, short enough to repeat in a sentence.
fn shown(name: &str) -> String {
    name.chars().take(32).flat_map(char::escape_debug).collect()
}

/// A number, with a fraction or without, within `range`.
fn number(name: &str, text: &str, range: RangeInclusive<f64>) -> Result<f64, BadParameter> {
    // Comparing also refuses NaN and the infinities, which Rust reads as numbers.
    text.parse()
        .ok()
        .filter(|value| range.contains(value))
        .ok_or_else(|| {
            let (least, most) = (range.start(), range.end());
            outside(name, format_args!("a number from {least} to {most}"))
        })
}

/// A whole number within `range`.
fn whole(name: &str, text: &str, range: RangeInclusive<u64>) -> Result<u64, BadParameter> {
    text.parse()
        .ok()
        .filter(|value| range.contains(value))
        .ok_or_else(|| {
            let (least, most) = (range.start(), range.end());
            outside(name, format_args!("a whole number from {least} to {most}"))
        })
}

fn status(text: &str) -> Result<StatusCode, BadParameter> {
    let code = whole("status", text, 200..=599)? as u16;
    StatusCode::from_u16(code).map_err(|_| outside("status", "a whole number from 200 to 599"))
}

/// On everything `/io/slow` says. Nothing is kept, neither the answer nor the connection: a socket
/// left over from one strategy would make the next one faster.
fn common_headers() -> HeaderMap {
    HeaderMap::from_iter([
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONNECTION, HeaderValue::from_static("close")),
        (
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        ),
        (
            header::HeaderName::from_static("timing-allow-origin"),
            HeaderValue::from_static("*"),
        ),
    ])
}

/// Says that this server answers as slowly as it is asked to.
pub async fn is_here() -> Response {
    (common_headers(), BY_SERVER).into_response()
}

/// Answers `/io/slow`.
pub async fn answer(query: Result<Query<Vec<(String, String)>>, QueryRejection>) -> Response {
    let slow = match query {
        Ok(Query(pairs)) => Slow::from_pairs(&pairs),
        Err(_) => Err(unreadable()),
    };
    match slow {
        Ok(slow) => carry_out(slow).await,
        Err(bad) => bad.into_response(),
    }
}

/// Keeps back a file of a lesson's data as long as its address asks, and has nobody keep the file or the connection.
/// An address that can't be taken is answered with what is wrong with it.
pub async fn kept_back(uri: &Uri, file: Response) -> Response {
    let slow = match Query::<Vec<(String, String)>>::try_from_uri(uri) {
        Ok(Query(pairs)) => Slow::of_file(&pairs),
        Err(_) => Err(unreadable()),
    };
    let slow = match slow {
        Ok(slow) => slow,
        Err(bad) => return bad.into_response(),
    };
    let (mut parts, body) = file.into_parts();
    if parts.status.is_success() {
        let waited = wait(slow.wait()).await;
        for (name, value) in common_headers().into_iter().chain(served(waited)) {
            if let Some(name) = name {
                parts.headers.insert(name, value);
            }
        }
    }
    Response::from_parts(parts, body)
}

/// How long the server was at it, for the browser to note.
fn served(waited: Duration) -> HeaderMap {
    let timing = format!("{SERVED_AS};dur={:.3}", waited.as_secs_f64() * 1_000.0);
    let timing = HeaderValue::try_from(timing).into_iter();
    timing
        .map(|timing| (HeaderName::from_static("server-timing"), timing))
        .collect()
}

fn unreadable() -> BadParameter {
    BadParameter("The part after ? can't be read.".into())
}

async fn carry_out(slow: Slow) -> Response {
    let waited = wait(slow.wait()).await;
    if slow.is_dropped() {
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(Dropped);
        return response;
    }
    let mut headers = common_headers();
    headers.extend(served(waited));
    if !slow.has_body() {
        return (slow.status, headers).into_response();
    }
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(slow.bytes));
    (slow.status, headers, slow.body()).into_response()
}

/// Waits at least `length`; how long it really was.
async fn wait(length: Duration) -> Duration {
    let _open = watch::wait();
    let start = Instant::now();
    // The runtime's timer counts whole milliseconds and rounds up, so it is late by up to two of
    // them, never early; should it ever be early, it is sent to sleep again.
    while let Some(left) = length
        .checked_sub(start.elapsed())
        .filter(|left| !left.is_zero())
    {
        tokio::time::sleep(left).await;
    }
    start.elapsed()
}

#[cfg(test)]
#[path = "slow_tests.rs"]
mod tests;
