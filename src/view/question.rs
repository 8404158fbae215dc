//! What a lesson's question comes to: the finding with its because, and the score of what the reader expected.
//! Both are of one ratio, taken round by round, and say nothing that its interval does not hold.

use super::numbers::{times, whole};
use super::sentences::{capital, name, of_lesson, option};
use super::words::Words;
use crate::contract::Lesson;
use crate::contract::question::{Terms, right_option};
use crate::key::Key;
use crate::report::Record;
use crate::report::crowded::crowded;
use crate::report::paired::Ratio;
use crate::report::statistics::{Interval, MIN_SAMPLES_FOR_INTERVAL};
use crate::strategy::ThreadsWorking;

/// What was measured of a question.
struct Measured {
    ratio: Ratio,
    outcome: Outcome,
}

/// What comes true.
enum Outcome {
    /// Options come to the same under these terms.
    Unscored,
    /// There are too few rounds to tell.
    Few,
    /// A border between two options is among what the ratio may be: from that option to this one all are possible.
    Noisy(usize, usize),
    /// Sharing out brought nothing, and chunks took so many times as long: others had the cores.
    Crowded(f64),
    /// This option.
    Right(usize),
}

/// Nothing while there is no measurement of both sides.
fn measured((lesson, terms): (&Lesson, &Terms), record: &Record) -> Option<Measured> {
    let question = lesson.question;
    let of = |key: Key| {
        let mut all = record.cases.iter();
        all.find(|own| own.program().key == key)
    };
    let (of, against) = (of(question.of)?, of(question.against)?);
    let ratio = Ratio::of(against, of)?;
    // More threads than cores take longer for each chunk without anybody else there; and so do threads that are in each
    // other's way, as behind a lock. A strategy's chunks need nothing of each other.
    let strategy = of.program().quadrant;
    let is_shared_out =
        strategy.is_some_and(|strategy| strategy.threads_working() == ThreadsWorking::Many);
    let shares_out = terms.threads <= terms.cores && is_shared_out;
    let crowded = || crowded(of, against, ratio.value, terms.threads).filter(|_| shares_out);
    let outcome = match ((question.borders)(terms), ratio.interval) {
        (None, _) => Outcome::Unscored,
        (Some(_), None) => Outcome::Few,
        (Some(borders), Some(interval)) => {
            match right_option(&borders, interval.low, interval.high) {
                None => {
                    let below =
                        |ratio: f64| borders.iter().filter(|border| **border < ratio).count();
                    let possible = (below(interval.low), below(interval.high));
                    // Where it may be that nothing was gained, others who had the cores say more than noise does.
                    let crowded = crowded().filter(|_| possible.0 == 0);
                    crowded.map_or(Outcome::Noisy(possible.0, possible.1), Outcome::Crowded)
                }
                Some(0) => crowded().map_or(Outcome::Right(0), Outcome::Crowded),
                Some(right) => Outcome::Right(right),
            }
        }
    };
    Some(Measured { ratio, outcome })
}

/// Below that "clearly faster" would be said of next to nothing.
const CLEARLY: f64 = 1.1;

/// What is said of a question.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answered {
    /// The finding in one sentence, with its because: each option that may come true has one. Nothing in too few rounds,
    /// which is said elsewhere.
    pub finding: Option<String>,
    /// What the reader expected, against what was measured; nothing where nothing was expected.
    pub score: Option<String>,
    /// Whether what was expected came true, where that can be scored.
    pub is_right: Option<bool>,
    /// Whether there are rounds enough, and still more than one option may be true.
    pub is_noisy: bool,
}

/// What a record says of the lesson's question under these terms; nothing while there is no measurement of both sides.
pub fn answered(
    words: &Words,
    asked: (&Lesson, &Terms),
    prediction: Option<u16>,
    record: &Record,
) -> Answered {
    let Some(measured) = measured(asked, record) else {
        return Answered::default();
    };
    let said = prediction.map(usize::from);
    Answered {
        finding: finding(words, asked, &measured),
        score: said.map(|said| score(words, said, &measured)),
        is_right: match measured.outcome {
            Outcome::Right(right) => said.map(|said| said == right),
            _ => None,
        },
        is_noisy: matches!(measured.outcome, Outcome::Noisy(..)),
    }
}

fn finding(words: &Words, asked: (&Lesson, &Terms), measured: &Measured) -> Option<String> {
    let ratio = &measured.ratio;
    let key = match measured.outcome {
        Outcome::Few => return None,
        // Why the options come to the same is what there is to learn then.
        Outcome::Unscored => return Some(of_lesson(words, asked.0, "unscored")),
        // What the interval holds is said first.
        Outcome::Noisy(..) => match ratio.spread() {
            Interval { low, .. } if low >= CLEARLY => "finding.noisy-faster",
            Interval { high, .. } if high <= 1.0 / CLEARLY => "finding.noisy-slower",
            _ => "finding.noisy",
        }
        .to_owned(),
        Outcome::Crowded(_) => "finding.crowded".to_owned(),
        Outcome::Right(right) => ["lesson.finding.", &right.to_string()].concat(),
    };
    let (lesson, terms) = asked;
    let name_of = |key: Key| {
        let mut programs = lesson.programs.iter();
        let program = programs.find(|program| program.key == key);
        program.map_or_else(String::new, |program| name(words, *program))
    };
    let of = capital(&name_of(lesson.question.of));
    let against = name_of(lesson.question.against);
    let number = |number: u32| whole(number.into());
    let Interval { low, high } = ratio.spread();
    let longer = match measured.outcome {
        Outcome::Crowded(longer) => longer,
        _ => 1.0,
    };
    let parts = [
        ("of", of),
        ("against", against),
        ("times", times(ratio.value)),
        ("low", times(low)),
        ("high", times(high)),
        ("longer", times(longer)),
        ("threads", number(terms.threads)),
        ("at-work", number(terms.threads.min(terms.cores))),
        ("connections", number(terms.connections)),
        ("size", number(terms.size)),
    ];
    // A lesson's own parameters by their keys.
    let values: Vec<(Key, String)> = terms
        .values
        .iter()
        .map(|(key, value)| (key, number(value)))
        .collect();
    let values = values.iter().map(|(key, value)| (key.as_str(), &**value));
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(name, value)| (*name, &**value))
        .chain(values)
        .collect();
    Some(words.with(&key, &parts))
}

fn score(words: &Words, said: usize, measured: &Measured) -> String {
    let ratio = &measured.ratio;
    let (key, right) = match measured.outcome {
        Outcome::Unscored => ("question.unscored", None),
        Outcome::Few => ("question.few", None),
        Outcome::Noisy(first, last) if (first..=last).contains(&said) => ("question.noisy", None),
        Outcome::Noisy(..) => ("question.ruled-out", None),
        Outcome::Crowded(_) => ("question.crowded", None),
        Outcome::Right(right) if right == said => ("question.right", Some(right)),
        Outcome::Right(right) => ("question.wrong", Some(right)),
    };
    let right = right.map_or_else(String::new, |right| option(words, right));
    let Interval { low, high } = ratio.spread();
    let (low, high) = (times(low), times(high));
    let parts = [
        ("said", &*option(words, said)),
        ("right", &*right),
        ("times", &*times(ratio.value)),
        ("low", &*low),
        ("high", &*high),
        ("want", &*whole(MIN_SAMPLES_FOR_INTERVAL as u64)),
    ];
    words.with(key, &parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::request::Parameters;
    use crate::contract::samples::COMPUTING;
    use crate::report::sample::{measured as case, span};
    use crate::strategy::Strategy;
    use crate::trace::{SpanKind, Track};

    /// What `many-cores` says on so many cores to somebody who expected the middle option, which is from 1.2 to 1.6
    /// times on two: in each round the background thread takes 100 ms, and 100 divided by this on all threads.
    fn on(cores: u32, speedups: &[f64]) -> Answered {
        let own_ms: Vec<f64> = speedups.iter().map(|speedup| 100.0 / speedup).collect();
        let record = Record {
            cases: vec![
                case(Strategy::Background, &vec![100.0; speedups.len()]),
                case(Strategy::AsyncParallel, &own_ms),
            ],
            ..Record::default()
        };
        let terms = Terms::of(&Parameters::defaults(&COMPUTING, cores), cores);
        let words = Words::english_of("many_cores");
        answered(&words, (&COMPUTING, &terms), Some(1), &record)
    }

    fn score_on(cores: u32, speedups: &[f64]) -> Option<String> {
        let Answered {
            score, is_right, ..
        } = on(cores, speedups);
        let said = score?;
        let expected = match () {
            () if said.contains("Right: ") => Some(true),
            () if said.contains(", so: ") => Some(false),
            () => None,
        };
        assert_eq!(is_right, expected, "{said}");
        Some(said)
    }

    fn score_of(speedups: &[f64]) -> Option<String> {
        score_on(2, speedups)
    }

    #[test]
    fn a_question_is_scored_by_the_interval_of_the_pairs() {
        let says = |speedups: &[f64], part: &str| {
            let said = score_of(speedups).unwrap();
            assert!(said.contains(part) && !said.contains(['{', '}']), "{said}");
        };
        says(
            &[1.3, 1.35, 1.4, 1.45, 1.5, 1.55],
            "Right: measured here, 1.4 times",
        );
        says(
            &[1.7, 1.75, 1.8, 1.85, 1.9, 1.95],
            "Measured here: 1.8 times, so: ",
        );
        says(
            &[0.9, 0.95, 1.0, 1.05, 1.1, 1.15],
            "Measured here: 1.0 times, so: ",
        );
        // The median is well within the middle option, but the interval reaches into another.
        says(&[1.3, 1.35, 1.4, 1.45, 1.5, 1.7], "1.3 to 1.7 times");
        says(&[1.2, 1.35, 1.4, 1.45, 1.5, 1.55], "too noisy to tell");
        says(&[1.4; 5], "in too few rounds to tell: it takes 6");
        assert_eq!(score_of(&[]), None);
    }

    /// Chunks on two threads that take twice as long as on one: nobody's guess was wrong.
    #[test]
    fn where_others_had_the_cores_nothing_is_scored() {
        let at_work = |strategy: Strategy, threads: u16| {
            let mut own = case(strategy, &[100.0; 6]);
            for run in &mut own.repeats {
                let spans = (0..threads)
                    .map(|taker| span(Track::Worker(taker), SpanKind::Work, 0.0, 100_000.0));
                run.trace.spans = spans.collect();
            }
            own
        };
        let record = Record {
            cases: vec![
                at_work(Strategy::Background, 1),
                at_work(Strategy::AsyncParallel, 2),
            ],
            ..Record::default()
        };
        let words = Words::english_of("many_cores");
        let on = |cores| {
            let terms = Terms::of(&Parameters::defaults(&COMPUTING, cores), cores);
            answered(&words, (&COMPUTING, &terms), Some(1), &record)
        };
        let crowded = on(2);
        assert_eq!((crowded.is_right, crowded.is_noisy), (None, false));
        let finding = crowded.finding.unwrap();
        assert!(
            finding.contains("each chunk took 2.0 times as long"),
            "{finding}"
        );
        assert!(crowded.score.unwrap().ends_with("so this is not scored."));
    }

    #[test]
    fn what_is_right_depends_on_the_cores_and_on_one_core_nothing_is() {
        let speedups = [1.7, 1.75, 1.8, 1.85, 1.9, 1.95];
        let said = |cores| score_on(cores, &speedups).unwrap();
        assert!(
            said(8).contains("Right: measured here, 1.8 times"),
            "{}",
            said(8)
        );
        assert!(said(64).contains("Right: "), "{}", said(64));
        assert!(
            said(1).ends_with("Measured here: 1.8 times."),
            "{}",
            said(1)
        );
    }

    /// The same ratios as of the score: no conclusion that the interval does not hold.
    #[test]
    fn a_finding_is_told_only_where_the_interval_holds_it() {
        let found = |speedups: &[f64]| on(2, speedups).finding;
        let clear = [
            [0.9, 0.95, 1.0, 1.05, 1.1, 1.15],
            [1.3, 1.35, 1.4, 1.45, 1.5, 1.55],
            [1.7, 1.75, 1.8, 1.85, 1.9, 1.95],
        ];
        let said = clear.map(|speedups| found(&speedups).unwrap());
        for (sentence, times) in said.iter().zip(["1.0", "1.4", "1.8"]) {
            assert!(
                sentence.contains(times) && !sentence.contains(['{', '}']),
                "{sentence}"
            );
        }
        assert!(said[0] != said[1] && said[1] != said[2], "{said:?}");
        let is_noisy = |speedups: &[f64]| on(2, speedups).is_noisy;
        assert!(is_noisy(&[1.3, 1.35, 1.4, 1.45, 1.5, 1.7]));
        assert!(!is_noisy(&clear[1]) && !is_noisy(&[1.4; 5]));
        let noisy = found(&[1.3, 1.35, 1.4, 1.45, 1.5, 1.7]).unwrap();
        assert!(
            noisy.contains("clearly faster than background, 1.3 to 1.7 times")
                && noisy.contains("too noisy"),
            "{noisy}"
        );
        let all_open = found(&[0.8, 0.9, 1.0, 1.2, 1.5, 1.7]).unwrap();
        assert!(
            all_open.contains("0.8 to 1.7") && !all_open.contains("clearly"),
            "{all_open}"
        );
        assert_eq!(found(&[1.4; 5]), None);
        assert_eq!(found(&[]), None);
        let alone = on(1, &[1.8; 6]).finding.unwrap();
        assert!(
            alone.ends_with("nothing to share out, so this is not scored."),
            "{alone}"
        );
    }
}
