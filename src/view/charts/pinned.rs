//! The pinned comparison beside the latest: two medians a strategy, and whether they differ clearly.

use super::bars::thick;
use super::frame::{Frame, Rows, colour_class};
use super::legend::{Entry, Legend, Sign};
use super::svg::Svg;
use crate::program::Program;
use crate::report::CaseReport;
use crate::report::verdict::differ;
use crate::units::Millis;
use crate::view::names::{Say, program_name};
use crate::view::numbers::times;
use crate::view::scale::{Unit, exact_text};

/// A bar's thickness, and how far its middle is from the row's, in CSS pixels.
const THICKNESS: f64 = 14.0;
const ASIDE: f64 = 9.0;

/// A strategy's reports in both comparisons, where it is in them.
struct Pair<'a> {
    program: Program,
    pinned: Option<&'a CaseReport>,
    latest: Option<&'a CaseReport>,
}

/// The chart as SVG of that width in CSS pixels: the latest's strategies in their order, then those that
/// only the pinned one has. `title` says what is pinned.
pub fn pinned_svg(
    pinned: &[CaseReport],
    latest: &[CaseReport],
    title: &str,
    width: f64,
    say: &Say,
) -> String {
    let pairs = pairs(pinned, latest);
    let medians = pinned
        .iter()
        .chain(latest)
        .filter_map(|report| report.median);
    let longest = Millis(medians.fold(0.0, |longest: f64, median| longest.max(median.0)));
    let unit = Unit::for_longest(longest);
    let frame = Frame::times(width, (pairs.len(), Rows::Pairs), longest);
    let legend = Legend::new(key(title, say), width);
    let height = frame.height + legend.height;
    let mut svg = Svg::new(width, height, &say("chart.pinned.label", &[]));
    let notes = pairs
        .iter()
        .map(|pair| (pair.program, difference(pair, say)));
    frame.draw_noted(&mut svg, notes, say);
    for (row, pair) in pairs.iter().enumerate() {
        svg.telling(&colour_class(pair.program.colour), &in_words(pair, say));
        svg.rect("hit", frame.row(row));
        for (report, class, aside) in [
            (pair.pinned, "outline", -ASIDE),
            (pair.latest, "solid", ASIDE),
        ] {
            let y = frame.y(row) + aside;
            let from = frame.at(0.0);
            match report.and_then(|report| report.median) {
                Some(median) => {
                    let to = frame.x(median);
                    svg.rect(class, thick((from, to), y, THICKNESS));
                    svg.text("value", to + 8.0, y, &unit.text(median));
                }
                None => svg.text("muted", from, y, "—"),
            }
        }
        svg.end_group();
    }
    legend.draw(&mut svg, frame.height);
    svg.finish()
}

fn pairs<'a>(pinned: &'a [CaseReport], latest: &'a [CaseReport]) -> Vec<Pair<'a>> {
    let find = |reports: &'a [CaseReport], key| {
        let mut reports = reports.iter();
        reports.find(|report: &&CaseReport| report.program.key == key)
    };
    let only_pinned = pinned
        .iter()
        .filter(|report| find(latest, report.program.key).is_none());
    let all = latest.iter().chain(only_pinned);
    all.map(|report| Pair {
        program: report.program,
        pinned: find(pinned, report.program.key),
        latest: find(latest, report.program.key),
    })
    .collect()
}

/// How the latest differs from the pinned one, by the rule for two comparisons; nothing where one is missing.
fn difference(pair: &Pair, say: &Say) -> String {
    let both = pair
        .pinned
        .zip(pair.latest)
        .and_then(|(pinned, latest)| Some((pinned, pinned.median?, latest, latest.median?)));
    let Some((pinned, before, latest, now)) = both else {
        return String::new();
    };
    match differ(pinned, latest) {
        None => return say("chart.pinned.few", &[]),
        Some(false) => return say("chart.pinned.same", &[]),
        Some(true) => {}
    }
    let (key, ratio) = if now.0 < before.0 {
        ("chart.pinned.faster", before.0 / now.0)
    } else {
        ("chart.pinned.longer", now.0 / before.0)
    };
    say(key, &[("times", &times(ratio))])
}

fn in_words(pair: &Pair, say: &Say) -> String {
    let name = program_name(pair.program, say);
    let time = |report: Option<&CaseReport>| {
        let median = report.and_then(|report| report.median);
        median.map_or("—".to_owned(), exact_text)
    };
    let (before, now) = (time(pair.pinned), time(pair.latest));
    let parts = [
        ("strategy", &*name),
        ("pinned", &*before),
        ("latest", &*now),
    ];
    let mut words = say("chart.pinned.row", &parts);
    let difference = difference(pair, say);
    if !difference.is_empty() {
        words.push(' ');
        words.push_str(&say(
            "chart.pinned.difference",
            &[("difference", &difference)],
        ));
    }
    words
}

fn key(title: &str, say: &Say) -> Vec<Entry> {
    let entry = |class, text| Entry {
        class: "s-none".to_owned(),
        sign: Sign::Box(class),
        text,
    };
    vec![
        entry(
            "outline",
            say("chart.pinned.key-pinned", &[("title", title)]),
        ),
        entry("solid", say("chart.pinned.key-latest", &[])),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::time::tests::{report, say};
    use super::*;
    use crate::strategy::Strategy;

    #[test]
    fn two_bars_a_strategy_and_the_difference_in_words() {
        let pinned = [
            report(
                Strategy::Blocking,
                &[1_990.0, 1_990.0, 1_990.0, 2_000.0, 2_000.0, 2_010.0],
            ),
            report(Strategy::Async, &[400.0, 400.0, 410.0, 410.0, 420.0, 420.0]),
            report(Strategy::Background, &[900.0]),
        ];
        let latest = [
            report(
                Strategy::Blocking,
                &[990.0, 990.0, 990.0, 1_000.0, 1_000.0, 1_010.0],
            ),
            report(Strategy::Async, &[405.0, 405.0, 405.0, 415.0, 425.0, 425.0]),
            report(Strategy::Parallel, &[500.0]),
        ];
        let svg = pinned_svg(&pinned, &latest, "yesterday", 722.0, &say);
        // 500 pixels are two seconds; the pinned bar is above the latest.
        assert!(
            svg.contains(r#"class="outline" x="150.0" y="4.0" width="500.0""#),
            "{svg}"
        );
        assert!(
            svg.contains(r#"class="solid" x="150.0" y="22.0" width="250.0""#),
            "{svg}"
        );
        assert!(svg.contains("chart.pinned.difference chart.pinned.faster 2.0"));
        assert_eq!(svg.matches(">chart.pinned.same<").count(), 1);
        // One is only in the latest, one only in the pinned: no difference is made up.
        assert_eq!(svg.matches(">—<").count(), 2);
        // As `data-say` and as label, twice.
        assert_eq!(svg.matches("chart.pinned.difference").count(), 4);
        assert!(svg.contains(">chart.pinned.key-pinned yesterday<"));
    }

    #[test]
    fn slower_is_said_as_longer() {
        let of = |time| [report(Strategy::Async, &[time; 6])];
        let svg = pinned_svg(&of(100.0), &of(150.0), "t", 390.0, &say);
        assert!(svg.contains("chart.pinned.longer 1.5"), "{svg}");
        let few = |time| [report(Strategy::Async, &[time; 5])];
        let svg = pinned_svg(&few(100.0), &of(150.0), "t", 390.0, &say);
        assert!(svg.contains("chart.pinned.few") && !svg.contains("longer"));
    }
}
