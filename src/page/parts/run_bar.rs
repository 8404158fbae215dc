//! Run, Stop, the heartbeat of the thread that the program runs on, and how far the run is.

use super::pendulum::pendulum;
use crate::page::controller::Controller;
use crate::page::state::{Engine, State};
use crate::page::status_text;
use crate::page::terms::unmarked;
use crate::page::text::text;
use yew::prelude::*;

/// One big Run; the rest is quiet.
pub fn run_bar(controller: &Controller, state: &State) -> Html {
    let words = controller.words();
    let press = |what: fn(&Controller)| {
        let controller = controller.clone();
        Callback::from(move |_: MouseEvent| what(&controller))
    };
    let is_idle = !state.is_running();
    let is_bad = state.is_bad();
    let can_run = state.can_run();
    let can_stop = state.can_stop();
    let can_poke = matches!(state.engine, Engine::Ready(_));
    // `aria-disabled` instead of `disabled`: the focus stays where it is when a run begins or ends.
    let off = |can: bool| (!can).then_some("true");
    let pace = state.pace.as_ref().filter(|_| !is_idle);
    // A text of a fraction would cost the page more than all the rest of this.
    let percent = pace.map_or(0, |pace| (pace.share() * 100.0) as u32);
    // Why a button can't be pressed.
    let why = |can: bool, key: &str| (!can).then(|| words.get(key).to_owned());
    html! {
        <section
            class="run-bar"
            aria-label={words.get("run.label").to_owned()}
            // For `www/frame.js`: until the numbers are there.
            data-running={state.is_running().then_some("")}
        >
            <button
                type="button"
                id="run"
                aria-disabled={off(can_run)}
                title={why(is_idle, "run.busy")}
                aria-describedby={is_bad.then_some("problem")}
                aria-keyshortcuts="Control+Enter Meta+Enter"
                onclick={press(Controller::run)}
            >
                { words.get("run.run") }
            </button>
            <button
                type="button"
                id="stop"
                aria-disabled={off(can_stop)}
                title={why(can_stop, "run.nothing")}
                aria-keyshortcuts="Escape"
                onclick={press(Controller::stop)}
            >
                { words.get("run.stop") }
            </button>
            <div class="poke">
                { pendulum(&words) }
                <button
                    type="button"
                    id="poke"
                    aria-disabled={off(can_poke)}
                    title={why(can_poke, "poke.not-yet")}
                    onclick={press(Controller::poke)}
                >
                    { words.get("poke.poke") }
                </button>
                <span id="poke-answer" aria-live="polite">{ text(&status_text::pokes(&words, state)) }</span>
                if state.slowed().is_some() {
                    <button
                        type="button"
                        class="quiet"
                        title={words.get("poke.slow-down-how").to_owned()}
                        onclick={press(Controller::slow_down)}
                    >
                        { words.get("poke.slow-down") }
                    </button>
                }
            </div>
            <div class="progress">
                <progress
                    id="progress"
                    class={classes!(is_idle.then_some("is-idle"))}
                    max="100"
                    value={percent.to_string()}
                    aria-label={words.get("progress.label").to_owned()}
                ></progress>
                <p id="status">{ text(&status_text::progress(&words, state)) }</p>
                // What is shown changes often; what is spoken, seldom.
                <p class="unseen" role="status">
                    { text(&status_text::spoken(&words, state)) }
                    { text(&spoken_verdict(state)) }
                </p>
            </div>
        </section>
    }
}

/// Spoken once a comparison is over.
fn spoken_verdict(state: &State) -> String {
    if state.is_running() {
        return String::new();
    }
    let findings = &state.findings;
    let finding = findings.finding.iter().cloned();
    let lines = findings.verdict.iter().map(|line| line.text());
    let own = findings.own.iter().cloned();
    let all = finding.chain(own).chain(lines);
    all.fold(String::new(), |said, line| said + " " + &unmarked(&line))
}
