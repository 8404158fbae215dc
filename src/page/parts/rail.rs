//! The examples in chapters: a rail at the left, a menu on narrow screens.

use crate::example::{self, Chapter, Example};
use crate::page::desk::Desk;
use crate::page::here::window;
use crate::page::sentences;
use crate::page::state::ExampleRef;
use yew::prelude::*;

/// What the rail shows.
#[derive(Properties, PartialEq)]
pub struct RailProps {
    /// Where choices go.
    pub desk: Desk,
    /// The example on the page.
    pub slug: &'static str,
}

/// Links to the examples. They are real addresses: they open in tabs of their own, too.
#[component]
pub fn Rail(props: &RailProps) -> Html {
    let words = props.desk.words();
    let is_open = use_state(|| is_wide());
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            is_open.set(!*is_open);
        })
    };
    let link = |example: &'static Example| {
        let onclick = {
            let (desk, is_open) = (props.desk.clone(), is_open.clone());
            Callback::from(move |event: MouseEvent| {
                if event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() {
                    return;
                }
                event.prevent_default();
                is_open.set(is_wide());
                desk.open(ExampleRef(example), Vec::new());
            })
        };
        let current = (example.slug == props.slug).then_some("page");
        html! {
            <li>
                <a href={format!("?example={}", example.slug)} aria-current={current} {onclick}>
                    { sentences::of_example(&words, example, "title") }
                </a>
            </li>
        }
    };
    let chapter = |chapter: Chapter| {
        let links = example::listed()
            .filter(|example| example.chapter == chapter)
            .map(link);
        html! {
            <>
                <h2>{ sentences::chapter(&words, chapter) }</h2>
                <ul>{ for links }</ul>
            </>
        }
    };
    html! {
        <nav class="rail" aria-label={words.get("page.examples").to_owned()}>
            <details open={*is_open}>
                <summary onclick={toggle}>{ words.get("page.examples") }</summary>
                { for [Chapter::Waiting, Chapter::Working].map(chapter) }
            </details>
        </nav>
    }
}

/// The same width as in style.css.
fn is_wide() -> bool {
    let query = window().and_then(|window| window.match_media("(min-width: 60rem)").ok().flatten());
    query.is_some_and(|query| query.matches())
}
