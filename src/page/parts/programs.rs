//! The reader's own programs: a field each, which an element of its own turns into an editor (`www/program-editor.js`), and
//! around them what keeps, shares and brings programs (`www/program-desk.js`). Both type into the fields; the page knows
//! nothing else of them. Below, what the programs printed.

use crate::browser::own_folder;
use crate::comparison::script_error::ScriptError;
use crate::key::Key;
use crate::page::controller::Controller;
use crate::page::state::{Script, State};
use crate::page::text::text;
use crate::view::charts::frame::colour_class;
use crate::view::sentences::name;
use crate::view::words::Words;
use js_sys::JSON;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// A field a program that is compared, and what they printed.
pub fn programs(controller: &Controller, state: &State) -> Html {
    let words = controller.words();
    let script = |file: &str| {
        let address = [&*own_folder(), file].concat();
        html! { <script type="module" src={address} /> }
    };
    let folder = folder(state);
    let chosen = state.parameters.programs.iter();
    html! {
        <section id="programs" aria-labelledby="programs-title">
            <h2 id="programs-title">{ words.get("programs.title").to_owned() }</h2>
            <p class="hint">{ text(words.get_or_nothing("lesson.how")) }</p>
            <program-desk
                {folder}
                gallery={words.get_or_nothing("lesson.gallery").to_owned()}
                said={words.get_or_nothing("lesson.desk").to_owned()}
                exercise={state.exercise.as_ref().map(|exercise| list(&exercise.sources))}
                setup={state.exercise.as_ref().map(|exercise| exercise.setup.clone())}
            >
                { for chosen.filter_map(|key| field(controller, state, &words, *key)) }
            </program-desk>
            { script("program-editor.js") }
            { script("program-desk.js") }
            <div id="outputs" aria-live="polite">{ Html::from_html_unchecked(state.findings.outputs.clone().into()) }</div>
        </section>
    }
}

/// Texts as a list in JSON.
fn list(texts: &[String]) -> String {
    let texts: js_sys::Array = texts.iter().map(|text| JsValue::from_str(text)).collect();
    JSON::stringify(&texts).map_or_else(|_| String::new(), String::from)
}

/// Where the lesson's files are.
fn folder(state: &State) -> String {
    [&*own_folder(), "lessons/", state.example.slug, "/"].concat()
}

fn field(controller: &Controller, state: &State, words: &Words, key: Key) -> Option<Html> {
    let (place, program) = (state.example.place(key)?, state.example.program(key)?);
    let script = &state.scripts[place];
    let oninput = {
        let controller = controller.clone();
        Callback::from(move |event: InputEvent| {
            let field: HtmlTextAreaElement = event.target_unchecked_into();
            controller.write(place, field.value());
        })
    };
    let onfocus = {
        let controller = controller.clone();
        Callback::from(move |_: FocusEvent| controller.check(place))
    };
    let button = |what: &'static str| {
        let label = words
            .get_or_nothing(&["lesson.desk.", what].concat())
            .to_owned();
        html! { <button type="button" class="quiet" data-do={what}>{ label }</button> }
    };
    // Of a program that is another by now there is nothing to see.
    let is_same = state.is_as_it_ran(place);
    let lines = state
        .findings
        .lines
        .iter()
        .find(|(of, _)| *of == key && is_same);
    // Their place is kept, so that nothing moves when they come.
    let bars = lines.map_or("[]", |(_, bars)| bars).to_owned();
    let functions = [&*folder(state), "functions.json"].concat();
    let label = name(words, program);
    let id = ["script-", key.as_str()].concat();
    Some(html! {
        <div class="program" key={key.as_str().to_owned()} data-program={key.as_str().to_owned()}>
            <p class="tools">
                <span class={classes!("swatch", colour_class(program.colour))}></span><label for={id.clone()}>{ label }</label>
                <select aria-label={words.get_or_nothing("lesson.desk.from").to_owned()}></select>
                { for ["undo", "reset", "copy", "share"].map(button) }
                <span class="hint" role="status"></span>
            </p>
            <program-editor source={AttrValue::from(Rc::clone(&script.text))} problems={problems(script)} {bars} {functions}>
                <textarea {id} spellcheck="false" autocapitalize="off" autocomplete="off" {oninput} {onfocus} />
            </program-editor>
            <ul class="problems">{ for problem_list(script) }</ul>
        </div>
    })
}

/// What is wrong with the program as it stands.
fn wrong(script: &Script) -> impl Iterator<Item = (&ScriptError, &'static str)> {
    let (of, said) = &script.said;
    let errors = said.errors.iter().map(|error| (error, "error"));
    let warnings = said.warnings.iter().map(|warning| (warning, "warning"));
    errors.chain(warnings).filter(|_| *of == script.edition)
}

/// The same as the editor wants it: a list in JSON.
fn problems(script: &Script) -> String {
    let all = wrong(script).filter_map(|(error, severity)| {
        let place = error.place?;
        let number =
            |name: &str, value: u32| ["\"", name, "\":", &*value.to_string(), ","].concat();
        let message = JSON::stringify(&(&*error.message).into()).ok()?;
        let place = [
            number("line", place.line),
            number("column", place.column),
            number("endLine", place.end_line),
            number("endColumn", place.end_column),
        ];
        let message = String::from(message);
        Some(
            [
                "{",
                &place.concat(),
                "\"severity\":\"",
                severity,
                "\",\"message\":",
                &message,
                "}",
            ]
            .concat(),
        )
    });
    ["[", &all.collect::<Vec<_>>().join(","), "]"].concat()
}

/// The same in words below the field, for everybody, and where the editor is not there.
fn problem_list(script: &Script) -> impl Iterator<Item = Html> {
    wrong(script).map(|(error, severity)| {
        let line = error
            .place
            .map(|place| [&*place.line.to_string(), ": "].concat());
        let said = [&*line.unwrap_or_default(), &error.message].concat();
        let class = if severity == "error" {
            "problem"
        } else {
            "hint"
        };
        html! { <li {class}>{ text(&said) }</li> }
    })
}
