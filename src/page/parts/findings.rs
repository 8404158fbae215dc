//! What came of it: verdict, timeline, where the time went, times, numbers, the picture.

use crate::example::View;
use crate::kernel::Kernel;
use crate::page::charts::{FactsTable, OccupancyBars, Picture, TimeChart, strategy_class};
use crate::page::desk::Desk;
use crate::page::sentences::{self, Line};
use crate::page::state::State;
use crate::page::timeline::Timeline;
use crate::page::words::Words;
use yew::prelude::*;

/// What the numbers say, a line a strategy; nothing before the end of the first run.
pub fn verdict(words: &Words, state: &State) -> Html {
    let lines = if state.is_running() {
        Vec::new()
    } else {
        sentences::verdict(words, state)
    };
    let line = |line: Line| {
        let Some(strategy) = line.strategy else {
            return html! { <li class="hint">{ line.text() }</li> };
        };
        html! {
            <li>
                <span class={classes!("swatch", strategy_class(strategy))}></span>
                <b>{ line.name }</b>{ " " }{ line.sentences.join(" ") }
            </li>
        }
    };
    html! {
        <section id="verdict" aria-labelledby="verdict-title" hidden={lines.is_empty()}>
            <h2 id="verdict-title">{ words.get("verdict.title").to_owned() }</h2>
            <ul>{ for lines.into_iter().map(line) }</ul>
        </section>
    }
}

/// The timeline under its heading, and beside it the picture that fills in meanwhile.
pub fn timeline(desk: &Desk, state: &State) -> Html {
    let words = desk.words();
    let picture = picture(state, &words);
    html! {
        <div class={classes!("live", picture.is_some().then_some("has-picture"))}>
            <section id="timeline" aria-labelledby="timeline-title">
                <h2 id="timeline-title">{ words.get("timeline.title") }</h2>
                <Timeline lanes={state.strips.clone()} words={words.clone()} />
            </section>
            { for picture }
        </div>
    }
}

/// Nothing before the first run; then each part as soon as there is something in it. The charts look
/// at their reports only when they were replaced.
pub fn findings(desk: &Desk, state: &State) -> Html {
    let (words, reports) = (desk.words(), &state.reports);
    let is_measured = reports.iter().any(|report| report.occupancy.is_some());
    let charts = is_measured.then(|| {
        html! {
            <>
                <section aria-labelledby="parts-title">
                    <h2 id="parts-title">{ words.get("chart.parts.title") }</h2>
                    <OccupancyBars reports={reports.clone()} words={words.clone()} />
                </section>
                <section aria-labelledby="time-title">
                    <h2 id="time-title">{ words.get("chart.time.title") }</h2>
                    <TimeChart reports={reports.clone()} words={words.clone()} />
                </section>
                <section class="wide" aria-labelledby="facts-title">
                    <h2 id="facts-title">{ words.get("facts.title") }</h2>
                    <FactsTable
                        reports={reports.clone()}
                        words={words.clone()}
                        cores={Some(state.reported_cores)}
                    />
                </section>
            </>
        }
    });
    charts.map_or_else(Html::default, |charts| {
        html! { <div class="findings">{ charts }</div> }
    })
}

/// The picture of the latest watched run, where the example has one; empty before its first.
fn picture(state: &State, words: &Words) -> Option<Html> {
    if state.example.view != View::Picture {
        return None;
    }
    let ran = state.ran.as_ref();
    let ran = ran.filter(|ran| ran.example.slug == state.example.slug);
    let parameters = ran.map_or(&state.parameters, |ran| &ran.parameters);
    let Some(Kernel::Mandelbrot(picture)) = (state.example.job)(parameters).kernel else {
        return None;
    };
    Some(html! {
        <section aria-labelledby="picture-title">
            <h2 id="picture-title">{ words.get("picture.title").to_owned() }</h2>
            <Picture
                width={picture.width}
                height={picture.height}
                chunk_count={parameters.chunks}
                pieces={state.live.pieces.clone()}
                generation={state.live.generation}
                label={words.get("picture.label").to_owned()}
            />
        </section>
    })
}
