//! The Rust that ran, strategy by strategy, folded.

use crate::page::charts::frame::strategy_class;
use crate::page::code;
use crate::page::sentences;
use crate::page::words::Words;
use crate::strategy::Strategy;
use std::rc::Rc;
use yew::prelude::*;

/// What the code's section shows.
#[derive(Properties, PartialEq)]
pub struct CodeViewProps {
    /// The texts.
    pub words: Rc<Words>,
    /// Whose code.
    pub strategies: Vec<Strategy>,
}

/// One fold a strategy.
#[component]
pub fn CodeView(props: &CodeViewProps) -> Html {
    let words = &props.words;
    let fold = |strategy: Strategy| {
        let source = code::source(strategy);
        (!source.is_empty()).then(|| {
            html! {
                <details class={classes!("code", strategy_class(strategy))}>
                    <summary>{ sentences::name(words, strategy) }</summary>
                    if strategy == Strategy::Blocking {
                        <p class="hint">{ words.get("code.blocking-warning") }</p>
                    }
                    <pre tabindex="0"><code>{ source }</code></pre>
                </details>
            }
        })
    };
    let folds: Vec<Html> = props.strategies.iter().copied().filter_map(fold).collect();
    if folds.is_empty() {
        return Html::default();
    }
    html! {
        <section aria-labelledby="code-title">
            <h2 id="code-title">{ words.get("code.title") }</h2>
            { for folds }
        </section>
    }
}
