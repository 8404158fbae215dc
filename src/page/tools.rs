//! What the page has its script do, `tools.js`; what is needed only when something was measured, in `www/tools.js`.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, Worker};

/// Hears whether the turn to measure has come.
pub type OnTurn = Closure<dyn FnMut(bool)>;

/// Hears a worker.
pub type OnHeard = Closure<dyn FnMut(JsValue)>;

#[wasm_bindgen(module = "/src/page/tools.js")]
extern "C" {
    /// Saves a text as a file of that name and type.
    #[wasm_bindgen(js_name = saveText)]
    pub fn save_text(name: &str, text: &str, kind: &str);

    /// Saves the drawing inside the element as `SVG` or `PNG`.
    #[wasm_bindgen(js_name = saveDrawing)]
    pub fn save_drawing(inside: &Element, name: &str, kind: &str);

    /// Marks the spans of a trace file (its text, or null) as entries of the browser's own profiler,
    /// bit by bit while the page has nothing else to do.
    pub fn measure(trace: &JsValue);

    /// Runs a lesson's job on the page's own thread, by that script: the lesson, the program, its name, the values as
    /// bytes, whether something is being measured, and what to say if the script can't be loaded.
    pub fn feel(
        script: &str,
        lesson: &str,
        program: &str,
        name: &str,
        values: &Uint8Array,
        is_measuring: bool,
        broken: &str,
    );

    /// Takes these entries away.
    #[wasm_bindgen(js_name = clearMeasures)]
    pub fn clear_measures();

    /// Fetches a file of texts: each key, and its text behind it.
    #[wasm_bindgen(js_name = fetchTexts, catch)]
    pub async fn fetch_texts(address: &str) -> Result<JsValue, JsValue>;

    /// Loads the timeline by its script and puts it into an element; gives the function that it is told by.
    #[wasm_bindgen(js_name = openTimeline, catch)]
    pub async fn open_timeline(script: &str, place: Option<&Element>) -> Result<JsValue, JsValue>;

    /// Starts a worker by that script, with that name. The function hears what it says, and `{ broke }` with the browser's words where
    /// it can't be loaded.
    #[wasm_bindgen(js_name = startWorker, catch)]
    pub fn start_worker(script: &str, hear: &OnHeard, name: &str) -> Result<Worker, JsValue>;

    /// Ends a worker: it is heard no more.
    #[wasm_bindgen(js_name = endWorker)]
    pub fn end_worker(worker: &Worker);

    /// A worker that is started again where it does not come up; what it is sent before it is up waits.
    pub type SteadyWorker;

    /// Starts one by that script, with that name. The function hears what it says, and the browser's words once it broke.
    #[wasm_bindgen(js_name = steadyWorker, catch)]
    pub fn steady_worker(script: &str, hear: &OnHeard, name: &str)
    -> Result<SteadyWorker, JsValue>;

    /// Sends what is to be posted, and what of it is to be moved.
    #[wasm_bindgen(method)]
    pub fn send(this: &SteadyWorker, message: &Array, moved: &Array);

    /// Ends it: it is heard no more.
    #[wasm_bindgen(method)]
    pub fn end(this: &SteadyWorker);

    /// Tells the document that a comparison is over: its result, or why there is none; the other is null.
    #[wasm_bindgen(js_name = tellFinished)]
    pub fn tell_finished(result: &JsValue, error: &JsValue);

    /// Asks for the turn to measure: the function is called with whether it has come; if not now, again later.
    #[wasm_bindgen(js_name = askTurn)]
    pub fn ask_turn(hear: &OnTurn);

    /// Gives it back, or asks for it no longer.
    #[wasm_bindgen(js_name = giveTurn)]
    pub fn give_turn();

    /// Has the browser keep what was done of a lesson: `done`, `right` or `wrong`.
    #[wasm_bindgen(js_name = keepProgress)]
    pub fn keep_progress(slug: &str, mark: &str);

    /// Puts a text on the clipboard; whether the browser let it.
    #[wasm_bindgen(js_name = copyText)]
    pub async fn copy_text(text: &str) -> JsValue;
}
