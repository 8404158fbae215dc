//! How many things were going on at once, over time: steps, and the same at the detail that a width can
//! show.

use crate::trace::{SpanKind, Trace, Track};

/// From `start` to `end`, in the unit of the trace's times, so many were queued and so many in flight, on
/// average.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// When it begins.
    pub start: f64,
    /// When it ends.
    pub end: f64,
    /// On their way.
    pub in_flight: f64,
    /// RunRequest for, not on their way yet.
    pub queued: f64,
}

/// The run cut wherever a wait begins or ends; the counts are whole numbers. Steps join, from the run's
/// start to its end.
pub fn steps(trace: &Trace) -> Vec<Step> {
    let mut changes: Vec<(f64, f64, f64)> = Vec::new();
    for span in &trace.spans {
        // What travels to another machine is no wait of this one's.
        if matches!(span.track, Track::Machine(_)) {
            continue;
        }
        let (in_flight, queued) = match span.kind {
            SpanKind::InFlight => (1.0, 0.0),
            SpanKind::Queued => (0.0, 1.0),
            _ => continue,
        };
        let (start, end) = (span.start.0.max(0.0), span.end.0.min(trace.wall.0));
        if end > start {
            changes.push((start, in_flight, queued));
            changes.push((end, -in_flight, -queued));
        }
    }
    changes.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut steps: Vec<Step> = Vec::new();
    let mut now = Step {
        start: 0.0,
        end: 0.0,
        in_flight: 0.0,
        queued: 0.0,
    };
    for (time, in_flight, queued) in changes.into_iter().chain([(trace.wall.0, 0.0, 0.0)]) {
        if time > now.start {
            steps.push(Step { end: time, ..now });
            now.start = time;
        }
        now.in_flight += in_flight;
        now.queued += queued;
    }
    steps
}

/// The most that were in flight, and the most that were queued, at once.
pub fn most(steps: &[Step]) -> (f64, f64) {
    steps.iter().fold((0.0, 0.0), |(in_flight, queued), step| {
        (step.in_flight.max(in_flight), step.queued.max(queued))
    })
}

/// The same in at most `count` steps. If there are more, the time is cut evenly and the counts are means
/// over each part: so the area under the curve, which is the waiting, stays what it is.
pub fn coarser(steps: Vec<Step>, count: usize) -> Vec<Step> {
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else {
        return steps;
    };
    if steps.len() <= count.max(1) {
        return steps;
    }
    let (from, length) = (first.start, (last.end - first.start) / count as f64);
    let mut coarse: Vec<Step> = (0..count)
        .map(|part| Step {
            start: from + part as f64 * length,
            end: from + (part + 1) as f64 * length,
            in_flight: 0.0,
            queued: 0.0,
        })
        .collect();
    for step in &steps {
        let reaches = ((step.start - from) / length) as usize;
        for part in coarse.iter_mut().skip(reaches) {
            if part.start >= step.end {
                break;
            }
            let common = (step.end.min(part.end) - step.start.max(part.start)).max(0.0);
            part.in_flight += step.in_flight * common / length;
            part.queued += step.queued * common / length;
        }
    }
    coarse
}

#[cfg(test)]
mod tests {
    use super::super::time::tests::{span, trace};
    use super::*;
    use crate::trace::Track;

    fn wait(kind: SpanKind, chunk: u32, start: f64, end: f64) -> crate::trace::Span {
        span(Track::Wait(chunk), kind, start, end)
    }

    /// Two at once, then one that was queued.
    fn three_waits() -> Trace {
        let mut run = trace(100.0);
        run.spans = vec![
            wait(SpanKind::InFlight, 0, 0.0, 40.0),
            wait(SpanKind::InFlight, 1, 0.0, 50.0),
            wait(SpanKind::Queued, 2, 0.0, 40.0),
            wait(SpanKind::InFlight, 2, 40.0, 120.0),
            span(Track::Caller, SpanKind::Work, 0.0, 100.0),
        ];
        run
    }

    #[test]
    fn steps_join_and_count() {
        let got: Vec<_> = steps(&three_waits())
            .iter()
            .map(|step| (step.start, step.end, step.in_flight, step.queued))
            .collect();
        let expected = [
            (0.0, 40.0, 2.0, 1.0),
            (40.0, 50.0, 2.0, 0.0),
            (50.0, 100.0, 1.0, 0.0),
        ];
        assert_eq!(got, expected);
        assert_eq!(most(&steps(&three_waits())), (2.0, 1.0));
        assert_eq!(most(&steps(&trace(100.0))), (0.0, 0.0));
        assert_eq!(steps(&trace(0.0)), []);
    }

    #[test]
    fn coarse_steps_keep_the_area() {
        let mut run = trace(1_000.0);
        run.spans = (0..500u32)
            .map(|chunk| {
                let start = f64::from(chunk * 37 % 990);
                wait(SpanKind::InFlight, chunk, start, start + 10.0)
            })
            .collect();
        let fine = steps(&run);
        let area = |steps: &[Step]| -> f64 {
            let areas = steps
                .iter()
                .map(|step| step.in_flight * (step.end - step.start));
            areas.sum()
        };
        let coarse = coarser(fine.clone(), 64);
        assert!(fine.len() > 64 && coarse.len() == 64);
        assert!((area(&fine) - 5_000.0).abs() < 1e-6, "{}", area(&fine));
        assert!((area(&coarse) - 5_000.0).abs() < 1e-6, "{}", area(&coarse));
        assert_eq!(coarser(fine.clone(), 5_000), fine);
    }
}
