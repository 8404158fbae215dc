//! A lesson's lines, program by program. The timeline's module puts a bar beside each that grows in step with the
//! run, and says how long each program took: here are their places.

use crate::contract::Live;
use crate::contract::params::Kind;
use crate::key::Key;
use crate::page::state::State;
use crate::page::text::text;
use crate::view::charts::frame::colour_class;
use crate::view::sentences;
use crate::view::words::Words;
use yew::prelude::*;

/// The lines of every program that is compared; nothing where the lesson has none.
pub fn lines(words: &Words, state: &State) -> Html {
    let Live::Lines(count) = state.example.live else {
        return Html::default();
    };
    let switches = state.example.params.iter();
    let switches = switches
        .filter(|param| param.kind == Kind::Toggle)
        .map(|param| param.key);
    let on: Vec<Key> = switches
        .filter(|key| state.parameters.number(*key) == Some(1))
        .collect();
    let program = |key: &Key| {
        let program = state.example.program(*key)?;
        let line = |number: u32| {
            let own = [key.as_str(), &number.to_string()];
            let usual = ["lines.", &own.join(".")].concat();
            // A line may read otherwise where something is switched on.
            let switched = on
                .iter()
                .map(|switch| [&usual, ".", switch.as_str()].concat());
            let shown = switched
                .map(|key| words.get_or_nothing(&key))
                .find(|text| !text.is_empty());
            let shown = shown.unwrap_or_else(|| words.get_or_nothing(&usual));
            html! {
                <tr>
                    <th scope="row"><code>{ text(shown) }</code></th>
                    <td id={["line-", &own.join("-")].concat()}></td>
                </tr>
            }
        };
        Some(html! {
            <table class={classes!("lines", colour_class(program.colour))} key={key.as_str().to_owned()}>
                <caption>
                    <span class="swatch"></span>{ text(&sentences::name(words, program)) }
                    <span id={["took-", key.as_str()].concat()}></span>
                </caption>
                <tbody>{ for (1..=count).map(line) }</tbody>
            </table>
        })
    };
    html! {
        <section id="lines" aria-labelledby="lines-title">
            <h2 id="lines-title">{ words.get("lines.title").to_owned() }</h2>
            <p class="hint">{ words.get("lines.hint").to_owned() }</p>
            <div class="programs">{ for state.parameters.programs.iter().filter_map(program) }</div>
        </section>
    }
}
