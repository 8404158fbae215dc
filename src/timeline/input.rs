//! What buttons, keys, the wheel and fingers mean on the timeline.

use super::sight::{Finger, Msg};
use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, KeyboardEvent, PointerEvent, WheelEvent};

/// What buttons mean: the key of what each is called, its sign where it has one, and what it does.
pub const BUTTONS: [(&str, Option<&str>, Msg); 3] = [
    ("timeline.farther", Some("−"), Msg::Zoom(1.0 / ZOOM, None)),
    ("timeline.closer", Some("+"), Msg::Zoom(ZOOM, None)),
    ("timeline.fit", None, Msg::Fit),
];

/// One press makes it this much closer, or moves it by this share of what is seen.
const ZOOM: f64 = 1.6;
const MOVE: f64 = 0.15;
/// The same for the keys that turn pages: a tenth of the last view stays in sight.
const PAGE: f64 = 0.9;

/// What a key does; every other key is left to the page.
pub fn key(event: &KeyboardEvent) -> Option<Msg> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return None;
    }
    let msg = match event.key().as_str() {
        "ArrowLeft" => Msg::Move(-MOVE),
        "ArrowRight" => Msg::Move(MOVE),
        "PageUp" => Msg::Move(-PAGE),
        "PageDown" => Msg::Move(PAGE),
        "Home" => Msg::Move(f64::NEG_INFINITY),
        "End" => Msg::Move(f64::INFINITY),
        "+" | "=" => Msg::Zoom(ZOOM, None),
        "-" => Msg::Zoom(1.0 / ZOOM, None),
        "0" => Msg::Fit,
        "]" | "." => Msg::Step(true),
        "[" | "," => Msg::Step(false),
        _ => return None,
    };
    event.prevent_default();
    Some(msg)
}

/// What the wheel does. It never holds the page's scrolling up by chance: only with Ctrl or Cmd
/// (as pinching on a touchpad also arrives), or while the canvas has the focus.
pub fn wheel(event: &WheelEvent, canvas: &HtmlCanvasElement) -> Option<Msg> {
    let focused = web_sys::window()?.document()?.active_element();
    let is_focused = focused.is_some_and(|element| *canvas == element.unchecked_into());
    if !(event.ctrl_key() || event.meta_key() || is_focused) {
        return None;
    }
    event.prevent_default();
    // Firefox may count lines instead of pixels.
    let pixels = if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL {
        1.0
    } else {
        30.0
    };
    let (across, down) = (event.delta_x() * pixels, event.delta_y() * pixels);
    if across.abs() > down.abs() {
        return Some(Msg::Move(across / f64::from(canvas.client_width().max(1))));
    }
    let factor = (1.0 - down / 400.0).clamp(0.5, 2.0);
    Some(Msg::Zoom(factor, Some(f64::from(event.offset_x()))))
}

/// A button or a finger goes down.
pub fn grab(event: &PointerEvent, canvas: &HtmlCanvasElement) -> Option<Msg> {
    // Touch scrolls the page up and down, by the style sheet; the mouse needs its button.
    if event.button() != 0 {
        return None;
    }
    // Without the capture a drag ends at the edge, and nothing worse.
    let _ = canvas.set_pointer_capture(event.pointer_id());
    Some(Msg::Grab(finger(event)))
}

/// Which finger is where.
pub fn finger(event: &PointerEvent) -> Finger {
    Finger {
        id: event.pointer_id(),
        x: f64::from(event.offset_x()),
        y: f64::from(event.offset_y()),
    }
}
