//! The top of the page: name, theme, keys.

use super::keys;
use crate::page::address::Theme;
use crate::page::desk::Desk;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What the header shows.
#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    /// Where choices go.
    pub desk: Desk,
    /// The theme.
    pub theme: Theme,
    /// The dialog of keys.
    pub keys: NodeRef,
}

/// Name, tagline, theme, keys.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let words = props.desk.words();
    let onchange = {
        let desk = props.desk.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            desk.set_theme(Theme::from_id(&select.value()));
        })
    };
    let onclick = {
        let node = props.keys.clone();
        Callback::from(move |_| keys::show(&node))
    };
    let option = |theme: Theme| {
        let text = words.get(match theme {
            Theme::Auto => "theme.auto",
            Theme::Light => "theme.light",
            Theme::Dark => "theme.dark",
        });
        html! { <option value={theme.id()} selected={theme == props.theme}>{ text }</option> }
    };
    html! {
        <header class="top">
            <p class="name"><a href="./">{ words.get("page.name") }</a></p>
            <p class="tagline">{ words.get("page.tagline") }</p>
            <label class="theme">
                { words.get("page.theme") }
                <select {onchange}>{ for Theme::ALL.map(option) }</select>
            </label>
            <button type="button" class="quiet" {onclick}>{ words.get("page.keys") }</button>
        </header>
    }
}
