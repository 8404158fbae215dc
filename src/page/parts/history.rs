//! The history: earlier comparisons that this browser keeps, to be pinned beside the latest or deleted, and
//! files to be shown.

use crate::page::address::Given;
use crate::page::browser_env::document;
use crate::page::controller::Controller;
use crate::page::state::State;
use crate::page::text::text;
use crate::protocol::analysis::{HistoryEntry, ToAnalysis};
use crate::protocol::packed::Packed;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, File, HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// Folded; what is kept is asked for when it is opened.
pub fn history(controller: &Controller, state: &State) -> Html {
    let words = controller.words();
    let ontoggle = {
        let controller = controller.clone();
        Callback::from(move |event: Event| {
            let details = event.target_dyn_into::<Element>();
            if details.is_some_and(|details| details.has_attribute("open")) {
                controller.ask(&ToAnalysis::ListHistory);
            }
        })
    };
    let history = state.history.as_deref();
    let entries = history.map_or(&[][..], |history| &history.entries);
    let said = match history {
        None => words.get("history.asking"),
        Some(history) => match &history.problem {
            Some(problem) => problem,
            None if entries.is_empty() => words.get("history.empty"),
            None => words.get("history.kept"),
        },
    };
    let press = |key: &str, label: &str, message: ToAnalysis| {
        let controller = controller.clone();
        let onclick = Callback::from(move |event: MouseEvent| {
            if matches!(message, ToAnalysis::Forget(_)) {
                focus_beside(&event);
            }
            controller.ask(&message);
        });
        let label = [words.get(key), " ", label].concat();
        html! { <button type="button" class="quiet" aria-label={label} {onclick}>{ words.get(key).to_owned() }</button> }
    };
    let entry = |entry: &HistoryEntry| {
        let when = js_sys::Date::new(&entry.ended_at.into());
        let when =
            String::from(when.to_locale_string("default", &wasm_bindgen::JsValue::UNDEFINED));
        html! {
            <li key={entry.id}>
                <span class="when">{ when }</span>
                <span class="what">{ entry.title.clone() }</span>
                { press("history.pin", &entry.title, ToAnalysis::Pin(Some(entry.id))) }
                { press("history.delete", &entry.title, ToAnalysis::Forget(Some(entry.id))) }
            </li>
        }
    };
    let load = {
        let controller = controller.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let file = input.files().and_then(|files| files.get(0));
            if let Some(file) = file {
                open(&controller, file);
            }
            input.set_value("");
        })
    };
    html! {
        <details id="history" {ontoggle}>
            <summary>{ words.get("history.title").to_owned() }</summary>
            <p class="hint">{ text(said) }</p>
            <ul class="history">{ for entries.iter().map(entry) }</ul>
            <p class="exports">
                if !entries.is_empty() {
                    { press("history.delete-all", "", ToAnalysis::Forget(None)) }
                }
                <label class="load">
                    { words.get("history.load").to_owned() }{ " " }
                    <input type="file" accept=".json,.gz,application/json,application/gzip" onchange={load} />
                </label>
            </p>
        </details>
    }
}

/// Before an entry goes the focus moves to the one beside it, or to the fold's own line: a key that is pressed next
/// is not lost.
fn focus_beside(event: &MouseEvent) {
    let button = event.target_dyn_into::<Element>();
    let entry = button.and_then(|button| button.closest("li").ok().flatten());
    let beside = entry.and_then(|entry| {
        let next = entry.next_element_sibling();
        next.or_else(|| entry.previous_element_sibling())
    });
    let found = match beside {
        Some(entry) => entry.query_selector("button:last-of-type"),
        None => match document() {
            Some(document) => document.query_selector("#history > summary"),
            None => return,
        },
    };
    let target = found.ok().flatten();
    if let Some(target) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
        // It is on the page and can be focused.
        let _ = target.focus();
    }
}

/// What is pinned or loaded, above the timeline, what differs, and how to be rid of it.
pub fn shown_beside(controller: &Controller, state: &State) -> Html {
    let (words, found) = (controller.words(), &state.findings);
    let pinned = found.pinned.as_ref();
    let pinned: Option<String> =
        pinned.map(|title| words.with("history.pinned", &[("title", title)]));
    if pinned.is_none() && found.loaded.is_none() {
        return Html::default();
    }
    let controller = controller.clone();
    let onclick = Callback::from(move |_: MouseEvent| controller.ask(&ToAnalysis::Pin(None)));
    let said: Vec<&str> = [&found.loaded, &pinned]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let line = |said: &String| html! { <li>{ text(said) }</li> };
    html! {
        <div class="pinned">
            <p>
                { text(&said.join(" ")) }{ " " }
                <button type="button" class="quiet" {onclick}>{ words.get("history.unpin").to_owned() }</button>
            </p>
            <ul>{ for found.differences.iter().map(line) }</ul>
        </div>
    }
}

/// A file that was dropped on the page.
pub fn dropped(controller: &Controller, event: &DragEvent) {
    let files = event.data_transfer().and_then(|data| data.files());
    if let Some(file) = files.and_then(|files| files.get(0)) {
        event.prevent_default();
        open(controller, file);
    }
}

/// Has a file shown.
fn open(controller: &Controller, file: File) {
    let state = controller.state();
    if state.is_opening {
        controller.open(state.example, Given::new());
    }
    let name = file.name();
    let file = Packed(file.into());
    controller.ask(&ToAnalysis::Load { name, file });
}
