//! The top of the page: name, theme, what shares it, keys.

use super::keys::show;
use crate::page::address::Theme;
use crate::page::controller::Controller;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Name, tagline, theme, keys.
pub fn header(controller: &Controller, keys: &NodeRef) -> Html {
    let words = controller.words();
    let onchange = {
        let controller = controller.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            controller.set_theme(Theme::from_id(&select.value()));
        })
    };
    let onclick = {
        let node = keys.clone();
        Callback::from(move |_| show(&node))
    };
    let option = |theme: Theme| {
        let text = words.get(match theme {
            Theme::Auto => "theme.auto",
            Theme::Light => "theme.light",
            Theme::Dark => "theme.dark",
        });
        html! { <option value={theme.id()} selected={theme == controller.theme()}>{ text }</option> }
    };
    html! {
        <header class="top">
            <p class="name"><a href="./">{ words.get("page.name") }</a></p>
            <p class="tagline">{ words.get("page.tagline") }</p>
            <label class="theme">
                { words.get("page.theme") }
                <select {onchange}>{ for Theme::ALL.map(option) }</select>
            </label>
            // `boot.js` hears it, and fetches what opens then.
            <button type="button" class="quiet" id="share">{ words.get("page.share") }</button>
            <button type="button" class="quiet" {onclick}>{ words.get("page.keys") }</button>
        </header>
    }
}
