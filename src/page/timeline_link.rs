//! The page's end of the line to the timeline: a module of its own that is loaded when there is going to be something to
//! draw. What the page tells it before waits.

use super::browser_env::document;
use super::tools;
use crate::browser::{own_folder, words_of};
use crate::key::Key;
use crate::protocol::packed::Carries;
use crate::protocol::timeline::ToTimeline;
use crate::protocol::wire::{OTHER_BUILD, encode};
use crate::view::words::Words;
use js_sys::{Function, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// The id of the element that the timeline is put into.
pub const PLACE: &str = "tracks";

/// The lesson's lines on the page, so many of each of these programs.
type Lines = (u32, Vec<Key>);

/// The line.
#[derive(Default)]
pub struct TimelineLink {
    stage: RefCell<Stage>,
    /// The texts and the lines that it was told of last.
    stands: RefCell<(Rc<Words>, Lines)>,
}

enum Stage {
    /// Not there yet, and whether it is on its way; what it is to be told then.
    Waiting(Vec<ToTimeline>, bool),
    /// There: the function that it is told by.
    Up(Function),
    /// It could not be loaded, or broke.
    Gone,
}

impl Default for Stage {
    fn default() -> Self {
        Self::Waiting(Vec::new(), false)
    }
}

impl TimelineLink {
    /// Loads the timeline and puts it into its place, unless that was begun.
    ///
    /// # Errors
    /// The browser's words where it can't be had.
    pub async fn load(&self) -> Result<(), String> {
        match &mut *self.stage.borrow_mut() {
            Stage::Waiting(_, is_coming) if !*is_coming => *is_coming = true,
            _ => return Ok(()),
        }
        let place = document().and_then(|document| document.get_element_by_id(PLACE));
        let script = [&own_folder(), "timeline/open.js"].concat();
        let opened = tools::open_timeline(&script, place.as_ref()).await;
        let tell = opened.and_then(JsCast::dyn_into::<Function>);
        let next = tell
            .as_ref()
            .map_or(Stage::Gone, |tell| Stage::Up(tell.clone()));
        let before = self.stage.replace(next);
        tell.map_err(|error| words_of(&error))?;
        if let Stage::Waiting(messages, _) = before {
            messages
                .into_iter()
                .try_for_each(|message| self.tell(message))?;
        }
        Ok(())
    }

    /// What it is to be told where these are others than before.
    pub fn news(&self, words: &Rc<Words>, lines: Lines) -> Vec<ToTimeline> {
        let (old_words, old_lines) = &mut *self.stands.borrow_mut();
        let mut news = Vec::new();
        if !Rc::ptr_eq(old_words, words) {
            *old_words = Rc::clone(words);
            news.push(ToTimeline::Words(words.pairs().to_vec()));
        }
        if *old_lines != lines {
            old_lines.clone_from(&lines);
            news.push(ToTimeline::Lines(lines.0, lines.1));
        }
        news
    }

    /// Tells it, as soon as it is there.
    ///
    /// # Errors
    /// Why it can't be told any more, once.
    pub fn tell(&self, message: ToTimeline) -> Result<(), String> {
        let stage = &mut *self.stage.borrow_mut();
        let tell = match stage {
            Stage::Waiting(messages, _) => {
                messages.push(message);
                return Ok(());
            }
            Stage::Gone => return Ok(()),
            Stage::Up(tell) => tell,
        };
        let bytes = Uint8Array::from(encode(&message).as_slice());
        let beside = message
            .beside()
            .map_or(JsValue::UNDEFINED, |packed| packed.0.clone());
        let problem = match tell.call2(&JsValue::UNDEFINED, &bytes, &beside) {
            Ok(is_understood) if is_understood.is_truthy() => return Ok(()),
            Ok(_) => OTHER_BUILD.to_owned(),
            Err(error) => words_of(&error),
        };
        *stage = Stage::Gone;
        Err(problem)
    }
}
