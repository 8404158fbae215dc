//! Its programs, one file each: what the reader is shown. All are the browser's own database, which nothing on the host
//! stands for.

#[cfg(all(target_arch = "wasm32", feature = "threads"))]
mod blocking;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
mod index;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
mod one_by_one;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
mod one_transaction;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
mod overlapped;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
mod scan;

/// The programs by their keys: only the engine has them.
#[cfg(not(all(target_arch = "wasm32", feature = "threads")))]
pub const PROGRAMS: &[(crate::key::Key, crate::run::program::Carry)] = &[];

#[cfg(all(target_arch = "wasm32", feature = "threads"))]
pub use in_browser::PROGRAMS;

#[cfg(all(target_arch = "wasm32", feature = "threads"))]
mod in_browser {
    use super::super::{
        BLOCKING, INDEX, ONE_BY_ONE, ONE_TRANSACTION, OVERLAPPED, READ, SCAN, WRITTEN, work,
    };
    use super::{blocking, index, one_by_one, one_transaction, overlapped, scan};
    use crate::browser::database::Found;
    use crate::comparison::Fault;
    use crate::key::Key;
    use crate::run::program::{AFTER_ALL, Answer, BEFORE_EACH, Carry, Stage};
    use std::ops::Range;

    /// The programs by their keys, and what is done before each run and when all are over.
    pub const PROGRAMS: &[(Key, Carry)] = &[
        (BEFORE_EACH, |i| Box::pin(ready(i))),
        (AFTER_ALL, |i| Box::pin(remove(i))),
        (BLOCKING, |i| Box::pin(blocking::blocking(i))),
        (ONE_BY_ONE, |i| Box::pin(one_by_one::one_by_one(i))),
        (OVERLAPPED, |i| Box::pin(overlapped::overlapped(i))),
        (ONE_TRANSACTION, |i| {
            Box::pin(one_transaction::one_transaction(i))
        }),
        (SCAN, |i| Box::pin(scan::scan(i))),
        (INDEX, |i| Box::pin(index::index(i))),
    ];

    /// The rows: 20,000 flights.
    const ROWS: &str = "database/flights.json";

    /// An empty table to write to, or for questions one that is full.
    async fn ready(i: &Stage<'_>) -> Result<Answer, Fault> {
        i.ready_database(ROWS, work::asks(i.values)).await?;
        Ok(Answer::default())
    }

    async fn remove(i: &Stage<'_>) -> Result<Answer, Fault> {
        i.remove_database().await;
        Ok(Answer::default())
    }

    /// The rows of each transaction.
    pub fn transactions(i: &Stage<'_>) -> impl Iterator<Item = Range<u32>> + use<> {
        let (rows, each) = (i.values.size(), work::rows_each(i.values));
        (0..rows.div_ceil(each)).map(move |number| number * each..rows.min((number + 1) * each))
    }

    /// All rows are written.
    pub fn written(i: &Stage<'_>) -> Answer {
        let rows = i.values.size();
        Answer {
            text: [&rows.to_string(), " rows"].concat(),
            measures: vec![(WRITTEN, rows.into())],
            output: String::new(),
            lines: Vec::new(),
            checks: Vec::new(),
        }
    }

    /// What was found, and how many rows were read for it.
    pub fn answer(found: Found) -> Answer {
        Answer {
            text: format!("{} flights, {} minutes late", found.flights, found.delay),
            measures: vec![(READ, found.read.into())],
            output: String::new(),
            lines: Vec::new(),
            checks: Vec::new(),
        }
    }
}
