//! What is said beside the canvas: what went on at the cursor, strategy by strategy, and the chosen
//! span. Kept as text, so that a frame that changes no word changes nothing but the canvas.

use super::moment::{moment_text, span_text};
use super::place::Place;
use super::rows::Layout;
use crate::page::text::text;
use crate::units::Micros;
use crate::view::scale::length_text;
use crate::view::words::Words;
use yew::prelude::*;

/// The words of one moment.
#[derive(PartialEq, Default)]
pub struct Said {
    /// "at 12 ms"; nothing while nothing is pointed at.
    at: Option<String>,
    /// Each strategy's name, and what went on.
    lines: Vec<(String, String)>,
    /// The chosen span.
    span: Option<String>,
}

impl Said {
    /// What is to be said of that moment and that span.
    pub fn of(layout: &Layout, time: Option<Micros>, chosen: Option<Place>, words: &Words) -> Self {
        let say = |key: &str, parts: &[(&str, &str)]| words.with(key, parts);
        let mut said = Self::default();
        if let Some(time) = time {
            let at = length_text(time.to_millis());
            said.at = Some(say("timeline.at", &[("time", &at)]));
            for run in &layout.runs {
                let line = (run.tracks.name(&say), moment_text(run, time, &say));
                said.lines.push(line);
            }
        }
        if let Some((run, span)) = chosen.and_then(|place| place.number(layout)) {
            said.span = Some(span_text(&run.tracks, span, &say));
        }
        said
    }

    /// The words on the page. `rows`: how many strategies there may be to speak of; `is_spoken`:
    /// whether the chosen span is to be heard.
    pub fn view(&self, rows: usize, is_spoken: bool, words: &Words) -> Html {
        let line = |(name, said): &(String, String)| {
            html! { <span class="timeline-line"><b>{ text(name) }</b>{ text(&[" ", said].concat()) }</span> }
        };
        let moment = match &self.at {
            Some(at) => html! { <>
                <span class="timeline-line">{ text(at) }</span>{ for self.lines.iter().map(line) }
            </> },
            None => html! { <span class="timeline-hint">{ words.get("timeline.hint") }</span> },
        };
        // Pointing changes the words all the time: only stepping by key is spoken.
        let live = if is_spoken { "polite" } else { "off" };
        html! {
            <div class="timeline-said" style={["--rows:", &rows.to_string()].concat()}>
                <output aria-live="off">{ moment }</output>
                <p aria-live={live}>{ text(self.span.as_deref().unwrap_or_default()) }</p>
            </div>
        }
    }
}
