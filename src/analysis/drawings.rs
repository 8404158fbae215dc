//! Which charts have something to show, and how they are drawn.

use super::numbers::Numbers;
use super::session::Session;
use crate::comparison::record::CaseRecord;
use crate::key::Key;
use crate::lesson;
use crate::report::CaseReport;
use crate::trace::Trace;
use crate::view::charts::chunks::chunks_svg;
use crate::view::charts::free::free_svg;
use crate::view::charts::freeze::freeze_svg;
use crate::view::charts::occupancy::occupancy_html;
use crate::view::charts::pinned::pinned_svg;
use crate::view::charts::scaling::scaling_svg;
use crate::view::charts::sweep::{Chunking, Scaling};
use crate::view::charts::time::time_svg;
use crate::view::charts::turn_cost::turn_cost_svg;
use crate::view::charts::waits::{has_waits, waits_svg};
use crate::view::names::Say;
use crate::view::own::OwnFindings;

/// All that charts are drawn from.
#[derive(Default)]
pub struct Drawings<'a> {
    /// The latest comparison's numbers.
    pub reports: &'a [CaseReport],
    /// The traces that stand for its cases.
    pub traces: Vec<&'a Trace>,
    /// What the lesson adds.
    pub own: Option<&'static OwnFindings>,
    /// The pinned comparison's title and numbers.
    pub pinned: Option<(&'a str, &'a [CaseReport])>,
    /// The sweep over threads.
    pub scaling: Option<Scaling>,
    /// The sweep over numbers of chunks.
    pub chunking: Option<Chunking>,
}

impl<'a> Drawings<'a> {
    /// Shows this comparison. What its lesson adds needs the lesson's words, so it has to be the open one.
    pub fn show(&mut self, session: &'a Session, numbers: &'a Numbers, open_lesson: &str) {
        let records = session.record.cases.iter();
        self.reports = &numbers.reports;
        let own = lesson::own_findings(&session.request.example);
        self.own = (session.request.example == open_lesson).then_some(own);
        self.traces = records.filter_map(CaseRecord::typical_trace).collect();
    }

    /// The charts that have something to show, in the order of the page: the lesson's own first.
    pub fn charts(&self) -> Vec<Key> {
        let own = self.own.into_iter().flat_map(|own| own.charts);
        let own = own.filter(|chart| self.is_measured() && (chart.has)(self.reports));
        let own = own.map(|chart| chart.key);
        own.chain(self.shown_of(&Standard::OF_A_COMPARISON))
            .collect()
    }

    /// Whether it is the lesson's own.
    pub fn is_own(&self, key: Key) -> bool {
        let mut own = self.own.into_iter().flat_map(|own| own.charts);
        own.any(|chart| chart.key == key)
    }

    /// The same of the sweeps.
    pub fn sweep_charts(&self) -> Vec<Key> {
        self.shown_of(&Standard::OF_SWEEPS).collect()
    }

    fn shown_of(&self, charts: &[Standard]) -> impl Iterator<Item = Key> {
        charts
            .iter()
            .filter(|&&chart| self.has(chart))
            .map(|chart| chart.key())
    }

    fn is_measured(&self) -> bool {
        self.reports.iter().any(|report| report.median.is_some())
    }

    fn has(&self, chart: Standard) -> bool {
        let any = |has: fn(&CaseReport) -> bool| self.reports.iter().any(has);
        let is_measured = self.is_measured();
        match chart {
            Standard::Parts | Standard::Time => is_measured,
            Standard::Free => is_measured && any(|report| report.caller_free_share.is_some()),
            Standard::Freeze => is_measured && any(|report| report.longest_freeze.is_some()),
            Standard::Waits => is_measured && has_waits(&self.traces),
            Standard::TurnCost => is_measured && any(|report| report.turn_cost.is_some()),
            Standard::Scaling => self
                .scaling
                .as_ref()
                .is_some_and(|sweep| !sweep.points.is_empty()),
            Standard::Chunks => self
                .chunking
                .as_ref()
                .is_some_and(|sweep| !sweep.points.is_empty()),
            Standard::Pinned => is_measured && self.pinned.is_some(),
        }
    }

    /// A chart as HTML of that width in CSS pixels; nothing where it has nothing to show.
    pub fn draw(&self, key: Key, width: f64, say: &Say) -> Option<String> {
        let mut own = self.own.into_iter().flat_map(|own| own.charts);
        if let Some(own) = own.find(|chart| chart.key == key) {
            return (own.has)(self.reports).then(|| (own.draw)(self.reports, width, say));
        }
        let chart = Standard::of(key).filter(|&chart| self.has(chart))?;
        Some(match chart {
            Standard::Parts => occupancy_html(self.reports, width, say),
            Standard::Time => time_svg(self.reports, width, say),
            Standard::Free => free_svg(self.reports, width, say),
            Standard::Freeze => freeze_svg(self.reports, width, say),
            Standard::Waits => waits_svg(&self.traces, width, say),
            Standard::TurnCost => turn_cost_svg(self.reports, width, say),
            Standard::Scaling => scaling_svg(self.scaling.as_ref()?, width, say),
            Standard::Chunks => chunks_svg(self.chunking.as_ref()?, width, say),
            Standard::Pinned => {
                let (title, pinned) = self.pinned?;
                pinned_svg(pinned, self.reports, title, width, say)
            }
        })
    }
}

/// The charts that every lesson has, where they have something to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standard {
    /// Where the time went.
    Parts,
    /// Time, every sample.
    Time,
    /// How free the caller was.
    Free,
    /// How long it could not be answered.
    Freeze,
    /// Waits queued and in flight over the run.
    Waits,
    /// What a turn of the caller costs.
    TurnCost,
    /// Speed-up against threads.
    Scaling,
    /// Time against the number of chunks.
    Chunks,
    /// The pinned comparison against the latest.
    Pinned,
}

impl Standard {
    const OF_A_COMPARISON: [Self; 7] = [
        Self::Pinned,
        Self::Parts,
        Self::Time,
        Self::Free,
        Self::Freeze,
        Self::Waits,
        Self::TurnCost,
    ];

    const OF_SWEEPS: [Self; 2] = [Self::Scaling, Self::Chunks];

    /// Its name in keys of texts and in names of files.
    const fn key(self) -> Key {
        Key::new(match self {
            Self::Parts => "parts",
            Self::Time => "time",
            Self::Free => "free",
            Self::Freeze => "freeze",
            Self::Waits => "waits",
            Self::TurnCost => "turn-cost",
            Self::Scaling => "scaling",
            Self::Chunks => "chunks",
            Self::Pinned => "pinned",
        })
    }

    fn of(key: Key) -> Option<Self> {
        let mut all = Self::OF_A_COMPARISON.into_iter().chain(Self::OF_SWEEPS);
        all.find(|chart| chart.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::super::session::tests::measured;
    use super::*;
    use crate::trace::{Span, SpanKind, Track};
    use crate::units::{Micros, Millis};

    fn of<'a>(session: &'a Session, numbers: &'a Numbers) -> Drawings<'a> {
        let mut drawings = Drawings::default();
        drawings.show(session, numbers, "many-cores");
        drawings
    }

    fn say(key: &str, _: &[(&str, &str)]) -> String {
        key.to_owned()
    }

    #[test]
    fn charts_are_those_that_have_something_to_show() {
        let mut session = measured();
        let plain = Numbers::of(&session);
        let always = [
            Standard::Parts,
            Standard::Time,
            Standard::Free,
            Standard::Freeze,
        ]
        .map(Standard::key);
        assert_eq!(of(&session, &plain).charts(), always);
        for record in &mut session.record.cases {
            for run in &mut record.repeats {
                run.trace.spans.push(Span {
                    track: Track::Wait(0),
                    kind: SpanKind::InFlight,
                    start: Micros(0.0),
                    end: Micros(9.0),
                    chunk: Some(0),
                });
            }
        }
        let mut numbers = Numbers::of(&session);
        numbers.reports[1].turn_cost = Some(Millis(0.001));
        let scaling = Scaling {
            program: crate::strategy::Strategy::Parallel.into(),
            points: Vec::new(),
            predictions: Vec::new(),
            serial: None,
            reported_cores: 2,
        };
        let drawings = Drawings {
            pinned: Some(("earlier", &plain.reports)),
            scaling: Some(scaling),
            ..of(&session, &numbers)
        };
        let charts = drawings.charts();
        let more = [Standard::Waits, Standard::TurnCost].map(Standard::key);
        assert_eq!(
            charts,
            [&[Standard::Pinned.key()], &always[..], &more[..]].concat()
        );
        let all = Standard::OF_A_COMPARISON.into_iter();
        for chart in all.chain(Standard::OF_SWEEPS).map(Standard::key) {
            let drawn = drawings.draw(chart, 464.0, &say);
            assert_eq!(drawn.is_some(), charts.contains(&chart), "{chart:?}");
            assert!(drawn.is_none_or(|html| html.contains("<svg role=\"group\"")));
        }
    }

    #[test]
    fn nothing_measured_shows_nothing() {
        let session = Session::new(super::super::session::tests::request());
        let numbers = Numbers::of(&session);
        assert!(of(&session, &numbers).charts().is_empty());
    }
}
