//! What keys and the wheel mean on the timeline.

use super::view::Msg;
use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, KeyboardEvent, WheelEvent};

/// One press makes it this much closer, or moves it by this share of what is seen.
pub const ZOOM: f64 = 1.6;
const MOVE: f64 = 0.15;

/// What a key does; every other key is left to the page.
pub fn key(event: KeyboardEvent) -> Option<Msg> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return None;
    }
    let msg = match event.key().as_str() {
        "ArrowLeft" => Msg::Move(-MOVE),
        "ArrowRight" => Msg::Move(MOVE),
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
