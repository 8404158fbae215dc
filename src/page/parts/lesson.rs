//! The lesson: title, story, and a question answered before the run and scored by it.

use crate::contract::Chapter;
use crate::page::controller::Controller;
use crate::page::state::{Action, State};
use crate::page::text::text;
use crate::view::sentences;
use yew::prelude::*;

/// Title, story, question.
pub fn lesson(controller: &Controller, state: &State) -> Html {
    let words = &*controller.words();
    let lesson = state.example.0;
    let score = state.findings.score.clone();
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
    let question = (lesson.chapter != Chapter::Unlisted).then(|| {
        html! {
            <fieldset class="question">
                <legend>
                    <span class="hint">{ words.get("question.label") }</span>
                    { text(words.get_or_nothing("lesson.question")) }
                </legend>
                { for (0..lesson.question.options).map(option) }
                if let Some(score) = score {
                    <p class="score">{ text(&score) }</p>
                }
            </fieldset>
        }
    });
    html! {
        <section class="lesson" aria-labelledby="title">
            <div class="story">
                <h1 id="title">{ text(&sentences::of_lesson(words, lesson, "title")) }</h1>
                <p>{ text(&sentences::of_lesson(words, lesson, "story")) }</p>
            </div>
            { for question }
        </section>
    }
}
