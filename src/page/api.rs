//! `window.meanwhile`: the page for scripts. A run asked for here is a run of the page: its controls
//! take the parameters over, and it shows.

use super::address::{self, Given};
use super::controller::{Controller, News};
use super::environment;
use super::state::{Action, Exercise, LessonRef, Said, State};
use super::tools;
use crate::comparison::Kind;
use crate::comparison::script::Check;
use crate::contract::request::Parameters;
use crate::key::Key;
use crate::lesson;
use crate::trace::export::json::to_json;
use crate::values::SIZE;
use crate::view::words::Words;
use js_sys::{Array, Error, Function, JSON, Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use yew::Callback;

/// Who waits for a promise.
struct Waiting {
    resolve: Function,
    reject: Function,
}

type Waits = Rc<RefCell<Option<Waiting>>>;

/// What a script asks the page to do.
#[derive(Clone, Copy, PartialEq)]
enum Task {
    Run,
    MeasureRecording,
    Sweep,
    Program,
}

/// The names that only `runProgram` knows: the program, another beside it, and what makes an exercise of it.
const PROGRAM_PARAMETERS: [&str; 4] = ["source", "other", SETUP, CHECKS];

/// Functions that an exercise has besides what is seen of it.
const SETUP: &str = "setup";

/// What has to be true of it: a list of objects.
const CHECKS: &str = "checks";

/// The names that only `sweep` knows.
const SWEEP_PARAMETERS: [&str; 2] = ["parameter", "program"];

/// A function for scripts: it is given what it is called with.
type ForScripts = fn(&Controller, &Waits, &JsValue) -> JsValue;

/// The functions, all of one kind, which keeps the module small.
const FUNCTIONS: [(&str, ForScripts); 9] = [
    ("examples", |controller, _, _| examples(controller)),
    ("environment", |controller, _, _| environment(controller)),
    ("run", |controller, waits, options| {
        begin(controller, waits, options, Task::Run)
    }),
    ("measureRecording", |controller, waits, options| {
        begin(controller, waits, options, Task::MeasureRecording)
    }),
    ("sweep", |controller, waits, options| {
        begin(controller, waits, options, Task::Sweep)
    }),
    ("runProgram", |controller, waits, options| {
        begin(controller, waits, options, Task::Program)
    }),
    ("exercise", |controller, _, options| {
        set(controller, options)
    }),
    ("trace", |controller, _, _| trace(controller)),
    ("stop", |controller, _, _| {
        controller.stop();
        JsValue::UNDEFINED
    }),
];

/// `window.meanwhile` as it is once the page is there; the page's first script hands it out.
pub fn api(controller: &Controller) -> JsValue {
    let api = Object::new();
    let run_waits = Waits::default();
    put(&api, "ready", &ready(controller));
    for (name, function) in FUNCTIONS {
        let (controller, waits) = (controller.clone(), Rc::clone(&run_waits));
        let closure = move |options| function(&controller, &waits, &options);
        // It lives as long as the page.
        let closure = Closure::<dyn Fn(JsValue) -> JsValue>::new(closure);
        put(&api, name, &closure.into_js_value());
    }
    controller.on_news({
        let controller = controller.clone();
        Callback::from(move |news| {
            if news == News::Finished {
                deliver_result(&controller, &run_waits);
            }
        })
    });
    api.into()
}

fn examples(controller: &Controller) -> JsValue {
    let cores = controller.state().reported_cores;
    json(to_json(&environment::examples(cores, &controller.words())))
}

/// Settled when the engine is up or is known never to be.
fn ready(controller: &Controller) -> JsValue {
    let waits = Waits::default();
    let promise = promise(&waits);
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

fn begin(controller: &Controller, waits: &Waits, options: &JsValue, task: Task) -> JsValue {
    let wanted = match read(controller, waits, options, task) {
        Ok(wanted) => wanted,
        Err(sentence) => return rejection(&sentence),
    };
    let promise = promise(waits);
    controller.open(wanted.example, wanted.given);
    if let Some(exercise) = wanted.exercise {
        controller.dispatch(Action::Set(exercise));
    }
    match (task, wanted.sweep) {
        (_, Some((kind, program))) => controller.sweep(kind, program),
        (Task::MeasureRecording, None) => controller.run_for(Kind::Recording),
        (_, None) => controller.run(),
    }
    promise
}

/// What a script wants.
struct Wanted {
    example: LessonRef,
    given: Given,
    /// What is to be swept, and which program of it.
    sweep: Option<(Kind, Key)>,
    /// The programs that are to be run, where these come from the script.
    exercise: Option<Exercise>,
}

/// What a script wants, or why it can't be had.
fn read(
    controller: &Controller,
    waits: &Waits,
    options: &JsValue,
    task: Task,
) -> Result<Wanted, String> {
    let words = controller.words();
    let state = controller.state();
    if state.is_running() || waits.borrow().is_some() {
        return Err(words.get("api.busy").to_owned());
    }
    if let Some(sentence) = controller.no_engine() {
        return Err(sentence);
    }
    let own_names = match task {
        Task::Sweep => &SWEEP_PARAMETERS[..],
        Task::Program => &PROGRAM_PARAMETERS[..],
        Task::Run | Task::MeasureRecording => &[],
    };
    let (mut given, mut of_sweep) = (Given::new(), Given::new());
    // What makes a program, or two, is read as such.
    let apart = match task {
        Task::Program => own_names,
        _ => &[],
    };
    let entries = entries(&words, options, apart)?;
    let mut slugs = entries.iter().filter(|(name, _)| name == "example");
    let example = match slugs.next_back() {
        _ if task == Task::Program => lesson::scripted().map_or(state.example, LessonRef),
        None => state.example,
        Some((_, slug)) => LessonRef(lesson::named(slug).map_err(|bad| bad.to_string())?),
    };
    let known = address::names(&example);
    for (name, text) in entries.into_iter().filter(|(name, _)| name != "example") {
        if known.contains(&name.as_str()) {
            given.push((name, text));
        } else if own_names.contains(&name.as_str()) {
            of_sweep.push((name, text));
        } else {
            let names = [&known[..], own_names].concat().join(", ");
            let parts = [("name", name.as_str()), ("names", &names)];
            return Err(words.with("api.unknown", &parts));
        }
    }
    Parameters::parse_strictly(&example, state.reported_cores, &given)
        .map_err(|bad| bad.to_string())?;
    // A script measures the same everywhere, unless it asks for another size.
    if example.sized.is_some() && !given.iter().any(|(name, _)| *name == *SIZE.as_str()) {
        let usual = example.range(SIZE, state.reported_cores);
        given.extend(usual.map(|range| (SIZE.as_str().to_owned(), range.default.to_string())));
    }
    let exercise = match task {
        Task::Program => Some(exercise(&words, options)?),
        _ => None,
    };
    if let Some(exercise) = &exercise {
        given.push(("strategies".to_owned(), compared(exercise)));
    }
    let sweep = match task {
        Task::Sweep => swept(&example, &of_sweep).map(Some),
        Task::Run | Task::MeasureRecording | Task::Program => Ok(None),
    };
    Ok(Wanted {
        example,
        given,
        sweep: sweep.map_err(|key| words.get(key).to_owned())?,
        exercise,
    })
}

/// The programs to run, and what makes an exercise of them.
fn exercise(words: &Words, options: &JsValue) -> Result<Exercise, String> {
    let told = |name: &str| {
        let value = Reflect::get(options, &name.into()).unwrap_or_default();
        (!value.is_null_or_undefined()).then_some(value)
    };
    let text = |name: &str| match told(name) {
        None => Ok(None),
        Some(value) => text_of(&value)
            .map(Some)
            .ok_or_else(|| not_text(words, name)),
    };
    let source = text("source")?.ok_or_else(|| words.get("api.no-source").to_owned())?;
    let checks = match told(CHECKS) {
        None => Vec::new(),
        Some(checks) => {
            let all: Option<Vec<Check>> = Array::from(&checks).iter().map(check).collect();
            all.ok_or_else(|| words.get("api.checks").to_owned())?
        }
    };
    Ok(Exercise {
        sources: [Some(source), text("other")?]
            .into_iter()
            .flatten()
            .collect(),
        setup: text(SETUP)?.unwrap_or_default(),
        checks,
    })
}

fn check(of: JsValue) -> Option<Check> {
    let part = |name: &str| Reflect::get(&of, &name.into()).ok()?.as_string();
    Some(Check {
        says: part("says")?,
        holds: part("holds")?,
    })
}

/// The programs of an exercise, as the address has them.
fn compared(exercise: &Exercise) -> String {
    let lesson = lesson::scripted();
    let programs = lesson.into_iter().flat_map(|lesson| lesson.programs);
    let keys = programs.map(|program| program.key.as_str());
    let keys: Vec<&str> = keys.take(exercise.sources.len()).collect();
    keys.join(",")
}

/// Sets an exercise, without running it; gives what is wrong with it, if anything is.
fn set(controller: &Controller, options: &JsValue) -> JsValue {
    match exercise(&controller.words(), options) {
        Ok(exercise) => {
            controller.dispatch(Action::Set(exercise));
            JsValue::NULL
        }
        Err(sentence) => sentence.into(),
    }
}

/// What is to be swept, and which program of it; or the key of the sentence on what is wrong.
fn swept(example: &LessonRef, told: &Given) -> Result<(Kind, Key), &'static str> {
    let told = |name: &str| {
        let mut told = told.iter();
        told.find(|(known, _)| known == name)
            .map(|(_, text)| text.as_str())
    };
    let kind = match told("parameter") {
        Some("threads") => Kind::Threads,
        Some("chunks") => Kind::Chunks,
        _ => return Err("api.sweep-parameter"),
    };
    let mut programs = example.swept.iter().copied();
    let program = match told("program") {
        _ if !example.can_sweep(kind) => {
            return Err("api.sweep-example");
        }
        None => programs.next(),
        Some(id) => programs.find(|program| program.as_str() == id),
    };
    let program = program.ok_or("api.sweep-program")?;
    Ok((kind, program))
}

/// The names and values of an object that a script gave, as texts, but for those without a value and
/// those that are read apart.
fn entries(words: &Words, options: &JsValue, apart: &[&str]) -> Result<Given, String> {
    let mut entries = Given::new();
    // Not by its class: an object from a frame's script has another `Object` than ours.
    if !options.is_object() {
        return match options.is_null_or_undefined() {
            true => Ok(entries),
            false => Err(words.get("api.not-object").to_owned()),
        };
    }
    let options: &Object = options.unchecked_ref();
    for name in Object::keys(options).iter() {
        let value = Reflect::get(options, &name).unwrap_or_default();
        let name = name.as_string().unwrap_or_default();
        if value.is_null_or_undefined() || apart.contains(&&*name) {
            continue;
        }
        let text = text_of(&value).ok_or_else(|| not_text(words, &name))?;
        entries.push((name, text));
    }
    Ok(entries)
}

fn not_text(words: &Words, name: &str) -> String {
    words.with("api.not-text", &[("name", name)])
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

/// The comparison is over: whoever waits for it gets its result, and the page around this one hears of it, or whoever puts it
/// into a link (`www/tools.js`).
fn deliver_result(controller: &Controller, waits: &Waits) {
    let result = result(controller);
    let is_compared = controller.state().latest_kind() == Some(Kind::Programs);
    if is_compared {
        match &result {
            Ok(result) => tools::tell_finished(result, &JsValue::NULL),
            Err(sentence) => tools::tell_finished(&JsValue::NULL, &sentence.into()),
        }
    }
    if let Some(waiting) = waits.take() {
        match result {
            Ok(result) => answer(&waiting.resolve, &result),
            Err(sentence) => answer(&waiting.reject, &Error::new(&sentence)),
        }
    }
}

/// What came of the latest comparison, or why nothing did.
fn result(controller: &Controller) -> Result<JsValue, String> {
    let state = controller.state();
    let result = match state.latest_kind() == Some(Kind::Programs) {
        true => Some(&*state.findings.result).filter(|result| !result.is_empty()),
        false => state.answer.as_deref(),
    };
    result.map(parsed).ok_or_else(|| {
        let problem = controller.no_engine().or_else(|| problem_of(&state));
        // Another example was opened meanwhile, so there is nothing to tell of this one.
        problem.unwrap_or_else(|| controller.words().get("fault.stopped").to_owned())
    })
}

fn problem_of(state: &State) -> Option<String> {
    match &state.said {
        Some(Said::Problem(sentence)) => Some(sentence.clone()),
        Some(Said::Done(_)) | None => None,
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
    parsed(&text.unwrap_or_default())
}

fn parsed(text: &str) -> JsValue {
    JSON::parse(text).unwrap_or(JsValue::NULL)
}

fn put(object: &JsValue, name: &str, value: &JsValue) {
    // These objects are not frozen.
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}
