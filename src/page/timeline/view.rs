//! The timeline's component: a canvas, its buttons, what is said beside it, and the table.
//!
//! A struct component: it redraws its canvas by itself, and most messages leave the rest as it is.

use super::input::{ZOOM, key, wheel};
use super::moment::{moment_text, span_text};
use super::place::Place;
use super::rows::{Layout, layout};
use super::scene::{Align, DrawCall, Ink, cursor, scene, unit_of};
use super::viewport::{Viewport, whole};
use super::{Strip, facts, paint, strategy_key};
use crate::page::charts::width::WidthWatch;
use crate::units::Micros;
use crate::view::scale::{fixed, length_text};
use crate::view::words::Words;
use gloo_events::{EventListener, EventListenerOptions};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlCanvasElement, WheelEvent};
use yew::prelude::*;

/// Height before there is anything to draw, in CSS pixels.
const EMPTY_HEIGHT: f64 = 240.0;

/// What the timeline is a view of.
#[derive(Properties, Clone)]
pub struct TimelineProps {
    /// The strategies, top to bottom.
    pub lanes: Rc<Vec<Strip>>,
    /// The texts.
    pub words: Rc<Words>,
}

/// Equal lists of strips share their spans, so this is quick.
impl PartialEq for TimelineProps {
    fn eq(&self, other: &Self) -> bool {
        self.lanes == other.lanes && Rc::ptr_eq(&self.words, &other.words)
    }
}

/// What the reader did.
pub enum Msg {
    /// The element got this wide.
    Width(f64),
    /// The theme changed.
    Redraw,
    /// Closer (above 1) or farther, around the place at this `x`, or around the middle.
    Zoom(f64, Option<f64>),
    /// Later (above 0) or earlier by a share of what is seen.
    Move(f64),
    /// Everything.
    Fit,
    /// The button went down here.
    Grab(f64),
    /// The pointer is here.
    Point(f64, f64),
    /// The button went up.
    Release,
    /// The pointer left.
    Leave,
    /// The next span, or the previous.
    Step(bool),
    /// The table was opened or closed.
    Table(bool),
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
    /// Where the pointer was when the drag went on last.
    grabbed: Option<f64>,
    is_table_open: bool,
    watch: Option<WidthWatch>,
    wheel: Option<EventListener>,
}

impl Component for Timeline {
    type Message = Msg;
    type Properties = TimelineProps;

    fn create(ctx: &Context<Self>) -> Self {
        let layout = layout(&ctx.props().lanes);
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
            grabbed: None,
            is_table_open: false,
            watch: None,
            wheel: None,
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &TimelineProps) -> bool {
        let lanes = &ctx.props().lanes;
        self.layout = layout(lanes);
        let is_another = lanes.len() != old.lanes.len()
            || lanes
                .iter()
                .zip(old.lanes.iter())
                .any(|(new, old)| new.end().0 < old.end().0);
        if is_another {
            (self.window, self.time, self.chosen) = (None, None, None);
            self.tallest = 0.0;
        } else if self
            .chosen
            .is_some_and(|place| place.find(lanes, &self.layout).is_none())
        {
            self.chosen = None;
        }
        self.tallest = self.tallest.max(self.layout.height);
        true
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let lanes = ctx.props().lanes.clone();
        let whole = whole(&lanes);
        let view = self.viewport(&lanes);
        match msg {
            Msg::Width(width) => {
                let is_new = width > 0.0 && width != self.width;
                self.width = if is_new { width } else { self.width };
                return is_new;
            }
            Msg::Redraw => {}
            Msg::Zoom(factor, x) => {
                let middle = (view.left() + view.right()) / 2.0;
                let around = view.time(x.unwrap_or(middle));
                self.look(view.zoomed(factor, around, whole), whole);
            }
            Msg::Move(share) => self.look(view.moved(share, whole), whole),
            Msg::Fit => self.window = None,
            Msg::Grab(x) => self.grabbed = Some(x),
            Msg::Point(x, y) => {
                if let Some(from) = self.grabbed {
                    let share = (from - x) / (view.right() - view.left());
                    self.look(view.moved(share, whole), whole);
                    self.grabbed = Some(x);
                }
                self.point(&lanes, x, y);
            }
            Msg::Release => self.grabbed = None,
            Msg::Leave => {
                if self.is_stepping {
                    return false;
                }
                (self.time, self.chosen) = (None, None);
            }
            Msg::Step(forward) => self.step(&lanes, forward),
            Msg::Table(is_open) => self.is_table_open = is_open,
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let words = &ctx.props().words;
        let lanes = &ctx.props().lanes;
        html! {
            <div class="timeline">
                <div class="timeline-frame" ref={self.frame.clone()}>{ self.canvas(ctx) }</div>
                <div class="timeline-bar">{ self.said(lanes, words) }{ self.buttons(ctx) }</div>
                { self.table(ctx) }
            </div>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            self.listen(ctx);
        }
        self.draw(ctx);
    }
}

impl Timeline {
    fn viewport(&self, lanes: &[Strip]) -> Viewport {
        let (start, end) = self.window.unwrap_or((Micros::ZERO, whole(lanes)));
        Viewport {
            start,
            end,
            width: self.width,
        }
    }

    fn height(&self) -> f64 {
        self.tallest.max(EMPTY_HEIGHT)
    }

    /// Keeps what is to be seen; "everything" stays everything while a run grows.
    fn look(&mut self, view: Viewport, whole: Micros) {
        let is_whole = view.end.0 - view.start.0 >= whole.0;
        self.window = (!is_whole).then_some((view.start, view.end));
    }

    fn point(&mut self, lanes: &[Strip], x: f64, y: f64) {
        let view = self.viewport(lanes);
        let time = view.time(x);
        let is_inside = x >= view.left() && x <= view.right();
        self.time = is_inside.then_some(time.max(Micros::ZERO));
        self.chosen = Place::at(lanes, &self.layout, &view, x, y).filter(|_| is_inside);
        self.is_stepping = false;
    }

    fn step(&mut self, lanes: &[Strip], forward: bool) {
        let next = Place::step(self.chosen, &self.layout, forward);
        let Some(place) = next.or(self.chosen) else {
            return;
        };
        if let Some((_, span)) = place.find(lanes, &self.layout) {
            let (start, whole) = (span.start, whole(lanes));
            let view = self.viewport(lanes).showing(start, whole);
            self.look(view, whole);
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
        let onkeydown = link.batch_callback(key);
        let onpointerdown = link.batch_callback(|event: PointerEvent| {
            // Touch scrolls the page up and down, by the style sheet; the mouse needs its button.
            (event.button() == 0).then(|| {
                if let Some(element) = event.target_dyn_into::<Element>() {
                    // Without the capture a drag ends at the edge, and nothing worse.
                    let _ = element.set_pointer_capture(event.pointer_id());
                }
                Msg::Grab(f64::from(event.offset_x()))
            })
        });
        let onpointermove = link.callback(|event: PointerEvent| {
            Msg::Point(f64::from(event.offset_x()), f64::from(event.offset_y()))
        });
        let onpointerup = link.callback(|_: PointerEvent| Msg::Release);
        let onpointercancel = link.callback(|_: PointerEvent| Msg::Release);
        let onpointerleave = link.callback(|_: PointerEvent| Msg::Leave);
        // The style sheet gives the canvas's colour a short transition: its end tells of a new theme.
        let ontransitionend = link.callback(|_: TransitionEvent| Msg::Redraw);
        let mut style = "height:".to_owned();
        style.push_str(&fixed(self.height(), 0));
        style.push_str("px");
        html! {
            <canvas ref={self.canvas.clone()} role="application" tabindex="0" {style}
                aria-label={summary(&ctx.props().lanes, &ctx.props().words)}
                {onkeydown} {onpointerdown} {onpointermove} {onpointerup} {onpointercancel}
                {onpointerleave} {ontransitionend} />
        }
    }

    /// Beside the canvas: what went on at the cursor, strategy by strategy, and the chosen span.
    fn said(&self, lanes: &[Strip], words: &Words) -> Html {
        let say = |key: &str, parts: &[(&str, &str)]| words.with(key, parts);
        let moments = self.time.map(|time| {
            let lines = lanes.iter().map(|strip| html! { <span class="timeline-line">
                <b>{ words.get(strategy_key(strip.strategy)) }</b>{ " " }{ moment_text(strip, time, &say) }
            </span> });
            html! { <>
                <span class="timeline-line">{ words.with("timeline.at", &[("time", &length_text(time.to_millis()))]) }</span>
                { for lines }
            </> }
        });
        let span = self.chosen.and_then(|place| {
            let (row, span) = place.find(lanes, &self.layout)?;
            Some(span_text(lanes.get(row.strip)?, span, &say))
        });
        // Pointing changes the words all the time: only stepping by key is spoken.
        let live = if self.is_stepping { "polite" } else { "off" };
        let rows = lanes.len().to_string();
        let hint = html! { <span class="timeline-hint">{ words.get("timeline.hint") }</span> };
        html! {
            <div class="timeline-said" style={["--rows:", &rows].concat()}>
                <output aria-live="off">{ moments.unwrap_or(hint) }</output>
                <p aria-live={live}>{ span }</p>
            </div>
        }
    }

    fn table(&self, ctx: &Context<Self>) -> Html {
        let words = &ctx.props().words;
        let lanes = &ctx.props().lanes;
        let ontoggle = ctx.link().callback(|event: Event| {
            let details = event.target_dyn_into::<Element>();
            Msg::Table(details.is_some_and(|details| details.has_attribute("open")))
        });
        let is_live = lanes
            .iter()
            .any(|strip| strip.wall.is_none() && strip.now.0 > 0.0);
        let inside = if !self.is_table_open {
            Html::default()
        } else if is_live {
            html! { <p>{ words.get("timeline.table-later") }</p> }
        } else {
            facts::table(lanes, words, &|key, parts| words.with(key, parts))
        };
        html! {
            <details {ontoggle}><summary>{ words.get("timeline.table") }</summary>{ inside }</details>
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

    fn draw(&self, ctx: &Context<Self>) {
        let Some(canvas) = self.canvas.cast::<HtmlCanvasElement>() else {
            return;
        };
        if self.width <= 0.0 {
            return;
        }
        let (lanes, words) = (&ctx.props().lanes, &ctx.props().words);
        let (view, height) = (self.viewport(lanes), self.height());
        let Some(pen) = paint::pen(&canvas, self.width, height) else {
            return;
        };
        let Some(palette) = paint::Palette::of(&canvas) else {
            return;
        };
        let say = |key: &str, parts: &[(&str, &str)]| words.with(key, parts);
        let mut calls = scene(lanes, &self.layout, &view, &say);
        calls.extend(cursor(lanes, &self.layout, &view, self.time, self.chosen));
        if lanes.iter().all(|strip| strip.end().0 <= 0.0) {
            calls.push(DrawCall::Text {
                x: (view.left() + view.right()) / 2.0,
                y: height / 2.0,
                text: words.get("timeline.empty").to_owned(),
                ink: Ink::Muted,
                align: Align::Middle,
                bold: false,
            });
        }
        paint::paint(&pen, &calls, &palette);
    }
}

/// The finished runs in a sentence each, and how to use the timeline.
fn summary(lanes: &[Strip], words: &Words) -> String {
    let mut text = words.get("timeline.label").to_owned();
    for strip in lanes.iter().filter(|strip| strip.wall.is_some()) {
        let name = words.get(strategy_key(strip.strategy));
        let time = unit_of(lanes).text(strip.length());
        text.push(' ');
        text.push_str(&words.with(
            "timeline.label-part",
            &[("strategy", name), ("time", &time)],
        ));
    }
    text.push(' ');
    text.push_str(words.get("timeline.keys"));
    text
}
