//! The time axis: before a run the reader says where each program ends, afterwards it is seen where it did. As high
//! empty as full, so that nothing below it moves. Once something ran the analysis draws it, and what was bet with it.

use crate::key::Key;
use crate::page::controller::Controller;
use crate::page::state::{Action, State};
use crate::page::text::text;
use crate::program::Program;
use crate::view::bars;
use crate::view::charts::frame::colour_class;
use crate::view::numbers::fixed;
use crate::view::scale::Unit;
use crate::view::sentences::name;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// A row a program, the axis behind them, and a sentence.
pub fn bars(controller: &Controller, state: &State) -> Html {
    let words = controller.words();
    let known = state.bars();
    let programs = state.shown_programs().iter().enumerate();
    let row = |(place, key): (usize, &Key)| {
        let known = known.and_then(|known| known.rows.get(place));
        Some(row(controller, state, state.example.program(*key)?, known))
    };
    let marks = known.map_or_else(
        || bars::marks(state.axis_end()),
        |known| known.marks.clone(),
    );
    let said = known.map_or_else(|| words.get("bars.open"), |known| &known.said);
    html! {
        <section id="bars">
            <h2>{ words.get("bars.title").to_owned() }</h2>
            { drawn(marks) }
            <ul>{ for programs.filter_map(row) }</ul>
            <p aria-live="polite">{ text(said) }</p>
        </section>
    }
}

fn drawn(html: String) -> Html {
    Html::from_html_unchecked(html.into())
}

/// A program, and over its part of the axis the handle. That stays where it can't be moved, so that who has the focus
/// keeps it.
fn row(controller: &Controller, state: &State, program: Program, known: Option<&String>) -> Html {
    let words = controller.words();
    let (end, bet) = (state.axis_end(), state.bet(program.key));
    let spoken = bet.map(|bet| Unit::for_longest(end).text(bet));
    let own = || {
        let drawn = bet.map_or_else(String::new, |bet| bars::ghost(bet, end));
        let said = spoken.as_ref().map(|bet| bars::bet_text(&words, bet));
        bars::row(&words, program, &drawn, &said.unwrap_or_default())
    };
    let html = known.cloned().unwrap_or_else(own);
    let label = words.with("bars.slider", &[("program", &name(&words, program))]);
    let controller = controller.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let share = input.value_as_number() / 100.0;
        controller.dispatch(Action::Bet(program.key, share));
    });
    let still = (!state.can_bet()).then_some("true");
    let place = bet.map_or(0.0, |bet| bet.0 / end.0 * 100.0);
    html! {
        <li class={colour_class(program.colour)}>
            { drawn(html) }
            if !state.example.is_scripted() {
                <input
                    type="range"
                    aria-label={label}
                    aria-valuetext={spoken}
                    aria-disabled={still}
                    value={fixed(place, 0)}
                    {oninput}
                />
            }
        </li>
    }
}
