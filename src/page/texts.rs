//! The page's texts, and over them those of the lesson on the page: fetched when it is opened, and kept.

use super::browser_env::language;
use crate::browser::{own_folder, words_of};
use crate::view::words::{Words, pairs};
use js_sys::Array;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A lesson's own texts, by key.
type Own = Rc<[(String, String)]>;

/// All texts that are there.
pub struct Texts {
    base: Rc<Words>,
    lessons: RefCell<Vec<Known>>,
}

struct Known {
    slug: String,
    own: Own,
    over: Rc<Words>,
}

impl Texts {
    /// The page's own texts, and no lesson's.
    pub fn new(base: Words) -> Self {
        Self {
            base: Rc::new(base),
            lessons: RefCell::default(),
        }
    }

    /// Those that are there whichever lesson is open.
    pub fn base(&self) -> Rc<Words> {
        Rc::clone(&self.base)
    }

    /// The texts while that lesson is open, as far as they are there.
    pub fn of(&self, slug: &str) -> Rc<Words> {
        let known = self.lessons.borrow();
        let known = known.iter().find(|known| known.slug == slug);
        known.map_or_else(|| self.base(), |known| Rc::clone(&known.over))
    }

    /// A lesson's own texts; nothing until they are there.
    pub fn own(&self, slug: &str) -> Option<Own> {
        let known = self.lessons.borrow();
        let known = known.iter().find(|known| known.slug == slug)?;
        Some(Rc::clone(&known.own))
    }

    /// A lesson's texts have come.
    pub fn learn(&self, slug: &str, own: Vec<(String, String)>) {
        let over = Rc::new(self.base.with_over(&own));
        self.lessons.borrow_mut().push(Known {
            slug: slug.to_owned(),
            own: own.into(),
            over,
        });
    }
}

/// Keys and texts as scripts give them: each key, and its text behind it.
pub fn listed(words: &Array) -> Vec<(String, String)> {
    let texts = words
        .iter()
        .map(|text| text.as_string().unwrap_or_default());
    pairs(texts.collect())
}

/// Fetches a lesson's texts.
///
/// # Errors
/// The browser's words.
pub async fn fetch(slug: &str) -> Result<Vec<(String, String)>, String> {
    let address = [&own_folder(), "lessons/", slug, "/", &language(), ".json"].concat();
    let words = super::tools::fetch_texts(&address).await;
    words
        .map(|words| listed(&Array::from(&words)))
        .map_err(|error: JsValue| words_of(&error))
}
