//! A board: items that the reader deals to bins. Where each item lies stands beside it as text, a digit an item, to be
//! typed and copied; the two always agree. The board itself is an element of its own (`www/board.js`), whose script only
//! lessons with a board load, and which tells the text of every move.

use super::number_control::{Number, oninput};
use crate::browser::own_folder;
use crate::contract::deal::Deal;
use crate::page::controller::Controller;
use crate::page::text::text;
use crate::view::words::Words;
use yew::prelude::*;

/// The board's own words: what is on it, and what is said of an item in a bin.
fn said(words: &Words, number: &Number, end: &str) -> String {
    words
        .get_or_nothing(&["parameter.", number.name.as_str(), end].concat())
        .to_owned()
}

/// The text, and the board below it. Until its script is there, and without it, there is the text alone.
pub fn board(controller: &Controller, number: &Number, deal: Deal) -> Html {
    let (words, state, name) = (controller.words(), controller.state(), number.name);
    let said = |end: &str| said(&words, number, end);
    let id = ["p-", name.as_str()].concat();
    let hint = [&*id, "-hint"].concat();
    let described = [if number.is_bad { "problem " } else { "" }, &hint].concat();
    let size = format!("--items: {}; --bins: {}", deal.items, deal.bins);
    // However often it is asked for, a browser carries a module out once.
    let script = [&own_folder(), "board.js"].concat();
    html! {
        <div class="number" key={name.as_str().to_owned()}>
            <label for={id.clone()}>{ text(&number.label) }</label>
            <input
                type="text"
                inputmode="numeric"
                autocomplete="off"
                {id}
                value={state.text_of(name)}
                aria-invalid={number.is_bad.then_some("true")}
                aria-describedby={described}
                oninput={oninput(controller, name)}
            />
            <deal-board
                style={size}
                items={said("-items")}
                bins={said("-bins")}
                lies={said("-lies")}
                value={state.parameters.text(&state.example, name)}
            />
            <script type="module" src={script} />
            <span class="hint" id={hint}>{ text(&said("-hint")) }</span>
        </div>
    }
}
