//! The page: its parts, in order, around one controller.

use super::api;
use super::browser_env::{document, window};
use super::controller::Controller;
use super::links;
use super::parts::bars::bars;
use super::parts::code_view::code_view;
use super::parts::controls::controls;
use super::parts::embed::embed;
use super::parts::feel::feel;
use super::parts::findings::{measurements, outcome, own_findings, timeline, verdict, waits, why};
use super::parts::header::header;
use super::parts::history::{dropped, shown_beside};
use super::parts::keys::{self, keys_dialog};
use super::parts::lesson::lesson;
use super::parts::lines::lines;
use super::parts::next::next;
use super::parts::programs::programs;
use super::parts::rail::rail;
use super::parts::run_bar::run_bar;
use super::parts::scaling::scaling;
use super::state::{Said, State};
use super::text::text;
use super::texts::{Texts, listed};
use crate::view::numbers::write_as;
use crate::view::sentences;
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use js_sys::Array;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DragEvent, HtmlElement, KeyboardEvent, Node};
use yew::prelude::*;

/// A page without a frame by then is not seen.
const UNSEEN_MS: u32 = 1_000;

/// Draws the page into the element `app`, with the texts of a message file (each key, and its text behind
/// it), and those of the lesson that the address names, if there are any. Gives what scripts may ask of it.
#[wasm_bindgen]
pub fn start(words: &Array, lesson: Option<String>, its_words: &Array) -> JsValue {
    let Some((document, root)) = document()
        .and_then(|document| Some((document.clone(), document.get_element_by_id("app")?)))
    else {
        return JsValue::UNDEFINED;
    };
    let opening = document.get_element_by_id("opening");
    let opening_title = opening
        .as_ref()
        .and_then(|opening| opening.get_attribute("data-title"));
    let base = listed(words).into();
    write_as(&base);
    let texts = Texts::new(base);
    if let Some(lesson) = lesson {
        texts.learn(&lesson, listed(its_words));
    }
    let controller = Controller::new(texts);
    let api = api::api(&controller);
    let props = AppProps {
        controller,
        opening: opening.map(Into::into),
        opening_title: opening_title.unwrap_or_default(),
    };
    yew::Renderer::<App>::with_root_and_props(root, props).render();
    api
}

/// What the page is made around.
#[derive(Properties, PartialEq, Clone)]
pub struct AppProps {
    /// The controller.
    pub controller: Controller,
    /// The opening, as it stood in the plain page.
    pub opening: Option<Node>,
    /// Its title.
    pub opening_title: String,
}

/// The whole page: one component; its parts are functions, which keeps the module small. Only what
/// is costly to draw, or draws itself, is a component of its own.
#[component]
fn App(props: &AppProps) -> Html {
    let controller = &props.controller;
    let redraw = use_force_update();
    let keys = use_node_ref();
    {
        let (controller, keys) = (controller.clone(), keys.clone());
        use_effect_with((), move |()| {
            controller.on_change(Callback::from(move |()| redraw.force_update()));
            let listeners = listen(&controller, keys);
            controller.want_texts();
            after_paint(move || controller.start_engine());
            move || drop(listeners)
        });
    }
    let (state, words) = (controller.state(), controller.words());
    let lesson_title = sentences::of_lesson(&words, &state.example, "title");
    let title = match state.is_opening {
        true => &props.opening_title,
        false => &lesson_title,
    };
    let title = [title, " – ", words.get("page.name")].concat();
    use_effect_with(title, |title| {
        if let Some(document) = document() {
            document.set_title(title);
        }
    });
    if let Some(embedded) = controller.embed() {
        return html! { <>
            { embed(controller, &state, &embedded, problem(&state)) }
            { keys_dialog(&words, &keys) }
        </> };
    }
    html! {
        <>
            <a class="skip" href="#lesson">{ words.get("page.skip") }</a>
            { header(controller, &keys) }
            <div class="columns">
                { rail(controller, state.example.slug) }
                <main id="lesson" tabindex="-1">
                    <div class="begin">
                        <div class="ask">
                            { lesson(controller, &state) }
                            { run_bar(controller, &state) }
                            { answer(controller, &state) }
                        </div>
                        <div class="side">
                            { bars(controller, &state) }
                            { controls(controller, &state) }
                        </div>
                    </div>
                    { problem(&state) }
                    { shown_beside(controller, &state) }
                    { lines(&words, &state) }
                    { timeline(controller, &state, Some(html! { <>{ verdict(&words, &state) }{ why(&state) }</> })) }
                    { own_findings(controller, &state) }
                    { scaling(controller, &state) }
                    <div class="beside">
                        if !state.example.is_scripted() {
                            { code_view(&words, &state.example, &state.parameters.programs) }
                        }
                        { feel(controller, &state) }
                    </div>
                    { measurements(controller, &state) }
                    { next(&words, &state) }
                    { for props.opening.clone().map(Html::VRef) }
                </main>
            </div>
            <footer>
                <p>
                    { words.get("page.tutorials") }{ " " }
                    <a href="./tutorials/do-this-and-come-back.html">{ words.get("tutorial.do-this") }</a>
                    { " · " }
                    <a href="./tutorials/why-your-page-freezes.html">{ words.get("tutorial.freezes") }</a>
                    { " · " }
                    <a href="./tutorials/how-many-cores.html">{ words.get("tutorial.cores") }</a>
                    { " · " }
                    <a href="./tutorials/three-exercises.html">{ words.get("tutorial.exercises") }</a>
                    { " · " }
                    <a href="./tutorials/embedding.html">{ words.get("tutorial.embedding") }</a>
                </p>
                <p>{ words.get("page.privacy") }</p>
            </footer>
            { keys_dialog(&words, &keys) }
        </>
    }
}

/// What a comparison comes to; where the programs are the reader's own, these and what they printed.
fn answer(controller: &Controller, state: &State) -> Html {
    match state.example.is_scripted() {
        // Below the editors, so that nobody's line moves while it is written.
        true => html! { <>{ programs(controller, state) }{ waits(controller, state) }</> },
        false => outcome(controller, state, waits(controller, state)),
    }
}

/// What could not be done, or was.
fn problem(state: &State) -> Html {
    let class = match state.said {
        Some(Said::Done(_)) => "done",
        _ => "problem",
    };
    let sentence = state.said.as_ref().map_or("", Said::text);
    html! { <p {class} role="status" hidden={state.said.is_none()}>{ text(sentence) }</p> }
}

/// The keys, the browser's way back and forth, and files that are dropped.
fn listen(controller: &Controller, dialog: NodeRef) -> Option<Vec<EventListener>> {
    let on_key = {
        let controller = controller.clone();
        move |event: &Event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                press(&controller, &dialog, event);
            }
        }
    };
    let options = EventListenerOptions::enable_prevent_default();
    let on_key = EventListener::new_with_options(&document()?.into(), "keydown", options, on_key);
    let window = window()?.into();
    let on_way = EventListener::new(&window, "popstate", {
        let controller = controller.clone();
        move |_| controller.follow_address()
    });
    let on_click = EventListener::new_with_options(&document()?.into(), "click", options, {
        let controller = controller.clone();
        move |event| links::follow(&controller, event)
    });
    let [on_sight, on_leave, on_back] = controller.rest_unseen()?;
    let controller = controller.clone();
    // Only what prevents the browser's own way with a file gets it.
    let on_drag = EventListener::new_with_options(&window, "dragover", options, |event| {
        event.prevent_default();
    });
    let on_drop = EventListener::new_with_options(&window, "drop", options, move |event| {
        if let Some(event) = event.dyn_ref::<DragEvent>() {
            dropped(&controller, event);
        }
    });
    Some(vec![
        on_key, on_way, on_click, on_drag, on_drop, on_sight, on_leave, on_back,
    ])
}

fn press(controller: &Controller, dialog: &NodeRef, event: &KeyboardEvent) {
    match event.key().as_str() {
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            controller.run();
        }
        // In the dialog it closes the dialog.
        "Escape" if !keys::is_open(dialog) => controller.stop(),
        "?" if !is_typing(event) => keys::show(dialog),
        _ => {}
    }
}

/// Whether the key belongs to a text that is being typed.
fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok());
    target.is_some_and(|target| {
        matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || target.is_content_editable()
    })
}

/// The first frame draws the page, the second comes when it was seen. A page that nobody sees, in a hidden tab or
/// scrolled out of somebody else's page, gets no frames: it goes on all the same, a little later.
fn after_paint(then: impl FnOnce() + 'static) {
    let then = Rc::new(Cell::new(Some(then)));
    let late = Rc::clone(&then);
    Timeout::new(UNSEEN_MS, move || once(&late)).forget();
    on_frame(move || on_frame(move || once(&then)));
}

fn once(then: &Cell<Option<impl FnOnce()>>) {
    if let Some(then) = then.take() {
        then();
    }
}

fn on_frame(then: impl FnOnce() + 'static) {
    let then = Closure::once_into_js(then);
    if let Some(window) = window() {
        // A window takes any function.
        let _ = window.request_animation_frame(then.unchecked_ref());
    }
}
