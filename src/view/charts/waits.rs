//! Waits in flight and queued over the time of the typical run: a hollow area a strategy, all on one time
//! axis and one scale.

use super::frame::{Frame, Rows, colour_class};
use super::hatch::Rect;
use super::legend::{Entry, Legend, Sign};
use super::steps::{Step, coarser, most, steps};
use super::svg::{Path, Svg};
use crate::program::Program;
use crate::trace::{SpanKind, Trace};
use crate::units::Micros;
use crate::view::names::{Say, program_name};
use crate::view::numbers::{decimal, whole};
use crate::view::scale::{Unit, exact_text};

/// The height of the highest area, in CSS pixels.
const AREA_HEIGHT: f64 = 44.0;

/// The room that the length of a queue wants, in CSS pixels.
const NOTE_ROOM: f64 = 140.0;

/// So many times the most in flight is the most that is shown of the queue.
const MOST_QUEUED: f64 = 3.0;

/// So many places of a row can be pointed at.
const MOST_PLACES: usize = 80;

/// Whether any of the runs has waits.
pub fn has_waits(traces: &[&Trace]) -> bool {
    let mut spans = traces.iter().flat_map(|trace| &trace.spans);
    spans.any(|span| span.kind == SpanKind::InFlight)
}

/// The chart as SVG of that width in CSS pixels.
pub fn waits_svg(traces: &[&Trace], width: f64, say: &Say) -> String {
    let longest = traces.iter().map(|trace| trace.wall);
    let longest = longest.fold(Micros::ZERO, Micros::max).to_millis();
    let frame = Frame::times(width, (traces.len(), Rows::Curves), longest);
    let rows: Vec<(Program, Vec<Step>)> = traces
        .iter()
        .map(|trace| (trace.program, steps(trace)))
        .collect();
    let highest = highest(&rows);
    let legend = Legend::new(key(say), width);
    let height = frame.height + legend.height;
    let mut svg = Svg::new(width, height, &say("chart.waits.label", &[]));
    let names = rows.iter().map(|(program, steps)| {
        let count = whole(most(steps).0 as u64);
        (*program, say("chart.waits.most", &[("n", &count)]))
    });
    frame.draw_noted(&mut svg, names, say);
    for (row, (program, steps)) in rows.into_iter().enumerate() {
        let rising = Rising {
            frame: &frame,
            base: frame.y(row),
            a_wait: AREA_HEIGHT / highest,
            unit: Unit::for_longest(longest),
        };
        svg.telling(
            &colour_class(program.colour),
            &in_words(program, &steps, say),
        );
        rising.draw(&mut svg, steps, say);
        svg.end_group();
    }
    legend.draw(&mut svg, frame.height);
    svg.finish()
}

/// What reaches the top of a row: the most in flight, or the most queued if that is not so many that
/// the waits in flight could not be seen.
fn highest(rows: &[(Program, Vec<Step>)]) -> f64 {
    let all = rows.iter().map(|(_, steps)| most(steps));
    let (in_flight, queued) = all.fold((1.0, 0.0), |(high, queued): (f64, f64), own| {
        (high.max(own.0), queued.max(own.1))
    });
    queued.clamp(in_flight, in_flight * MOST_QUEUED)
}

/// The line as far as it is below `top`: what is above is left out, and it goes to the edge there.
fn below(top: f64, corners: &[(f64, f64)]) -> Path {
    let mut path = Path::default();
    let mut is_out = true;
    for (index, &(x, y)) in corners.iter().enumerate() {
        let (is_above, at) = (y < top - 0.05, (x, y.max(top)));
        if index == 0 || (is_out && is_above) {
            path.jump(at);
        } else {
            path.line(at);
        }
        is_out = is_above;
    }
    path
}

/// A row's place.
struct Rising<'a> {
    frame: &'a Frame,
    base: f64,
    /// The height of one wait, in CSS pixels.
    a_wait: f64,
    unit: Unit,
}

impl Rising<'_> {
    fn x(&self, time: f64) -> f64 {
        self.frame.x(Micros(time).to_millis())
    }

    fn draw(&self, svg: &mut Svg, steps: Vec<Step>, say: &Say) {
        let end = steps.last().map_or(0.0, |step| step.end);
        let pixels = (self.x(end) - self.x(0.0)).max(1.0) as usize;
        let drawn = coarser(steps.clone(), pixels);
        let base = (self.x(0.0), self.base);
        svg.line("base", base, (self.x(end), self.base));
        if drawn.iter().any(|step| step.in_flight > 0.0) {
            let area = self.curve(&drawn, |step| step.in_flight);
            let closed = [base]
                .into_iter()
                .chain(area)
                .chain([(self.x(end), self.base)]);
            svg.path("area", &Path::through(closed));
        }
        if drawn.iter().any(|step| step.queued > 0.0) {
            let line = self.curve(&drawn, |step| step.queued);
            svg.path("queued", &below(self.base - AREA_HEIGHT, &line));
            let (_, queued) = most(&drawn);
            if queued * self.a_wait > AREA_HEIGHT + 0.5 {
                let count = whole(queued.round() as u64);
                let text = say("chart.waits.more", &[("n", &count)]);
                // Behind the run's end, where nothing is drawn, if there is room.
                let behind = self.x(end) + 8.0;
                let has_room = behind + NOTE_ROOM < self.frame.width;
                let x = if has_room { behind } else { base.0 + 5.0 };
                svg.text("note", x, self.base - AREA_HEIGHT + 4.0, &text);
            }
        }
        for place in coarser(steps, MOST_PLACES) {
            let (left, right) = (self.x(place.start), self.x(place.end));
            let rect = Rect {
                x: left,
                y: self.base - AREA_HEIGHT,
                width: right - left,
                height: AREA_HEIGHT,
            };
            svg.whispering("", &self.place_in_words(&place, say));
            svg.rect("hit", rect);
            svg.end_group();
        }
    }

    /// The corners of the steps' upper edge.
    fn curve(&self, steps: &[Step], count: impl Fn(&Step) -> f64) -> Vec<(f64, f64)> {
        let mut corners: Vec<(f64, f64)> = Vec::with_capacity(steps.len() * 2);
        for step in steps {
            let y = self.base - count(step) * self.a_wait;
            let is_level = corners.last().is_some_and(|last| last.1 == y);
            if is_level {
                corners.pop();
            } else {
                corners.push((self.x(step.start), y));
            }
            corners.push((self.x(step.end), y));
        }
        corners
    }

    fn place_in_words(&self, place: &Step, say: &Say) -> String {
        let time = |time| self.unit.text(Micros(time).to_millis());
        // Means have a part after the point, counts have none.
        let digits = u32::from(place.in_flight.fract() != 0.0 || place.queued.fract() != 0.0);
        let (start, end) = (time(place.start), time(place.end));
        let (in_flight, queued) = (
            decimal(place.in_flight, digits),
            decimal(place.queued, digits),
        );
        let parts = [
            ("from", &*start),
            ("to", &*end),
            ("n", &*in_flight),
            ("queued", &*queued),
        ];
        if digits > 0 {
            say("chart.waits.place-mean", &parts)
        } else {
            say("chart.waits.place", &parts)
        }
    }
}

fn key(say: &Say) -> Vec<Entry> {
    let entry = |sign, key| Entry {
        class: "s-none".to_owned(),
        sign,
        text: say(key, &[]),
    };
    vec![
        entry(Sign::Box("hollow"), "chart.waits.key-in-flight"),
        entry(Sign::Line("queued"), "chart.waits.key-queued"),
    ]
}

fn in_words(program: Program, steps: &[Step], say: &Say) -> String {
    let length: f64 = steps.iter().map(|step| step.end - step.start).sum();
    let mean = |count: fn(&Step) -> f64| {
        let areas = steps
            .iter()
            .map(|step| count(step) * (step.end - step.start));
        areas.sum::<f64>() / length.max(f64::MIN_POSITIVE)
    };
    let name = program_name(program, say);
    let (in_flight, queued) = most(steps);
    let time = exact_text(Micros(length).to_millis());
    let parts = [
        ("strategy", &*name),
        ("n", &*decimal(in_flight, 0)),
        ("mean", &*decimal(mean(|step| step.in_flight), 1)),
        ("queued", &*decimal(queued, 0)),
        ("mean-queued", &*decimal(mean(|step| step.queued), 1)),
        ("time", &*time),
    ];
    say("chart.waits.row", &parts)
}

#[cfg(test)]
mod tests {
    use super::super::time::tests::{say, span, trace};
    use super::*;
    use crate::trace::Track;

    fn waiting(wall: f64, waits: &[(SpanKind, f64, f64)]) -> Trace {
        let mut run = trace(wall);
        let spans = (0..).zip(waits);
        run.spans = spans
            .map(|(chunk, &(kind, start, end))| span(Track::Wait(chunk), kind, start, end))
            .collect();
        run
    }

    #[test]
    fn areas_share_one_scale_and_one_axis() {
        let two = waiting(
            1_000_000.0,
            &[
                (SpanKind::InFlight, 0.0, 500_000.0),
                (SpanKind::InFlight, 0.0, 1_000_000.0),
            ],
        );
        let queueing = waiting(
            500_000.0,
            &[
                (SpanKind::Queued, 0.0, 250_000.0),
                (SpanKind::InFlight, 250_000.0, 500_000.0),
            ],
        );
        let svg = waits_svg(&[&two, &queueing], 722.0, &say);
        // 500 pixels are a second, 44 are two waits.
        let area = r#"class="area" d="M150.0 56.0L150.0 12.0L400.0 12.0L400.0 34.0L650.0 34.0L650.0 56.0""#;
        assert!(svg.contains(area), "{svg}");
        let queued = r#"class="queued" d="M150.0 100.0L275.0 100.0L275.0 122.0L400.0 122.0""#;
        assert!(svg.contains(queued), "{svg}");
        assert!(svg.contains("chart.waits.row async 2 1.5 0 0.0 1.000\u{a0}s"));
        assert!(svg.contains("chart.waits.place 0.50\u{a0}s 1.00\u{a0}s 1 0"));
        assert!(svg.contains(">chart.waits.most 2<"));
    }

    #[test]
    fn a_long_queue_leaves_the_row_and_says_how_long_it_is() {
        let mut waits = vec![(SpanKind::Queued, 0.0, 500_000.0); 30];
        waits.push((SpanKind::InFlight, 0.0, 1_000_000.0));
        let svg = waits_svg(&[&waiting(1_000_000.0, &waits)], 722.0, &say);
        // One in flight is a third of the row; the queue comes down from its edge.
        assert!(
            svg.contains(r#"class="area" d="M150.0 56.0L150.0 41.3L650.0 41.3"#),
            "{svg}"
        );
        let queued = r#"class="queued" d="M150.0 12.0M400.0 12.0L400.0 56.0L650.0 56.0""#;
        assert!(svg.contains(queued), "{svg}");
        assert!(svg.contains(">chart.waits.more 30<"));
    }

    #[test]
    fn many_waits_are_no_more_points_than_pixels() {
        let waits: Vec<_> = (0..4_000)
            .map(|wait| {
                let start = f64::from(wait) * 10.0;
                (SpanKind::InFlight, start, start + 5.0 + f64::from(wait % 3))
            })
            .collect();
        let run = waiting(40_000.0, &waits);
        let svg = waits_svg(&[&run], 390.0, &say);
        let (from, to) = (
            svg.find("class=\"area\"").unwrap(),
            svg.find("class=\"hit\"").unwrap(),
        );
        let corners = svg[from..to].matches('L').count();
        assert!((300..=2 * 390).contains(&corners), "{corners}");
        assert_eq!(svg.matches("class=\"hit\"").count(), MOST_PLACES);
        assert!(svg.contains("chart.waits.place-mean"));
        assert!(!has_waits(&[&trace(10.0)]) && has_waits(&[&run]));
    }
}
