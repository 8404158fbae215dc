//! The time axis on which the reader says where each program ends, and sees where it did: an axis from zero to a round
//! time, and a row a program. As HTML; the style sheet says how high everything is. Places are in percent of the axis.

use super::markup::escape;
use super::numbers::fixed;
use super::scale::Unit;
use super::sentences::name;
use super::words::Words;
use crate::program::Program;
use crate::units::Millis;

/// Where an axis may end, times a power of ten: a quarter of each is round, too.
const ENDS: [f64; 5] = [1.0, 2.0, 4.0, 6.0, 8.0];

/// Where it has marks.
const MARKS: [f64; 5] = [0.0, 25.0, 50.0, 75.0, 100.0];

/// A round time that is not before `longest`; a millisecond where there is nothing.
pub fn round_end(longest: Millis) -> Millis {
    if !(longest.0.is_finite() && longest.0 > 0.0) {
        return Millis(1.0);
    }
    let mut power = 1.0;
    while power > longest.0 {
        power /= 10.0;
    }
    while power * 10.0 <= longest.0 {
        power *= 10.0;
    }
    let mut ends = ENDS.iter().map(|end| end * power);
    Millis(ends.find(|end| *end >= longest.0).unwrap_or(10.0 * power))
}

/// A line at each mark of the axis, and what it stands for.
pub fn marks(end: Millis) -> String {
    let unit = Unit::for_longest(end);
    let mark = |at: f64| {
        let label = match at > 0.0 {
            true => unit.text(Millis(end.0 * at / 100.0)),
            false => "0".to_owned(),
        };
        let at = fixed(at, 0);
        let parts = ["<line x1=", &at, "% x2=", &at, "% y2=100% /><text x=", &at];
        parts.concat() + &["% y=100%>", &label, "</text>"].concat()
    };
    svg(&MARKS.map(mark).concat())
}

/// A program's row: its name, what is drawn of it, and what there is to say.
pub fn row(words: &Words, program: Program, drawn: &str, said: &str) -> String {
    let name = escape(&name(words, program));
    let (drawn, said) = (svg(drawn), escape(said));
    [
        "<span>", &name, "</span>", &drawn, "<span>", &said, "</span>",
    ]
    .concat()
}

fn svg(drawn: &str) -> String {
    ["<svg aria-hidden=true>", drawn, "</svg>"].concat()
}

/// Something of that class, from one time to another.
pub fn rect(class: &str, (from, to): (Millis, Millis), end: Millis) -> String {
    // What reaches beyond the axis ends with it.
    let place = |time: Millis| (time.0 / end.0 * 100.0).min(100.0);
    let (from, width) = (fixed(place(from), 2), fixed(place(to) - place(from), 2));
    [
        "<rect class=\"",
        class,
        "\" x=",
        &from,
        "% width=",
        &width,
        "% />",
    ]
    .concat()
}

/// Where the reader said that it ends.
pub fn ghost(bet: Millis, end: Millis) -> String {
    rect("ghost", (Millis(0.0), bet), end)
}

/// The same in words.
pub fn bet_text(words: &Words, bet: &str) -> String {
    words.with("bars.bet", &[("time", bet)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Strategy;
    use proptest::prelude::*;

    #[test]
    fn ends_are_round() {
        for (longest, wanted) in [
            (504.0, 600.0),
            (400.0, 400.0),
            (620.0, 800.0),
            (0.03, 0.04),
            (960.0, 1_000.0),
            (1_000.0, 1_000.0),
            (0.0, 1.0),
            (f64::NAN, 1.0),
            (f64::INFINITY, 1.0),
        ] {
            let end = round_end(Millis(longest)).0;
            assert!((end - wanted).abs() < wanted * 1e-9, "{longest}: {end}");
        }
    }

    #[test]
    fn marks_are_round_and_have_their_unit() {
        let labels = |end| {
            let marks = marks(Millis(end)).replace('\u{a0}', " ");
            let behind = marks.split("y=100%>").skip(1);
            let labels = behind.filter_map(|behind| behind.split('<').next());
            labels.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(labels(600.0), ["0", "150 ms", "300 ms", "450 ms", "600 ms"]);
        assert_eq!(
            labels(2_000.0),
            ["0", "0.50 s", "1.00 s", "1.50 s", "2.00 s"]
        );
    }

    #[test]
    fn what_is_drawn_and_said_has_its_place() {
        let end = Millis(400.0);
        assert_eq!(
            rect("bar", (Millis(100.0), Millis(150.0)), end),
            "<rect class=\"bar\" x=25.00% width=12.50% />"
        );
        let words = Words::english();
        let row = row(
            &words,
            Strategy::Async.into(),
            &ghost(Millis(300.0), end),
            "a < b",
        );
        assert!(row.contains(">async<") && row.contains("a &lt; b"), "{row}");
        assert!(
            row.contains(
                "<svg aria-hidden=true><rect class=\"ghost\" x=0.00% width=75.00% /></svg>"
            ),
            "{row}"
        );
    }

    proptest! {
        #[test]
        fn an_end_is_never_before_what_has_to_fit_and_not_far_behind(longest in 0.001f64..1e9) {
            let end = round_end(Millis(longest)).0;
            prop_assert!(longest <= end * (1.0 + 1e-9) && end <= longest * 2.5);
        }

        #[test]
        fn nothing_is_drawn_beside_the_axis(from in 0.0f64..9_000.0, to in 0.0f64..9_000.0, end in 1.0f64..9_000.0) {
            let drawn = rect("", (Millis(from.min(to)), Millis(from.max(to))), Millis(end));
            let places = drawn.split('%').filter_map(|part| part.rsplit('=').next()?.parse::<f64>().ok());
            for place in places {
                prop_assert!((0.0..=100.0).contains(&place), "{}", drawn);
            }
        }
    }
}
