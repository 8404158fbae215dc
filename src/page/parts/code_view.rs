//! The Rust that ran, strategy by strategy, folded.

use crate::page::code;
use crate::strategy::Strategy;
use crate::view::charts::frame::strategy_class;
use crate::view::sentences;
use crate::view::words::Words;
use yew::prelude::*;

/// One fold a strategy.
pub fn code_view(words: &Words, strategies: &[Strategy]) -> Html {
    let fold = |strategy: Strategy| {
        html! {
            <details key={strategy.id()} class={classes!("code", strategy_class(strategy))}>
                <summary>{ sentences::name(words, strategy).to_owned() }</summary>
                if strategy == Strategy::Blocking {
                    <p class="hint">{ words.get("code.blocking-warning").to_owned() }</p>
                }
                <pre tabindex="0"><code>{ code::source(strategy) }</code></pre>
            </details>
        }
    };
    html! {
        <section aria-labelledby="code-title">
            <h2 id="code-title">{ words.get("code.title").to_owned() }</h2>
            { for strategies.iter().copied().map(fold) }
        </section>
    }
}
