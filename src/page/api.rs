//! `window.meanwhile`: the page for scripts. A run asked for here is a run of the page: its controls
//! take the parameters over, and it shows.

use super::address::{Given, PARAMETERS};
use super::desk::{Desk, News};
use super::environment;
use super::here::window;
use super::state::ExampleRef;
use crate::comparison::Kind;
use crate::example::parameters::{Parameters, example_named};
use crate::trace::export::json::to_json;
use js_sys::{Array, Error, Function, JSON, Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::{Closure, IntoWasmClosure, WasmClosure};
use wasm_bindgen::{JsCast, JsValue};
use yew::Callback;

/// Who waits for a promise.
struct Waiting {
    resolve: Function,
    reject: Function,
}

type Waits = Rc<RefCell<Option<Waiting>>>;

/// Puts `window.meanwhile` there.
pub fn publish(desk: &Desk) {
    let Some(window) = window() else {
        return;
    };
    let api = Object::new();
    let run_waits = Waits::default();
    put(&api, "ready", &ready(desk));
    put_function::<dyn Fn() -> JsValue>(&api, "examples", {
        let desk = desk.clone();
        move || {
            json(to_json(&environment::examples(
                desk.state().reported_cores,
                &desk.words(),
            )))
        }
    });
    put_function::<dyn Fn() -> JsValue>(&api, "environment", {
        let desk = desk.clone();
        move || environment(&desk)
    });
    put_function::<dyn Fn(JsValue) -> JsValue>(&api, "run", {
        let (desk, waits) = (desk.clone(), Rc::clone(&run_waits));
        move |options| run(&desk, &waits, &options, Kind::Strategies)
    });
    put_function::<dyn Fn(JsValue) -> JsValue>(&api, "measureRecording", {
        let (desk, waits) = (desk.clone(), Rc::clone(&run_waits));
        move |options| run(&desk, &waits, &options, Kind::Recording)
    });
    put_function::<dyn Fn(JsValue) -> JsValue>(&api, "runProgram", {
        let desk = desk.clone();
        move |_| rejection(desk.words().get("api.no-programs"))
    });
    put_function::<dyn Fn() -> JsValue>(&api, "trace", {
        let desk = desk.clone();
        move || trace(&desk)
    });
    put_function::<dyn Fn()>(&api, "stop", {
        let desk = desk.clone();
        move || desk.stop()
    });
    desk.on_news({
        let desk = desk.clone();
        Callback::from(move |news| {
            if news == News::Finished {
                settle(&desk, &run_waits);
            }
        })
    });
    put(&window, "meanwhile", &api);
}

/// Settled when the engine is up or is known never to be.
fn ready(desk: &Desk) -> JsValue {
    let waits = Waits::default();
    let promise = promise(&waits);
    // Nobody need listen: that there is no engine is said on the page, too.
    let quiet = Closure::new(|_: JsValue| {});
    let _ = promise.unchecked_ref::<Promise>().catch(&quiet);
    quiet.forget();
    let listener = desk.clone();
    desk.on_news(Callback::from(move |news| {
        let Some(waiting) = (news == News::EngineSettled)
            .then(|| waits.take())
            .flatten()
        else {
            return;
        };
        match listener.no_engine() {
            None => answer(&waiting.resolve, &environment(&listener)),
            Some(sentence) => answer(&waiting.reject, &Error::new(&sentence)),
        }
    }));
    promise
}

fn environment(desk: &Desk) -> JsValue {
    json(to_json(&environment::environment(
        &desk.state(),
        desk.here(),
        &desk.words(),
    )))
}

/// The trace file's text as an object; null before there is one.
fn trace(desk: &Desk) -> JsValue {
    desk.trace()
        .as_string()
        .and_then(|text| JSON::parse(&text).ok())
        .unwrap_or(JsValue::NULL)
}

fn run(desk: &Desk, waits: &Waits, options: &JsValue, kind: Kind) -> JsValue {
    if desk.state().is_running() || waits.borrow().is_some() {
        return rejection(desk.words().get("api.busy"));
    }
    if let Some(sentence) = desk.no_engine() {
        return rejection(&sentence);
    }
    let (example, given) = match read(desk, options) {
        Ok(wanted) => wanted,
        Err(sentence) => return rejection(&sentence),
    };
    let cores = desk.state().reported_cores;
    if let Err(bad) = Parameters::parse_strictly(&example, cores, &given) {
        return rejection(&bad.to_string());
    }
    let promise = promise(waits);
    desk.open(example, given);
    desk.run_for(kind);
    promise
}

/// The example and the parameters that a script wants, or what is wrong with them.
fn read(desk: &Desk, options: &JsValue) -> Result<(ExampleRef, Given), String> {
    let words = desk.words();
    let mut example = desk.state().example;
    let mut given = Given::new();
    // Not by its class: an object from a frame's script has another `Object` than ours.
    if !options.is_object() {
        return match options.is_null_or_undefined() {
            true => Ok((example, given)),
            false => Err(words.get("api.not-object").to_owned()),
        };
    }
    let options: &Object = options.unchecked_ref();
    for name in Object::keys(options).iter() {
        let value = Reflect::get(options, &name).unwrap_or_default();
        let name = name.as_string().unwrap_or_default();
        if value.is_null_or_undefined() {
            continue;
        }
        let text = text_of(&value).ok_or_else(|| words.with("api.not-text", &[("name", &name)]))?;
        if name == "example" {
            example = ExampleRef(example_named(&text).map_err(|bad| bad.to_string())?);
        } else if PARAMETERS.contains(&name.as_str()) {
            given.push((name, text));
        } else {
            let names = PARAMETERS.join(", ");
            let parts = [("name", name.as_str()), ("names", &names)];
            return Err(words.with("api.unknown", &parts));
        }
    }
    Ok((example, given))
}

/// A text, a number as JavaScript writes it, or a list of them.
fn text_of(value: &JsValue) -> Option<String> {
    if let Some(list) = value.dyn_ref::<Array>() {
        let texts: Option<Vec<String>> = list.iter().map(|item| text_of(&item)).collect();
        return texts.map(|texts| texts.join(","));
    }
    if value.as_f64().is_some() {
        return js_sys::Number::from(value.clone())
            .to_string_with_radix(10)
            .ok()
            .map(String::from);
    }
    value.as_string()
}

/// The comparison is over: whoever waits for it gets its result.
fn settle(desk: &Desk, waits: &Waits) {
    let Some(waiting) = waits.take() else {
        return;
    };
    let state = desk.state();
    let is_recording = state
        .asked
        .as_ref()
        .is_some_and(|asked| asked.kind == Kind::Recording);
    let result = if is_recording {
        desk.recording().as_string()
    } else {
        Some(state.findings.result.clone()).filter(|result| !result.is_empty())
    };
    match (desk.no_engine().or_else(|| state.problem.clone()), result) {
        (_, Some(result)) => answer(&waiting.resolve, &json(Ok(result))),
        (sentence, None) => {
            // Another example was opened meanwhile, so there is nothing to tell of this one.
            let stopped = || desk.words().get("fault.stopped").to_owned();
            answer(
                &waiting.reject,
                &Error::new(&sentence.unwrap_or_else(stopped)),
            );
        }
    }
}

fn promise(waits: &Waits) -> JsValue {
    Promise::new(&mut |resolve, reject| {
        waits.replace(Some(Waiting { resolve, reject }));
    })
    .into()
}

fn rejection(sentence: &str) -> JsValue {
    Promise::reject(&Error::new(sentence)).into()
}

fn answer(function: &Function, value: &JsValue) {
    // The functions of a promise never throw.
    let _ = function.call1(&JsValue::NULL, value);
}

/// What JSON says, as JavaScript has it. Plain data always makes JSON.
fn json(text: serde_json::Result<String>) -> JsValue {
    JSON::parse(&text.unwrap_or_default()).unwrap_or(JsValue::NULL)
}

fn put(object: &JsValue, name: &str, value: &JsValue) {
    // These objects are not frozen.
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

/// A function that lives as long as the page.
fn put_function<F>(object: &Object, name: &str, function: impl IntoWasmClosure<F> + 'static)
where
    F: WasmClosure + ?Sized + 'static,
{
    put(object, name, &Closure::<F>::new(function).into_js_value());
}
