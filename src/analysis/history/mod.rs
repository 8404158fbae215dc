//! The analyst's part in keeping comparisons, pinning them and loading files.

#[cfg(all(target_arch = "wasm32", feature = "analysis"))]
pub(super) mod idb;
mod saved_run;

use super::analyst::{Analyst, Effect, tell};
use super::db::{DbRequest, DbResponse};
use super::findings::Pinned;
use super::load_said::sentence;
use super::loaded::Loaded;
use super::title::title;
use crate::comparison::Kind;
use crate::protocol::analysis::{FromAnalysis, History, ToAnalysis};
use crate::protocol::packed::Packed;
use crate::reader::content::{Content, LoadError, MOST_BYTES};
use crate::view::markup::shortened;
use crate::view::numbers::whole;
use crate::view::words::Words;
use saved_run::SavedRun;

/// Reading a file of so many bytes takes about a second: the reader should know.
const LONG_FILE: u64 = 10_000_000;

/// The name of what a link brought (`www/share/result.js`).
const LINKED: &str = "#result";

impl Analyst {
    /// Has the latest comparison kept, if anything was measured in it.
    pub(super) fn keep(&self, kind: Kind) -> Option<Effect> {
        let (session, numbers) = self.latest.as_ref().filter(|_| kind == Kind::Programs)?;
        let finish = session.finish.as_ref().filter(|_| numbers.is_measured())?;
        Some(Effect::Db(DbRequest::Keep {
            ended_at: finish.ended_at,
            title: title(session, numbers, &self.words),
            bytes: SavedRun::of(session, numbers, &self.words).pack(),
        }))
    }

    pub(super) fn list(&mut self) -> Vec<Effect> {
        self.is_history_shown = true;
        vec![Effect::Db(DbRequest::List)]
    }

    /// What the database answers.
    pub fn answered(&mut self, answer: DbResponse) -> Vec<Effect> {
        match answer {
            DbResponse::Kept(Ok(())) | DbResponse::Forgotten(Ok(())) => {
                self.history.problem = None;
                let is_shown = self.is_history_shown;
                let list = is_shown.then_some(Effect::Db(DbRequest::List));
                list.into_iter().collect()
            }
            DbResponse::Listed(Ok(entries)) => {
                self.history.entries = entries;
                vec![tell(FromAnalysis::History(self.history.clone()))]
            }
            DbResponse::Fetched(id, fetched) => self.fetched(id, fetched),
            DbResponse::Kept(Err(words)) => self.history_problem("history.not-kept", &words),
            DbResponse::Forgotten(Err(words)) => {
                self.history_problem("history.not-deleted", &words)
            }
            DbResponse::Listed(Err(words)) => {
                let problem = self.words.with("history.blocked", &[("words", &words)]);
                vec![tell(FromAnalysis::History(History {
                    problem: Some(problem),
                    ..self.history.clone()
                }))]
            }
        }
    }

    /// What the database would not do is said beside what it holds, until it does keep or forget something.
    fn history_problem(&mut self, key: &str, words: &str) -> Vec<Effect> {
        self.history.problem = Some(self.words.with(key, &[("words", words)]));
        vec![tell(FromAnalysis::History(self.history.clone()))]
    }

    /// Pins what was fetched, unless something else is wanted by now.
    fn fetched(&mut self, id: u32, fetched: Result<Option<Vec<u8>>, String>) -> Vec<Effect> {
        if self.wanted_pin != Some(id) {
            return Vec::new();
        }
        self.wanted_pin = None;
        let bytes = match fetched {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return vec![self.problem("history.gone"), Effect::Db(DbRequest::List)],
            Err(words) => {
                let problem = self.words.with("history.blocked", &[("words", &words)]);
                return vec![tell(FromAnalysis::Problem(problem))];
            }
        };
        match SavedRun::unpack(&bytes) {
            None => vec![self.problem("history.other-version")],
            Some(kept) => self.show_beside(kept, ""),
        }
    }

    /// Pins one that is kept; or shows only the latest comparison.
    pub(super) fn pin(&mut self, id: Option<u32>) -> Vec<Effect> {
        self.wanted_pin = id;
        if let Some(id) = id {
            return vec![Effect::Db(DbRequest::Fetch(id))];
        }
        self.pinned = None;
        self.loaded = None;
        self.tell_found()
    }

    /// Pins what is shown, whether it is kept or not. Before its title stands whose it is, if it is not of this machine.
    pub(super) fn pin_shown(&mut self, whose: &str) -> Vec<Effect> {
        self.wanted_pin = None;
        match self.shown() {
            None => vec![self.problem("export.nothing")],
            Some((session, numbers)) => {
                let kept = SavedRun::of(session, numbers, &self.words);
                self.show_beside(kept, whose)
            }
        }
    }

    fn show_beside(&mut self, saved: SavedRun, whose: &str) -> Vec<Effect> {
        let (session, numbers) = saved.open();
        let title = [whose, &title(&session, &numbers, &self.words)].concat();
        self.pinned = Some(Pinned {
            session,
            numbers,
            title,
        });
        self.tell_found()
    }

    /// What is said before a file of so many bytes is read, and whether it is to be read at all: nothing disturbs a
    /// measurement.
    pub fn before_reading(&self, message: &ToAnalysis, size: u64) -> (bool, Option<Effect>) {
        let ToAnalysis::Load { name, .. } = message else {
            return (false, None);
        };
        if self.current.is_some() {
            return (false, Some(self.problem("load.running")));
        }
        let reading = (LONG_FILE..=MOST_BYTES).contains(&size).then(|| {
            let parts = [
                ("size", &*whole(size / 1_000_000)),
                ("name", &shortened(name)),
            ];
            let sentence = self.words.with("load.reading", &parts);
            tell(FromAnalysis::Problem(sentence))
        });
        (true, reading)
    }

    /// Shows what was read of a file, or says why that can't be done and leaves what is shown as it is.
    pub(super) fn load(&mut self, name: &str, file: &Packed) -> Vec<Effect> {
        if self.current.is_some() {
            return vec![self.problem("load.running")];
        }
        let is_linked = name == LINKED;
        let of_link = self.words.get("load.link").to_owned();
        let name = if is_linked { &of_link } else { name };
        let sentence = match file.unpack::<Result<Content, LoadError>>() {
            Some(Ok(content)) => {
                let theirs = theirs(&content, &self.words).filter(|_| is_linked);
                self.loaded = Some(Loaded::of(content, name, is_linked, &self.words));
                return match theirs {
                    Some(theirs) => self.pin_shown(&theirs),
                    None => self.tell_found(),
                };
            }
            Some(Err(error)) => sentence(&self.words, name, &error),
            // The reader could not be loaded, or broke.
            None => self
                .words
                .with("load.no-reader", &[("name", &shortened(name))]),
        };
        vec![tell(FromAnalysis::Problem(sentence))]
    }
}

/// Where a result was measured, if it is one.
fn theirs(content: &Content, words: &Words) -> Option<String> {
    let Content::Result(result) = content else {
        return None;
    };
    let environment = &result.environment;
    let cores = whole(environment.reported_cores.into());
    let browser = shortened(&environment.browser);
    let parts = [("browser", &*browser), ("cores", &*cores)];
    Some(words.with("load.theirs", &parts))
}

#[cfg(test)]
mod spans_tests;
#[cfg(test)]
mod tests;
