//! What came of it: verdict, timeline, where the time went, times, numbers, the picture.

use super::conditions::conditions;
use super::explained::explained;
use super::history::history;
use super::lesson::score;
use crate::contract::{Fetches, Live};
use crate::key::Key;
use crate::page::charts::chart::Chart;
use crate::page::charts::picture::Picture;
use crate::page::controller::{Controller, Delivery};
use crate::page::state::{Action, State};
use crate::page::text::text;
use crate::page::timeline_link::PLACE;
use crate::protocol::analysis::{ChartHead, Export, Line, ToAnalysis};
use crate::protocol::timeline::CLOSER;
use crate::strategy::{Meanwhile, Strategy};
use crate::view::charts::frame::colour_class;
use crate::view::words::Words;
use web_sys::Element;
use yew::prelude::*;

/// So many rounds are offered where fewer were too noisy: they narrow an interval to about half of that of the fewest, and
/// to a quarter.
const MORE_ROUNDS: [u32; 2] = [30, 100];

/// The answer in a sentence, and what became of the reader's; before it is there, what to wait for. Its place is kept,
/// so that nothing below it moves when it comes. A sweep leaves it as it is. `waits` is what is to be known of the waits.
pub fn outcome(controller: &Controller, state: &State, waits: Html) -> Html {
    let words = controller.words();
    let found = &state.findings;
    let hint = |key: &str| html! { <p class="hint">{ text(words.get(key)) }</p> };
    if state.compares() {
        return html! { <div id="outcome">{ hint("outcome.running") }{ waits }</div> };
    }
    let said = match &found.finding {
        Some(finding) => html! {
            <>
                <p class="finding"><strong>{ text(finding) }</strong></p>
                { for score(state) }
                if found.is_noisy {
                    { more_rounds(controller, state) }
                }
            </>
        },
        None if found.verdict.is_empty() => hint("outcome.none"),
        None => hint("outcome.below"),
    };
    let ran = state.ran.as_ref();
    let is_stale = ran.is_some_and(|ran| ran.parameters != state.parameters);
    html! {
        <div id="outcome">
            { said }
            { waits }
            if is_stale {
                <p class="hint stale">{ words.get("verdict.stale").to_owned() }</p>
            }
        </div>
    }
}

/// What there is to say of the waits here, where they are none of our own server's.
pub fn waits(controller: &Controller, state: &State) -> Html {
    let ready = state.latest_ready.as_ref();
    match ready.and_then(|ready| state.example.waits_elsewhere(ready.waits)) {
        // What is measured says by itself with what it was.
        Some(from) if state.findings.finding.is_none() => {
            let key = ["waits.", from.id()].concat();
            html! { <p class="hint">{ text(controller.words().get(&key)) }</p> }
        }
        _ => Html::default(),
    }
}

/// One button that runs it again with more rounds, where more can be had.
fn more_rounds(controller: &Controller, state: &State) -> Html {
    let ran = state.ran.as_ref();
    let had = ran.map_or(0, |ran| ran.parameters.repeats.most());
    let Some(rounds) = MORE_ROUNDS.into_iter().find(|rounds| *rounds > had) else {
        return Html::default();
    };
    let rounds = rounds.to_string();
    let label = controller.words().with("outcome.more", &[("n", &rounds)]);
    let controller = controller.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        let (name, text) = (Key::new("repeats"), rounds.clone());
        controller.set(Action::Type { name, text });
        controller.run();
    });
    html! { <button type="button" class="quiet" {onclick}>{ label }</button> }
}

/// What was measured, a row a program. Before it is, what was seen of the watched runs, a line a program; nothing before
/// the end of the first.
pub fn verdict(words: &Words, state: &State) -> Html {
    let found = &state.findings;
    let brief =
        (!found.brief.is_empty()).then(|| Html::from_html_unchecked(found.brief.clone().into()));
    html! {
        <section id="verdict" aria-labelledby="verdict-title" hidden={found.verdict.is_empty()}>
            <h2 id="verdict-title">{ words.get("verdict.title").to_owned() }</h2>
            { brief.unwrap_or_else(|| lines_of(words, state)) }
            { for found.care.iter().map(|said| html! { <p class="hint">{ text(said) }</p> }) }
        </section>
    }
}

/// The same in sentences, once it is measured.
pub fn in_sentences(words: &Words, state: &State) -> Html {
    if state.findings.brief.is_empty() {
        return Html::default();
    }
    html! {
        <section class="said" aria-labelledby="said-title">
            <h2 id="said-title">{ words.get("verdict.sentences") }</h2>
            { lines_of(words, state) }
        </section>
    }
}

/// What the numbers say, a line a program.
fn lines_of(words: &Words, state: &State) -> Html {
    let line = |line: Line| {
        let Some(colour) = line.colour else {
            return html! { <li class="hint">{ explained(words, &line.text()) }</li> };
        };
        html! {
            <li>
                <span class={classes!("swatch", colour_class(colour))}></span>
                <b>{ text(&line.name) }</b>{ text(&[" ", &line.sentences.join(" ")].concat()) }
            </li>
        }
    };
    html! { <ul>{ for state.findings.verdict.iter().cloned().map(line) }</ul> }
}

/// What the lesson itself says of the numbers.
pub fn own_sentences(state: &State) -> Html {
    let own = state.findings.own.iter();
    html! { <ul class="own" hidden={own.len() == 0}>{ for own.map(|said| html! { <li>{ text(said) }</li> }) }</ul> }
}

/// The question why it is so, once something was found.
pub fn why(state: &State) -> Html {
    let why = &state.findings.why;
    if why.is_empty() || state.is_running() {
        return Html::default();
    }
    html! { <section id="why">{ Html::from_html_unchecked(why.clone().into()) }</section> }
}

/// The timeline under its heading; beside it the picture that fills in meanwhile, and what else is to be seen with it.
pub fn timeline(controller: &Controller, state: &State, beside: Option<Html>) -> Html {
    let words = controller.words();
    let picture = picture(state, &words);
    let has_beside = picture.is_some() || beside.is_some();
    html! {
        <div class={classes!("live", has_beside.then_some("has-beside"))}>
            // By key: else the place of the timeline's module would be drawn anew where something comes beside it.
            <section key="timeline" id="timeline" aria-labelledby="timeline-title">
                <h2 id="timeline-title">{ words.get("timeline.title") }</h2>
                // What the forms mean in our runs, they do not in another program's.
                if !state.findings.is_others {
                    { legend(&words, state) }
                }
                { closer(controller, state) }
                // The words stand there until the module is.
                <div class="timeline" id={PLACE} data-empty={words.get("timeline.empty").to_owned()}></div>
            </section>
            if has_beside {
                <div key="beside" class="aside">{ for picture }{ for beside }</div>
            }
        </div>
    }
}

/// "At the same time" is two things: here the reader sees that many waits are under way at once, while one thread takes
/// them up turn by turn. Its room is kept where the lesson has a program to look at.
fn closer(controller: &Controller, state: &State) -> Html {
    let words = controller.words();
    let is_async = |key: &&Key| {
        let program = state.example.program(**key);
        program.is_some_and(|program| program.quadrant == Some(Strategy::Async))
    };
    let program = state.parameters.programs.iter().find(is_async).copied();
    let lesson = state.example;
    let has_turns = lesson.makes_requests() || lesson.live == Live::Turns;
    let Some(program) = program.filter(|_| has_turns) else {
        return Html::default();
    };
    let can = state.ran.is_some() && !state.is_running();
    let onclick = {
        let controller = controller.clone();
        Callback::from(move |_: MouseEvent| {
            if can {
                controller.look_closer(program);
            }
        })
    };
    let why = (!can).then(|| words.get("closer.not-yet").to_owned());
    html! {
        <p class="closer">
            <button type="button" class="quiet" aria-disabled={(!can).then_some("true")} title={why} {onclick}>
                { words.get("closer.look") }
            </button>
            // The timeline says what is seen, for it alone knows.
            <span id={CLOSER} aria-live="polite"></span>
        </p>
    }
}

/// What the forms in the timeline mean, as far as they may occur; the style sheet draws their signs.
fn legend(words: &Words, state: &State) -> Html {
    let lesson = state.example;
    let has_requests = lesson.fetches != Fetches::Nothing || lesson.makes_requests();
    let waits = |key: &Key| {
        let strategy = lesson.program(*key).and_then(|program| program.quadrant);
        strategy.is_some_and(|strategy| strategy.meanwhile() == Meanwhile::Waits)
    };
    let blocks = state.parameters.programs.iter().any(waits);
    let computes = lesson.sized.is_some() || lesson.threads_compute();
    let signs = [
        ("work", "part.working", true),
        ("blocked", "part.blocked", blocks),
        ("deaf", "legend.deaf", blocks || computes),
        ("sorting", "legend.sorting", true),
        ("flight", "legend.in-flight", has_requests),
        ("queued", "legend.queued", has_requests),
        ("server", "legend.server", has_requests),
        ("", "legend.you", true),
    ];
    let sign = |(class, key, _): (&'static str, &str, bool)| {
        html! { <li><span class={classes!("sign", class)}></span><span>{ explained(words, words.get(key)) }</span></li> }
    };
    let shown = signs.into_iter().filter(|(.., occurs)| *occurs);
    html! { <ul class="legend forms">{ for shown.map(sign) }</ul> }
}

/// The lesson's own charts and what it says itself of them, once there is something to show.
pub fn own_findings(controller: &Controller, state: &State) -> Html {
    let charts = charts(controller, state, true);
    let is_empty = charts.is_empty() && state.findings.own.is_empty();
    html! { <div class="findings" hidden={is_empty}>{ for charts }{ own_sentences(state) }</div> }
}

fn charts(controller: &Controller, state: &State, is_own: bool) -> Vec<Html> {
    let charts = state.findings.charts.iter();
    let charts = charts.filter(|head| head.is_own == is_own);
    charts.map(|head| chart(controller, state, head)).collect()
}

/// The fold's name on the page.
const MEASUREMENTS: &str = "measurements";

/// Everything else that was measured, and how far to trust it, in a fold that stays as the reader left it.
pub fn measurements(controller: &Controller, state: &State) -> Html {
    let words = controller.words();
    let ontoggle = {
        let controller = controller.clone();
        Callback::from(move |event: Event| {
            // Folds inside tell this one, too.
            let is_this = |fold: &Element| fold.id() == MEASUREMENTS;
            if let Some(fold) = event.target_dyn_into::<Element>().filter(is_this) {
                controller.unfold(fold.has_attribute("open"));
            }
        })
    };
    html! {
        <details id={MEASUREMENTS} open={state.is_unfolded} {ontoggle}>
            <summary>{ words.get("measurements.title") }</summary>
            { in_sentences(&words, state) }
            { findings(controller, state) }
            { conditions(controller, state) }
            { history(controller, state) }
        </details>
    }
}

/// Nothing before anything is measured; then the charts that have something to show, and the numbers.
pub fn findings(controller: &Controller, state: &State) -> Html {
    let (words, found) = (controller.words(), &state.findings);
    if found.table.is_empty() {
        return Html::default();
    }
    html! {
        <div class="findings">
            { for charts(controller, state, false) }
            <section class="wide" aria-labelledby="facts-title">
                <h2 id="facts-title">{ words.get("facts.title") }</h2>
                { Html::from_html_unchecked(found.table.clone().into()) }
                { exports(controller) }
            </section>
        </div>
    }
}

/// A chart of the latest findings.
pub fn chart(controller: &Controller, state: &State, head: &ChartHead) -> Html {
    html! {
        <Chart key={head.key.as_str()} controller={controller.clone()} head={head.clone()} edition={state.edition} drawing={state.drawing(head.key)} />
    }
}

/// Saving and copying what was measured.
fn exports(controller: &Controller) -> Html {
    let words = controller.words();
    let button = |export: Export, delivery: Delivery, key: &str| {
        let controller = controller.clone();
        let onclick = Callback::from(move |_: MouseEvent| controller.export(export, delivery));
        html! { <button type="button" class="quiet" {onclick}>{ words.get(key).to_owned() }</button> }
    };
    let row = |export: Export, what: &str| {
        html! {
            <span class="export">
                { words.get(what).to_owned() }{ " " }
                { button(export, Delivery::Save, "export.save") }
                { button(export, Delivery::Copy, "export.copy") }
            </span>
        }
    };
    let controller = controller.clone();
    let pin = Callback::from(move |_: MouseEvent| controller.ask(&ToAnalysis::PinLatest));
    html! {
        <p class="exports">
            { row(Export::ResultJson, "export.result") }
            { row(Export::SamplesCsv, "export.samples") }
            { row(Export::TraceJson, "export.trace") }
            <button type="button" class="quiet" onclick={pin}>{ words.get("export.pin").to_owned() }</button>
        </p>
    }
}

/// The picture of the latest watched run, where the example has one; empty before its first.
fn picture(state: &State, words: &Words) -> Option<Html> {
    if state.example.live != Live::Raster {
        return None;
    }
    Some(html! {
        <section key="picture" aria-labelledby="picture-title">
            <h2 id="picture-title">{ words.get("picture.title").to_owned() }</h2>
            <Picture
                pieces={state.live.pieces.clone()}
                generation={state.live.generation}
                label={words.get("picture.label").to_owned()}
            />
            { for words.has("picture.hint").then(|| html! { <p class="hint">{ words.get("picture.hint").to_owned() }</p> }) }
        </section>
    })
}
