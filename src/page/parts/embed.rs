//! The page inside somebody else's: title and Run, the question or what was found, and what the author wants shown.

use super::code_view::{code_folds, code_view};
use super::conditions::conditions;
use super::controls::{controls, problems};
use super::findings::{
    findings, in_sentences, outcome, own_findings, own_sentences, timeline, verdict,
};
use super::history::shown_beside;
use super::lesson::{fieldset, question, radios, title};
use super::lines::lines;
use super::programs::programs;
use super::run_bar::run_bar;
use crate::page::address::{Ask, Embed, Hidden, View};
use crate::page::controller::Controller;
use crate::page::state::{Action, Engine, State};
use crate::page::text::text;
use crate::tier::TierReason;
use crate::view::sentences;
use crate::view::words::Words;
use yew::prelude::*;

/// All of it. `problem` says what could not be done.
pub fn embed(controller: &Controller, state: &State, embed: &Embed, problem: Html) -> Html {
    let words = controller.words();
    let is_found = !state.is_running() && !state.findings.verdict.is_empty();
    let is_scripted = state.example.is_scripted();
    let shows = |view: View| embed.view == view || embed.view == View::All;
    html! {
        <main id="lesson" class="embed" tabindex="-1">
            <div class="embed-head">{ title(&words, state) }{ run_bar(controller, state) }</div>
            { for asked(controller, state, &embed.ask, is_found) }
            { for is_scripted.then(|| programs(controller, state)) }
            <div hidden={!is_found}>
                // No room is kept here, so what would come and go is left out: warnings and conditions say it.
                { for (!is_scripted).then(|| outcome(controller, state, Html::default())) }
                if embed.view != View::Charts {
                    { own_sentences(state) }
                }
                { verdict(&words, state) }
            </div>
            { problem }
            { problems(controller, state) }
            { shown_beside(controller, state) }
            if shows(View::Timeline) {
                { lines(&words, state) }
            }
            // The timeline's module has its place wherever it is shown.
            <div hidden={!shows(View::Timeline)}>{ timeline(controller, state, None) }</div>
            if embed.view == View::Charts {
                { own_findings(controller, state) }
                { findings(controller, state) }
            }
            if embed.view == View::Code && !is_scripted {
                { code_view(&words, &state.example, &state.parameters.programs) }
            }
            if is_found {
                <details>
                    <summary>{ words.get("measurements.title") }</summary>
                    { in_sentences(&words, state) }
                    if embed.view != View::Charts {
                        { findings(controller, state) }
                    }
                    { conditions(controller, state) }
                </details>
            }
            if embed.view == View::All && !is_scripted {
                <details>
                    <summary>{ words.get("code.title") }</summary>
                    { code_folds(&words, &state.example, &state.parameters.programs) }
                </details>
            }
            if embed.hidden != Hidden::All {
                <details>
                    <summary>{ words.get("embed.settings") }</summary>
                    { controls(controller, state) }
                </details>
            }
            { foot(controller, state, &words) }
        </main>
    }
}

/// The question; after a run what is said of the answer, and what was found stands in its place.
fn asked(controller: &Controller, state: &State, ask: &Ask, is_found: bool) -> Option<Html> {
    match (ask.question.is_empty(), is_found) {
        // Nothing can be chosen: it says what is to be done.
        (false, _) if ask.options.is_empty() => Some(html! {
            <p class="question"><strong>{ text(&ask.question) }</strong></p>
        }),
        (true, false) => question(controller, state),
        // What is said of the answer stands with what was found.
        (true, true) => None,
        (false, false) => {
            let options = ask.options.iter().cloned();
            let options = radios(controller, options, state.chosen, Action::Choose);
            Some(fieldset(&controller.words(), &ask.question, options))
        }
        (false, true) => explained(&controller.words(), state, ask),
    }
}

/// What the author says of each option, of the one that was taken first.
fn explained(words: &Words, state: &State, ask: &Ask) -> Option<Html> {
    let taken = state.chosen.filter(|&chosen| chosen < ask.options.len());
    let others = (0..ask.options.len()).filter(|&option| Some(option) != taken);
    let order: Vec<usize> = taken.into_iter().chain(others).collect();
    if order.is_empty() {
        return None;
    }
    let item = |&option: &usize| {
        let explanation = ask.explanations.get(option).map_or("", String::as_str);
        html! {
            <>
                <dt>
                    if Some(option) == taken {
                        <span class="hint">{ words.get("embed.you-said") }{ " " }</span>
                    }
                    { text(&ask.options[option]) }
                </dt>
                <dd>{ text(explanation) }</dd>
            </>
        }
    };
    Some(html! {
        <section class="explained">
            <p><strong>{ text(&ask.question) }</strong></p>
            <dl>{ for order.iter().map(item) }</dl>
        </section>
    })
}

/// What this page may use and why, and the way to the page of its own.
fn foot(controller: &Controller, state: &State, words: &Words) -> Html {
    let href = ["./", &controller.own_address()].concat();
    // An engine that rests will be the same when it is back.
    let known = state.latest_ready.as_ref();
    let may_use = match known.filter(|_| !matches!(state.engine, Engine::Cannot(_))) {
        Some(ready) => {
            let tier = sentences::tier(words, ready.tier);
            let mut why = sentences::tier_reason(words, ready);
            if ready.reason == TierReason::SharedMemoryWorks {
                why = [&why, words.get("embed.all")].join(" ");
            }
            html! {
                <details>
                    <summary>{ words.get("conditions.may-use") }{ ": " }<span id="tier">{ text(tier) }</span></summary>
                    <p>{ text(&why) }</p>
                    <p>{ words.get("page.privacy") }</p>
                </details>
            }
        }
        None => {
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
