//! A comparison as it is kept in the browser's database.
//!
//! **What is kept**: every time, answer and number, and of the spans those of the runs that are drawn
//! (the typical run of each strategy). The spans of the other runs are kept too where all together are
//! few; else numbers that come from all runs' spans are kept as numbers. A run with very many spans is
//! kept without them: what is shown then says how many are missing.

use crate::analysis::findings::result_of;
use crate::analysis::numbers::{Numbers, forget_spans, put};
use crate::analysis::session::Session;
use crate::comparison::Run;
use crate::comparison::record::CaseRecord;
use crate::protocol::result::StrategyV1;
use crate::view::words::Words;
use serde::{Deserialize, Serialize};

/// Raised whenever the bytes change their meaning; a test below notices most such changes.
const VERSION: u8 = 4;

/// A run with more spans than this, about a megabyte, is kept without them.
const MOST_SPANS_A_RUN: usize = 50_000;

/// A comparison that is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SavedRun {
    /// All of it but some spans.
    session: Session,
    /// Its numbers, strategy by strategy, as they were before spans were left out.
    numbers: Vec<StrategyV1>,
}

impl SavedRun {
    /// What is to be kept of a comparison that is over.
    pub fn of(session: &Session, numbers: &Numbers, words: &Words) -> Self {
        let numbers = result_of(session, numbers, words);
        let mut session = session.clone();
        session.record.cases.iter_mut().for_each(leave_out);
        Self {
            session,
            numbers: numbers.map_or_else(Vec::new, |result| result.strategies),
        }
    }

    /// As bytes.
    pub fn pack(&self) -> Vec<u8> {
        // Growing a Vec is the only thing that could fail here, and that aborts.
        postcard::to_extend(self, vec![VERSION]).unwrap_or_default()
    }

    /// From bytes; nothing if another version of Meanwhile kept them.
    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        match bytes.split_first() {
            Some((&VERSION, rest)) => postcard::from_bytes(rest).ok(),
            _ => None,
        }
    }

    /// The comparison and its numbers.
    pub fn open(self) -> (Session, Numbers) {
        let mut numbers = Numbers::of(&self.session);
        let all = self.session.record.cases.iter().zip(&self.numbers);
        for (report, (own, numbers)) in numbers.reports.iter_mut().zip(all) {
            let lacks_spans = |run: &Run| run.trace.spans.is_empty();
            if own.repeats.iter().any(lacks_spans) {
                forget_spans(report);
            }
            put(report, numbers);
        }
        (self.session, numbers)
    }
}

/// Leaves out what need not be kept; see the top of this file.
fn leave_out(own: &mut CaseRecord) {
    own.keep_typical_spans();
    let runs = own.repeats.iter_mut().chain(&mut own.watch);
    runs.filter(|run| run.trace.spans.len() > MOST_SPANS_A_RUN)
        .for_each(|run| run.trace.forget_spans());
}
