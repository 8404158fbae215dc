//! The end of a lesson: the one before and the one after it.

use crate::contract::Lesson;
use crate::lesson;
use crate::page::state::State;
use crate::view::sentences;
use crate::view::words::Words;
use yew::prelude::*;

/// Two links, in the order of the list; one where it begins or ends, and none of what is not listed.
pub fn next(words: &Words, state: &State) -> Html {
    let listed: Vec<&Lesson> = lesson::listed().collect();
    let own = |lesson: &&Lesson| lesson.slug == state.example.slug;
    let Some(place) = listed.iter().position(own) else {
        return Html::default();
    };
    let link = |(key, place): (&'static str, usize)| {
        let lesson = listed.get(place)?;
        Some(html! {
            <a class={key} href={["?example=", lesson.slug].concat()}>
                <span class="hint">{ words.get(&["next.", key].concat()).to_owned() }</span>{ " " }
                { sentences::of_lesson(words, lesson, "title") }
            </a>
        })
    };
    let links = [("before", place.wrapping_sub(1)), ("after", place + 1)];
    html! {
        <nav class="next" aria-label={words.get("next.label").to_owned()}>{ for links.into_iter().filter_map(link) }</nav>
    }
}
