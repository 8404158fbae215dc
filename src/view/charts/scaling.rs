//! Speed-up against threads: what was measured, beside the ideal and the measured ceiling; laws that were
//! fitted to it go on as predictions, and are called that.

use super::frame::colour_class;
use super::hatch::Rect;
use super::legend::{Entry, Legend, Sign, dot};
use super::plot::{Plot, Scale};
use super::svg::{Path, Svg};
use super::sweep::{Law, Measured, Prediction, Scaled, Scaling};
use super::ticks::Ticks;
use crate::report::statistics::Interval;
use crate::view::names::{Say, program_name};
use crate::view::numbers::decimal;

/// The room that the reported cores want beside their line, in CSS pixels.
const CORES_ROOM: f64 = 150.0;

/// The chart as SVG of that width in CSS pixels.
pub fn scaling_svg(scaling: &Scaling, width: f64, say: &Say) -> String {
    let counts: Vec<u32> = scaling.points.iter().map(|point| point.threads).collect();
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    let highest = highest(scaling);
    let x = Scale::Even(0.0, f64::from(most) + 0.5);
    let plot = Plot::new(width, x, Scale::Even(0.0, highest * 1.05));
    let legend = Legend::new(key(scaling, say), width);
    let height = plot.height + legend.height;
    let mut svg = Svg::new(width, height, &say("chart.scaling.label", &[]));
    let ticks = Ticks::of(&counts, |value| plot.x(value));
    let names = (say("chart.scaling.x", &[]), say("chart.scaling.y", &[]));
    plot.draw(
        &mut svg,
        (&ticks, &names.0),
        (&Ticks::numbers(highest * 1.05, 5), &names.1),
    );
    // The ideal leaves the plot where nothing measured is as high.
    let ideal = f64::from(most).min(highest * 1.05);
    svg.line("ideal", plot.at(0.0, 0.0), plot.at(ideal, ideal));
    draw_cores(&mut svg, &plot, scaling.reported_cores, most, say);
    for prediction in &scaling.predictions {
        draw_prediction(&mut svg, &plot, prediction, say);
    }
    draw_ceiling(&mut svg, &plot, scaling, say);
    draw_measured(&mut svg, &plot, scaling, say);
    legend.draw(&mut svg, plot.height);
    svg.finish()
}

/// The highest that is drawn; the ideal may go beyond it.
fn highest(scaling: &Scaling) -> f64 {
    let measured = scaling.points.iter().flat_map(|point| {
        let both = [point.speedup, point.ceiling];
        both.into_iter()
            .flatten()
            .map(|own| own.spread.high.max(own.value))
    });
    let predicted = scaling.predictions.iter().flat_map(|prediction| {
        let curve = prediction.curve.iter();
        curve.map(|(_, _, band)| band.high)
    });
    measured.chain(predicted).fold(1.0, f64::max)
}

fn draw_cores(svg: &mut Svg, plot: &Plot, cores: u32, most: u32, say: &Say) {
    if cores == 0 || cores > most {
        return;
    }
    let (top, bottom) = plot.edges();
    let x = plot.x(cores.into());
    let text = match cores {
        1 => say("chart.scaling.core", &[]),
        more => say("chart.scaling.cores", &[("n", &more.to_string())]),
    };
    svg.line("cores", (x, top), (x, bottom));
    // Low down, where no speed-up is; on the side where there is room.
    let is_left = plot.width - x > CORES_ROOM;
    let (class, aside) = if is_left {
        ("note", 6.0)
    } else {
        ("note end", -6.0)
    };
    svg.text(class, x + aside, bottom - 12.0, &text);
}

fn draw_prediction(svg: &mut Svg, plot: &Plot, prediction: &Prediction, say: &Say) {
    let curve = &prediction.curve;
    let points = |height: fn(&(f64, f64, Interval)) -> f64| {
        let points = curve.iter();
        points.map(move |point| plot.at(point.0, height(point)))
    };
    let high = points(|point| point.2.high);
    let band = Path::through(high.chain(points(|point| point.2.low).rev()));
    svg.telling("s-none", &law_text(prediction, say));
    svg.path("band", &band);
    svg.path(
        law_class(prediction.law),
        &Path::through(points(|point| point.1)),
    );
    let law = say(law_key(prediction.law), &[]);
    // The pointer reads the curve where the axis has whole numbers.
    for (threads, speedup, band) in curve.iter().filter(|point| point.0.fract() == 0.0) {
        let parts = [
            ("law", &*law),
            ("threads", &*decimal(*threads, 0)),
            ("times", &*decimal(*speedup, 2)),
            ("low", &*decimal(band.low, 2)),
            ("high", &*decimal(band.high, 2)),
        ];
        let (x, y) = plot.at(*threads, *speedup);
        svg.whispering("", &say("chart.scaling.predicted", &parts));
        svg.rect("hit", around(x, y));
        svg.end_group();
    }
    svg.end_group();
}

fn around(x: f64, y: f64) -> Rect {
    Rect {
        x: x - 7.0,
        y: y - 7.0,
        width: 14.0,
        height: 14.0,
    }
}

fn draw_ceiling(svg: &mut Svg, plot: &Plot, scaling: &Scaling, say: &Say) {
    let points = scaling.points.iter();
    let ceiling: Vec<(u32, Measured)> = points
        .filter_map(|point| Some((point.threads, point.ceiling?)))
        .collect();
    if ceiling.is_empty() {
        return;
    }
    svg.telling(
        "s-none",
        &series_in_words("chart.scaling.key-ceiling", &ceiling, say),
    );
    let line = ceiling
        .iter()
        .map(|(threads, own)| plot.at((*threads).into(), own.value));
    svg.path("ceiling", &Path::through(line));
    for (threads, own) in &ceiling {
        draw_point(
            svg,
            plot,
            (*threads, own),
            "bead",
            "chart.scaling.ceiling",
            say,
        );
    }
    svg.end_group();
}

fn draw_measured(svg: &mut Svg, plot: &Plot, scaling: &Scaling, say: &Say) {
    let points = scaling.points.iter();
    let measured: Vec<(u32, Measured)> = points
        .filter_map(|point| Some((point.threads, point.speedup?)))
        .collect();
    if measured.is_empty() {
        return;
    }
    let class = colour_class(scaling.program.colour);
    let name = program_name(scaling.program, say);
    svg.telling(&class, &series_in_words(&name, &measured, say));
    for (threads, own) in &measured {
        draw_point(
            svg,
            plot,
            (*threads, own),
            "dot",
            "chart.scaling.measured",
            say,
        );
    }
    svg.end_group();
}

fn draw_point(
    svg: &mut Svg,
    plot: &Plot,
    (threads, own): (u32, &Measured),
    class: &str,
    key: &str,
    say: &Say,
) {
    let (x, y) = plot.at(threads.into(), own.value);
    let spread = say(
        if own.is_interval {
            "chart.scaling.interval"
        } else {
            "chart.scaling.range"
        },
        &[
            ("low", &decimal(own.spread.low, 2)),
            ("high", &decimal(own.spread.high, 2)),
        ],
    );
    let parts = [
        ("threads", &*threads.to_string()),
        ("times", &*decimal(own.value, 2)),
        ("spread", &*spread),
        ("rounds", &*own.rounds.to_string()),
    ];
    svg.whispering("", &say(key, &parts));
    plot.whisker(svg, threads.into(), (own.spread.low, own.spread.high));
    dot(svg, class, (x, y));
    svg.rect("hit", around(x, y));
    svg.end_group();
}

fn series_in_words(key: &str, series: &[(u32, Measured)], say: &Say) -> String {
    let points: Vec<String> = series
        .iter()
        .map(|(threads, own)| {
            let parts = [
                ("threads", &*threads.to_string()),
                ("times", &*decimal(own.value, 2)),
            ];
            say("chart.scaling.point", &parts)
        })
        .collect();
    [
        say(key, &[]),
        ": ".to_owned(),
        points.join(", "),
        ".".to_owned(),
    ]
    .concat()
}

fn key(scaling: &Scaling, say: &Say) -> Vec<Entry> {
    let entry = |class: &str, sign, text: String| Entry {
        class: class.to_owned(),
        sign,
        text,
    };
    let has = |of: fn(&Scaled) -> bool| scaling.points.iter().any(of);
    let mut entries = Vec::new();
    if has(|point| point.speedup.is_some()) {
        let name = program_name(scaling.program, say);
        let text = say("chart.scaling.key-measured", &[("strategy", &name)]);
        let class = colour_class(scaling.program.colour);
        entries.push(entry(&class, Sign::Dot("dot", ""), text));
    }
    entries.push(entry(
        "s-none",
        Sign::Line("ideal"),
        say("chart.scaling.key-ideal", &[]),
    ));
    if has(|point| point.ceiling.is_some()) {
        let sign = Sign::LineAndDot("ceiling", "bead");
        entries.push(entry("s-none", sign, say("chart.scaling.key-ceiling", &[])));
    }
    for prediction in &scaling.predictions {
        let sign = Sign::Line(law_class(prediction.law));
        entries.push(entry("s-none", sign, law_text(prediction, say)));
    }
    entries
}

const fn law_class(law: Law) -> &'static str {
    match law {
        Law::Amdahl => "law amdahl",
        Law::Usl => "law usl",
    }
}

const fn law_key(law: Law) -> &'static str {
    match law {
        Law::Amdahl => "chart.scaling.amdahl",
        Law::Usl => "chart.scaling.usl",
    }
}

/// "prediction: Amdahl, s = 4 % (3 to 6)".
fn law_text(prediction: &Prediction, say: &Say) -> String {
    let law = say(law_key(prediction.law), &[]);
    let percent = |share: f64, digits| decimal(share * 100.0, digits);
    let (sigma, within) = prediction.sigma;
    let Some((kappa, kappa_within)) = prediction.kappa else {
        let parts = [
            ("law", &*law),
            ("s", &*percent(sigma, 1)),
            ("low", &*percent(within.low, 1)),
            ("high", &*percent(within.high, 1)),
        ];
        return say("chart.scaling.prediction", &parts);
    };
    let parts = [
        ("law", &*law),
        ("s", &*percent(sigma, 1)),
        ("low", &*percent(within.low, 1)),
        ("high", &*percent(within.high, 1)),
        ("k", &*percent(kappa, 2)),
        ("k-low", &*percent(kappa_within.low, 2)),
        ("k-high", &*percent(kappa_within.high, 2)),
    ];
    say("chart.scaling.prediction-pairs", &parts)
}

#[cfg(test)]
mod tests {
    use super::super::sweep::curve_threads;
    use super::super::time::tests::say;
    use super::*;
    use crate::strategy::Strategy;

    fn measured(value: f64) -> Measured {
        Measured {
            value,
            spread: Interval {
                low: value - 0.1,
                high: value + 0.1,
            },
            is_interval: false,
            rounds: 7,
        }
    }

    fn sweep() -> Scaling {
        let point = |threads, speedup, ceiling| Scaled {
            threads,
            speedup: Some(measured(speedup)),
            ceiling: Some(measured(ceiling)),
        };
        Scaling {
            program: Strategy::Parallel.into(),
            points: vec![point(1, 1.0, 1.0), point(2, 1.8, 2.0), point(4, 2.9, 3.9)],
            predictions: Vec::new(),
            reported_cores: 4,
        }
    }

    fn amdahl() -> Prediction {
        let law = |threads: f64| 1.0 / (0.1 + 0.9 / threads);
        let within = |value: f64| Interval {
            low: value * 0.9,
            high: value * 1.1,
        };
        Prediction {
            law: Law::Amdahl,
            sigma: (0.1, within(0.1)),
            kappa: None,
            curve: curve_threads(4)
                .map(|threads| (threads, law(threads), within(law(threads))))
                .collect(),
        }
    }

    #[test]
    fn points_spreads_ceiling_and_cores_are_drawn() {
        let svg = scaling_svg(&sweep(), 478.0, &say);
        // Each once more in the legend.
        assert_eq!(svg.matches("class=\"dot\"").count(), 4);
        assert_eq!(svg.matches("class=\"bead\"").count(), 4);
        assert_eq!(svg.matches("class=\"spread\"").count(), 6 * 3);
        // 400 pixels are four threads and a half.
        assert!(svg.contains(r#"class="dot" cx="413.6""#), "{svg}");
        assert!(svg.contains(r#"class="cores" x1="413.6""#), "{svg}");
        assert!(svg.contains("chart.scaling.measured 4 2.90 chart.scaling.range 2.80 3.00 7"));
        assert!(svg.contains("chart.scaling.point 2 1.80, chart.scaling.point 4 2.90."));
        assert!(!svg.contains("law") && !svg.contains("band"));
    }

    #[test]
    fn a_law_is_called_a_prediction() {
        let scaling = Scaling {
            predictions: vec![amdahl()],
            ..sweep()
        };
        let svg = scaling_svg(&scaling, 468.0, &say);
        assert_eq!(svg.matches("class=\"band\"").count(), 1);
        assert_eq!(svg.matches("class=\"law amdahl\"").count(), 2);
        assert!(
            svg.contains("chart.scaling.prediction chart.scaling.amdahl 10.0 9.0 11.0"),
            "{svg}"
        );
        assert!(
            svg.contains("chart.scaling.predicted chart.scaling.amdahl 4 3.08 2.77 3.38"),
            "{svg}"
        );
    }

    #[test]
    fn cores_beyond_the_sweep_and_points_without_a_number_are_left_out() {
        let mut scaling = sweep();
        scaling.reported_cores = 16;
        scaling.points[2].speedup = None;
        for point in &mut scaling.points {
            point.ceiling = None;
        }
        let svg = scaling_svg(&scaling, 468.0, &say);
        assert!(!svg.contains("class=\"cores\"") && !svg.contains("bead"));
        assert_eq!(svg.matches("class=\"dot\"").count(), 3);
    }
}
