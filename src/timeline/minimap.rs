//! The whole of every run in a low band, and which part of it is seen.

use super::draw_call::{DrawCall, Ink, rect};
use super::layer::Look;
use super::row::RowKind;
use super::rows::{Layout, MAP_EDGE, MAP_LINE, MAP_PITCH, MAP_WORK, RunLayout, map_height};
use super::viewport::Viewport;
use crate::units::Micros;

/// Width of what is told apart, in CSS pixels.
const COLUMN: f64 = 2.0;
/// The frame is at least so wide, or it could not be seen.
const FRAME_LEAST: f64 = 6.0;
/// With more spans than this it is shown even while everything is seen.
const MANY_SPANS: usize = 2_000;

/// Everything of every run. Changes with the layout and the width only.
pub fn minimap(layout: &Layout, whole: &Viewport) -> Vec<DrawCall> {
    let mut calls = Vec::new();
    let columns = ((whole.right() - whole.left()) / COLUMN).ceil().max(1.0) as usize;
    let mut y = layout.map_top + MAP_EDGE;
    for run in &layout.runs {
        let own = Ink::Own(run.tracks.program.colour);
        let (work, threads) = count(run, whole, columns, Look::Work);
        let high = |working: f64| (working / threads * MAP_WORK).ceil();
        runs(&mut calls, whole, work, &high, &|x, width, height| {
            let rect = rect(x, y + MAP_WORK - height, width, height);
            DrawCall::FillRect(rect, own)
        });
        for (look, ink) in [(Look::InFlight, own), (Look::Blocked, Ink::Blocked)] {
            let (line, _) = count(run, whole, columns, look);
            runs(&mut calls, whole, line, &f64::signum, &|x, width, _| {
                DrawCall::FillRect(rect(x, y + MAP_WORK, width, MAP_LINE), ink)
            });
        }
        y += MAP_PITCH;
    }
    calls
}

/// The frame around what is seen; nothing where the minimap is not shown.
pub fn frame(layout: &Layout, view: &Viewport, whole: Micros) -> Option<DrawCall> {
    let is_part = view.end.0 - view.start.0 < whole.0 * 0.999;
    let all = whole_view(view, whole);
    let (x0, x1) = (all.x(view.start).round(), all.x(view.end).round());
    let width = (x1 - x0).max(FRAME_LEAST);
    let x = x0.min(all.right() - width);
    let seen = rect(x, layout.map_top, width, map_height(layout.runs.len()));
    (is_part || is_long(layout)).then_some(DrawCall::StrokeRect(seen, Ink::Accent, false))
}

/// The view of everything on the same width.
pub fn whole_view(view: &Viewport, whole: Micros) -> Viewport {
    Viewport {
        start: Micros::ZERO,
        end: whole,
        width: view.width,
    }
}

fn is_long(layout: &Layout) -> bool {
    let spans = layout.runs.iter().map(|run| run.tracks.spans.len());
    spans.sum::<usize>() > MANY_SPANS
}

/// In how many rows something of this look goes on, column by column, and of how many threads at most.
fn count(run: &RunLayout, whole: &Viewport, columns: usize, look: Look) -> (Vec<f64>, f64) {
    let mut counts = vec![0.0; columns];
    let column = |x: f64| (((x - whole.left()) / COLUMN).max(0.0) as usize).min(columns - 1);
    let mut threads = 0.0f64;
    for row in &run.rows {
        if matches!(row.kind, RowKind::Caller | RowKind::Worker(_)) && !row.layers.is_empty() {
            threads += 1.0;
        }
        let Some(layer) = row.layer(look) else {
            continue;
        };
        let mut free = 0;
        for bar in layer.bars(&run.tracks, whole, COLUMN) {
            let (from, to) = (column(bar.x0).max(free), column(bar.x1));
            for count in counts.iter_mut().take(to + 1).skip(from) {
                *count += bar.share;
            }
            free = to + 1;
        }
    }
    (counts, threads.max(1.0))
}

/// Columns of the same height become one call; none where there is nothing.
fn runs(
    calls: &mut Vec<DrawCall>,
    whole: &Viewport,
    mut counts: Vec<f64>,
    height: &dyn Fn(f64) -> f64,
    call: &dyn Fn(f64, f64, f64) -> DrawCall,
) {
    for count in &mut counts {
        *count = if *count > 0.0 { height(*count) } else { 0.0 };
    }
    let mut column = 0;
    for run in counts.chunk_by(|a, b| a == b) {
        if run[0] > 0.0 {
            let x = whole.left() + column as f64 * COLUMN;
            calls.push(call(x, run.len() as f64 * COLUMN, run[0]));
        }
        column += run.len();
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::layout;
    use super::super::scene::tests::{span, tracks, view};
    use super::*;
    use crate::program::Colour;
    use crate::trace::{SpanKind, Track};

    const OWN: Ink = Ink::Own(Colour::Blue);

    #[test]
    fn it_shows_how_many_work_and_whether_anything_waits() {
        let spans = vec![
            span(Track::Worker(0), SpanKind::Work, 0.0, 40.0),
            span(Track::Worker(1), SpanKind::Work, 20.0, 40.0),
            span(Track::Wait(0), SpanKind::InFlight, 50.0, 100.0),
        ];
        let layout = layout(&[tracks(spans, 2)]);
        let top = layout.map_top + MAP_EDGE;
        let got = minimap(&layout, &view(0.0, 100.0));
        let fill = |x, y, width, height, ink| DrawCall::FillRect(rect(x, y, width, height), ink);
        assert_eq!(
            got,
            [
                fill(80.0, top + 2.0, 200.0, 3.0, OWN),
                fill(280.0, top, 202.0, 5.0, OWN),
                fill(580.0, top + 5.0, 500.0, 1.0, OWN),
            ]
        );
    }

    #[test]
    fn the_frame_is_there_when_only_a_part_is_seen() {
        let layout = layout(&[tracks(vec![], 0)]);
        let whole = Micros(100_000.0);
        assert_eq!(frame(&layout, &view(0.0, 100.0), whole), None);
        let Some(DrawCall::StrokeRect(seen, ..)) = frame(&layout, &view(50.0, 60.0), whole) else {
            panic!("no frame");
        };
        assert_eq!((seen.x, seen.width), (580.0, 100.0));
        let Some(DrawCall::StrokeRect(seen, ..)) = frame(&layout, &view(99.99, 100.0), whole)
        else {
            panic!("no frame");
        };
        assert_eq!((seen.x, seen.width), (1_074.0, FRAME_LEAST));
    }

    #[test]
    fn long_runs_always_have_it() {
        let turn = |index: u32| f64::from(index) * 0.04;
        let spans = (0..2_001).map(|index| {
            span(
                Track::Caller,
                SpanKind::Poll,
                turn(index),
                turn(index) + 0.01,
            )
        });
        let layout = layout(&[tracks(spans.collect(), 0)]);
        assert!(frame(&layout, &view(0.0, 100.0), Micros(100_000.0)).is_some());
    }
}
