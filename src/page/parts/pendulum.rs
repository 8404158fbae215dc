//! The pendulum as it hangs; `pulse` swings it.

use crate::page::pulse::{ARM, COUNTER};
use crate::view::words::Words;
use yew::prelude::*;

/// Drawn once; beats change it in place.
pub fn pendulum(words: &Words) -> Html {
    let label = words.get("pendulum.label").to_owned();
    html! {
        <div class="pendulum" title={label.clone()}>
            <svg viewBox="0 0 48 44" width="48" height="44" role="img" aria-label={label}>
                <path d="M14 4H34" />
                <g id={ARM}><path d="M24 4V32" /><circle cx="24" cy="34" r="6" /></g>
            </svg>
            <span class="beats" id={COUNTER}>{ words.with("pendulum.beats", &[("n", "0")]) }</span>
        </div>
    }
}
