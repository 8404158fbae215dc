//! How long the timeline takes to lay out and to draw, without the canvas: many spans, several zooms.
//! `cargo bench --bench timeline` prints a table of medians and the number of draw calls.

use meanwhile::report::statistics::median;
use meanwhile::strategy::Strategy;
use meanwhile::timeline::RunTracks;
use meanwhile::timeline::minimap::minimap;
use meanwhile::timeline::rows::{Layout, layout};
use meanwhile::timeline::scene::scene;
use meanwhile::timeline::viewport::Viewport;
use meanwhile::trace::{Span, SpanKind, Track};
use meanwhile::units::Micros;
use std::hint::black_box;
use std::time::Instant;

const REPEATS: usize = 15;
const STRATEGIES: [Strategy; 4] = [
    Strategy::Blocking,
    Strategy::Async,
    Strategy::Parallel,
    Strategy::AsyncParallel,
];
const WORKERS: u16 = 8;
const CONNECTIONS: u32 = 6;

fn main() {
    println!("medians of {REPEATS} repeats, four runs, 1200 pixels");
    println!("| spans | seen | µs | draw calls |");
    println!("|---|---|---|---|");
    for count in [10_000, 100_000, 1_000_000] {
        measure(count);
    }
}

fn measure(count: usize) {
    let run_tracks = STRATEGIES.map(|strategy| tracks(strategy, count / STRATEGIES.len()));
    let row = |what: &str, micros: f64, calls: usize| {
        println!("| {count} | {what} | {micros:.0} | {calls} |");
    };
    row("layout of all", time(&mut || drop(layout(&run_tracks))), 0);
    let laid = layout(&run_tracks);
    let end = laid.end().0;
    let say = |key: &str, _: &[(&str, &str)]| key.to_owned();
    for (what, share) in [("whole", 1.0), ("10 %", 0.1), ("0.1 %", 0.001)] {
        let view = Viewport {
            start: Micros(end * 0.4 * (1.0 - share)),
            end: Micros(end * (0.4 + 0.6 * share)),
            width: 1_200.0,
        };
        let calls = scene(&laid, &view, &say).len();
        let draw = &mut || drop(black_box(scene(&laid, black_box(&view), &say)));
        row(what, time(draw), calls);
        if share == 1.0 {
            let calls = minimap(&laid, &view).len();
            row("minimap", time(&mut || drop(minimap(&laid, &view))), calls);
        }
    }
    follow(&run_tracks[3], &row);
}

/// A run that goes on, a thirtieth of a second at a time near its end.
fn follow(all: &RunTracks, row: &dyn Fn(&str, f64, usize)) {
    let mut by_end: Vec<_> = all.spans.iter_from(0).copied().collect();
    by_end.sort_by(|a, b| a.end.0.total_cmp(&b.end.0));
    let live = |ended: usize| RunTracks {
        now: by_end[ended - 1].end,
        spans: by_end[..ended].to_vec().into(),
        ..RunTracks::live(all.case, all.program, all.threads)
    };
    let ended = by_end.len() - 50 * REPEATS;
    let mut laid = Layout::default();
    laid.update(&[live(ended)]);
    let news: Vec<_> = (1..=REPEATS)
        .map(|step| [live(ended + 50 * step)])
        .collect();
    let mut news = news.iter();
    let update = &mut || {
        if let Some(run_tracks) = news.next() {
            laid.update(run_tracks);
        }
    };
    row("50 more spans", time(update), 0);
}

/// The median over the repeats, in microseconds.
fn time(run: &mut dyn FnMut()) -> f64 {
    let micros: Vec<f64> = (0..REPEATS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    median(&micros).unwrap_or(f64::NAN)
}

/// A finished run of about so many spans: for each chunk a wait, the server's part, a turn in a turn,
/// and computing; lengths differ, and some are long.
fn tracks(strategy: Strategy, spans: usize) -> RunTracks {
    let mut all = Vec::with_capacity(spans);
    let mut free = [0.0f64; CONNECTIONS as usize];
    let mut seed = 1u64;
    let mut random = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as f64 / f64::from(1u32 << 31)
    };
    let mut chunk = 0u32;
    while all.len() + 5 <= spans {
        let mut push = |track, kind, start, length, number| {
            let (start, end) = (Micros(start), Micros(start + length));
            all.push(Span {
                track,
                kind,
                start,
                end,
                chunk: number,
            });
        };
        let connection = (chunk % CONNECTIONS) as usize;
        let wait = 500.0 + 5_000.0 * random().powi(4);
        let start = free[connection];
        push(
            Track::Wait(chunk),
            SpanKind::InFlight,
            start,
            wait,
            Some(chunk),
        );
        push(
            Track::Server(chunk),
            SpanKind::Serving,
            start + 100.0,
            wait - 200.0,
            Some(chunk),
        );
        free[connection] = start + wait;
        let turn = f64::from(chunk) * 200.0;
        push(Track::Caller, SpanKind::Poll, turn, 150.0 * random(), None);
        push(
            Track::Caller,
            SpanKind::Poll,
            turn,
            20.0 * random(),
            Some(chunk),
        );
        let worker = Track::Worker((chunk % u32::from(WORKERS)) as u16);
        push(
            worker,
            SpanKind::Work,
            turn,
            1_500.0 * random(),
            Some(chunk),
        );
        chunk += 1;
    }
    let end = all.iter().fold(Micros::ZERO, |end, span| end.max(span.end));
    RunTracks {
        spans: all.into(),
        wall: Some(end),
        now: end,
        ..RunTracks::live(strategy as u16, strategy.into(), WORKERS)
    }
}
