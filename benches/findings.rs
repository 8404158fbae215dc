//! How long the numbers, sentences, tables and charts of a comparison take: six strategies, thirty repeats
//! each. `cargo bench --bench findings` prints medians.

use meanwhile::analysis::{Analyst, Effect};
use meanwhile::comparison::{Kind, Phase, Repeats, Run};
use meanwhile::contract::cases::cases;
use meanwhile::contract::request::Parameters;
use meanwhile::key::Key;
use meanwhile::lesson;
use meanwhile::program::Program;
use meanwhile::protocol::analysis::{
    EndedRun, Finish, FromAnalysis, RunRequest, RuntimeInfo, ToAnalysis,
};
use meanwhile::protocol::engine::PackedRun;
use meanwhile::protocol::result::EnvironmentV1;
use meanwhile::report::statistics::median;
use meanwhile::strategy::Strategy;
use meanwhile::tier::Tier;
use meanwhile::trace::{Span, SpanKind, Trace, Track};
use meanwhile::units::{Micros, Millis};
use std::collections::BTreeMap;
use std::time::Instant;

const RUNS: usize = 15;
const REPEATS: u32 = 30;
const SPANS: u32 = 200;

fn main() {
    let Some(lesson) = lesson::find("many-fetches") else {
        return eprintln!("There is no many-fetches.");
    };
    let parameters = Parameters {
        programs: Strategy::ALL.map(Key::from).to_vec(),
        repeats: Repeats::Exactly(REPEATS),
        ..Parameters::defaults(lesson, 2)
    };
    let request = RunRequest {
        number: 1,
        kind: Kind::Programs,
        example: lesson.slug.to_owned(),
        cases: cases(Kind::Programs, lesson, &parameters, 2, None),
        parameters,
        scripts: Vec::new(),
        prediction: Some(1),
        reported_cores: 2,
    };
    let (mut finishing, mut drawing, mut charts) = (Vec::new(), Vec::new(), 0);
    for _ in 0..RUNS {
        let mut analyst = Analyst::default();
        analyst.hear(ToAnalysis::Words(words()));
        analyst.hear(ToAnalysis::Begin(request.clone()));
        for round in 0..REPEATS {
            for case in &request.cases {
                let phase = Phase::Measure(round);
                let run = run(case.program, round);
                let ended = EndedRun {
                    case: case.id,
                    phase,
                    run: Ok(PackedRun::pack(&run)),
                    disturbance: None,
                    page_gap: None,
                };
                analyst.hear(ToAnalysis::Ended(ended));
            }
        }
        let began = Instant::now();
        let effects = analyst.hear(ToAnalysis::Finish(finish()));
        finishing.push(began.elapsed().as_secs_f64() * 1e3);
        let found = effects.into_iter().find_map(|effect| match effect {
            Effect::Tell(FromAnalysis::Found(found), _) => Some(found),
            _ => None,
        });
        let began = Instant::now();
        for chart in found.map(|found| found.charts).unwrap_or_default() {
            let chart = chart.key;
            let width = 460.0;
            charts += analyst.hear(ToAnalysis::Draw { chart, width }).len();
        }
        drawing.push(began.elapsed().as_secs_f64() * 1e3);
    }
    let ms = |times: &[f64]| median(times).unwrap_or(f64::NAN);
    println!("6 strategies, {REPEATS} repeats, {SPANS} spans a run; medians of {RUNS}");
    println!(
        "numbers, sentences, table, trace file, what is kept: {:.1} ms",
        ms(&finishing)
    );
    println!("{} charts: {:.1} ms", charts / RUNS, ms(&drawing));
}

/// A run whose times differ from repeat to repeat, always alike.
fn run(program: Program, round: u32) -> Run {
    let wall = 100_000.0 + f64::from(round.wrapping_mul(2_654_435_761) % 10_000);
    let span = |number: u32| Span {
        track: match number % 3 {
            0 => Track::Caller,
            1 => Track::Worker((number % 2) as u16),
            _ => Track::Wait(number),
        },
        kind: match number % 3 {
            0 => SpanKind::Poll,
            1 => SpanKind::Work,
            _ => SpanKind::InFlight,
        },
        start: Micros(f64::from(number) * 400.0),
        end: Micros(f64::from(number) * 400.0 + 350.0),
        chunk: Some(number),
    };
    Run {
        answer: "1".to_owned(),
        measures: Vec::new(),
        output: String::new(),
        lines: Vec::new(),
        checks: Vec::new(),
        trace: Trace {
            program,
            began_at: Millis(0.0),
            wall: Micros(wall),
            iterations: 1,
            threads: 2,
            spans: (0..SPANS).map(span).collect(),
            named: Vec::new(),
            thinned: 0,
            beats: (1..20)
                .map(|beat| Micros(f64::from(beat) * 5_000.0))
                .collect(),
            beat_every: Micros(5_000.0),
            letters_sorted: 0,
        },
        disturbance: None,
    }
}

/// The English texts.
fn words() -> Vec<(String, String)> {
    let files = [
        include_str!("../www/messages/en.json"),
        include_str!("../www/analysis/en.json"),
    ];
    let texts = files.map(|file| serde_json::from_str(file).unwrap_or_default());
    texts
        .into_iter()
        .flat_map(BTreeMap::<String, String>::into_iter)
        .collect()
}

fn finish() -> Finish {
    Finish {
        is_stopped: false,
        environment: EnvironmentV1 {
            tier: Some("threads".to_owned()),
            tier_reason: String::new(),
            cross_origin_isolated: true,
            reported_cores: 2,
            timer_step_ms: Some(0.005),
            waits: None,
            browser: "Chromium 156".to_owned(),
            version: "0.1.0".to_owned(),
        },
        runtime: Some(RuntimeInfo {
            tier: Tier::Threads,
            clock_step: Micros(5.0),
            pool_start: Millis(80.0),
            memory_a_thread: None,
            waits: meanwhile::waits::WaitsFrom::Server,
        }),
        ended_at: 0.0,
    }
}
