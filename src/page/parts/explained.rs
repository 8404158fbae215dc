//! Text whose terms are explained on focus and under the pointer.

use crate::page::terms::{Piece, pieces};
use crate::page::text::text;
use crate::view::words::Words;
use yew::prelude::*;

/// The text, each of its terms with a note. Esc hides the notes (`www/boot.js`).
pub fn explained(words: &Words, said: &str) -> Html {
    let piece = |piece: Piece| match piece {
        Piece::Plain(plain) => text(plain),
        Piece::Term { words: shown, term } => html! {
            <dfn class="term" tabindex="0">
                { text(shown) }
                <span class="note" role="note">{ text(words.get(&["term.", term].concat())) }</span>
            </dfn>
        },
    };
    pieces(said).into_iter().map(piece).collect()
}
