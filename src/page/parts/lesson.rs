//! The lesson: title, story, and a question answered before the run and scored by it.

use super::explained::explained;
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
                <p class="text">{ explained(words, &sentences::of_lesson(words, &state.example, "story")) }</p>
            </div>
            { for question(controller, state) }
        </section>
    }
}

/// The title.
pub fn title(words: &Words, state: &State) -> Html {
    html! { <h1 id="title">{ text(&sentences::of_lesson(words, &state.example, "title")) }</h1> }
}

/// The question; nothing where the lesson asks none.
pub fn question(controller: &Controller, state: &State) -> Option<Html> {
    let words = &*controller.words();
    let lesson = state.example.0;
    if lesson.chapter == Chapter::Unlisted || lesson.is_scripted() {
        return None;
    }
    let options = (0..lesson.question.options).map(|option| sentences::option(words, option));
    let asked = words.get_or_nothing("lesson.question");
    let taken = state.prediction;
    let options = radios(controller, options, taken, Action::Predict);
    Some(fieldset(words, asked, options))
}

/// A question with what may be answered.
pub fn fieldset(words: &Words, question: &str, options: Html) -> Html {
    html! {
        <fieldset class="question">
            <legend>
                <span class="hint">{ words.get("question.label") }</span>
                { text(question) }
            </legend>
            { options }
        </fieldset>
    }
}

/// A button an option, one of which may be taken.
pub fn radios(
    controller: &Controller,
    options: impl Iterator<Item = String>,
    taken: Option<usize>,
    action: fn(usize) -> Action,
) -> Html {
    let option = |(option, sentence): (usize, String)| {
        let controller = controller.clone();
        let onchange = Callback::from(move |_: Event| controller.dispatch(action(option)));
        html! {
            <label class="option">
                <input type="radio" name="prediction" checked={taken == Some(option)} {onchange} />
                { text(&sentence) }
            </label>
        }
    };
    options.enumerate().map(option).collect()
}

/// What the reader expected, against what was measured.
pub fn score(state: &State) -> Option<Html> {
    let score = state.findings.score.as_ref()?;
    Some(html! { <p class="score">{ text(score) }</p> })
}
