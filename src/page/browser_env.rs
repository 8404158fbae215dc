//! What the browser tells about itself and about this page, and the few things the page changes in it.

use super::address::Theme;
use super::browser_name::browser_name;
use super::environment::BrowserInfo;
use crate::units::Millis;
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use web_sys::{Document, HtmlElement, Window};

/// The window. A page always has one.
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// The document.
pub fn document() -> Option<Document> {
    window()?.document()
}

/// The language of the page's texts, whose files are named after it.
pub fn language() -> String {
    let root = document().and_then(|document| document.document_element());
    let named = root.and_then(|root| root.get_attribute("lang"));
    named.unwrap_or_else(|| "en".to_owned())
}

/// What only the browser can tell.
pub fn browser_info() -> BrowserInfo {
    let agent = window().and_then(|window| window.navigator().user_agent().ok());
    let isolated = Reflect::get(&js_sys::global(), &JsValue::from_str("crossOriginIsolated"));
    BrowserInfo {
        is_isolated: isolated.is_ok_and(|value| value.is_truthy()),
        browser: browser_name(&agent.unwrap_or_default()),
    }
}

/// Whether the page is inside another.
pub fn is_framed() -> bool {
    let global = js_sys::global();
    Reflect::get(&global, &JsValue::from_str("parent")).is_ok_and(|parent| parent != *global)
}

/// How many cores the browser says there are; 1 where it says nothing.
pub fn reported_cores() -> u32 {
    let cores = window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    (cores as u32).max(1)
}

/// The page's clock.
pub fn now() -> Millis {
    let performance = window().and_then(|window| window.performance());
    Millis(performance.map_or(0.0, |performance| performance.now()))
}

/// The site's root as an absolute address, ending in a slash.
pub fn site() -> String {
    let base = document().and_then(|document| document.base_uri().ok().flatten());
    let base = base.unwrap_or_default();
    let path = base.split(['?', '#']).next().unwrap_or_default();
    path.rfind('/')
        .map_or_else(String::new, |end| path[..=end].to_owned())
}

/// The part of the address behind `?`, with it.
pub fn query() -> String {
    window()
        .and_then(|window| window.location().search().ok())
        .unwrap_or_default()
}

/// Writes the address, as a new entry of the history or over the latest.
pub fn write_query(query: &str, is_new: bool) {
    let Some(history) = window().and_then(|window| window.history().ok()) else {
        return;
    };
    // An empty address would be that of now.
    let query = if query.is_empty() { "./" } else { query };
    // A browser refuses too many changes a second; the address is then a little late, no more.
    let _ = if is_new {
        history.push_state_with_url(&JsValue::NULL, "", Some(query))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(query))
    };
}

/// Puts the document into a theme.
pub fn show_theme(theme: Theme) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-theme", theme.id());
    }
}

/// Shows the opening, or the lesson; `early.js` did so first.
pub fn show_opening(is_opening: bool) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        // The name is a sound one.
        let _ = match is_opening {
            true => root.set_attribute("data-opening", ""),
            false => root.remove_attribute("data-opening"),
        };
    }
}

/// Puts the focus on the first element that is meant, if there is one, and opens the fold around it.
pub fn focus(selector: &str) {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    let fold = found
        .as_ref()
        .and_then(|found| found.closest("details").ok().flatten());
    if let Some(fold) = fold {
        // The name is a sound one.
        let _ = fold.set_attribute("open", "");
    }
    if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // Where it can't be focused, it stays where it is.
        let _ = element.focus();
    }
}

/// To where the page begins.
pub fn to_top() {
    focus("#lesson");
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}
