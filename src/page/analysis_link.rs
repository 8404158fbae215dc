//! The page's end of the line to the analysis: a worker that is started when it is first needed.

use super::browser_env::language;
use crate::browser::parcel::{open, parcel};
use crate::browser::{own_folder, words_of};
use crate::protocol::analysis::{FromAnalysis, ToAnalysis};
use crate::protocol::packed::{Carries, decode_with};
use crate::protocol::wire::{OTHER_BUILD, encode};
use js_sys::Reflect;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

/// What is heard of the analysis.
pub enum AnalysisNews {
    /// A message, and the long text beside it or null.
    Said(FromAnalysis, JsValue),
    /// It broke, or could not be loaded; the browser's own words.
    Broke(String),
}

/// A started analysis. Messages wait in the worker's own queue until it is up. Ended when dropped.
pub struct AnalysisLink {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl AnalysisLink {
    /// Starts the analysis of the page's build with these texts and this lesson open; `on_news` hears from it.
    ///
    /// # Errors
    /// The browser's words where it lets no worker be started.
    pub fn start(
        words: Vec<(String, String)>,
        open: &ToAnalysis,
        on_news: impl Fn(AnalysisNews) + Clone + 'static,
    ) -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(&language());
        let script = [&own_folder(), "analysis/worker.js"].concat();
        let worker = Worker::new_with_options(&script, &options).map_err(|e| words_of(&e))?;
        let on_message = Closure::new({
            let on_news = on_news.clone();
            move |event: MessageEvent| on_news(read(&event.data()))
        });
        // A script that could not be loaded makes an event without a message.
        let on_error = Closure::new(move |event: Event| {
            let message = Reflect::get(&event, &JsValue::from_str("message"));
            let message = message.ok().and_then(|message| message.as_string());
            let not_loaded = || "analysis/worker.js was not loaded".to_owned();
            on_news(AnalysisNews::Broke(message.unwrap_or_else(not_loaded)));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let link = Self {
            worker,
            _on_message: on_message,
            _on_error: on_error,
        };
        link.send(&ToAnalysis::Words(words));
        link.send(open);
        Ok(link)
    }

    /// Sends a message, and what travels beside it; a run's bytes are gone from here then.
    pub fn send(&self, message: &ToAnalysis) {
        let beside = message
            .beside()
            .map_or(JsValue::UNDEFINED, |packed| packed.0.clone());
        let (message, moved) = parcel(&encode(message), &beside);
        // Bytes and files can always be posted.
        let _ = self.worker.post_message_with_transfer(&message, &moved);
    }
}

impl Drop for AnalysisLink {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// A message is bytes and a payload; what is neither is the script's word that it broke.
fn read(data: &JsValue) -> AnalysisNews {
    let Some((bytes, payload)) = open(data) else {
        return AnalysisNews::Broke(data.as_string().unwrap_or_default());
    };
    match decode_with(&bytes, payload.clone()) {
        Some(message) => AnalysisNews::Said(message, payload),
        None => AnalysisNews::Broke(OTHER_BUILD.to_owned()),
    }
}
