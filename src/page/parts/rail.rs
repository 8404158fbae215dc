//! The examples in chapters: a rail at the left, a menu on narrow screens.

use crate::contract::{Chapter, Lesson};
use crate::lesson;
use crate::page::browser_env::window;
use crate::page::controller::Controller;
use crate::view::sentences;
use web_sys::Element;
use yew::prelude::*;

/// Links to the examples. They are real addresses: they open in tabs of their own, too. Where one is pressed,
/// `links.rs` opens it.
pub fn rail(controller: &Controller, slug: &str) -> Html {
    let words = controller.words();
    let link = |lesson: &'static Lesson| {
        let current = (lesson.slug == slug).then_some("page");
        html! {
            <li>
                <a href={format!("?example={}", lesson.slug)} aria-current={current}>
                    { sentences::of_lesson(&words, lesson, "title") }
                </a>
            </li>
        }
    };
    let chapter = |chapter: Chapter| {
        let links = lesson::listed()
            .filter(|lesson| lesson.chapter == chapter)
            .map(link);
        html! {
            <div>
                <h2>{ sentences::chapter(&words, chapter) }</h2>
                <ul>{ for links }</ul>
            </div>
        }
    };
    html! {
        <nav class="rail" aria-label={words.get("page.examples").to_owned()}>
            <details open={is_wide()}>
                <summary>{ words.get("page.examples") }</summary>
                { for [Chapter::Choosing, Chapter::Waiting, Chapter::Working, Chapter::Own].map(chapter) }
            </details>
        </nav>
    }
}

/// The same width as in style.css. When the window grows, `early.js` opens the list.
fn is_wide() -> bool {
    let query = window().and_then(|window| window.match_media("(min-width: 60rem)").ok().flatten());
    query.is_some_and(|query| query.matches())
}

/// A link was pressed. On narrow screens the menu has done its work.
pub fn close_menu(link: &Element) {
    if !is_wide()
        && let Some(menu) = link.closest("details").ok().flatten()
    {
        // Elements take any attribute away.
        let _ = menu.remove_attribute("open");
    }
}
