//! The page's end of the line to the analysis: a worker that is started when it is first needed.

use super::browser_env::language;
use super::tools::{self, OnHeard, SteadyWorker};
use crate::browser::parcel::{open, parcel};
use crate::browser::{own_folder, words_of};
use crate::protocol::analysis::{FromAnalysis, ToAnalysis};
use crate::protocol::packed::{Carries, decode_with};
use crate::protocol::wire::{OTHER_BUILD, encode};
use wasm_bindgen::JsValue;

/// What is heard of the analysis.
pub enum AnalysisNews {
    /// A message, and the long text beside it or null.
    Said(FromAnalysis, JsValue),
    /// It broke, or could not be loaded; the browser's own words.
    Broke(String),
}

/// A started analysis. What it is told before it is up waits. Ended when dropped.
pub struct AnalysisLink {
    worker: SteadyWorker,
    _on_heard: OnHeard,
}

impl AnalysisLink {
    /// Starts the analysis of the page's build with these texts and this lesson open; `on_news` hears from it.
    ///
    /// # Errors
    /// The browser's words where it lets no worker be started.
    pub fn start(
        words: Vec<(String, String)>,
        open: &ToAnalysis,
        on_news: impl Fn(AnalysisNews) + 'static,
    ) -> Result<Self, String> {
        let script = [&own_folder(), "analysis/worker.js"].concat();
        let on_heard = OnHeard::new(move |data: JsValue| on_news(read(&data)));
        let worker = tools::steady_worker(&script, &on_heard, &language());
        let link = Self {
            worker: worker.map_err(|error| words_of(&error))?,
            _on_heard: on_heard,
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
        self.worker.send(&message, &moved);
    }
}

impl Drop for AnalysisLink {
    fn drop(&mut self) {
        self.worker.end();
    }
}

/// A message is bytes and a payload; what is neither is the browser's or the script's word that it broke.
fn read(data: &JsValue) -> AnalysisNews {
    let Some((bytes, payload)) = open(data) else {
        return AnalysisNews::Broke(data.as_string().unwrap_or_default());
    };
    match decode_with(&bytes, payload.clone()) {
        Some(message) => AnalysisNews::Said(message, payload),
        None => AnalysisNews::Broke(OTHER_BUILD.to_owned()),
    }
}
