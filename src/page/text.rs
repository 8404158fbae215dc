//! A text that changes.

use yew::prelude::*;

/// A text in an element of its own, which it is set on. Browsers' translators put nodes of theirs in the
/// place of text nodes: a changed text written into such a node would never be seen, and a node put
/// before it would find no place. So whatever changes, or stands beside what comes and goes, is set so.
pub fn text(text: &str) -> Html {
    html! { <span ~textContent={text}></span> }
}
