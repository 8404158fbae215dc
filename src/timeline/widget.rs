//! The timeline on the page: whatever happens asks for an animation frame, at most one at a time; the frame draws the
//! canvas, and only where a word changed is the rest touched. What its module exports to `www/timeline/open.js`.

use super::dom::{Dom, Drawn};
use super::draw_call::{Align, DrawCall, Ink, label};
use super::facts::facts;
use super::headings::in_sentences;
use super::input::{BUTTONS, finger, grab, key, wheel};
use super::lines::lines;
use super::minimap::{frame, minimap, whole_view};
use super::paint::{self, Palette};
use super::said::Said;
use super::scene::{cursor, scene};
use super::shown::Shown;
use super::sight::{Closer, Msg, Sight};
use super::viewport::whole;
use crate::browser::width_watch::WidthWatch;
use crate::protocol::packed::decode_with;
use crate::protocol::timeline::ToTimeline;
use crate::view::words::pairs;
use gloo_events::{EventListener, EventListenerOptions};
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, PointerEvent};

thread_local! {
    static WIDGET: RefCell<Option<Widget>> = const { RefCell::new(None) };
}

/// Puts the timeline into an element, with its own texts (each key, and its text behind it). To be done once.
#[wasm_bindgen]
pub fn open(place: &Element, words: &Array) {
    let texts = words
        .iter()
        .map(|text| text.as_string().unwrap_or_default());
    let shown = Shown::new(pairs(texts.collect()));
    let Some(dom) = Dom::new(place, &shown.words) else {
        return;
    };
    let frame = dom.frame.clone();
    let listeners = listen(&dom);
    WIDGET.set(Some(Widget {
        dom,
        shown,
        sight: Sight::default(),
        palette: None,
        map: None,
        table: None,
        are_lines_due: true,
        is_frame_due: false,
        tell_frame: Closure::new(|| with(Widget::draw)),
        _watch: None,
        _listeners: listeners,
    }));
    let watch = WidthWatch::new(&frame, |width| with(|widget| widget.widen(width)));
    with(|widget| {
        widget._watch = watch;
        widget.ask_for_frame();
    });
}

/// A message of the page, and what is beside it: bytes, or undefined. Whether it was understood: a page of another
/// build is not.
#[wasm_bindgen]
pub fn tell(message: &[u8], beside: &JsValue) -> bool {
    let packed = beside.dyn_ref::<Uint8Array>();
    let packed = packed.map(Uint8Array::to_vec).unwrap_or_default();
    let message = decode_with::<ToTimeline>(message, packed);
    let is_understood = message.is_some();
    if let Some(message) = message {
        with(|widget| widget.hear(message));
    }
    is_understood
}

fn with(act: impl FnOnce(&mut Widget)) {
    WIDGET.with_borrow_mut(|widget| {
        if let Some(widget) = widget {
            act(widget);
        }
    });
}

/// What the reader does is heard by the canvas and the buttons.
fn listen(dom: &Dom) -> Vec<EventListener> {
    let canvas = &dom.canvas;
    let (down, wheeled) = (canvas.clone(), canvas.clone());
    let release = |event: &PointerEvent| Some(Msg::Release(event.pointer_id()));
    let mut listeners = vec![
        hear(canvas, "pointerdown", move |event| grab(event, &down)),
        hear(canvas, "pointermove", |event| {
            Some(Msg::Point(finger(event)))
        }),
        hear(canvas, "pointerup", release),
        hear(canvas, "pointercancel", release),
        hear(canvas, "pointerleave", |_: &Event| Some(Msg::Leave)),
        hear(canvas, "wheel", move |event| wheel(event, &wheeled)),
        hear(canvas, "keydown", key),
        // The style sheet gives the canvas's colour a short transition: its end tells of a new theme.
        forget(canvas, "transitionend", |widget| widget.palette = None),
        forget(&dom.details, "toggle", |widget| widget.table = None),
    ];
    for (button, (.., msg)) in dom.buttons.iter().zip(BUTTONS) {
        listeners.push(hear(button, "click", move |_: &Event| Some(msg)));
    }
    listeners
}

/// Hears events of one kind, and does what they mean.
fn hear<E: JsCast>(
    target: &Element,
    kind: &'static str,
    meaning: impl Fn(&E) -> Option<Msg> + 'static,
) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(target, kind, options, move |event| {
        if let Some(msg) = event.dyn_ref().and_then(&meaning) {
            with(|widget| {
                widget.sight.hear(msg);
                widget.ask_for_frame();
            });
        }
    })
}

/// What is shown is made anew, without what no longer holds.
fn forget(target: &Element, kind: &'static str, what: fn(&mut Widget)) -> EventListener {
    EventListener::new(target, kind, move |_| {
        with(|widget| {
            what(widget);
            widget.ask_for_frame();
        });
    })
}

/// The timeline.
struct Widget {
    dom: Dom,
    shown: Shown,
    sight: Sight,
    /// None before the first frame and when the theme changed.
    palette: Option<Palette>,
    /// The minimap without its frame; made anew for another layout or width.
    map: Option<Vec<DrawCall>>,
    /// The table of the same facts while it is open; made anew when they change.
    table: Option<String>,
    /// Whether the bars beside the lines may be others by now.
    are_lines_due: bool,
    is_frame_due: bool,
    tell_frame: Closure<dyn FnMut()>,
    _watch: Option<WidthWatch>,
    _listeners: Vec<EventListener>,
}

impl Widget {
    fn hear(&mut self, message: ToTimeline) {
        let is_live = |shown: &Shown| {
            let mut all = shown.run_tracks.iter();
            all.any(|tracks| tracks.wall.is_none())
        };
        let was_live = is_live(&self.shown);
        if let ToTimeline::Closer(program) = message {
            let key = match self.sight.look_closer(program) {
                Closer::TurnsAmidWaits => "closer.said",
                Closer::Turns => "closer.turns",
                Closer::Nothing => "closer.none",
            };
            self.dom.say_closer(self.shown.words.get(key));
            self.ask_for_frame();
            return;
        }
        // What was said is of the run that was seen.
        if matches!(message, ToTimeline::Clear) {
            self.dom.say_closer("");
        }
        self.shown.apply(message);
        self.sight.show(&self.shown.run_tracks);
        self.map = None;
        self.are_lines_due = true;
        // While a run goes on the table says so, and nothing else.
        if !(was_live && is_live(&self.shown)) {
            self.table = None;
        }
        self.ask_for_frame();
    }

    fn widen(&mut self, width: f64) {
        if self.sight.widen(width) {
            self.map = None;
            self.ask_for_frame();
        }
    }

    fn ask_for_frame(&mut self) {
        if !self.is_frame_due
            && let Some(window) = web_sys::window()
        {
            let tell = self.tell_frame.as_ref().unchecked_ref();
            self.is_frame_due = window.request_animation_frame(tell).is_ok();
        }
    }

    fn draw(&mut self) {
        self.is_frame_due = false;
        self.draw_canvas();
        let (sight, words) = (&self.sight, &self.shown.words);
        let say = |key: &str, parts: &[(&str, &str)]| words.with(key, parts);
        if self.table.is_none() && self.dom.is_table_open() {
            self.table = Some(facts(&self.shown.run_tracks, &say));
        }
        let label = [
            words.get("timeline.label"),
            &in_sentences(&sight.layout, &say),
            " ",
            words.get("timeline.keys"),
        ];
        self.dom.show(Drawn {
            height: sight.height(),
            label: label.concat(),
            width: sight.viewport().width,
            said_at: sight.said_at(),
            said: Said::of(sight, words),
            is_spoken: sight.is_stepping,
            table: self.table.clone().unwrap_or_default(),
        });
        if std::mem::take(&mut self.are_lines_due) {
            self.dom.show_lines(lines(&self.shown));
        }
    }

    /// Nothing comes of it while the canvas has no width or the browser no canvas.
    fn draw_canvas(&mut self) -> Option<()> {
        let (sight, words) = (&self.sight, &self.shown.words);
        let (view, height) = (sight.viewport(), sight.height());
        if view.width <= 0.0 {
            return None;
        }
        let pen = paint::pen(&self.dom.canvas, view.width, height)?;
        if self.palette.is_none() {
            self.palette = Palette::of(&self.dom.canvas);
        }
        let palette = self.palette.as_ref()?;
        let say = |key: &str, parts: &[(&str, &str)]| words.with(key, parts);
        let mut calls = scene(&sight.layout, &view, &say);
        calls.extend(cursor(&sight.layout, &view, sight.time, sight.chosen));
        let end = sight.layout.end();
        if end.0 <= 0.0 {
            let middle = (view.left() + view.right()) / 2.0;
            let text = words.get("timeline.empty").to_owned();
            calls.push(label(middle, height / 2.0, text, Ink::Muted, Align::Middle));
        }
        paint::paint(&pen, &calls, palette);
        if let Some(frame) = frame(&sight.layout, &view, whole(end)) {
            let map = self
                .map
                .get_or_insert_with(|| minimap(&sight.layout, &whole_view(&view, whole(end))));
            paint::paint(&pen, map, palette);
            paint::paint(&pen, &[frame], palette);
        }
        Some(())
    }
}
