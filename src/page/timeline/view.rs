//! The timeline's component: a canvas, its buttons, what is said beside it, and the table.
//!
//! A struct component: whatever happens asks for an animation frame, at most one at a time; the frame
//! draws the canvas, and only where a word changed is the rest touched.

use super::RunTracks;
use super::draw_call::{Align, DrawCall, Ink, label};
use super::facts::facts;
use super::headings::in_sentences;
use super::input::{ZOOM, finger, grab, key, wheel};
use super::minimap::{frame, minimap, whole_view};
use super::msg::{Finger, Msg};
use super::paint::{self, Palette};
use super::place::Place;
use super::rows::{Layout, layout};
use super::said::Said;
use super::scene::{cursor, scene};
use super::viewport::{Viewport, whole};
use crate::page::charts::width::WidthWatch;
use crate::units::Micros;
use crate::view::scale::fixed;
use crate::view::words::Words;
use gloo_events::{EventListener, EventListenerOptions};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlCanvasElement, WheelEvent};
use yew::prelude::*;

/// Height before there is anything to draw, in CSS pixels.
const EMPTY_HEIGHT: f64 = 240.0;

/// What the timeline is a view of.
#[derive(Properties, Clone)]
pub struct TimelineProps {
    /// The strategies, top to bottom.
    pub run_tracks: Rc<Vec<RunTracks>>,
    /// The texts.
    pub words: Rc<Words>,
}

/// Equal lists of runs share their spans, so this is quick.
impl PartialEq for TimelineProps {
    fn eq(&self, other: &Self) -> bool {
        self.run_tracks == other.run_tracks && Rc::ptr_eq(&self.words, &other.words)
    }
}

/// Every strategy's tracks stacked on one time axis.
pub struct Timeline {
    frame: NodeRef,
    canvas: NodeRef,
    width: f64,
    layout: Layout,
    /// The layout's greatest height so far: while waits come and go, what is below stays.
    tallest: f64,
    /// From when to when, where it is not everything.
    window: Option<(Micros, Micros)>,
    /// The moment under the pointer.
    time: Option<Micros>,
    chosen: Option<Place>,
    /// Whether the span was chosen by key, so that it stays and is spoken.
    is_stepping: bool,
    /// The fingers that are down, or the mouse; two zoom.
    held: Vec<Finger>,
    /// Whether what is held is the minimap.
    holds_map: bool,
    /// The table of the same facts while it is open; made anew when they change.
    table: Option<AttrValue>,
    said: Said,
    /// None before the first frame and when the theme changed.
    palette: Option<Palette>,
    /// The minimap without its frame; made anew for another layout or width.
    map: Option<Vec<DrawCall>>,
    /// The frame that was asked for, by the browser's number.
    frame_due: Option<i32>,
    tell_frame: Closure<dyn FnMut()>,
    watch: Option<WidthWatch>,
    wheel: Option<EventListener>,
}

impl Component for Timeline {
    type Message = Msg;
    type Properties = TimelineProps;

    fn create(ctx: &Context<Self>) -> Self {
        let layout = layout(&ctx.props().run_tracks);
        let link = ctx.link().clone();
        Self {
            frame: NodeRef::default(),
            canvas: NodeRef::default(),
            width: 0.0,
            tallest: layout.height,
            layout,
            window: None,
            time: None,
            chosen: None,
            is_stepping: false,
            held: Vec::new(),
            holds_map: false,
            table: None,
            said: Said::default(),
            palette: None,
            map: None,
            frame_due: None,
            tell_frame: Closure::new(move || link.send_message(Msg::Frame)),
            watch: None,
            wheel: None,
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &TimelineProps) -> bool {
        let find = |chosen: Option<Place>, layout: &Layout| Some(*chosen?.find(layout)?.2);
        let chosen = find(self.chosen, &self.layout);
        let before: Vec<Micros> = self.layout.runs.iter().map(|run| run.end).collect();
        let run_tracks = &ctx.props().run_tracks;
        self.layout.update(run_tracks);
        self.map = None;
        let mut ends = self.layout.runs.iter().zip(&before);
        let is_another =
            run_tracks.len() != before.len() || ends.any(|(run, before)| run.end < *before);
        if is_another {
            (self.window, self.time, self.chosen) = (None, None, None);
            self.tallest = 0.0;
        } else if find(self.chosen, &self.layout) != chosen {
            self.chosen = None;
        }
        self.ask_for_frame();
        // The page around the canvas knows heights and finished runs; the table, which is closed
        // while a run goes on or says so, the rest.
        let was = self.tallest;
        self.tallest = was.max(self.layout.height);
        let is_live =
            |run_tracks: &[RunTracks]| run_tracks.iter().any(|tracks| tracks.wall.is_none());
        let is_redrawn =
            self.tallest != was || is_another || !(is_live(run_tracks) && is_live(&old.run_tracks));
        if is_redrawn && self.table.is_some() {
            self.table = Some(table(ctx.props()));
        }
        is_redrawn
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let whole = whole(self.layout.end());
        let view = self.viewport();
        match msg {
            Msg::Frame => {
                self.frame_due = None;
                self.draw(ctx);
                let said = Said::of(&self.layout, self.time, self.chosen, &ctx.props().words);
                let is_new = said != self.said;
                self.said = said;
                return is_new;
            }
            Msg::Table(is_open) => {
                self.table = is_open.then(|| table(ctx.props()));
                return true;
            }
            Msg::Width(width) => {
                if width <= 0.0 || width == self.width {
                    return false;
                }
                (self.width, self.map) = (width, None);
            }
            Msg::Theme => self.palette = None,
            Msg::Zoom(factor, x) => {
                let middle = (view.left() + view.right()) / 2.0;
                let around = view.time(x.unwrap_or(middle));
                self.look(view.zoomed(factor, around, whole), whole);
            }
            Msg::Move(share) => self.look(view.moved(share, whole), whole),
            Msg::Fit => self.window = None,
            Msg::Grab(finger) => self.grab(finger, &view, whole),
            Msg::Point(finger) => {
                self.drag(finger, &view, whole);
                self.point(finger);
            }
            Msg::Release(id) => self.held.retain(|held| held.id != id),
            Msg::Leave if self.is_stepping => return false,
            Msg::Leave => (self.time, self.chosen) = (None, None),
            Msg::Step(forward) => self.step(forward),
        }
        self.ask_for_frame();
        false
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let ontoggle = ctx.link().callback(|event: Event| {
            let details = event.target_dyn_into::<Element>();
            Msg::Table(details.is_some_and(|details| details.has_attribute("open")))
        });
        let said = self
            .said
            .view(props.run_tracks.len(), self.is_stepping, &props.words);
        html! {
            <div class="timeline">
                <div class="timeline-frame" ref={self.frame.clone()}>{ self.canvas(ctx) }</div>
                <div class="timeline-bar">{ said }{ self.buttons(ctx) }</div>
                <details {ontoggle}>
                    <summary>{ props.words.get("timeline.table") }</summary>
                    { for self.table.clone().map(Html::from_html_unchecked) }
                </details>
            </div>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            self.listen(ctx);
            self.ask_for_frame();
        }
    }

    /// The browser must not call what is gone.
    fn destroy(&mut self, _: &Context<Self>) {
        if let Some((window, frame)) = web_sys::window().zip(self.frame_due) {
            // Fails only for what is no number of a frame.
            let _ = window.cancel_animation_frame(frame);
        }
    }
}

/// Every text in it is escaped where it is written.
fn table(props: &TimelineProps) -> AttrValue {
    let say = |key: &str, parts: &[(&str, &str)]| props.words.with(key, parts);
    facts(&props.run_tracks, &say).into()
}

impl Timeline {
    fn viewport(&self) -> Viewport {
        let all = || (Micros::ZERO, whole(self.layout.end()));
        let (start, end) = self.window.unwrap_or_else(all);
        Viewport {
            start,
            end,
            width: self.width,
        }
    }

    fn height(&self) -> f64 {
        self.tallest.max(EMPTY_HEIGHT)
    }

    fn ask_for_frame(&mut self) {
        if self.frame_due.is_none()
            && let Some(window) = web_sys::window()
        {
            let tell = self.tell_frame.as_ref().unchecked_ref();
            self.frame_due = window.request_animation_frame(tell).ok();
        }
    }

    /// Keeps what is to be seen; "everything" stays everything while a run grows.
    fn look(&mut self, view: Viewport, whole: Micros) {
        let is_whole = view.end.0 - view.start.0 >= whole.0;
        self.window = (!is_whole).then_some((view.start, view.end));
    }

    fn grab(&mut self, finger: Finger, view: &Viewport, whole: Micros) {
        self.held.retain(|held| held.id != finger.id);
        self.held.push(finger);
        self.holds_map = finger.y >= self.layout.map_top && finger.y < self.layout.height;
        if self.holds_map {
            // Beside the frame: there it goes. Inside it: it is moved from there.
            let time = whole_view(view, whole).time(finger.x);
            let (start, length) = (view.start.0, view.end.0 - view.start.0);
            if !(start..start + length).contains(&time.0) {
                let share = (time.0 - length / 2.0 - start) / length;
                self.look(view.moved(share, whole), whole);
            }
        }
    }

    fn drag(&mut self, finger: Finger, view: &Viewport, whole: Micros) {
        let Some(place) = self.held.iter().position(|held| held.id == finger.id) else {
            return;
        };
        let before = std::mem::replace(&mut self.held[place], finger);
        let other = self.held.iter().find(|held| held.id != finger.id);
        let share = (before.x - finger.x) / (view.right() - view.left());
        let view = match other {
            _ if self.holds_map => {
                let share = -share * whole.0 / (view.end.0 - view.start.0);
                view.moved(share, whole)
            }
            Some(other) => view.pinched((before.x, other.x), (finger.x, other.x), whole),
            None => view.moved(share, whole),
        };
        self.look(view, whole);
    }

    fn point(&mut self, finger: Finger) {
        let view = self.viewport();
        let (x, y) = (finger.x, finger.y);
        let is_inside = x >= view.left() && x <= view.right() && y < self.layout.map_top;
        self.time = is_inside.then(|| view.time(x).max(Micros::ZERO));
        let chosen = is_inside.then(|| Place::at(&self.layout, &view, x, y));
        self.chosen = chosen.flatten();
        self.is_stepping = false;
    }

    fn step(&mut self, forward: bool) {
        let next = Place::step(self.chosen, &self.layout, forward);
        let Some(place) = next.or(self.chosen) else {
            return;
        };
        if let Some((_, _, span)) = place.find(&self.layout) {
            let (start, whole) = (span.start, whole(self.layout.end()));
            self.look(self.viewport().showing(start, whole), whole);
            self.time = Some(start);
        }
        self.chosen = Some(place);
        self.is_stepping = true;
    }

    fn buttons(&self, ctx: &Context<Self>) -> Html {
        let words = &ctx.props().words;
        let button = |key: &str, sign: &'static str, msg: fn() -> Msg| {
            let label = words.get(key).to_owned();
            let onclick = ctx.link().callback(move |_: MouseEvent| msg());
            html! { <button type="button" aria-label={label.clone()} title={label} {onclick}>{ sign }</button> }
        };
        let fit = ctx.link().callback(|_: MouseEvent| Msg::Fit);
        html! {
            <div class="timeline-buttons" role="group" aria-label={words.get("timeline.zoom").to_owned()}>
                { button("timeline.farther", "−", || Msg::Zoom(1.0 / ZOOM, None)) }
                { button("timeline.closer", "+", || Msg::Zoom(ZOOM, None)) }
                <button type="button" onclick={fit}>{ words.get("timeline.fit") }</button>
            </div>
        }
    }

    fn canvas(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        let words = &ctx.props().words;
        let onkeydown = link.batch_callback(key);
        let onpointerdown = link.batch_callback(|event: PointerEvent| grab(&event));
        let onpointermove = link.callback(|event: PointerEvent| Msg::Point(finger(&event)));
        let release = link.callback(|event: PointerEvent| Msg::Release(event.pointer_id()));
        let onpointerleave = link.callback(|_: PointerEvent| Msg::Leave);
        // The style sheet gives the canvas's colour a short transition: its end tells of a new theme.
        let ontransitionend = link.callback(|_: TransitionEvent| Msg::Theme);
        let style = ["height:", &fixed(self.height(), 0), "px"].concat();
        let say = |key: &str, parts: &[(&str, &str)]| words.with(key, parts);
        let label = [
            words.get("timeline.label"),
            &in_sentences(&self.layout, &say),
            " ",
            words.get("timeline.keys"),
        ];
        html! {
            <canvas ref={self.canvas.clone()} role="application" tabindex="0" {style}
                aria-label={label.concat()} {onkeydown} {onpointerdown} {onpointermove}
                onpointerup={release.clone()} onpointercancel={release} {onpointerleave}
                {ontransitionend} />
        }
    }

    fn listen(&mut self, ctx: &Context<Self>) {
        if let Some(frame) = self.frame.cast::<Element>() {
            self.watch = WidthWatch::new(&frame, ctx.link().callback(Msg::Width));
        }
        if let Some(canvas) = self.canvas.cast::<HtmlCanvasElement>() {
            let tell = ctx.link().batch_callback(|msg: Option<Msg>| msg);
            let target = canvas.clone();
            let options = EventListenerOptions::enable_prevent_default();
            let wheel = EventListener::new_with_options(&target, "wheel", options, move |event| {
                if let Some(event) = event.dyn_ref::<WheelEvent>() {
                    tell.emit(wheel(event, &canvas));
                }
            });
            self.wheel = Some(wheel);
        }
    }

    /// Draws the canvas. Nothing comes of it while it has no width or the browser no canvas.
    fn draw(&mut self, ctx: &Context<Self>) -> Option<()> {
        let canvas = self.canvas.cast::<HtmlCanvasElement>()?;
        if self.width <= 0.0 {
            return None;
        }
        let words = &ctx.props().words;
        let (view, height) = (self.viewport(), self.height());
        let pen = paint::pen(&canvas, self.width, height)?;
        if self.palette.is_none() {
            self.palette = Palette::of(&canvas);
        }
        let palette = self.palette.as_ref()?;
        let say = |key: &str, parts: &[(&str, &str)]| words.with(key, parts);
        let mut calls = scene(&self.layout, &view, &say);
        calls.extend(cursor(&self.layout, &view, self.time, self.chosen));
        let end = self.layout.end();
        if end.0 <= 0.0 {
            let middle = (view.left() + view.right()) / 2.0;
            let text = words.get("timeline.empty").to_owned();
            calls.push(label(middle, height / 2.0, text, Ink::Muted, Align::Middle));
        }
        paint::paint(&pen, &calls, palette);
        if let Some(frame) = frame(&self.layout, &view, whole(end)) {
            let map = self
                .map
                .get_or_insert_with(|| minimap(&self.layout, &whole_view(&view, whole(end))));
            paint::paint(&pen, map, palette);
            paint::paint(&pen, &[frame], palette);
        }
        Some(())
    }
}
