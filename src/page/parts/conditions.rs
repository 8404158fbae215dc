//! How far to trust the numbers: what the page may use and why, where it runs, what disturbed it.

use super::explained::explained;
use crate::page::controller::Controller;
use crate::page::state::{Engine, State};
use crate::page::text::text;
use crate::view::scale::length_text;
use crate::view::sentences;
use yew::prelude::*;

/// Facts in pairs, then warnings.
pub fn conditions(controller: &Controller, state: &State) -> Html {
    let words = controller.words();
    let unknown = || words.get("conditions.unknown").to_owned();
    let (tier, reason, clock) = match &state.engine {
        Engine::Ready(ready) => (
            sentences::tier(&words, ready.tier).to_owned(),
            sentences::tier_reason(&words, ready),
            length_text(ready.clock_step.to_millis()),
        ),
        Engine::Starting => (unknown(), words.get("run.starting").to_owned(), unknown()),
        Engine::Cannot(why) => (unknown(), sentences::no_engine(&words, why), unknown()),
    };
    let pair = |key: &'static str, value: &str| {
        html! { <div><dt>{ words.get(key) }</dt><dd>{ text(value) }</dd></div> }
    };
    let warnings = &state.findings.warnings;
    html! {
        <section class="conditions" aria-labelledby="conditions-title">
            <h2 id="conditions-title">{ words.get("conditions.title") }</h2>
            if !warnings.is_empty() {
                <ul class="warnings">{ for warnings.iter().map(|said| html! { <li>{ text(said) }</li> }) }</ul>
            }
            <dl class="pairs">
                <div><dt>{ words.get("conditions.may-use") }</dt><dd id="tier">{ text(&tier) }</dd></div>
                { pair("conditions.why", &reason) }
                { pair("conditions.cores", &state.reported_cores.to_string()) }
                { pair("conditions.clock", &clock) }
                { pair("conditions.browser", &controller.browser_info().browser) }
                { pair("conditions.version", env!("CARGO_PKG_VERSION")) }
                { for state.findings.trust.iter().map(|(name, said)| html! {
                    <div><dt>{ explained(&words, name) }</dt><dd>{ text(said) }</dd></div>
                }) }
            </dl>
            <p class="hint">
                { explained(&words, words.get("conditions.medians")) }{ " " }
                { explained(&words, words.get("conditions.turns")) }{ " " }
                { explained(&words, words.get("conditions.connections")) }
            </p>
        </section>
    }
}
