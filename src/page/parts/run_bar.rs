//! Run, Stop, how far it is, and the caller's heartbeat.

use super::pendulum::Pendulum;
use crate::page::desk::Desk;
use crate::page::state::{Activity, Engine};
use yew::prelude::*;

/// What the bar shows.
#[derive(Properties, PartialEq)]
pub struct RunBarProps {
    /// Where presses go.
    pub desk: Desk,
    /// What is going on.
    pub activity: Activity,
    /// How the engine is.
    pub engine: Engine,
    /// What is going on, in words.
    pub progress: AttrValue,
    /// The verdict, to be spoken when all is over.
    pub verdict: AttrValue,
    /// How the caller answered.
    pub pokes: AttrValue,
}

/// One big Run; the rest is quiet.
#[component]
pub fn RunBar(props: &RunBarProps) -> Html {
    let words = props.desk.words();
    let press = |what: fn(&Desk)| {
        let desk = props.desk.clone();
        Callback::from(move |_: MouseEvent| what(&desk))
    };
    let is_idle = props.activity == Activity::Idle;
    let can_run = is_idle && !matches!(props.engine, Engine::Cannot(_));
    let can_stop = !is_idle && props.activity != Activity::Stopping;
    let can_poke = matches!(props.engine, Engine::Ready(_));
    // `aria-disabled` instead of `disabled`: the focus stays where it is when a run begins or ends.
    let off = |can: bool| (!can).then_some("true");
    html! {
        <section class="run-bar" aria-label={words.get("run.label").to_owned()}>
            <button
                type="button"
                id="run"
                aria-disabled={off(can_run)}
                aria-keyshortcuts="Control+Enter Meta+Enter"
                onclick={press(Desk::run)}
            >
                { words.get("run.run") }
            </button>
            <button
                type="button"
                id="stop"
                aria-disabled={off(can_stop)}
                aria-keyshortcuts="Escape"
                onclick={press(Desk::stop)}
            >
                { words.get("run.stop") }
            </button>
            <p id="status" role="status">
                { &props.progress }
                <span class="unseen">{ " " }{ &props.verdict }</span>
            </p>
            <Pendulum words={words.clone()} pulse={props.desk.pulse()} />
            <div class="poke">
                <button
                    type="button"
                    id="poke"
                    aria-disabled={off(can_poke)}
                    onclick={press(Desk::poke)}
                >
                    { words.get("poke.poke") }
                </button>
                <span id="poke-answer" aria-live="polite">{ &props.pokes }</span>
            </div>
        </section>
    }
}
