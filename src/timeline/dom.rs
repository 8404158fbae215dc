//! The timeline's elements on the page: a canvas, what is said beside it, its buttons, the table. Each is touched
//! only where what it shows has changed.

use super::input::BUTTONS;
use super::lines::Cell;
use super::said::Said;
use crate::protocol::timeline::CLOSER;
use crate::view::markup::Markup;
use crate::view::numbers::fixed;
use crate::view::words::Words;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlCanvasElement};

/// The elements, and what they show.
pub struct Dom {
    /// What the timeline is drawn on.
    pub canvas: HtmlCanvasElement,
    /// Around it, as wide as there is room.
    pub frame: Element,
    /// The table's fold.
    pub details: Element,
    /// The buttons, as many as `BUTTONS`.
    pub buttons: Vec<Element>,
    said: Element,
    moment: Element,
    span: Element,
    table: Element,
    shown: Drawn,
    /// The places beside a lesson's lines, each with what it shows. The page may take an element away and put
    /// another in its place.
    places: Vec<(Cell, Option<Element>)>,
}

/// What the elements show.
#[derive(Default, PartialEq)]
pub struct Drawn {
    /// The canvas's height, in CSS pixels.
    pub height: f64,
    /// What the canvas is called.
    pub label: String,
    /// The canvas's width.
    pub width: f64,
    /// What is said beside the pointer.
    pub said: Said,
    /// Where that is, from the canvas's left and top; nothing where nothing is said.
    pub said_at: Option<(f64, f64)>,
    /// Whether the chosen span is to be heard. Pointing changes the words all the time: only stepping by key is
    /// spoken.
    pub is_spoken: bool,
    /// The table: HTML, or nothing while it is closed.
    pub table: String,
}

/// The elements as markup, empty. Every text in it is escaped.
fn markup(words: &Words) -> String {
    let mut html = Markup::default();
    html.raw(
        "<div class=\"timeline-frame\"><canvas role=\"application\" tabindex=\"0\"></canvas>\
         <div class=\"timeline-said\" hidden><output aria-live=\"off\"></output><p></p></div></div>\
         <div class=\"timeline-bar\"><span class=\"timeline-hint\">",
    );
    html.text(words.get("timeline.hint"));
    html.raw("</span><div class=\"timeline-buttons\" role=\"group\" aria-label=\"");
    html.text(words.get("timeline.zoom"));
    html.raw("\">");
    for (key, sign, _) in BUTTONS {
        html.raw("<button type=\"button\" aria-label=\"");
        html.text(words.get(key));
        html.raw("\" title=\"");
        html.text(words.get(key));
        html.raw("\">");
        html.text(sign.unwrap_or(words.get(key)));
        html.raw("</button>");
    }
    html.raw("</div></div><details><summary>");
    html.text(words.get("timeline.table"));
    html.raw("</summary><div></div></details>");
    html.finish()
}

/// From the pointer to what is said beside it.
const BESIDE: f64 = 14.0;

/// Beside that place, on the side where there is more room, as a style.
fn beside((x, y): (f64, f64), width: f64, height: f64) -> String {
    let (across, from_side) = match x < width / 2.0 {
        true => ("left:", x),
        false => ("right:", width - x),
    };
    let (down, from_end) = match y < height / 2.0 {
        true => ("px;top:", y),
        false => ("px;bottom:", height - y),
    };
    let pixels = |from: f64| fixed(from + BESIDE, 0);
    [across, &pixels(from_side), down, &pixels(from_end), "px"].concat()
}

impl Dom {
    /// Makes the elements inside `place`. `None` where the browser has no such elements.
    pub fn new(place: &Element, words: &Words) -> Option<Self> {
        place.set_inner_html(&markup(words));
        let find = |selector: &str| place.query_selector(selector).ok().flatten();
        let all = place.query_selector_all("button").ok()?;
        let buttons = (0..all.length()).filter_map(|index| all.get(index)?.dyn_into().ok());
        Some(Self {
            canvas: find("canvas")?.dyn_into().ok()?,
            frame: find(".timeline-frame")?,
            details: find("details")?,
            buttons: buttons.collect(),
            said: find(".timeline-said")?,
            moment: find("output")?,
            span: find("p")?,
            table: find("details > div")?,
            shown: Drawn::default(),
            places: Vec::new(),
        })
    }

    /// Whether the table is open.
    pub fn is_table_open(&self) -> bool {
        self.details.has_attribute("open")
    }

    /// Shows it, where it is not shown already.
    pub fn show(&mut self, new: Drawn) {
        // Elements take any style, attribute and text.
        let old = &self.shown;
        if new.height != old.height {
            let style = ["height:", &fixed(new.height, 0), "px"].concat();
            let _ = self.canvas.set_attribute("style", &style);
        }
        if new.label != old.label {
            let _ = self.canvas.set_attribute("aria-label", &new.label);
        }
        if (new.said_at, new.width) != (old.said_at, old.width) {
            let _ = match new.said_at {
                None => self.said.set_attribute("hidden", ""),
                Some(_) => self.said.remove_attribute("hidden"),
            };
            let style = new.said_at.map(|at| beside(at, new.width, new.height));
            let _ = self.said.set_attribute("style", &style.unwrap_or_default());
        }
        if new.said.moment != old.said.moment {
            self.moment.set_inner_html(&new.said.moment);
        }
        if new.is_spoken != old.is_spoken {
            let live = if new.is_spoken { "polite" } else { "off" };
            let _ = self.span.set_attribute("aria-live", live);
        }
        if new.said.span != old.said.span {
            self.span.set_text_content(Some(&new.said.span));
        }
        if new.table != old.table {
            self.table.set_inner_html(&new.table);
        }
        self.shown = new;
    }

    /// Says what is seen since the reader looked closer, wherever its place is on the page.
    pub fn say_closer(&self, said: &str) {
        let document = web_sys::window().and_then(|window| window.document());
        let place = document.and_then(|document| document.get_element_by_id(CLOSER));
        if let Some(place) = place {
            place.set_text_content(Some(said));
        }
    }

    /// Shows what stands beside the lines, wherever their places are on the page.
    pub fn show_lines(&mut self, cells: Vec<Cell>) {
        let document = web_sys::window().and_then(|window| window.document());
        let Some(document) = document else {
            return;
        };
        let mut before = std::mem::take(&mut self.places).into_iter();
        for cell in cells {
            let place = document.get_element_by_id(&cell.id);
            let new = (cell, place);
            if let (Some(place), false) = (&new.1, before.next().as_ref() == Some(&new)) {
                place.set_inner_html(&new.0.html);
            }
            self.places.push(new);
        }
    }
}
