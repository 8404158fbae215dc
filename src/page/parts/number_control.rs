//! A whole number, by slider and by typing.

use crate::contract::params::Range;
use crate::key::Key;
use crate::page::controller::Controller;
use crate::page::state::Action;
use crate::page::text::text;
use crate::view::numbers::whole;
use web_sys::HtmlInputElement;
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
        is_bad,
    } = number;
    let (key, words, state) = (*name, controller.words(), controller.state());
    let name = key.as_str();
    let oninput = {
        let controller = controller.clone();
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let text = input.value();
            controller.set(Action::Type { name: key, text });
        })
    };
    let (min, max) = (range.min.to_string(), range.max.to_string());
    let (least, most) = (whole(range.min.into()), whole(range.max.into()));
    let allowed = [("min", least.as_str()), ("max", &most), ("unit", unit)];
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
                value={state.parameters.number(key).unwrap_or_default().to_string()}
                {oninput}
            />
            <span class="hint" id={hint}>{ text(&words.with("parameters.range", &allowed)) }</span>
        </div>
    }
}
