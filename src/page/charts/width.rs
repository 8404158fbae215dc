//! How wide an element is, now and whenever that changes.

use crate::browser::width_watch::WidthWatch;
use web_sys::Element;
use yew::prelude::*;

/// The width of the element behind `node`, in CSS pixels; `None` until it is measured.
#[hook]
pub fn use_width(node: &NodeRef) -> Option<f64> {
    let width = use_state_eq(|| None);
    let (node, tell) = (node.clone(), width.clone());
    use_effect_with((), move |()| {
        let watch = node.cast::<Element>().and_then(|element| {
            WidthWatch::new(&element, move |width| {
                // A hidden element has none; it keeps what it had.
                if width > 0.0 {
                    tell.set(Some(width));
                }
            })
        });
        move || drop(watch)
    });
    *width
}
