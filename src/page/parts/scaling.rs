//! How it scales: sweeps over threads and over chunks, and what they show.

use super::explained::explained;
use super::findings::chart;
use crate::comparison::Kind;
use crate::page::controller::Controller;
use crate::page::state::State;
use crate::page::status_text;
use crate::page::text::text;
use crate::values::THREADS;
use yew::prelude::*;

/// Two sweeps, their charts, and what is said of them; only where the lesson has programs to sweep.
pub fn scaling(controller: &Controller, state: &State) -> Html {
    let words = controller.words();
    if state.example.swept.is_empty() {
        return Html::default();
    }
    let is_idle = !state.is_running();
    let is_bad = state.is_bad();
    let can_run = state.can_run();
    let title = (!is_idle).then(|| words.get("run.busy").to_owned());
    let sweep = |kind: Kind, key: &str| {
        let controller = controller.clone();
        let onclick = Callback::from(move |_: MouseEvent| controller.run_for(kind));
        let off = (!can_run).then_some("true");
        html! {
            <button type="button" class="quiet" aria-disabled={off} title={title.clone()} aria-describedby={is_bad.then_some("problem")} {onclick}>{ words.get(key).to_owned() }</button>
        }
    };
    // The run bar may be far up the page.
    let request = state.request.as_ref().filter(|_| state.is_running());
    let is_sweep =
        request.is_some_and(|request| matches!(request.kind, Kind::Threads | Kind::Chunks));
    let progress = is_sweep.then(|| {
        let onclick = {
            let controller = controller.clone();
            Callback::from(move |_: MouseEvent| controller.stop())
        };
        html! {
            <>
                <button type="button" class="quiet" {onclick}>{ words.get("run.stop").to_owned() }</button>
                { text(&status_text::progress(&words, state)) }
            </>
        }
    });
    let found = &state.findings;
    let charts = found.sweep_charts.iter();
    html! {
        <section id="scaling" aria-labelledby="scaling-title">
            <h2 id="scaling-title">{ words.get("scaling.title").to_owned() }</h2>
            <p class="hint">{ explained(&words, words.get("scaling.hint")) }</p>
            <p class="exports">
                if state.example.has(THREADS) {
                    { sweep(Kind::Threads, "scaling.threads") }
                }
                if state.example.has_chunks() {
                    { sweep(Kind::Chunks, "scaling.chunks") }
                }
                { for progress }
            </p>
            <div class="findings">{ for charts.map(|head| chart(controller, state, head)) }</div>
            <ul class="scaling-said">{ for found.scaling.iter().map(|said| html! { <li>{ text(said) }</li> }) }</ul>
        </section>
    }
}
