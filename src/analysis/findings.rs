//! What is found in a comparison: numbers, sentences, tables, the traces that stand for it.

use super::differences::differences;
use super::session::Session;
use super::title::how;
use crate::comparison::record::StrategyRecord;
use crate::example;
use crate::protocol::analysis::{Findings, Ground, Line, StripData};
use crate::protocol::result::ResultV1;
use crate::report::verdict::{Fact, verdict};
use crate::report::{StrategyReport, report};
use crate::trace::export::json::to_json;
use crate::view::facts::table;
use crate::view::result::result;
use crate::view::sentences;
use crate::view::words::Words;

/// A comparison's numbers and what they say.
#[derive(Debug, Clone)]
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

    /// Judges anew: the reports are others now.
    pub fn judge(&mut self, session: &Session) {
        self.facts = verdict(&session.record, &self.reports);
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
        verdict: verdict_lines(session, reckoned, &warnings, words),
        score,
        trust: super::trust::trust(session, words),
        table: if reckoned.is_measured() {
            // A trace file does not tell how many cores there were.
            let cores = Some(asked.reported_cores).filter(|&cores| cores > 0);
            table(&reckoned.reports, cores, words)
        } else {
            String::new()
        },
        strips: strips(session, false),
        result: result_of(session, reckoned, words)
            .and_then(|result| to_json(&result).ok())
            .unwrap_or_default(),
        warnings,
        ..Findings::default()
    }
}

/// Fewer repeats than this show no small differences.
const FEW_REPEATS: usize = 5;

/// The verdict, and below it with what it was measured and what to be careful about.
fn verdict_lines(
    session: &Session,
    reckoned: &Reckoned,
    warnings: &[String],
    words: &Words,
) -> Vec<Line> {
    let mut lines = sentences::verdict(words, &reckoned.reports, &reckoned.facts);
    if lines.is_empty() {
        return lines;
    }
    let how = how(session, reckoned, words);
    let mut said = vec![words.with("verdict.with", &[("how", &how)])];
    let counted = reckoned.reports.iter().map(|report| report.samples.len());
    if counted.clone().any(|count| count > 0) && counted.max() < Some(FEW_REPEATS) {
        said.push(words.get("verdict.few").to_owned());
    }
    if !warnings.is_empty() {
        said.push(words.get("verdict.care").to_owned());
    }
    lines.push(Line {
        strategy: None,
        name: String::new(),
        sentences: said,
    });
    lines
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
        .filter_map(StrategyRecord::typical_trace)
        // Of a result file there is nothing to draw.
        .filter(|trace| !trace.spans.is_empty());
    traces
        .map(|trace| StripData {
            trace: trace.clone(),
            is_pinned,
        })
        .collect()
}

/// A comparison that is pinned beside what is shown.
#[derive(Debug, Clone)]
pub struct Pinned {
    /// The comparison; of its spans those that are drawn.
    pub session: Session,
    /// Its numbers.
    pub reckoned: Reckoned,
    /// What it was, in a line.
    pub title: String,
}

impl Pinned {
    /// Whether it is this very comparison. A loaded result does not say when it ended, its samples do.
    fn is_same(&self, (session, reckoned): (&Session, &Reckoned)) -> bool {
        let samples = |reckoned: &Reckoned| -> Vec<_> {
            let reports = reckoned.reports.iter();
            reports.map(|report| report.samples.clone()).collect()
        };
        session.finish.is_some()
            && session.finish == self.session.finish
            && samples(reckoned) == samples(&self.reckoned)
    }
}

/// Puts what is pinned beside what is shown: each pinned strip below that of the same strategy, or at the
/// end where there is none. What is shown is not put beside itself.
pub fn add_pinned(
    found: &mut Findings,
    shown: Option<(&Session, &Reckoned)>,
    pinned: &Pinned,
    words: &Words,
) {
    found.pinned = Some(pinned.title.clone());
    if shown.is_some_and(|shown| pinned.is_same(shown)) {
        return;
    }
    for strip in strips(&pinned.session, true) {
        let own = found.strips.iter();
        let own = own.map(|own| own.trace.strategy);
        let place = own.rev().position(|own| own == strip.trace.strategy);
        let place = found.strips.len() - place.unwrap_or(0);
        found.strips.insert(place, strip);
    }
    found.differences = shown.map_or_else(Vec::new, |(_, shown)| {
        differences(shown, &pinned.reckoned, words)
    });
}
