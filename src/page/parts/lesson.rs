//! The lesson: title, story, and a question answered before the run and scored by it.

use crate::contract::Chapter;
use crate::page::controller::Controller;
use crate::page::state::{Action, State};
use crate::page::text::text;
use crate::view::sentences;
use crate::view::words::Words;
use yew::prelude::*;

/// Title, story, question.
pub fn lesson(controller: &Controller, state: &State) -> Html {
    let words = &*controller.words();
    html! {
        <section class="lesson" aria-labelledby="title">
            <div class="story">
                { title(words, state) }
                <p>{ text(&sentences::of_lesson(words, &state.example, "story")) }</p>
            </div>
            { for question(controller, state) }
        </section>
    }
}

/// The title.
pub fn title(words: &Words, state: &State) -> Html {
    html! { <h1 id="title">{ text(&sentences::of_lesson(words, &state.example, "title")) }</h1> }
}

/// The question, and once it is scored how it went; nothing where the lesson asks none.
pub fn question(controller: &Controller, state: &State) -> Option<Html> {
    let words = &*controller.words();
    let lesson = state.example.0;
    if lesson.chapter == Chapter::Unlisted {
        return None;
    }
    let option = |option: usize| {
        let onchange = {
            let controller = controller.clone();
            Callback::from(move |_: Event| controller.dispatch(Action::Predict(option)))
        };
        html! {
            <label class="option">
                <input
                    type="radio"
                    name="prediction"
                    checked={state.prediction == Some(option)}
                    {onchange}
                />
                { text(&sentences::option(words, option)) }
            </label>
        }
    };
    Some(html! {
        <fieldset class="question">
            <legend>
                <span class="hint">{ words.get("question.label") }</span>
                { text(words.get_or_nothing("lesson.question")) }
            </legend>
            { for (0..lesson.question.options).map(option) }
            { for score(state) }
        </fieldset>
    })
}

/// What the reader expected, against what was measured.
pub fn score(state: &State) -> Option<Html> {
    let score = state.findings.score.as_ref()?;
    Some(html! { <p class="score">{ text(score) }</p> })
}
