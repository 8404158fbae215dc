//! A whole number, by slider and by typing.

use crate::example::parameters::Range;
use crate::page::numbers::whole;
use crate::page::words::Words;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What the control shows.
#[derive(Properties, PartialEq)]
pub struct NumberControlProps {
    /// The texts.
    pub words: Rc<Words>,
    /// The parameter's name in addresses.
    pub name: &'static str,
    /// Its name for people.
    pub label: AttrValue,
    /// Its unit, in the plural.
    pub unit: AttrValue,
    /// What it may be.
    pub range: Range,
    /// What is typed, good or bad.
    pub text: AttrValue,
    /// What is used.
    pub value: u32,
    /// Whether what is typed can't be used.
    pub is_bad: bool,
    /// What was typed now.
    pub on_text: Callback<(&'static str, String)>,
}

/// The slider is for the hand, the number for the exact; they always agree.
#[component]
pub fn NumberControl(props: &NumberControlProps) -> Html {
    let NumberControlProps {
        words,
        name,
        label,
        range,
        ..
    } = props;
    let name = *name;
    let oninput = {
        let on_text = props.on_text.clone();
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            on_text.emit((name, input.value()));
        })
    };
    let (min, max) = (range.min.to_string(), range.max.to_string());
    let (least, most) = (whole(range.min.into()), whole(range.max.into()));
    let allowed = [
        ("min", least.as_str()),
        ("max", &most),
        ("unit", &props.unit),
    ];
    let (id, hint) = (format!("p-{name}"), format!("p-{name}-range"));
    let described = if props.is_bad {
        format!("{hint} problem")
    } else {
        hint.clone()
    };
    html! {
        <div class="number">
            <label for={id.clone()}>{ label }</label>
            <input
                type="text"
                inputmode="numeric"
                autocomplete="off"
                {id}
                value={props.text.clone()}
                aria-invalid={props.is_bad.then_some("true")}
                aria-describedby={described}
                oninput={oninput.clone()}
            />
            <input
                type="range"
                aria-label={label}
                {min}
                {max}
                value={props.value.to_string()}
                {oninput}
            />
            <span class="hint" id={hint}>{ words.with("parameters.range", &allowed) }</span>
        </div>
    }
}
