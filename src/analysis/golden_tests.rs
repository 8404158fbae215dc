//! Golden traces and charts of every listed lesson: run under a mock clock, on two threads, small. `./x golden`
//! writes them anew; look at what changed before you keep it.

use super::drawings::Drawings;
use super::numbers::Numbers;
use super::session::Session;
use crate::comparison::{Comparison, Kind};
use crate::contract::Lesson;
use crate::contract::cases::cases;
use crate::contract::request::Parameters;
use crate::lesson;
use crate::program::Program;
use crate::protocol::analysis::{EndedRun, RunRequest};
use crate::protocol::engine::PackedRun;
use crate::run::mock::{Book, Costs, MockPlatform};
use crate::run::plan::compare;
use crate::tier::Tier;
use crate::trace::{Span, Trace};
use crate::units::Micros;
use crate::values::{CHUNKS, SIZE};
use crate::view::words::Words;
use expect_test::expect_file;

const COSTS: Costs = Costs {
    request: Micros(40_000.0),
    chunk: Micros(2_000.0),
};

/// As wide as a chart is on a phone.
const WIDTH: f64 = 340.0;

/// What a lesson's default comparison gives, small.
fn session_of(lesson: &Lesson) -> Session {
    let mut parameters = Parameters::defaults(lesson, 2);
    for (key, value) in [(SIZE, 4), (CHUNKS, 6)] {
        if let Some(range) = lesson.range(key, 2) {
            parameters.values.set(key, value.max(range.min));
        }
    }
    let cases = cases(Kind::Programs, lesson, &parameters, 2, None);
    let comparison = Comparison {
        lesson: lesson.slug.to_owned(),
        cases: cases.clone(),
        is_watched: true,
        repeats: parameters.repeats,
        seed: parameters.seed,
        scripts: Vec::new(),
    };
    let mut session = Session::new(RunRequest {
        number: 1,
        kind: Kind::Programs,
        example: lesson.slug.to_owned(),
        cases,
        parameters,
        scripts: Vec::new(),
        prediction: None,
        reported_cores: 2,
    });
    let platform = MockPlatform::new(Tier::Threads, COSTS, lesson::find_work);
    let book = Book::default();
    platform
        .time
        .live_through(compare(&platform, lesson::CODE, &comparison, &book));
    for (case, phase, run) in book.ended.take() {
        session.file(EndedRun {
            case: case.id,
            phase,
            run: run.map(|run| PackedRun::pack(&run)),
            disturbance: None,
            page_gap: None,
        });
    }
    session
}

/// A trace in lines that people can compare: a span each, in thousandths of a second.
fn trace_text(trace: &Trace) -> String {
    let ms = |time: Micros| format!("{:9.3}", time.to_millis().0);
    let line = |span: &Span| {
        let chunk = span
            .chunk
            .map_or(String::new(), |chunk| format!(" {chunk}"));
        let (start, end) = (ms(span.start), ms(span.end));
        format!("{start} {end} {:?} {:?}{chunk}\n", span.track, span.kind)
    };
    let spans: String = trace.spans.iter().map(line).collect();
    format!(
        "{} took {} ms\n{spans}",
        trace.program.key.as_str(),
        ms(trace.wall).trim()
    )
}

/// Beyond this a golden trace is cut: nobody compares more.
const MOST_LINES: usize = 400;

#[test]
fn golden_traces_and_charts_of_every_lesson() {
    // What only a browser can do leaves no trace here.
    let is_here = |program: &Program| program.needs.are_met_in(Tier::Threads);
    for lesson in lesson::asking().filter(|lesson| lesson.programs.iter().any(is_here)) {
        let session = session_of(lesson);
        let traces = session.record.cases.iter();
        let traces: String = traces
            .filter_map(|own| own.typical_trace())
            .map(trace_text)
            .collect();
        let lines: Vec<&str> = traces.lines().take(MOST_LINES).collect();
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/");
        expect_file![format!("{root}{}.trace.txt", lesson.slug)]
            .assert_eq(&(lines.join("\n") + "\n"));
        let words = Words::english_of(&lesson.slug.replace('-', "_"));
        let numbers = Numbers::of(&session);
        let mut drawings = Drawings::default();
        drawings.show(&session, &numbers, lesson.slug);
        let say = |key: &str, parts: &[(&str, &str)]| words.with(key, parts);
        let charts: Vec<String> = drawings
            .charts()
            .into_iter()
            .map(|key| {
                format!(
                    "<!-- {} -->\n{}\n",
                    key.as_str(),
                    drawings
                        .draw(key, WIDTH, &say)
                        .unwrap()
                        .replace("><", ">\n<")
                )
            })
            .collect();
        assert!(!charts.is_empty(), "{}", lesson.slug);
        expect_file![format!("{root}{}.charts.html", lesson.slug)].assert_eq(&charts.concat());
    }
}
