//! The timeline's facts as a table, to hear and to copy.

use super::shelf::sort_by_start;
use super::view::TimelineProps;
use super::{kind_key, track_name};
use crate::units::Micros;
use crate::view::scale::fixed;
use yew::prelude::*;

/// More rows than that would make the page slow; a sentence says how many are left out.
const MOST_ROWS: usize = 500;

/// The first spans of the strategies, each strategy in order of time. A component of its own, so that
/// pointing at the timeline does not go through its rows.
#[component]
pub fn Facts(props: &TimelineProps) -> Html {
    let (strips, words) = (&props.lanes, &props.words);
    let is_live = |strip: &super::Strip| strip.wall.is_none() && strip.now.0 > 0.0;
    if strips.iter().any(is_live) {
        return html! { <p>{ words.get("timeline.table-later") }</p> };
    }
    let say = |key: &str, parts: &[(&str, &str)]| words.with(key, parts);
    let total: usize = strips.iter().map(|strip| strip.spans.len()).sum();
    let heads = [
        "strategy", "track", "what", "chunk", "start", "end", "length",
    ]
    .map(|column| {
        let key = ["timeline.column.", column].concat();
        html! { <th scope="col">{ words.get(&key).to_owned() }</th> }
    });
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    for strip in strips.iter() {
        let mut places: Vec<u32> = (0..strip.spans.len() as u32).collect();
        sort_by_start(&mut places, strip);
        let name = strip.name(&say);
        if strip.thinned > 0 {
            let parts = [("strategy", &*name), ("n", &strip.thinned.to_string())];
            notes.push(say("timeline.thinned", &parts));
        }
        for place in places.into_iter().take(MOST_ROWS - rows.len()) {
            let span = &strip.spans[place as usize];
            let millis = |time: Micros| html! { <td>{ fixed(time.to_millis().0, 3) }</td> };
            let chunk = span.chunk.map(|chunk| (u64::from(chunk) + 1).to_string());
            rows.push(html! { <tr>
                <td>{ name.clone() }</td>
                <td>{ track_name(span.track, &say) }</td>
                <td>{ words.get(kind_key(span.kind)) }</td>
                <td>{ chunk }</td>
                { millis(span.start) }{ millis(span.end) }{ millis(span.length()) }
            </tr> });
        }
    }
    let more = total.saturating_sub(MOST_ROWS);
    if more > 0 {
        notes.push(say("timeline.more", &[("n", &more.to_string())]));
    }
    let notes = notes.into_iter().map(|note| html! { <p>{ note }</p> });
    html! { <>
        <div class="scroll" role="region" tabindex="0" aria-label={words.get("timeline.table").to_owned()}>
            <table class="facts spans"><thead><tr>{ for heads }</tr></thead><tbody>{ for rows }</tbody></table>
        </div>
        { for notes }
    </> }
}
