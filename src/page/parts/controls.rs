//! What the comparison is made of: the strategies, and the example's parameters.

use super::choice::choice;
use super::number_control::{Number, number_control};
use crate::example::parameters::{BadParameter, REPEATS, Range, threads_range};
use crate::page::controller::Controller;
use crate::page::state::State;
use crate::page::text::text;
use crate::view::sentences;
use yew::prelude::*;

/// The two-by-two, then a control a parameter, then what is wrong with them.
pub fn controls(controller: &Controller, state: &State) -> Html {
    let words = controller.words();
    let problems = state.bad.iter().map(|bad| {
        let sentence = bad.to_string();
        html! { <li>{ text(&words.with("problem.instead", &[("sentence", &sentence)])) }</li> }
    });
    html! {
        <div class="controls">
            { choice(controller, &state.example, &state.parameters.strategies) }
            <section class="parameters" aria-labelledby="parameters-title">
                <h2 id="parameters-title">{ words.get("parameters.label") }</h2>
                <div class="numbers">{ for numbers(controller, state).iter().map(|number| number_control(controller, number)) }</div>
                <div id="problem" role="alert">
                    if !state.bad.is_empty() {
                        <ul>{ for problems }</ul>
                    }
                </div>
            </section>
        </div>
    }
}

/// The parameters that the example has.
fn numbers(controller: &Controller, state: &State) -> Vec<Number> {
    let (words, example) = (controller.words(), state.example);
    let threads = example
        .uses_threads
        .then(|| threads_range(state.reported_cores));
    let all: [(&'static str, Option<Range>); 5] = [
        ("size", Some(example.size)),
        ("connections", example.connections),
        ("threads", threads),
        ("chunks", example.chunks),
        ("repeats", Some(REPEATS)),
    ];
    let number = |(name, range): (&'static str, Option<Range>)| {
        let (label, unit) = if name == "size" {
            let of_example = |what: &str| sentences::of_example(&words, &example, what);
            (of_example("size"), of_example("size-unit"))
        } else {
            let own = |key: String| words.get(&key).to_owned();
            (
                own(format!("parameter.{name}")),
                own(format!("parameter.{name}-unit")),
            )
        };
        let is_bad = state.bad.iter().any(
            |bad| matches!(bad, BadParameter::OutOfRange { name: known, .. } if *known == name),
        );
        range.map(|range| Number {
            name,
            label,
            unit,
            range,
            is_bad,
        })
    };
    all.into_iter().filter_map(number).collect()
}
