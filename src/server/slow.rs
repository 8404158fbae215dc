//! `/io/slow`: a wait on a real socket, asked for in the address and repeatable for a seed.

use super::random::{self, Purpose};
use crate::trace::wait::SERVED_AS;
use crate::units::Millis;
use axum::body::Body;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
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

/// On a response: close the connection instead of sending it.
#[derive(Debug, Clone, Copy)]
pub struct Dropped;

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

/// Answers `/io/slow`.
pub async fn answer(query: Result<Query<Vec<(String, String)>>, QueryRejection>) -> Response {
    let slow = match query {
        Ok(Query(pairs)) => Slow::from_pairs(&pairs),
        Err(_) => Err(BadParameter("The part after ? can't be read.".into())),
    };
    match slow {
        Ok(slow) => carry_out(slow).await,
        Err(bad) => bad.into_response(),
    }
}

async fn carry_out(slow: Slow) -> Response {
    let waited = wait(slow.wait()).await;
    if slow.is_dropped() {
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(Dropped);
        return response;
    }
    let mut headers = common_headers();
    let timing = format!("{SERVED_AS};dur={:.3}", waited.as_secs_f64() * 1_000.0);
    headers.extend(
        HeaderValue::try_from(timing)
            .map(|timing| (header::HeaderName::from_static("server-timing"), timing)),
    );
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(query: &[(&str, &str)]) -> Result<Slow, BadParameter> {
        let owned = query
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()));
        Slow::from_pairs(&owned.collect::<Vec<_>>())
    }

    fn refusal(query: &[(&str, &str)]) -> String {
        read(query).expect_err("should be refused").0
    }

    #[test]
    fn nothing_said_means_the_defaults() {
        assert_eq!(read(&[]), Ok(Slow::default()));
        assert_eq!(Slow::default().wait(), Duration::from_millis(100));
    }

    #[test]
    fn the_ends_of_every_range_are_taken() {
        let most = [
            ("jitter", "30000"),
            ("ms", "30000"),
            ("bytes", "8388608"),
            ("status", "599"),
            ("drop", "1"),
            ("seed", "4294967295"),
            ("nonce", "18446744073709551615"),
        ];
        let slow = read(&most).unwrap();
        assert_eq!(
            (slow.ms.0, slow.bytes, slow.seed),
            (30_000.0, 8_388_608, u32::MAX)
        );
        let least = [
            ("ms", "0"),
            ("jitter", "0"),
            ("bytes", "0"),
            ("status", "200"),
            ("drop", "0"),
            ("seed", "0"),
            ("nonce", ""),
        ];
        assert_eq!(read(&least).unwrap().wait(), Duration::ZERO);
        assert_eq!(
            read(&[("ms", "0.5")]).unwrap().wait(),
            Duration::from_micros(500)
        );
    }

    #[test]
    fn refusals_name_the_parameter_and_its_range() {
        for bad in ["30000.1", "-1", "NaN", "inf", "abc", "", " 1", "1,5", "1e9"] {
            assert_eq!(
                refusal(&[("ms", bad)]),
                "ms must be a number from 0 to 30000."
            );
        }
        for bad in ["8388609", "-1", "0.5", "99999999999999999999999"] {
            let sentence = "bytes must be a whole number from 0 to 8388608.";
            assert_eq!(refusal(&[("bytes", bad)]), sentence);
        }
        for bad in ["199", "600", "-200", "200.0"] {
            let sentence = "status must be a whole number from 200 to 599.";
            assert_eq!(refusal(&[("status", bad)]), sentence);
        }
        assert_eq!(
            refusal(&[("drop", "1.01")]),
            "drop must be a number from 0 to 1."
        );
        assert_eq!(
            refusal(&[("seed", "4294967296")]),
            "seed must be a whole number from 0 to 4294967295."
        );
        assert_eq!(
            refusal(&[("jitter", "51"), ("ms", "50")]),
            "jitter must be a number from 0 to ms, here 50."
        );
        assert_eq!(
            refusal(&[("nonce", &"x".repeat(65))]),
            "nonce must be a text of at most 64 characters."
        );
        assert_eq!(refusal(&[("ms", "1"), ("ms", "1")]), "ms is given twice.");
        assert!(refusal(&[("speed", "1")]).starts_with("speed is no parameter of /io/slow"));
        assert!(refusal(&[(&"y\n".repeat(999), "1")]).len() < 200);
    }

    #[test]
    fn some_seeds_wait_longer_than_asked_and_others_less() {
        let asked = Millis(200.0);
        let wait = |seed| {
            Slow {
                ms: asked,
                jitter: asked,
                seed,
                ..Slow::default()
            }
            .wait()
        };
        let middle = Duration::from_millis(200);
        assert!((0..8).map(wait).any(|wait| wait < middle));
        assert!((0..8).map(wait).any(|wait| wait > middle));
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_within_its_bounds(
            name in "ms|jitter|bytes|status|drop|seed|nonce|other",
            value in r"[-+]?[0-9]{0,12}(\.[0-9]{0,3})?(e[0-9]{1,3})?|NaN|-?inf|\PC{0,80}",
        ) {
            if let Ok(slow) = read(&[(&name, &value)]) {
                prop_assert!((0.0..=30_000.0).contains(&slow.ms.0));
                prop_assert!((0.0..=slow.ms.0).contains(&slow.jitter.0));
                prop_assert!(slow.bytes <= 8 * 1024 * 1024);
                prop_assert!((200..=599).contains(&slow.status.as_u16()));
                prop_assert!((0.0..=1.0).contains(&slow.drop));
            }
        }

        #[test]
        fn a_number_is_taken_exactly_when_it_is_in_range(ms in -100.0..40_000.0_f64) {
            let text = ms.to_string();
            prop_assert_eq!(read(&[("ms", &text)]).is_ok(), (0.0..=30_000.0).contains(&ms));
        }

        /// With the runtime's clock under our hand, so that nothing but the length asked for is waited.
        #[test]
        fn a_wait_is_as_long_as_asked_and_what_the_timer_rounds_up(micros in 0..40_000_000_u64) {
            let length = Duration::from_micros(micros);
            let runtime = tokio::runtime::Builder::new_current_thread();
            let runtime = { runtime }.enable_time().start_paused(true).build().unwrap();
            let waited = runtime.block_on(wait(length));
            prop_assert!(waited >= length && waited <= length + Duration::from_millis(2), "{:?}", waited);
        }

        #[test]
        fn jitter_keeps_its_distance_and_drops_follow_their_ends(seed: u32, jitter in 0.0..=80.0_f64) {
            let mut slow = Slow { ms: Millis(80.0), jitter: Millis(jitter), seed, ..Slow::default() };
            let waits = slow.wait().as_secs_f64() * 1_000.0;
            prop_assert!((waits - 80.0).abs() <= jitter + 1e-6);
            prop_assert!(!slow.is_dropped());
            slow.drop = 1.0;
            prop_assert!(slow.is_dropped());
        }
    }
}
