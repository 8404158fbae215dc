//! A lesson's lines, program by program, with a bar beside each that grows in step with the run: solid where it
//! computes, hollow where its answer is on its way, hatched where everything stands still.

use crate::contract::Live;
use crate::key::Key;
use crate::page::state::State;
use crate::page::text::text;
use crate::page::timeline::RunTracks;
use crate::trace::{Span, SpanKind};
use crate::units::{Micros, Millis};
use crate::view::charts::frame::colour_class;
use crate::view::scale::length_text;
use crate::view::sentences;
use crate::view::words::Words;
use yew::prelude::*;

/// The lines of every program that is compared; nothing where the lesson has none.
pub fn lines(words: &Words, state: &State) -> Html {
    let Live::Lines(count) = state.example.live else {
        return Html::default();
    };
    let programs = state.parameters.programs.iter().copied();
    let own = |key: Key| {
        let mut all = state.run_tracks.iter();
        all.find(|tracks| tracks.program.key == key && !tracks.is_pinned)
    };
    let lengths = programs
        .clone()
        .filter_map(own)
        .map(|tracks| tracks.length().0);
    let longest = lengths.fold(1.0, f64::max);
    let program = |key: Key| {
        let program = state.example.program(key)?;
        let tracks = own(key);
        let line = |number: u32| {
            let code = ["lines.", key.as_str(), ".", &number.to_string()].concat();
            let bar = tracks.map(|tracks| bar(words, (tracks, number), longest));
            html! {
                <tr>
                    <th scope="row"><code>{ text(words.get_or_nothing(&code)) }</code></th>
                    <td>{ for bar }</td>
                </tr>
            }
        };
        Some(html! {
            <table class={classes!("lines", colour_class(program.colour))} key={key.as_str().to_owned()}>
                <caption>
                    <span class="swatch"></span>{ text(&sentences::name(words, program)) }
                    { for tracks.map(|tracks| text(&length_text(tracks.length()))) }
                </caption>
                <tbody>{ for (1..=count).map(line) }</tbody>
            </table>
        })
    };
    html! {
        <section id="lines" aria-labelledby="lines-title">
            <h2 id="lines-title">{ words.get("lines.title").to_owned() }</h2>
            <p class="hint">{ words.get("lines.hint").to_owned() }</p>
            <div class="programs">{ for programs.filter_map(program) }</div>
        </section>
    }
}

/// One line's bar on the axis that all share.
fn bar(words: &Words, (tracks, number): (&RunTracks, u32), longest: f64) -> Html {
    let all = tracks.spans.iter_from(0).chain(tracks.open.iter());
    let spans: Vec<&Span> = all.filter(|span| is_of_line(span, number)).collect();
    let Some(from) = spans.iter().map(|span| span.start.0).reduce(f64::min) else {
        return Html::default();
    };
    let to = spans.iter().map(|span| span.end.0).fold(from, f64::max);
    let time = |micros: f64| length_text(Micros(micros).to_millis());
    let name = sentences::name(words, tracks.program);
    let parts = [
        ("n", &*number.to_string()),
        ("program", &*name),
        ("from", &*time(from)),
        ("to", &*time(to)),
    ];
    let said = words.with("lines.bar", &parts);
    let mark = |span: &&Span| {
        let percent = |time: Millis| format!("{}%", (time.0 / longest * 100.0).min(100.0));
        let class = match span.kind {
            SpanKind::Work => "work",
            SpanKind::Blocked => "blocked",
            _ => "flight",
        };
        let (x, width) = (
            percent(span.start.to_millis()),
            percent(span.length().to_millis()),
        );
        html! { <rect {class} {x} {width} y="2" height="12" /> }
    };
    html! { <svg width="100%" height="16" role="img" aria-label={said}>{ for spans.iter().map(mark) }</svg> }
}

/// Work of a line, or its waiting. Turns of its task lie around both, and are none.
fn is_of_line(span: &Span, number: u32) -> bool {
    let is_shown = matches!(
        span.kind,
        SpanKind::Work | SpanKind::Blocked | SpanKind::InFlight
    );
    is_shown && span.chunk == number.checked_sub(1)
}
