//! What the comparison is made of: the strategies, and the example's parameters.

use super::choice::Choice;
use super::number_control::NumberControl;
use crate::example::parameters::{BadParameter, Parameters, REPEATS, Range, threads_range};
use crate::page::address::Given;
use crate::page::desk::Desk;
use crate::page::sentences;
use crate::page::state::{Action, ExampleRef, number_of};
use yew::prelude::*;

/// What the controls show.
#[derive(Properties, PartialEq)]
pub struct ControlsProps {
    /// Where choices go.
    pub desk: Desk,
    /// The example, which says what there is.
    pub example: ExampleRef,
    /// What was typed.
    pub given: Given,
    /// What is used.
    pub parameters: Parameters,
    /// What can't be.
    pub bad: Vec<BadParameter>,
}

/// The two-by-two, then a control a parameter, then what is wrong with them.
#[component]
pub fn Controls(props: &ControlsProps) -> Html {
    let words = props.desk.words();
    let problems = props.bad.iter().map(|bad| {
        let sentence = bad.to_string();
        html! { <li>{ words.with("problem.instead", &[("sentence", &sentence)]) }</li> }
    });
    html! {
        <div class="controls">
            <Choice desk={props.desk.clone()} chosen={props.parameters.strategies.clone()} />
            <section class="parameters" aria-labelledby="parameters-title">
                <h2 id="parameters-title">{ words.get("parameters.label") }</h2>
                <div class="numbers">{ for numbers(props) }</div>
                <div id="problem" role="alert">
                    if !props.bad.is_empty() {
                        <ul>{ for problems }</ul>
                    }
                </div>
            </section>
        </div>
    }
}

/// A control for each parameter that the example has.
fn numbers(props: &ControlsProps) -> Vec<Html> {
    let (words, example) = (props.desk.words(), props.example);
    let state = props.desk.state();
    let on_text = {
        let desk = props.desk.clone();
        Callback::from(move |(name, text)| desk.set(Action::Type { name, text }))
    };
    let of_example = |what: &str| sentences::of_example(&words, &example, what);
    let own = |name: &'static str| {
        let label = words.get(&format!("parameter.{name}")).to_owned();
        (
            label,
            words.get(&format!("parameter.{name}-unit")).to_owned(),
        )
    };
    let threads = example
        .uses_threads
        .then(|| threads_range(state.reported_cores));
    let all: [(&'static str, Option<Range>, (String, String)); 5] = [
        (
            "size",
            Some(example.size),
            (of_example("size"), of_example("size-unit")),
        ),
        ("connections", example.connections, own("connections")),
        ("threads", threads, own("threads")),
        ("chunks", example.chunks, own("chunks")),
        ("repeats", Some(REPEATS), own("repeats")),
    ];
    let control =
        |(name, range, (label, unit)): (&'static str, Option<Range>, (String, String))| {
            let range = range?;
            let is_bad = props.bad.iter().any(
                |bad| matches!(bad, BadParameter::OutOfRange { name: known, .. } if *known == name),
            );
            Some(html! {
                <NumberControl
                    key={name}
                    words={words.clone()}
                    {name}
                    {label}
                    {unit}
                    {range}
                    text={state.text_of(name)}
                    value={number_of(&props.parameters, name)}
                    {is_bad}
                    on_text={on_text.clone()}
                />
            })
        };
    all.into_iter().filter_map(control).collect()
}
