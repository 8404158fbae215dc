//! What the page itself says: what is going on, why nothing can run, how the caller answered.

use super::state::{Activity, Engine, Pace, State};
use crate::comparison::{Kind, Repeats};
use crate::view::numbers::whole;
use crate::view::scale::length_text;
use crate::view::sentences::{capital, name, no_engine};
use crate::view::words::Words;

/// What is going on, or came of it, and how long it still takes.
pub fn progress(words: &Words, state: &State) -> String {
    let said = going_on(words, state);
    let is_timed = !matches!(
        state.activity,
        Activity::Idle | Activity::Stopping | Activity::Analyzing
    );
    match left(words, state).filter(|_| is_timed) {
        Some(left) => [&*said, " ", &left].concat(),
        None => said,
    }
}

fn going_on(words: &Words, state: &State) -> String {
    match state.activity {
        Activity::Idle => idle(words, state),
        Activity::Requested => words.get("run.asked").to_owned(),
        Activity::Queued => words.get("run.queued").to_owned(),
        // Nothing is known of its chunks before it begins; a reader's program need not have any.
        Activity::Watching(id) if state.live.chunks == 0 && !state.example.is_scripted() => words
            .with(
                "run.preparing",
                &[("strategy", &*program_of(words, state, id))],
            ),
        Activity::Watching(id) => words.with(
            "run.watching",
            &[
                ("strategy", &*program_of(words, state, id)),
                ("done", &whole(state.live.chunks_done.into())),
                ("chunks", &whole(state.live.chunks.into())),
                ("letters", &whole(state.live.letters_sorted)),
            ],
        ),
        Activity::WarmingUp(id) => {
            let strategy = program_of(words, state, id);
            let values = state.case(id).map(|case| case.values.clone());
            let values = values.unwrap_or_default();
            let (threads, chunks) = (values.threads().to_string(), values.chunks().to_string());
            let parts = [
                ("strategy", &*strategy),
                ("threads", &threads),
                ("chunks", &chunks),
            ];
            let kind = state.request.as_ref().map(|request| request.kind);
            let key = match kind {
                Some(Kind::Threads) => "run.warming-threads",
                Some(Kind::Chunks) => "run.warming-chunks",
                _ => "run.warming",
            };
            words.with(key, &parts)
        }
        Activity::Measuring { round, of, .. } => {
            let key = match of {
                Repeats::Exactly(_) => "run.measuring",
                Repeats::Auto => "run.measuring-auto",
            };
            let (round, most) = (round.to_string(), of.most().to_string());
            words.with(key, &[("round", &round), ("of", &most)])
        }
        Activity::Stopping => words.get("run.stopping").to_owned(),
        Activity::Analyzing => words.get("run.analyzing").to_owned(),
    }
}

/// The name of the program that runs.
fn program_of(words: &Words, state: &State, case: u16) -> String {
    let case = state.case(case);
    case.map_or_else(String::new, |case| name(words, case.program))
}

fn idle(words: &Words, state: &State) -> String {
    if let Engine::Cannot(why) = &state.engine {
        return no_engine(words, why);
    }
    // What came of another lesson's run is not this one's business.
    let is_own = state.runs_this();
    let key = if state.is_bad() {
        "run.bad"
    } else if state.is_shown_again() {
        "run.again"
    } else if is_own && state.was_stopped {
        "run.stopped"
    } else if is_own {
        "run.done"
    } else if state.engine == Engine::Starting {
        "run.starting"
    } else {
        "run.ready"
    };
    words.get(key).to_owned()
}

/// How long it still takes, about; nothing before that is known, nor in sentences that wait for other things.
fn left(words: &Words, state: &State) -> Option<String> {
    let left = state.pace.as_ref()?.left()?;
    let seconds = (left.0 / 1_000.0).ceil() as u64;
    Some(match seconds {
        0 | 1 => words.get("progress.soon").to_owned(),
        seconds => words.with("progress.left", &[("n", &whole(seconds))]),
    })
}

/// What is spoken of it: each quarter of a run once, and all else as it is.
pub fn spoken(words: &Words, state: &State) -> String {
    let quarter = state.pace.as_ref().map_or(0, Pace::quarters);
    match state.activity {
        Activity::Watching(_) | Activity::WarmingUp(_) | Activity::Measuring { .. } => {
            match quarter {
                0 => words.get("progress.begun").to_owned(),
                quarter => words
                    .get(&["progress.quarter.", &quarter.to_string()].concat())
                    .to_owned(),
            }
        }
        _ => progress(words, state),
    }
}

/// How often you were asked, while what went on, and how you answered.
pub fn pokes(words: &Words, state: &State) -> String {
    let pokes = &state.pokes;
    let count = match pokes.count() {
        // Instead of it there is a button that slows down.
        0 if state.slowed().is_some() => return String::new(),
        0 => return words.get("poke.none").to_owned(),
        1 => words.get("poke.one").to_owned(),
        n => words.with("poke.many", &[("n", &whole(n.into()))]),
    };
    let whom = pokes.whom.map(|case| program_of(words, state, case));
    let count = match whom {
        Some(whom) if !whom.is_empty() => [&capital(&whom), ": ", &count].concat(),
        _ => count,
    };
    match pokes.longest {
        Some(after) if pokes.unanswered.is_empty() => words.with(
            "poke.answered",
            &[("pokes", &count), ("time", &length_text(after))],
        ),
        _ => words.with("poke.waiting", &[("pokes", &count)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::NoEngine;
    use crate::lesson;
    use crate::page::state::{Action, LessonRef};
    use crate::units::Millis;

    fn words() -> Words {
        Words::english()
    }

    #[test]
    fn pokes_are_counted_and_timed() {
        let example = LessonRef(lesson::find("many-fetches").unwrap());
        let mut state = State::new(example, Vec::new(), 2);
        let said = |state: &State| pokes(&words(), state);
        assert_eq!(said(&state), "Ask your thread something while it runs.");
        state.apply(Action::Poke { at: Millis(0.0) });
        assert_eq!(said(&state), "1 poke, no answer yet.");
        state.apply(Action::Run(Kind::Programs));
        state.activity = Activity::Watching(2);
        for at in 1..=5 {
            state.apply(Action::Poke {
                at: Millis(f64::from(at)),
            });
        }
        // The late answer to the poke before the run is none to these.
        assert_eq!(said(&state), "Async: 5 pokes, no answer yet.");
        for number in 1..=5 {
            state
                .pokes
                .answer(number, Millis(982.0 + f64::from(number)));
        }
        assert_eq!(
            said(&state),
            "Async: 5 pokes, the slowest answer after 982\u{a0}ms."
        );
        // Another begins: what was said stays until that is asked, too.
        state.activity = Activity::Watching(3);
        assert!(said(&state).starts_with("Async: 5 pokes"));
        state.apply(Action::Poke {
            at: Millis(2_000.0),
        });
        assert_eq!(said(&state), "Parallel: 1 poke, no answer yet.");
    }

    #[test]
    fn progress_says_what_is_going_on() {
        let example = LessonRef(lesson::find("many-fetches").unwrap());
        let mut state = State::new(example, Vec::new(), 2);
        assert_eq!(progress(&words(), &state), "The engine is starting.");
        state.apply(Action::Run(Kind::Programs));
        state.activity = Activity::Watching(2);
        state.live.chunks = 20;
        state.live.chunks_done = 7;
        assert_eq!(
            progress(&words(), &state),
            "Watching: async. 7 of 20 done, 0 letters sorted."
        );
        let measuring = |of| Activity::Measuring {
            case: 2,
            round: 3,
            of,
        };
        state.activity = measuring(Repeats::Exactly(7));
        assert!(progress(&words(), &state).starts_with("Measuring: round 3 of 7."));
        state.activity = measuring(Repeats::Auto);
        assert!(progress(&words(), &state).starts_with("Measuring: round 3 of at most 15."));
        state.activity = Activity::Idle;
        state.engine = Engine::Starting;
        assert_eq!(progress(&words(), &state), "Done.");
        let other = LessonRef(lesson::find("many-cores").unwrap());
        state.apply(Action::Open(other, Vec::new()));
        assert_eq!(progress(&words(), &state), "The engine is starting.");
        state.engine = Engine::Cannot(NoEngine::NotLoaded("404".to_owned()));
        state.activity = Activity::Idle;
        assert!(progress(&words(), &state).contains("404"));
    }
}
