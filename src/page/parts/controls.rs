//! What the comparison is made of: the strategies, and the lesson's parameters; and what is wrong with them.

use super::board::board;
use super::choice::choice;
use super::machines::machines;
use super::number_control::{Number, number_control};
use crate::contract::Lesson;
use crate::contract::bad_parameter::BadParameter;
use crate::contract::params::{Kind, Param, Range};
use crate::contract::request::{AUTO, REPEATS};
use crate::key::Key;
use crate::page::browser_env::focus;
use crate::page::controller::Controller;
use crate::page::state::{Action, State};
use crate::page::text::text;
use crate::values::SIZE;
use crate::view::sentences;
use crate::view::words::Words;
use yew::prelude::*;

/// So many of a lesson's parameters are shown, the first: they are the ones that matter. The others are one click away.
const SHOWN: usize = 2;

/// The two-by-two, then a control a parameter, then what is wrong with them. In somebody else's page its author may
/// hide some, and what is wrong stands where the fold does not hide it.
pub fn controls(controller: &Controller, state: &State) -> Html {
    let words = controller.words();
    let hidden = controller.embed().unwrap_or_default().hidden;
    let mut numbers = numbers(controller, state);
    numbers.retain(|number| !hidden.hides(number.name.as_str()));
    let control = |number: &Number| match number.kind {
        Kind::Deal(deal) => board(controller, number, deal),
        _ => number_control(controller, number),
    };
    let (first, rest) = numbers.split_at(numbers.len().min(SHOWN));
    html! {
        <div class="controls">
            if !hidden.hides("strategies") {
                { choice(controller, &state.example, &state.parameters.programs) }
            }
            <section class="parameters" aria-labelledby="parameters-title">
                <h2 id="parameters-title">{ words.get("parameters.label") }</h2>
                <div class="numbers">
                    { for first.iter().map(control) }
                </div>
                if !rest.is_empty() {
                    <details class="more">
                        <summary>{ words.get("parameters.more") }{ text(&values(controller, rest)) }</summary>
                        <div class="numbers">
                            { for rest.iter().map(control) }
                        </div>
                    </details>
                }
                if controller.embed().is_none() {
                    { machines(state) }
                    { problems(controller, state) }
                }
            </section>
        </div>
    }
}

/// What the parameters that are folded away are, so that nothing that counts is hidden.
fn values(controller: &Controller, numbers: &[Number]) -> String {
    let (state, words) = (controller.state(), controller.words());
    numbers.iter().fold(String::new(), |said, number| {
        let comma = if said.is_empty() { "" } else { "," };
        let value = state.text_of(number.name);
        // A word in place of a number has no unit.
        let unit = if number.or == Some(&*value) {
            ""
        } else {
            &number.unit
        };
        let now = state.parameters.number(number.name);
        let (value, unit) = match (number.kind, now) {
            (Kind::Toggle, Some(1)) => (words.get("parameter.yes").to_owned(), ""),
            (Kind::Toggle, _) => (words.get("parameter.no").to_owned(), ""),
            (Kind::Deal(_), _) => (value, ""),
            (Kind::Choice(keys), Some(now)) => {
                let param = Param::choice(number.name, keys);
                (sentences::chosen(&words, param, now), "")
            }
            _ => (value, unit),
        };
        let words = [&*number.label, &*value, unit];
        let words = words.iter().filter(|word| !word.is_empty());
        words.fold(said + comma, |said, word| said + " " + word)
    })
}

/// What is wrong with the parameters, and one button that mends all of it.
pub fn problems(controller: &Controller, state: &State) -> Html {
    let words = controller.words();
    let problems = state.bad.iter().map(|bad| {
        // Addresses have one name, controls another: the reader may have met either.
        let sentence = match bad {
            BadParameter::OutOfRange { name, .. }
            | BadParameter::NotAmong { name, .. }
            | BadParameter::NotDealt { name, .. } => {
                let (label, key) = (said_of(&words, &state.example, *name, ""), name.as_str());
                match label.eq_ignore_ascii_case(key) {
                    true => bad.called(&label),
                    false => bad.called(&[&label, " (", key, ")"].concat()),
                }
            }
            _ => bad.to_string(),
        };
        html! { <li>{ text(&sentence) }</li> }
    });
    let mend = state.is_bad().then(|| {
        let controller = controller.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            controller.set(Action::Mend);
            focus("#run");
        });
        html! {
            <p>
                { words.get("problem.until") }{ " " }
                <button type="button" class="quiet" {onclick}>{ words.get("problem.mend") }</button>
            </p>
        }
    });
    html! {
        <div id="problem" role="alert">
            if !state.bad.is_empty() {
                <ul>{ for problems }</ul>
                { for mend }
            }
        </div>
    }
}

/// A parameter's name, or its unit.
fn said_of(words: &Words, lesson: &Lesson, name: Key, end: &str) -> String {
    if name == SIZE {
        return sentences::of_lesson(words, lesson, &["size", end].concat());
    }
    words
        .get(&["parameter.", name.as_str(), end].concat())
        .to_owned()
}

/// The lesson's parameters, and how often each is run.
fn numbers(controller: &Controller, state: &State) -> Vec<Number> {
    let (words, lesson) = (controller.words(), state.example);
    let own = lesson.params.iter();
    let own = own.map(|param| {
        let range = param.range(state.reported_cores);
        (param.key, range, param.kind)
    });
    let number = |(name, range, kind): (Key, Range, Kind)| {
        let said = |end: &str| said_of(&words, &lesson, name, end);
        let (label, unit) = (said(""), said("-unit"));
        let is_bad = state
            .bad
            .iter()
            .any(|bad| bad.parameter() == Some(name.as_str()));
        Number {
            name,
            label,
            unit,
            range,
            // How often is the one number that may be left open.
            or: (name.as_str() == "repeats").then_some(AUTO),
            kind,
            is_bad,
        }
    };
    own.chain([(Key::new("repeats"), REPEATS, Kind::Number(REPEATS))])
        .map(number)
        .collect()
}
