//! What a program does with the browser's database: transactions, each a wait of its own.

use super::caller::Caller;
use super::platform::Platform;
use super::program::Here;
use crate::browser::database::{self, Ended, Found};
use crate::comparison::Fault;
use crate::job::{Outcome, Reply};
use crate::trace::{SpanKind, Track};
use crate::units::Millis;
use futures_util::future::select;
use std::ops::Range;
use std::pin::pin;

/// Whoever said Stop is answered no later than this.
const LONGEST_REMOVAL: Millis = Millis(150.0);

impl Caller<'_, Here> {
    /// Begins a transaction that adds these rows, and goes on at once; it is awaited later.
    pub fn insert(&self, rows: Range<u32>) -> impl Future<Output = Result<(), Fault>> + '_ {
        let kind = Self::kind_now();
        let added = self.transaction(rows.clone(), kind, database::insert(rows.start, rows.end));
        async { added.await.map(drop) }
    }

    /// How many flights begin at an airport, by a look at every row.
    ///
    /// # Errors
    /// The fault that ended it.
    pub async fn scan(&self, airport: &str) -> Result<Found, Fault> {
        let kind = Self::kind_now();
        self.transaction(0..1, kind, database::scan(airport)).await
    }

    /// How many flights begin at an airport, by the index.
    ///
    /// # Errors
    /// The fault that ended it.
    pub async fn look_up(&self, airport: &str) -> Result<Found, Fault> {
        let kind = Self::kind_now();
        self.transaction(0..1, kind, database::look_up(airport))
            .await
    }

    /// Opens the database if it is not open: with a table full of rows if that is wanted, or else an empty one to write
    /// to.
    ///
    /// # Errors
    /// `Fault::Storage`.
    pub async fn ready_database(&self, rows: &str, is_filled: bool) -> Result<(), Fault> {
        let limit = self.platform.request_terms().limit;
        let ready = async {
            database::know_rows(rows, limit).await?;
            database::open().await?;
            if is_filled {
                database::fill().await
            } else {
                database::clear().await
            }
        };
        ready.await.map_err(Fault::Storage)
    }

    /// Has the database deleted. That takes its time where much goes on in it, and goes on by itself.
    pub async fn remove_database(&self) {
        let removed = pin!(database::remove());
        select(removed, pin!(self.platform.sleep(LONGEST_REMOVAL))).await;
    }

    /// What a transaction that is begun now does first.
    fn kind_now() -> SpanKind {
        match database::is_busy() {
            true => SpanKind::Queued,
            false => SpanKind::InFlight,
        }
    }

    /// A transaction that has begun just now, known by its first row: queued until it has its turn.
    fn transaction(
        &self,
        rows: Range<u32>,
        kind: SpanKind,
        ended: impl Future<Output = database::Outcome<Ended>>,
    ) -> impl Future<Output = Result<Found, Fault>> {
        let row = rows.start;
        let track = Track::Wait(row);
        self.recorder.begins(track, kind, self.clock(), Some(row));
        self.recording_polls(Some(row), async move {
            let ended = ended.await;
            self.recorder.ends(track);
            self.go_on()?;
            let Ended {
                begun,
                turn,
                at,
                found,
            } = ended.map_err(Fault::Storage)?;
            if turn > begun {
                self.recorder
                    .span(track, SpanKind::Queued, begun, turn, Some(row));
            }
            self.recorder
                .span(track, SpanKind::InFlight, turn, at, Some(row));
            // Nothing is kept of what a database answers but that it did.
            rows.for_each(|row| self.recorder.outcome(row, answered()));
            Ok(found)
        })
    }
}

/// What is noted of a row whose transaction has ended.
fn answered() -> Outcome {
    Outcome {
        reply: Some(Reply { bytes: 0, hash: 0 }),
        computed: None,
    }
}
