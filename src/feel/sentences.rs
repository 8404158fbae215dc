//! What is said before the page stands still, and of what was felt.

use super::expected::{LIMIT, MOST};
use super::frames::Gaps;
use crate::comparison::Fault;
use crate::units::Millis;
use crate::view::numbers::whole;
use crate::view::scale::{about_text, length_text};
use crate::view::words::Words;

/// Of two programs, the place of the one that stands still while it waits.
pub const BLOCKING: usize = 0;

/// That program holds the page for so many times as long as the other, or nothing is concluded.
const CLEARLY: f64 = 2.0;

/// What was felt of one program.
#[derive(Debug, Clone, PartialEq)]
pub struct Felt {
    /// The program's name.
    pub name: String,
    /// How long it took.
    pub took: Millis,
    /// The page's frames meanwhile.
    pub gaps: Gaps,
    /// How long the reader's own move, click or key waited for this page, where there was one.
    pub answered_after: Option<Millis>,
}

/// What is about to happen.
pub fn soon(words: &Words, place: usize, name: &str, expected: Millis) -> String {
    let parts = [("strategy", name), ("time", &about_text(expected))];
    match place {
        BLOCKING => words.with("felt.soon.blocking", &parts),
        _ => words.with("felt.soon.async", &parts),
    }
}

/// Why nothing happens.
pub fn too_long(words: &Words, expected: Millis) -> String {
    let parts = [
        ("time", &*about_text(expected)),
        ("most", &length_text(MOST)),
    ];
    words.with("felt.too-long", &parts)
}

/// Why nothing came of it.
pub fn fault(words: &Words, fault: &Fault) -> String {
    match fault {
        Fault::Stopped => words.with("felt.stopped", &[("limit", &length_text(LIMIT))]),
        Fault::RequestTimedOut { .. } => {
            words.with("felt.silent", &[("limit", &length_text(LIMIT))])
        }
        Fault::RequestRefused { status, .. } => {
            words.with("felt.no-server", &[("status", &status.to_string())])
        }
        Fault::RequestFailed { message, .. } => words.with("felt.offline", &[("words", message)]),
        _ => words.get("felt.broke").to_owned(),
    }
}

/// What was felt of a program, in one line behind its name.
pub fn row(words: &Words, felt: &Felt) -> String {
    let Gaps { missed, longest } = felt.gaps;
    let key = match missed {
        0 => "felt.row.none",
        1 => "felt.row.one",
        _ => "felt.row.many",
    };
    let (took, gap, frames) = (
        length_text(felt.took),
        length_text(longest),
        whole(missed.into()),
    );
    let row = words.with(key, &[("time", &took), ("n", &frames), ("gap", &gap)]);
    match felt.answered_after {
        Some(after) => {
            let parts = [("row", &*row), ("time", &length_text(after))];
            words.with("felt.answered", &parts)
        }
        None => row,
    }
}

/// Why it was so, as far as both programs were felt; `computes` where the job also computes.
pub fn because(words: &Words, felt: &[Option<Felt>; 2], computes: bool) -> String {
    let key = match felt {
        [Some(blocking), Some(other)] => {
            let is_clear = blocking.gaps.longest.0 >= CLEARLY * other.gaps.longest.0;
            match (is_clear, computes) {
                (true, false) => "felt.both",
                (true, true) => "felt.both.computing",
                (false, false) => "felt.unclear",
                (false, true) => "felt.unclear.computing",
            }
        }
        [Some(_), None] => "felt.one.blocking",
        [None, Some(_)] if computes => "felt.one.computing",
        [None, Some(_)] => "felt.one.async",
        [None, None] => return String::new(),
    };
    words.get(key).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn felt(missed: u32, longest: f64) -> Option<Felt> {
        Some(Felt {
            name: "blocking".to_owned(),
            took: Millis(612.0),
            gaps: Gaps {
                missed,
                longest: Millis(longest),
            },
            answered_after: None,
        })
    }

    #[test]
    fn a_row_says_what_was_counted_and_nothing_else() {
        let words = Words::english();
        let of = |missed, longest, answered_after: Option<f64>| {
            let felt = Felt {
                answered_after: answered_after.map(Millis),
                ..felt(missed, longest).unwrap()
            };
            row(&words, &felt).replace('\u{a0}', " ")
        };
        let many = of(36, 603.0, None);
        assert!(many.contains("612 ms") && many.contains("36 frames") && many.contains("603 ms"));
        assert!(
            of(1, 33.0, None).contains("1 frame;"),
            "{}",
            of(1, 33.0, None)
        );
        let none = of(0, 17.0, None);
        assert!(
            none.contains("no frame") && none.contains("17.0 ms") && !none.contains(" 0"),
            "{none}"
        );
        assert!(of(36, 603.0, Some(480.0)).contains("480 ms"));
    }

    /// One run each is little: nothing is concluded from what is nearly alike.
    #[test]
    fn a_reason_is_given_only_where_there_is_something_to_explain() {
        let words = Words::english();
        let of = |felt: [Option<Felt>; 2], computes| because(&words, &felt, computes);
        let clear = of([felt(36, 603.0), felt(0, 17.0)], false);
        let unclear = of([felt(3, 60.0), felt(2, 40.0)], false);
        assert_ne!(clear, unclear);
        assert_eq!(unclear, of([felt(2, 40.0), felt(3, 60.0)], false));
        // What computes holds the thread either way, and that is said.
        for pair in [
            [felt(36, 603.0), felt(0, 17.0)],
            [felt(3, 60.0), felt(2, 40.0)],
            [None, felt(9, 170.0)],
        ] {
            let computing = of(pair.clone(), true);
            assert!(computing.contains("comput"), "{computing}");
            assert!(!of(pair, false).contains("comput"));
        }
        assert_eq!(of([None, None], true), "");
    }

    #[test]
    fn what_is_refused_says_how_long_and_how_long_at_most() {
        let words = Words::english();
        let refusal = too_long(&words, Millis(200_000.0)).replace('\u{a0}', " ");
        assert!(
            refusal.contains("200 s") && refusal.contains("1.50 s"),
            "{refusal}"
        );
        let blocking = soon(&words, BLOCKING, "blocking", Millis(540.0)).replace('\u{a0}', " ");
        assert!(blocking.contains("0.5 s"), "{blocking}");
        assert_ne!(soon(&words, 1, "async", Millis(540.0)), blocking);
        let refused = Fault::RequestRefused {
            chunk: 0,
            status: 404,
        };
        assert!(fault(&words, &refused).contains("404"));
    }
}
