//! How far to trust the numbers: what the page may use and why, where it runs, what disturbed it.

use crate::page::desk::Desk;
use crate::page::sayings;
use crate::page::state::{Engine, State};
use crate::view::scale::length_text;
use crate::view::sentences;
use yew::prelude::*;

/// Facts in pairs, then warnings.
pub fn honesty(desk: &Desk, state: &State) -> Html {
    let words = desk.words();
    let unknown = || words.get("honesty.unknown").to_owned();
    let (tier, reason, clock) = match &state.engine {
        Engine::Ready(ready) => (
            sentences::tier(&words, ready.tier).to_owned(),
            sentences::tier_reason(&words, ready),
            length_text(ready.clock_step.to_millis()),
        ),
        Engine::Starting => (unknown(), words.get("run.starting").to_owned(), unknown()),
        Engine::Cannot(why) => (unknown(), sayings::no_engine(&words, why), unknown()),
    };
    let pair = |key: &'static str, value: Html| {
        html! { <div><dt>{ words.get(key) }</dt><dd>{ value }</dd></div> }
    };
    let warnings = &state.findings.warnings;
    html! {
        <section class="honesty" aria-labelledby="honesty-title">
            <h2 id="honesty-title">{ words.get("honesty.title") }</h2>
            if !warnings.is_empty() {
                <ul class="warnings">{ for warnings.iter().map(|text| html! { <li>{ text.clone() }</li> }) }</ul>
            }
            <dl class="pairs">
                <div><dt>{ words.get("honesty.may-use") }</dt><dd id="tier">{ tier }</dd></div>
                { pair("honesty.why", reason.into()) }
                { pair("honesty.cores", state.reported_cores.to_string().into()) }
                { pair("honesty.clock", clock.into()) }
                { pair("honesty.browser", desk.here().browser.clone().into()) }
                { pair("honesty.version", env!("CARGO_PKG_VERSION").into()) }
                { for state.findings.trust.iter().map(|(name, said)| html! {
                    <div><dt>{ name.clone() }</dt><dd>{ said.clone() }</dd></div>
                }) }
            </dl>
            <p class="hint">
                { words.get("honesty.medians") }{ " " }
                { words.get("honesty.turns") }{ " " }
                { words.get("honesty.connections") }
            </p>
        </section>
    }
}
