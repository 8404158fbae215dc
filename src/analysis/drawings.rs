//! Which charts have something to show, and how they are drawn.

use super::findings::Numbers;
use super::session::Session;
use crate::comparison::record::StrategyRecord;
use crate::protocol::analysis::ChartId;
use crate::report::StrategyReport;
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

/// All that charts are drawn from.
#[derive(Default)]
pub struct Drawings<'a> {
    /// The latest comparison's numbers.
    pub reports: &'a [StrategyReport],
    /// The traces that stand for its cases.
    pub traces: Vec<&'a Trace>,
    /// The pinned comparison's title and numbers.
    pub pinned: Option<(&'a str, &'a [StrategyReport])>,
    /// The sweep over threads.
    pub scaling: Option<Scaling>,
    /// The sweep over numbers of chunks.
    pub chunking: Option<Chunking>,
}

impl<'a> Drawings<'a> {
    /// Shows this comparison.
    pub fn show(&mut self, session: &'a Session, numbers: &'a Numbers) {
        let records = session.record.strategies.iter();
        self.reports = &numbers.reports;
        self.traces = records.filter_map(StrategyRecord::typical_trace).collect();
    }

    /// The charts that have something to show, in the order of the page.
    pub fn charts(&self) -> Vec<ChartId> {
        let charts = ChartId::ALL.into_iter();
        charts.filter(|&chart| self.has(chart)).collect()
    }

    fn has(&self, chart: ChartId) -> bool {
        let any = |has: fn(&StrategyReport) -> bool| self.reports.iter().any(has);
        let is_measured = any(|report| report.median.is_some());
        match chart {
            ChartId::Parts | ChartId::Time => is_measured,
            ChartId::Free => is_measured && any(|report| report.caller_free_share.is_some()),
            ChartId::Freeze => is_measured && any(|report| report.longest_freeze.is_some()),
            ChartId::Waits => is_measured && has_waits(&self.traces),
            ChartId::TurnCost => is_measured && any(|report| report.turn_cost.is_some()),
            ChartId::Scaling => self
                .scaling
                .as_ref()
                .is_some_and(|sweep| !sweep.points.is_empty()),
            ChartId::Chunks => self
                .chunking
                .as_ref()
                .is_some_and(|sweep| !sweep.points.is_empty()),
            ChartId::Pinned => is_measured && self.pinned.is_some(),
        }
    }

    /// A chart as HTML of that width in CSS pixels; nothing where it has nothing to show.
    pub fn draw(&self, chart: ChartId, width: f64, say: &Say) -> Option<String> {
        if !self.has(chart) {
            return None;
        }
        Some(match chart {
            ChartId::Parts => occupancy_html(self.reports, width, say),
            ChartId::Time => time_svg(self.reports, width, say),
            ChartId::Free => free_svg(self.reports, width, say),
            ChartId::Freeze => freeze_svg(self.reports, width, say),
            ChartId::Waits => waits_svg(&self.traces, width, say),
            ChartId::TurnCost => turn_cost_svg(self.reports, width, say),
            ChartId::Scaling => scaling_svg(self.scaling.as_ref()?, width, say),
            ChartId::Chunks => chunks_svg(self.chunking.as_ref()?, width, say),
            ChartId::Pinned => {
                let (title, pinned) = self.pinned?;
                pinned_svg(pinned, self.reports, title, width, say)
            }
        })
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
        drawings.show(session, numbers);
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
            ChartId::Parts,
            ChartId::Time,
            ChartId::Free,
            ChartId::Freeze,
        ];
        assert_eq!(of(&session, &plain).charts(), always);
        for record in &mut session.record.strategies {
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
            reported_cores: 2,
        };
        let drawings = Drawings {
            pinned: Some(("earlier", &plain.reports)),
            scaling: Some(scaling),
            ..of(&session, &numbers)
        };
        let charts = drawings.charts();
        let more = [ChartId::Waits, ChartId::TurnCost];
        assert_eq!(
            charts,
            [&[ChartId::Pinned], &always[..], &more[..]].concat()
        );
        for chart in ChartId::ALL {
            let drawn = drawings.draw(chart, 464.0, &say);
            assert_eq!(drawn.is_some(), charts.contains(&chart), "{chart:?}");
            assert!(drawn.is_none_or(|html| html.contains("<svg role=\"group\"")));
        }
    }

    #[test]
    fn nothing_measured_shows_nothing() {
        let session = Session::new(super::super::session::tests::request());
        let numbers = Numbers::of(&session);
        assert_eq!(of(&session, &numbers).charts(), []);
    }
}
