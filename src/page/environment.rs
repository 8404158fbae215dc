//! What `environment()` and `examples()` answer: where things run, and what can be run.

use super::state::{Engine, State};
use crate::contract::Lesson;
use crate::contract::params::{Param, Range};
use crate::contract::request::{AUTO, REPEATS, SEED};
use crate::key::Key;
use crate::lesson;
use crate::protocol::listing::{ExampleV1, ParameterRangesV1, RangeV1, RepeatsV1};
use crate::protocol::result::EnvironmentV1;
use crate::values::{CHUNKS, CONNECTIONS, SIZE, THREADS};
use crate::view::sentences::{chapter, no_engine, of_lesson, tier_reason};
use crate::view::words::Words;

/// What only the browser can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserInfo {
    /// What it says of isolation.
    pub is_isolated: bool,
    /// Its name and major version.
    pub browser: String,
}

/// Where things run.
pub fn environment(state: &State, browser_info: &BrowserInfo, words: &Words) -> EnvironmentV1 {
    // While a broken engine is replaced, the latest one is what was measured on.
    let ready = match &state.engine {
        Engine::Ready(ready) => Some(ready),
        Engine::Starting => state.latest_ready.as_ref(),
        Engine::Cannot(_) => None,
    };
    let reason = match (&state.engine, ready) {
        (Engine::Cannot(why), _) => no_engine(words, why),
        (_, Some(ready)) => tier_reason(words, ready),
        (_, None) => words.get("run.starting").to_owned(),
    };
    EnvironmentV1 {
        tier: ready.map(|ready| ready.tier.id().to_owned()),
        tier_reason: reason,
        cross_origin_isolated: browser_info.is_isolated,
        reported_cores: state.reported_cores,
        timer_step_ms: ready.map(|ready| ready.clock_step.to_millis().0),
        waits: ready.map(|ready| ready.waits.id().to_owned()),
        browser: browser_info.browser.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// The examples, the unlisted ones last.
pub fn examples(reported_cores: u32, words: &Words) -> Vec<ExampleV1> {
    let listed = |lesson: &'static Lesson| ExampleV1 {
        slug: lesson.slug,
        title: of_lesson(words, lesson, "title"),
        chapter: chapter(words, lesson.chapter).to_owned(),
        strategies: lesson.compared.iter().map(Key::as_str).collect(),
        parameters: ParameterRangesV1 {
            threads: range(
                lesson
                    .range(THREADS, reported_cores)
                    .unwrap_or_else(|| Param::THREADS.range(reported_cores)),
            ),
            connections: lesson.range(CONNECTIONS, reported_cores).map(range),
            size: range(lesson.range(SIZE, reported_cores).unwrap_or(ONE)),
            chunks: lesson.range(CHUNKS, reported_cores).map(range),
            repeats: RepeatsV1 {
                min: REPEATS.min,
                max: REPEATS.max,
                default: AUTO,
            },
            seed: range(SEED),
        },
    };
    // The readers' own programs are run by `runProgram`.
    lesson::asking().map(listed).collect()
}

/// What `size` is where there is no choice.
const ONE: Range = Range {
    min: 1,
    max: 1,
    default: 1,
};

const fn range(range: Range) -> RangeV1 {
    RangeV1 {
        min: range.min,
        max: range.max,
        default: range.default,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::state::LessonRef;

    #[test]
    fn nothing_is_known_of_an_engine_that_starts() {
        let example = LessonRef(lesson::find("many-cores").unwrap());
        let state = State::new(example, Vec::new(), 2);
        let browser_info = BrowserInfo {
            is_isolated: false,
            browser: "Firefox 153".to_owned(),
        };
        let environment = environment(&state, &browser_info, &Words::english());
        assert_eq!((environment.tier, environment.reported_cores), (None, 2));
    }

    #[test]
    fn examples_tell_their_ranges() {
        let examples = examples(2, &Words::english());
        let json = serde_json::to_value(&examples).unwrap();
        let mut all = json.as_array().unwrap().iter();
        let of_many_cores = all.find(|one| one["slug"] == "many-cores").unwrap();
        assert_eq!(of_many_cores["slug"], "many-cores");
        assert_eq!(of_many_cores["parameters"]["size"]["default"], 600);
        assert_eq!(of_many_cores["parameters"]["threads"]["max"], 4);
        let repeats = serde_json::json!({"min": 1, "max": 100, "default": "auto"});
        assert_eq!(of_many_cores["parameters"]["repeats"], repeats);
        assert_eq!(
            of_many_cores["parameters"]["connections"],
            serde_json::Value::Null
        );
        assert!(
            examples
                .iter()
                .all(|example| !example.title.contains(['{', '.']))
        );
    }
}
