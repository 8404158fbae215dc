//! The page: its parts, in order, around one desk.

use super::desk::Desk;
use super::here::{document, window};
use super::parts::code_view::CodeView;
use super::parts::controls::Controls;
use super::parts::findings::{Findings, TimelineSection};
use super::parts::header::Header;
use super::parts::honesty::Honesty;
use super::parts::keys::KeysDialog;
use super::parts::lesson::Lesson;
use super::parts::rail::Rail;
use super::parts::run_bar::RunBar;
use super::{api, sentences};
use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, KeyboardEvent};
use yew::prelude::*;

/// Draws the page into the element `app`.
pub fn start() {
    let Some(root) = document().and_then(|document| document.get_element_by_id("app")) else {
        return;
    };
    let desk = Desk::new();
    api::publish(&desk);
    yew::Renderer::<App>::with_root_and_props(root, DeskProps { desk }).render();
}

/// What most parts need: the desk, through which they act.
#[derive(Properties, PartialEq, Clone)]
pub struct DeskProps {
    /// The desk.
    pub desk: Desk,
}

/// The whole page.
#[component]
fn App(props: &DeskProps) -> Html {
    let desk = &props.desk;
    let redraw = use_force_update();
    let keys = use_node_ref();
    {
        let (desk, keys) = (desk.clone(), keys.clone());
        use_effect_with((), move |()| {
            desk.on_change(Callback::from(move |()| redraw.force_update()));
            let listeners = listen(&desk, keys);
            after_paint(move || desk.start_engine());
            move || drop(listeners)
        });
    }
    let (state, words) = (desk.state(), desk.words());
    let title = sentences::of_example(&words, &state.example, "title");
    use_effect_with((words.clone(), title), |(words, title)| {
        if let Some(document) = document() {
            document.set_title(&format!("{title} – {}", words.get("page.name")));
        }
    });
    let desk = desk.clone();
    html! {
        <>
            <a class="skip" href="#lesson">{ words.get("page.skip") }</a>
            <Header desk={desk.clone()} theme={desk.theme()} keys={keys.clone()} />
            <div class="columns">
                <Rail desk={desk.clone()} slug={state.example.slug} />
                <main id="lesson" tabindex="-1">
                    <Lesson
                        words={words.clone()}
                        desk={desk.clone()}
                        slug={state.example.slug}
                        prediction={state.prediction}
                        score={state.ran.as_ref().and_then(|ran| {
                            sentences::score(&words, ran, &state.reports)
                        }).map(AttrValue::from)}
                    />
                    <Controls
                        desk={desk.clone()}
                        example={state.example}
                        given={state.given.clone()}
                        parameters={state.parameters.clone()}
                        bad={state.bad.clone()}
                    />
                    <RunBar
                        desk={desk.clone()}
                        activity={state.activity}
                        engine={state.engine.clone()}
                        progress={sentences::progress(&words, &state)}
                        verdict={spoken_verdict(&desk)}
                        pokes={sentences::pokes(&words, &state.pokes)}
                    />
                    <TimelineSection words={words.clone()} strips={state.strips.clone()} />
                    <Findings
                        desk={desk.clone()}
                        reports={state.reports.clone()}
                        pieces={state.live.pieces.clone()}
                        generation={state.live.generation}
                        ran={state.ran.clone()}
                    />
                    <CodeView words={words.clone()} strategies={state.parameters.strategies.clone()} />
                    <Honesty
                        desk={desk.clone()}
                        engine={state.engine.clone()}
                        reports={state.reports.clone()}
                        repeats={state.ran.as_ref().map_or(state.parameters.repeats, |ran| {
                            ran.parameters.repeats
                        })}
                    />
                </main>
            </div>
            <footer><p>{ words.get("page.privacy") }</p></footer>
            <KeysDialog {words} node={keys} />
        </>
    }
}

/// Spoken once a comparison is over.
fn spoken_verdict(desk: &Desk) -> AttrValue {
    let state = desk.state();
    if state.is_running() || state.reports.is_empty() {
        return AttrValue::default();
    }
    AttrValue::from(sentences::verdict(&desk.words(), &state).join(" "))
}

/// The keys, and the browser's way back and forth.
fn listen(desk: &Desk, keys: NodeRef) -> Option<[EventListener; 2]> {
    let on_key = {
        let desk = desk.clone();
        move |event: &Event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                press(&desk, &keys, event);
            }
        }
    };
    let options = EventListenerOptions::enable_prevent_default();
    let on_key = EventListener::new_with_options(&document()?.into(), "keydown", options, on_key);
    let desk = desk.clone();
    let window = window()?.into();
    let on_way = EventListener::new(&window, "popstate", move |_| desk.follow_address());
    Some([on_key, on_way])
}

fn press(desk: &Desk, keys: &NodeRef, event: &KeyboardEvent) {
    match event.key().as_str() {
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            desk.run();
        }
        "Escape" => desk.stop(),
        "?" if !is_typing(event) => super::parts::keys::show(keys),
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

/// The first frame draws the page, the second comes when it was seen.
fn after_paint(then: impl FnOnce() + 'static) {
    on_frame(move || on_frame(then));
}

fn on_frame(then: impl FnOnce() + 'static) {
    let then = Closure::once_into_js(then);
    if let Some(window) = window() {
        // A window takes any function.
        let _ = window.request_animation_frame(then.unchecked_ref());
    }
}
