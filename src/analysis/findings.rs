//! What is found in a comparison: numbers, sentences, tables, the traces that stand for it.

use super::drawings::Drawings;
use super::session::Session;
use crate::comparison::record::StrategyRecord;
use crate::example;
use crate::protocol::analysis::{Findings, Ground, StripData};
use crate::protocol::result::ResultV1;
use crate::report::verdict::{Fact, verdict};
use crate::report::{StrategyReport, report};
use crate::trace::export::json::to_json;
use crate::view::facts::table;
use crate::view::result::result;
use crate::view::sentences;
use crate::view::words::Words;

/// A comparison's numbers and what they say.
pub struct Reckoned {
    /// A report a contender.
    pub reports: Vec<StrategyReport>,
    /// What they say.
    pub facts: Vec<Fact>,
}

impl Reckoned {
    /// Reckons a comparison.
    pub fn of(session: &Session) -> Self {
        let reports = report(&session.record);
        let facts = verdict(&session.record, &reports);
        Self { reports, facts }
    }

    /// Whether anything was measured.
    pub fn is_measured(&self) -> bool {
        self.reports.iter().any(|report| report.median.is_some())
    }
}

/// What the page is told of a comparison.
pub fn findings(session: &Session, reckoned: &Reckoned, words: &Words) -> Findings {
    let asked = &session.asked;
    let example = example::find(&asked.example);
    let score = example
        .and_then(|example| sentences::score(words, example, asked.prediction, &reckoned.reports));
    let warnings = warnings(session, reckoned, words);
    Findings {
        number: asked.number,
        is_stopped: session.is_stopped(),
        verdict: sentences::verdict(words, &reckoned.reports, &reckoned.facts),
        score,
        trust: super::trust::trust(session, words),
        table: if reckoned.is_measured() {
            table(&reckoned.reports, Some(asked.reported_cores), words)
        } else {
            String::new()
        },
        charts: Drawings::of(session, reckoned).charts(),
        strips: strips(session, false),
        result: result_of(session, reckoned, words)
            .and_then(|result| to_json(&result).ok())
            .unwrap_or_default(),
        warnings,
        ..Findings::default()
    }
}

fn ground(session: &Session) -> Option<Ground> {
    session.finish.as_ref().and_then(|finish| finish.ground)
}

fn warnings(session: &Session, reckoned: &Reckoned, words: &Words) -> Vec<String> {
    let asked = &session.asked;
    sentences::warnings(
        words,
        &reckoned.facts,
        &reckoned.reports,
        ground(session).map(|ground| ground.clock_step),
        (asked.parameters.threads, asked.reported_cores),
    )
}

/// The result, once the comparison is over.
pub fn result_of(session: &Session, reckoned: &Reckoned, words: &Words) -> Option<ResultV1> {
    let finish = session.finish.as_ref()?;
    Some(result(
        &session.asked,
        finish.environment.clone(),
        &reckoned.reports,
        warnings(session, reckoned, words),
        words,
    ))
}

/// The traces that stand for the contenders, in the order asked for.
pub fn strips(session: &Session, is_pinned: bool) -> Vec<StripData> {
    let traces = session
        .record
        .strategies
        .iter()
        .filter_map(StrategyRecord::typical_trace);
    traces
        .map(|trace| StripData {
            trace: trace.clone(),
            is_pinned,
        })
        .collect()
}
