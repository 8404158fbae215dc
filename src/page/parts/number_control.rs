//! A whole number, by slider and by typing; or yes and no; or one of several.

use super::explained::explained;
use crate::contract::params::{Kind, Param, Range};
use crate::key::Key;
use crate::page::controller::Controller;
use crate::page::state::Action;
use crate::page::text::text;
use crate::values::THREADS;
use crate::view::numbers::whole;
use crate::view::sentences::chosen;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// A parameter that has a control.
pub struct Number {
    /// Its name in addresses.
    pub name: Key,
    /// Its name for people.
    pub label: String,
    /// Its unit, in the plural.
    pub unit: String,
    /// What it may be.
    pub range: Range,
    /// A word that it may be instead, where there is one.
    pub or: Option<&'static str>,
    /// Which control it has.
    pub kind: Kind,
    /// Whether what is typed can't be used.
    pub is_bad: bool,
}

/// The slider is for the hand, the number for the exact; they always agree.
pub fn number_control(controller: &Controller, number: &Number) -> Html {
    let Number {
        name,
        label,
        unit,
        range,
        or,
        kind,
        is_bad,
    } = number;
    match kind {
        Kind::Toggle => return toggle(controller, *name, label),
        Kind::Choice(keys) => return choice(controller, number, keys),
        // A board has a control of its own (`board.rs`); its text would do, too.
        Kind::Number(_) | Kind::Threads { .. } | Kind::Deal(_) => {}
    }
    let (key, words, state) = (*name, controller.words(), controller.state());
    let name = key.as_str();
    let oninput = oninput(controller, key);
    let (min, max) = (range.min.to_string(), range.max.to_string());
    let (least, most) = (whole(range.min.into()), whole(range.max.into()));
    let allowed = [("min", least.as_str()), ("max", &most), ("unit", unit)];
    let range_text = words.with("parameters.range", &allowed);
    // Threads that compute beyond the cores bring nothing: how many there are is said where they are chosen.
    let cores = (key == THREADS && state.example.threads_compute()).then(|| {
        let cores = whole(state.reported_cores.into());
        [" ", &words.with("parameters.cores", &[("n", &cores)])].concat()
    });
    let (id, hint) = (format!("p-{name}"), format!("p-{name}-range"));
    let described = if *is_bad {
        format!("{hint} problem")
    } else {
        hint.clone()
    };
    html! {
        <div class="number" key={name.to_owned()}>
            <label for={id.clone()}>{ text(label) }</label>
            <input
                type="text"
                inputmode="numeric"
                autocomplete="off"
                {id}
                value={state.text_of(key)}
                aria-invalid={is_bad.then_some("true")}
                aria-describedby={described}
                oninput={oninput.clone()}
            />
            <input
                type="range"
                aria-label={label.clone()}
                {min}
                {max}
                value={state.parameters.number(key).unwrap_or(range.default).to_string()}
                {oninput}
            />
            <span class="hint" id={hint}>{ text(&range_text) }{ for cores.iter().map(|cores| explained(&words, cores)) }</span>
            { for or.map(|word| word_choice(controller, number, word)) }
        </div>
    }
}

/// What is typed, or moved to, becomes the parameter's text.
pub fn oninput(controller: &Controller, name: Key) -> Callback<InputEvent> {
    let controller = controller.clone();
    Callback::from(move |event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let text = input.value();
        controller.set(Action::Type { name, text });
    })
}

/// Takes the word instead of a number, or the control's usual number instead of the word.
fn word_choice(controller: &Controller, number: &Number, word: &'static str) -> Html {
    let (name, range) = (number.name, number.range);
    let onchange = {
        let controller = controller.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let text = match input.checked() {
                true => word.to_owned(),
                false => range.default.to_string(),
            };
            controller.set(Action::Type { name, text });
        })
    };
    let is_taken = controller.state().text_of(name) == word;
    html! {
        <label class="or">
            <input type="checkbox" checked={is_taken} {onchange} />
            { text(controller.words().get("parameters.auto")) }
        </label>
    }
}

/// Yes or no.
fn toggle(controller: &Controller, name: Key, label: &str) -> Html {
    let is_on = controller.state().parameters.number(name) == Some(1);
    let onchange = {
        let controller = controller.clone();
        Callback::from(move |_: Event| {
            let text = if is_on { "0" } else { "1" }.to_owned();
            controller.set(Action::Type { name, text });
        })
    };
    html! {
        <label class="toggle" key={name.as_str().to_owned()}>
            <input type="checkbox" id={format!("p-{}", name.as_str())} checked={is_on} {onchange} />
            { text(label) }
        </label>
    }
}

/// One of several, each by its name.
fn choice(controller: &Controller, number: &Number, keys: &'static [Key]) -> Html {
    let (words, name) = (controller.words(), number.name);
    let now = controller.state().parameters.number(name);
    let onchange = {
        let controller = controller.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let text = select.value();
            controller.set(Action::Type { name, text });
        })
    };
    let option = |(value, key): (u32, &Key)| {
        let said = chosen(&words, Param::choice(name, keys), value);
        html! { <option value={key.as_str().to_owned()} selected={now == Some(value)}>{ text(&said) }</option> }
    };
    let id = format!("p-{}", name.as_str());
    html! {
        <div class="number" key={name.as_str().to_owned()}>
            <label for={id.clone()}>{ text(&number.label) }</label>
            <select
                {id}
                aria-invalid={number.is_bad.then_some("true")}
                aria-describedby={number.is_bad.then_some("problem")}
                {onchange}
            >
                { for (0..).zip(keys).map(option) }
            </select>
        </div>
    }
}
