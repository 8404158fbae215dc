//! `window.meanwhile`: the page for scripts. A run asked for here is a run of the page: its controls
//! take the parameters over, and it shows.

use super::address::{Given, PARAMETERS};
use super::browser_env::window;
use super::controller::{Controller, News};
use super::environment;
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
pub fn publish(controller: &Controller) {
    let Some(window) = window() else {
        return;
    };
    let api = Object::new();
    let run_waits = Waits::default();
    put(&api, "ready", &ready(controller));
    put_function::<dyn Fn() -> JsValue>(&api, "examples", {
        let controller = controller.clone();
        move || {
            json(to_json(&environment::examples(
                controller.state().reported_cores,
                &controller.words(),
            )))
        }
    });
    put_function::<dyn Fn() -> JsValue>(&api, "environment", {
        let controller = controller.clone();
        move || environment(&controller)
    });
    put_function::<dyn Fn(JsValue) -> JsValue>(&api, "run", {
        let (controller, waits) = (controller.clone(), Rc::clone(&run_waits));
        move |options| run(&controller, &waits, &options, Kind::Strategies)
    });
    put_function::<dyn Fn(JsValue) -> JsValue>(&api, "measureRecording", {
        let (controller, waits) = (controller.clone(), Rc::clone(&run_waits));
        move |options| run(&controller, &waits, &options, Kind::Recording)
    });
    put_function::<dyn Fn(JsValue) -> JsValue>(&api, "runProgram", {
        let controller = controller.clone();
        move |_| rejection(controller.words().get("api.no-programs"))
    });
    put_function::<dyn Fn() -> JsValue>(&api, "trace", {
        let controller = controller.clone();
        move || trace(&controller)
    });
    put_function::<dyn Fn()>(&api, "stop", {
        let controller = controller.clone();
        move || controller.stop()
    });
    controller.on_news({
        let controller = controller.clone();
        Callback::from(move |news| {
            if news == News::Finished {
                deliver_result(&controller, &run_waits);
            }
        })
    });
    put(&window, "meanwhile", &api);
}

/// Settled when the engine is up or is known never to be.
fn ready(controller: &Controller) -> JsValue {
    let waits = Waits::default();
    let promise = promise(&waits);
    // Nobody need listen: that there is no engine is said on the page, too.
    let quiet = Closure::new(|_: JsValue| {});
    let _ = promise.unchecked_ref::<Promise>().catch(&quiet);
    quiet.forget();
    let listener = controller.clone();
    controller.on_news(Callback::from(move |news| {
        let Some(waiting) = (news == News::EngineKnown).then(|| waits.take()).flatten() else {
            return;
        };
        match listener.no_engine() {
            None => answer(&waiting.resolve, &environment(&listener)),
            Some(sentence) => answer(&waiting.reject, &Error::new(&sentence)),
        }
    }));
    promise
}

fn environment(controller: &Controller) -> JsValue {
    json(to_json(&environment::environment(
        &controller.state(),
        controller.browser_info(),
        &controller.words(),
    )))
}

/// The trace file's text as an object; null before there is one.
fn trace(controller: &Controller) -> JsValue {
    controller
        .trace()
        .as_string()
        .and_then(|text| JSON::parse(&text).ok())
        .unwrap_or(JsValue::NULL)
}

fn run(controller: &Controller, waits: &Waits, options: &JsValue, kind: Kind) -> JsValue {
    if controller.state().is_running() || waits.borrow().is_some() {
        return rejection(controller.words().get("api.busy"));
    }
    if let Some(sentence) = controller.no_engine() {
        return rejection(&sentence);
    }
    let (example, given) = match read(controller, options) {
        Ok(wanted) => wanted,
        Err(sentence) => return rejection(&sentence),
    };
    let cores = controller.state().reported_cores;
    if let Err(bad) = Parameters::parse_strictly(&example, cores, &given) {
        return rejection(&bad.to_string());
    }
    let promise = promise(waits);
    controller.open(example, given);
    controller.run_for(kind);
    promise
}

/// The example and the parameters that a script wants, or what is wrong with them.
fn read(controller: &Controller, options: &JsValue) -> Result<(ExampleRef, Given), String> {
    let words = controller.words();
    let mut example = controller.state().example;
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
fn deliver_result(controller: &Controller, waits: &Waits) {
    let Some(waiting) = waits.take() else {
        return;
    };
    let state = controller.state();
    let is_recording = state
        .request
        .as_ref()
        .is_some_and(|request| request.kind == Kind::Recording);
    let result = if is_recording {
        controller.recording().as_string()
    } else {
        Some(state.findings.result.clone()).filter(|result| !result.is_empty())
    };
    match (
        controller.no_engine().or_else(|| state.problem.clone()),
        result,
    ) {
        (_, Some(result)) => answer(&waiting.resolve, &json(Ok(result))),
        (sentence, None) => {
            // Another example was opened meanwhile, so there is nothing to tell of this one.
            let stopped = || controller.words().get("fault.stopped").to_owned();
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
