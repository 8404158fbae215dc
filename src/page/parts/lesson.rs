//! The lesson: title, story, and a question answered before the run and scored by it.

use crate::example::{self, Chapter};
use crate::page::desk::Desk;
use crate::page::sentences;
use crate::page::state::Action;
use crate::page::words::Words;
use std::rc::Rc;
use yew::prelude::*;

/// What the lesson shows.
#[derive(Properties, PartialEq)]
pub struct LessonProps {
    /// The texts.
    pub words: Rc<Words>,
    /// Where choices go.
    pub desk: Desk,
    /// The example.
    pub slug: &'static str,
    /// The option taken.
    pub prediction: Option<usize>,
    /// What the measurement said of it.
    pub score: Option<AttrValue>,
}

/// Title, story, question.
#[component]
pub fn Lesson(props: &LessonProps) -> Html {
    let words = &props.words;
    let Some(example) = example::find(props.slug) else {
        return Html::default();
    };
    let option = |option: usize| {
        let onchange = {
            let desk = props.desk.clone();
            Callback::from(move |_: Event| desk.dispatch(Action::Predict(option)))
        };
        html! {
            <label class="option">
                <input
                    type="radio"
                    name="prediction"
                    checked={props.prediction == Some(option)}
                    {onchange}
                />
                { sentences::option(words, example, option) }
            </label>
        }
    };
    let question = (example.chapter != Chapter::Unlisted).then(|| {
        html! {
            <fieldset class="question">
                <legend>
                    <span class="hint">{ words.get("question.label") }</span>
                    { words.get(&format!("example.{}.question", example.slug)).to_owned() }
                </legend>
                { for (0..=example.question.borders.len()).map(option) }
                if let Some(score) = &props.score {
                    <p class="score">{ score }</p>
                }
            </fieldset>
        }
    });
    html! {
        <section class="lesson" aria-labelledby="title">
            <div class="story">
                <h1 id="title">{ sentences::of_example(words, example, "title") }</h1>
                <p>{ sentences::of_example(words, example, "story") }</p>
            </div>
            { for question }
        </section>
    }
}
