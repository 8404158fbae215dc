//! Time against the number of chunks: every sample, the line of the medians, and the numbers of chunks
//! that are as good as the best.

use super::dots::offsets;
use super::frame::colour_class;
use super::hatch::Rect;
use super::legend::{Entry, Legend, Sign, dot};
use super::plot::{Plot, Scale};
use super::svg::{Path, Svg};
use super::sweep::{ChunkTimes, Chunking};
use super::ticks::Ticks;
use crate::units::Millis;
use crate::view::names::{Say, program_name};
use crate::view::numbers::whole;
use crate::view::scale::exact_text;

/// The room that a dot's width wants, in CSS pixels.
const DOT_ROOM: f64 = 6.5;

/// The chart as SVG of that width in CSS pixels.
pub fn chunks_svg(chunking: &Chunking, width: f64, say: &Say) -> String {
    let points = &chunking.points;
    let fewest = points.first().map_or(1, |point| point.chunks.max(1));
    let most = points.last().map_or(1, |point| point.chunks.max(1));
    let samples = points.iter().flat_map(|point| &point.samples);
    let longest = samples.fold(0.0, |longest: f64, sample| longest.max(sample.0));
    // A little room at both ends.
    let x = Scale::Logarithmic(f64::from(fewest) / 1.5, f64::from(most) * 1.5);
    let plot = Plot::new(width, x, Scale::Even(0.0, longest * 1.05));
    let legend = Legend::new(key(chunking, say), width);
    let height = plot.height + legend.height;
    let mut svg = Svg::new(width, height, &say("chart.chunks.label", &[]));
    draw_best(&mut svg, &plot, chunking);
    let marks: Vec<u32> = Ticks::one_two_five(fewest, most)
        .into_iter()
        .filter(|mark| (fewest..=most).contains(mark))
        .collect();
    let ticks = Ticks::of(&marks, |value| plot.x(value));
    let names = (say("chart.chunks.x", &[]), say("chart.chunks.y", &[]));
    let times = Ticks::times(Millis(longest * 1.05), 5);
    plot.draw(&mut svg, (&ticks, &names.0), (&times, &names.1));
    svg.telling(
        &colour_class(chunking.program.colour),
        &in_words(chunking, say),
    );
    let medians = points.iter().map(|point| at(&plot, point, point.median));
    svg.path("medians", &Path::through(medians));
    let idle = idle(points).map(|(point, idle)| at(&plot, point, idle));
    svg.path("spare", &Path::through(idle));
    for point in points {
        draw_point(&mut svg, &plot, point, say);
    }
    svg.end_group();
    legend.draw(&mut svg, plot.height);
    svg.finish()
}

fn at(plot: &Plot, point: &ChunkTimes, time: Millis) -> (f64, f64) {
    plot.at(f64::from(point.chunks.max(1)), time.0)
}

/// Where it is known how long threads had nothing to do.
fn idle(points: &[ChunkTimes]) -> impl Iterator<Item = (&ChunkTimes, Millis)> {
    points.iter().filter_map(|point| Some((point, point.idle?)))
}

fn draw_best(svg: &mut Svg, plot: &Plot, chunking: &Chunking) {
    let Some((from, to)) = chunking.best_range else {
        return;
    };
    let (top, bottom) = plot.edges();
    let x = plot.x(f64::from(from.max(1))) - 9.0;
    let rect = Rect {
        x,
        y: top,
        width: plot.x(f64::from(to.max(1))) + 9.0 - x,
        height: bottom - top,
    };
    svg.rect("best", rect);
}

fn draw_point(svg: &mut Svg, plot: &Plot, point: &ChunkTimes, say: &Say) {
    let chunks = whole(point.chunks.into());
    let (x, median) = at(plot, point, point.median);
    let heights = point
        .samples
        .iter()
        .map(|&sample| at(plot, point, sample).1);
    let heights: Vec<f64> = heights.collect();
    for (index, offset) in offsets(&heights, DOT_ROOM).into_iter().enumerate() {
        let time = exact_text(point.samples[index]);
        let number = (index + 1).to_string();
        let parts = [("chunks", &*chunks), ("n", &*number), ("time", &*time)];
        svg.whispering("", &say("chart.chunks.run", &parts));
        dot(svg, "dot", (x + offset, heights[index]));
        svg.end_group();
    }
    svg.whispering("", &point_in_words(point, say));
    svg.rect("hit", below(x, median));
    svg.end_group();
}

/// A place for the pointer that is no dot: under the median, where the line is.
fn below(x: f64, y: f64) -> Rect {
    Rect {
        x: x - 11.0,
        y: y + DOT_ROOM,
        width: 22.0,
        height: 22.0,
    }
}

fn point_in_words(point: &ChunkTimes, say: &Say) -> String {
    let parts = [
        ("chunks", &*whole(point.chunks.into())),
        ("time", &*exact_text(point.median)),
        ("n", &*point.samples.len().to_string()),
    ];
    let key = if point.is_worse {
        "chart.chunks.point-worse"
    } else {
        "chart.chunks.point"
    };
    let idle = point.idle.map(exact_text);
    let idle = idle.map(|idle| [" ", &say("chart.chunks.idle", &[("time", &idle)])].concat());
    say(key, &parts) + &idle.unwrap_or_default()
}

fn in_words(chunking: &Chunking, say: &Say) -> String {
    let name = program_name(chunking.program, say);
    let mut sentences: Vec<String> = best_text(chunking, say).into_iter().collect();
    let points = chunking.points.iter();
    sentences.extend(points.map(|point| point_in_words(point, say)));
    [name, ": ".to_owned(), sentences.join(" ")].concat()
}

fn best_text(chunking: &Chunking, say: &Say) -> Option<String> {
    let (from, to) = chunking.best_range?;
    if from == to {
        return Some(say("chart.chunks.best-one", &[("n", &whole(from.into()))]));
    }
    let parts = [("from", &*whole(from.into())), ("to", &*whole(to.into()))];
    Some(say("chart.chunks.best", &parts))
}

fn key(chunking: &Chunking, say: &Say) -> Vec<Entry> {
    let name = program_name(chunking.program, say);
    let mut entries = vec![Entry {
        class: colour_class(chunking.program.colour),
        sign: Sign::LineAndDot("medians", "dot"),
        text: say("chart.chunks.key", &[("strategy", &name)]),
    }];
    if idle(&chunking.points).next().is_some() {
        entries.push(Entry {
            class: colour_class(chunking.program.colour),
            sign: Sign::Line("spare"),
            text: say("chart.chunks.idle-key", &[]),
        });
    }
    entries.extend(best_text(chunking, say).map(|text| Entry {
        class: "s-none".to_owned(),
        sign: Sign::Box("best"),
        text,
    }));
    entries
}

#[cfg(test)]
mod tests {
    use super::super::time::tests::say;
    use super::*;
    use crate::strategy::Strategy;

    fn point(chunks: u32, samples: &[f64], is_worse: bool) -> ChunkTimes {
        ChunkTimes {
            chunks,
            samples: samples.iter().copied().map(Millis).collect(),
            median: Millis(samples[samples.len() / 2]),
            idle: Some(Millis(3.0)),
            is_worse,
        }
    }

    #[test]
    fn every_sample_is_a_dot_and_the_best_range_is_shaded() {
        let chunking = Chunking {
            program: Strategy::Parallel.into(),
            points: vec![
                point(1, &[190.0, 200.0, 210.0], true),
                point(10, &[101.0, 102.0], false),
                point(100, &[100.0, 100.5, 103.0], false),
                point(1_000, &[150.0], true),
            ],
            best_range: Some((10, 100)),
        };
        let svg = chunks_svg(&chunking, 478.0, &say);
        assert_eq!(svg.matches("class=\"dot\"").count(), 9 + 1);
        // A tenfold is as far from the next everywhere.
        let scale = 400.0 / (1_000.0f64 * 1.5 * 1.5).ln();
        let x = |chunks: f64| 58.0 + (chunks * 1.5).ln() * scale;
        let best = format!("class=\"best\" x=\"{:.1}\"", x(10.0) - 9.0);
        assert!(svg.contains(&best), "{best} {svg}");
        let width = format!("width=\"{:.1}\"", x(100.0) - x(10.0) + 18.0);
        assert!(svg.contains(&width), "{width} {svg}");
        assert!(svg.contains("chart.chunks.point-worse 1 200.0\u{a0}ms 3"));
        assert!(svg.contains("chart.chunks.run 100 2 100.5\u{a0}ms"));
        assert!(svg.contains("chart.chunks.idle 3.000\u{a0}ms"), "{svg}");
        assert_eq!(svg.matches("path class=\"spare\"").count(), 1);
        assert!(svg.contains("chart.chunks.best 10 100"));
        assert_eq!(svg.matches("tabindex").count(), 1);
    }

    #[test]
    fn a_single_number_of_chunks_is_drawn_too() {
        let chunking = Chunking {
            program: Strategy::Parallel.into(),
            points: vec![point(8, &[10.0], false)],
            best_range: Some((8, 8)),
        };
        let svg = chunks_svg(&chunking, 468.0, &say);
        assert!(
            svg.contains("chart.chunks.best-one 8") && !svg.contains('–'),
            "{svg}"
        );
    }
    #[test]
    fn where_nothing_can_be_told_nothing_is_shaded() {
        let chunking = Chunking {
            program: Strategy::Parallel.into(),
            points: vec![point(1, &[20.0], false), point(8, &[10.0], false)],
            best_range: None,
        };
        let svg = chunks_svg(&chunking, 468.0, &say);
        assert!(!svg.contains("best"), "{svg}");
    }
}
