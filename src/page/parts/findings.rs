//! What came of it: verdict, timeline, where the time went, times, numbers, the picture.

use crate::contract::Live;
use crate::page::charts::chart::Chart;
use crate::page::charts::picture::Picture;
use crate::page::controller::{Controller, Delivery};
use crate::page::state::State;
use crate::page::text::text;
use crate::page::timeline_link::PLACE;
use crate::protocol::analysis::{ChartHead, Export, Line, ToAnalysis};
use crate::view::charts::frame::colour_class;
use crate::view::words::Words;
use yew::prelude::*;

/// What the numbers say, a line a strategy; nothing before the end of the first run.
pub fn verdict(words: &Words, state: &State) -> Html {
    let lines = if state.is_running() {
        Vec::new()
    } else {
        state.findings.verdict.clone()
    };
    let line = |line: Line| {
        let Some(colour) = line.colour else {
            return html! { <li class="hint">{ text(&line.text()) }</li> };
        };
        html! {
            <li>
                <span class={classes!("swatch", colour_class(colour))}></span>
                <b>{ text(&line.name) }</b>{ text(&[" ", &line.sentences.join(" ")].concat()) }
            </li>
        }
    };
    let finding = state.findings.finding.as_ref();
    let finding =
        finding.map(|said| html! { <p class="finding"><strong>{ text(said) }</strong></p> });
    let ran = state.ran.as_ref();
    let is_stale = ran.is_some_and(|ran| ran.parameters != state.parameters);
    html! {
        <section id="verdict" aria-labelledby="verdict-title" hidden={lines.is_empty()}>
            <h2 id="verdict-title">{ words.get("verdict.title").to_owned() }</h2>
            { for finding }
            <ul>{ for lines.into_iter().map(line) }</ul>
            if is_stale {
                <p class="hint">{ words.get("verdict.stale").to_owned() }</p>
            }
        </section>
    }
}

/// The timeline under its heading, and beside it the picture that fills in meanwhile.
pub fn timeline(controller: &Controller, state: &State) -> Html {
    let words = controller.words();
    let picture = picture(state, &words);
    html! {
        <div class={classes!("live", picture.is_some().then_some("has-picture"))}>
            // By key: else the place of the timeline's module would be drawn anew where a picture comes beside it.
            <section key="timeline" id="timeline" aria-labelledby="timeline-title">
                <h2 id="timeline-title">{ words.get("timeline.title") }</h2>
                // What the forms mean in our runs, they do not in another program's.
                if !state.findings.is_others {
                    { legend(&words) }
                }
                <div class="timeline" id={PLACE}></div>
            </section>
            { for picture }
        </div>
    }
}

/// What the forms in the timeline mean; the style sheet draws their signs.
fn legend(words: &Words) -> Html {
    let signs = [
        ("work", "part.working"),
        ("blocked", "part.blocked"),
        ("flight", "span.in-flight"),
        ("queued", "span.queued"),
        ("sorting", "legend.sorting"),
        ("server", "legend.server"),
    ];
    let sign = |(class, key): (&'static str, &str)| {
        html! { <li><span class={classes!("sign", class)}></span>{ words.get(key).to_owned() }</li> }
    };
    html! { <ul class="legend forms">{ for signs.into_iter().map(sign) }</ul> }
}

/// Nothing before anything is measured; then the charts that have something to show, and the numbers.
pub fn findings(controller: &Controller, state: &State) -> Html {
    let (words, found) = (controller.words(), &state.findings);
    if found.table.is_empty() {
        return Html::default();
    }
    let charts = found.charts.iter();
    html! {
        <div class="findings">
            { for charts.map(|head| chart(controller, state, head)) }
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
        </section>
    })
}
