//! What came of it: verdict, timeline, where the time went, times, numbers, the picture.

use crate::comparison::Piece;
use crate::example::View;
use crate::kernel::Kernel;
use crate::page::charts::{FactsTable, OccupancyBars, Picture, TimeChart};
use crate::page::desk::Desk;
use crate::page::sentences;
use crate::page::state::Ran;
use crate::page::timeline::{Strip, Timeline};
use crate::page::words::Words;
use crate::report::StrategyReport;
use std::rc::Rc;
use yew::prelude::*;

/// What the timeline's section shows.
#[derive(Properties, PartialEq)]
pub struct TimelineSectionProps {
    /// The texts.
    pub words: Rc<Words>,
    /// The strategies, top to bottom.
    pub strips: Rc<Vec<Strip>>,
}

/// The timeline under its heading.
#[component]
pub fn TimelineSection(props: &TimelineSectionProps) -> Html {
    let words = &props.words;
    html! {
        <section id="timeline" aria-labelledby="timeline-title">
            <h2 id="timeline-title">{ words.get("timeline.title") }</h2>
            <Timeline lanes={props.strips.clone()} words={words.clone()} />
        </section>
    }
}

/// What the findings show.
#[derive(Properties)]
pub struct FindingsProps {
    /// The texts' and facts' place.
    pub desk: Desk,
    /// The numbers.
    pub reports: Rc<Vec<StrategyReport>>,
    /// The picture so far.
    pub pieces: Rc<Vec<Piece>>,
    /// Another number is another picture.
    pub generation: u32,
    /// What the comparison was asked with.
    pub ran: Option<Rc<Ran>>,
}

/// Numbers and pieces are replaced, never changed in place.
impl PartialEq for FindingsProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.reports, &other.reports)
            && Rc::ptr_eq(&self.pieces, &other.pieces)
            && self.generation == other.generation
            && self.ran == other.ran
    }
}

/// Nothing before the first run; then each part as soon as there is something in it.
#[component]
pub fn Findings(props: &FindingsProps) -> Html {
    let (words, state) = (props.desk.words(), props.desk.state());
    let reports = &props.reports;
    let is_measured = reports.iter().any(|report| report.occupancy.is_some());
    let sentences = sentences::verdict(&words, &state);
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
    html! {
        <div class="findings">
            <section id="verdict" class="wide" aria-labelledby="verdict-title" hidden={sentences.is_empty()}>
                <h2 id="verdict-title">{ words.get("verdict.title") }</h2>
                <ul>{ for sentences.into_iter().map(|sentence| html! { <li>{ sentence }</li> }) }</ul>
            </section>
            { for picture(props, &words) }
            { for charts }
        </div>
    }
}

/// The picture of the latest watched run, where the example has one.
fn picture(props: &FindingsProps, words: &Words) -> Option<Html> {
    let ran = props.ran.as_ref()?;
    let Some(Kernel::Mandelbrot(picture)) = (ran.example.job)(&ran.parameters).kernel else {
        return None;
    };
    (ran.example.view == View::Picture).then(|| {
        html! {
            <section class="seen" aria-labelledby="picture-title">
                <h2 id="picture-title">{ words.get("picture.title") }</h2>
                <Picture
                    width={picture.width}
                    height={picture.height}
                    chunk_count={ran.parameters.chunks}
                    pieces={props.pieces.clone()}
                    generation={props.generation}
                    label={words.get("picture.label").to_owned()}
                />
            </section>
        }
    })
}
