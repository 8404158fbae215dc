//! The timeline's facts as a table, to hear and to copy.

use super::rows::sort_by_start;
use super::{Say, Strip, kind_key, strategy_key, track_name};
use crate::units::Micros;
use crate::view::scale::fixed;
use crate::view::words::Words;
use yew::prelude::*;

/// More rows than that would make the page slow; a sentence says how many are left out.
const MOST_ROWS: usize = 500;

/// The first spans of the strategies, each strategy in order of time.
pub fn table(strips: &[Strip], words: &Words, say: &Say) -> Html {
    let total: usize = strips.iter().map(|strip| strip.spans.len()).sum();
    let heads = [
        "strategy", "track", "what", "chunk", "start", "end", "length",
    ]
    .map(|column| {
        let key = ["timeline.column.", column].concat();
        html! { <th scope="col">{ words.get(&key).to_owned() }</th> }
    });
    let mut rows = Vec::new();
    for strip in strips {
        let mut places: Vec<u32> = (0..strip.spans.len() as u32).collect();
        sort_by_start(&mut places, &strip.spans);
        let name = words.get(strategy_key(strip.strategy));
        for place in places.into_iter().take(MOST_ROWS - rows.len()) {
            let span = &strip.spans[place as usize];
            let millis = |time: Micros| html! { <td>{ fixed(time.to_millis().0, 3) }</td> };
            let chunk = span.chunk.map(|chunk| (u64::from(chunk) + 1).to_string());
            rows.push(html! { <tr>
                <td>{ name }</td>
                <td>{ track_name(span.track, say) }</td>
                <td>{ words.get(kind_key(span.kind)) }</td>
                <td>{ chunk }</td>
                { millis(span.start) }{ millis(span.end) }{ millis(span.length()) }
            </tr> });
        }
    }
    let more = total.saturating_sub(MOST_ROWS);
    let rest = (more > 0).then(|| {
        html! { <p>{ words.with("timeline.more", &[("n", &more.to_string())]) }</p> }
    });
    html! { <>
        <div class="scroll" role="region" tabindex="0" aria-label={words.get("timeline.table").to_owned()}>
            <table class="facts spans"><thead><tr>{ for heads }</tr></thead><tbody>{ for rows }</tbody></table>
        </div>
        { rest }
    </> }
}
