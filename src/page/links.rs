//! Links within the site: followed without loading the page anew.

use super::address::Address;
use super::controller::Controller;
use super::parts::rail::close_menu;
use super::state::LessonRef;
use crate::lesson;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, MouseEvent};

/// Something was pressed: if it is a link to a lesson or to the opening, the page goes there itself. Where a key asks
/// for another tab or window, or the link does, the browser does what it does.
pub fn follow(controller: &Controller, event: &Event) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let link = target.and_then(|target| target.closest("a[href]:not([target])").ok().flatten());
    let Some((event, link)) = event.dyn_ref::<MouseEvent>().zip(link) else {
        return;
    };
    if event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() {
        return;
    }
    let href = link.get_attribute("href").unwrap_or_default();
    if href == "./" {
        event.prevent_default();
        controller.go_home();
    } else if href.starts_with('?') {
        let address = Address::parse(&href);
        if let Some(lesson) = address.example.as_deref().and_then(lesson::find) {
            event.prevent_default();
            close_menu(&link);
            controller.pick(LessonRef(lesson), address.given);
        }
    }
}
