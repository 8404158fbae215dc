//! The page inside somebody else's: title and Run, the question or what was found, and what the author wants shown.

use super::code_view::{code_folds, code_view};
use super::conditions::conditions;
use super::controls::controls;
use super::findings::{findings, timeline, verdict};
use super::history::shown_beside;
use super::lesson::{question, score, title};
use super::lines::lines;
use super::run_bar::run_bar;
use crate::page::address::{Embed, View};
use crate::page::controller::Controller;
use crate::page::state::{Engine, State};
use crate::page::text::text;
use crate::tier::TierReason;
use crate::view::sentences;
use crate::view::words::Words;
use yew::prelude::*;

/// All of it. `problem` says what could not be done.
pub fn embed(controller: &Controller, state: &State, embed: Embed, problem: Html) -> Html {
    let words = controller.words();
    let is_found = !state.is_running() && !state.findings.verdict.is_empty();
    let shows = |view: View| embed.view == view || embed.view == View::All;
    html! {
        <main id="lesson" class="embed" tabindex="-1">
            <div class="embed-head">{ title(&words, state) }{ run_bar(controller, state) }</div>
            if is_found {
                { for score(state) }
            } else {
                { for question(controller, state) }
            }
            { verdict(&words, state) }
            { problem }
            { shown_beside(controller, state) }
            if shows(View::Timeline) {
                { lines(&words, state) }
            }
            // The timeline's module has its place wherever it is shown.
            <div hidden={!shows(View::Timeline)}>{ timeline(controller, state) }</div>
            if embed.view == View::Charts {
                { findings(controller, state) }
            }
            if embed.view == View::Code {
                { code_view(&words, &state.example, &state.parameters.programs) }
            }
            if is_found {
                <details>
                    <summary>{ words.get("embed.measurements") }</summary>
                    if embed.view != View::Charts {
                        { findings(controller, state) }
                    }
                    { conditions(controller, state) }
                </details>
            }
            if embed.view == View::All {
                <details>
                    <summary>{ words.get("code.title") }</summary>
                    { code_folds(&words, &state.example, &state.parameters.programs) }
                </details>
            }
            <details>
                <summary>{ words.get("embed.settings") }</summary>
                { controls(controller, state) }
            </details>
            { foot(controller, state, &words) }
        </main>
    }
}

/// What this page may use and why, and the way to the page of its own.
fn foot(controller: &Controller, state: &State, words: &Words) -> Html {
    let href = ["./", &controller.own_address()].concat();
    let may_use = match &state.engine {
        Engine::Ready(ready) => {
            let tier = sentences::tier(words, ready.tier);
            let more = match &ready.reason {
                TierReason::SharedMemoryWorks => words.get("embed.all"),
                TierReason::SharedMemoryRefused(_) => words.get("embed.more"),
                // No header would help.
                TierReason::PoolDidNotStart | TierReason::WorkersRefused(_) => "",
            };
            let why = [&*sentences::tier_reason(words, ready), more].join(" ");
            html! {
                <details>
                    <summary>{ words.get("conditions.may-use") }{ ": " }<span id="tier">{ text(tier) }</span></summary>
                    <p>{ text(&why) }</p>
                    <p>{ words.get("page.privacy") }</p>
                </details>
            }
        }
        Engine::Starting | Engine::Cannot(_) => {
            html! { <p class="hint">{ words.get("page.privacy") }</p> }
        }
    };
    html! {
        <div class="embed-foot">
            { may_use }
            <a {href} target="_blank" rel="noopener">{ words.get("embed.open") }</a>
        </div>
    }
}
