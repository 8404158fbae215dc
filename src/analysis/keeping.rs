//! The analyst's part in keeping comparisons, pinning them and loading files.

use super::analyst::{Analyst, Effect, tell};
use super::findings::Pinned;
use super::kept::Kept;
use super::load::{Source, load, sentence};
use super::loaded::Loaded;
use super::shelf::{Answer, Order};
use super::title::title;
use crate::comparison::Kind;
use crate::protocol::analysis::{FromAnalysis, History};

impl Analyst {
    /// Has the latest comparison kept, if anything was measured in it.
    pub(super) fn keep(&self, kind: Kind) -> Option<Effect> {
        let (session, reckoned) = self.latest.as_ref().filter(|_| kind == Kind::Strategies)?;
        let finish = session.finish.as_ref().filter(|_| reckoned.is_measured())?;
        Some(Effect::Store(Order::Keep {
            ended_at: finish.ended_at,
            title: title(session, reckoned, &self.words),
            bytes: Kept::of(session, reckoned, &self.words).pack(),
        }))
    }

    pub(super) fn list(&mut self) -> Vec<Effect> {
        self.is_history_shown = true;
        vec![Effect::Store(Order::List)]
    }

    /// What the database answers.
    pub fn answered(&mut self, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Kept(Ok(())) if !self.is_history_shown => Vec::new(),
            Answer::Kept(Ok(())) | Answer::Forgotten(Ok(())) => vec![Effect::Store(Order::List)],
            Answer::Listed(Ok(entries)) => vec![tell(FromAnalysis::History(History {
                entries,
                problem: None,
            }))],
            Answer::Fetched(id, fetched) => self.fetched(id, fetched),
            Answer::Kept(Err(words))
            | Answer::Listed(Err(words))
            | Answer::Forgotten(Err(words)) => {
                let problem = self.words.with("shelf.blocked", &[("words", &words)]);
                vec![tell(FromAnalysis::History(History {
                    entries: Vec::new(),
                    problem: Some(problem),
                }))]
            }
        }
    }

    /// Pins what was fetched, unless something else is wanted by now.
    fn fetched(&mut self, id: u32, fetched: Result<Option<Vec<u8>>, String>) -> Vec<Effect> {
        if self.wanted_pin != Some(id) {
            return Vec::new();
        }
        self.wanted_pin = None;
        let bytes = match fetched {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return vec![self.problem("shelf.gone"), Effect::Store(Order::List)],
            Err(words) => {
                let problem = self.words.with("shelf.blocked", &[("words", &words)]);
                return vec![tell(FromAnalysis::Problem(problem))];
            }
        };
        match Kept::unpack(&bytes) {
            None => vec![self.problem("shelf.other-version")],
            Some(kept) => self.show_beside(kept),
        }
    }

    /// Pins one that is kept; or shows only the latest comparison.
    pub(super) fn pin(&mut self, id: Option<u32>) -> Vec<Effect> {
        self.wanted_pin = id;
        if let Some(id) = id {
            return vec![Effect::Store(Order::Fetch(id))];
        }
        self.pinned = None;
        self.loaded = None;
        self.tell_found()
    }

    /// Pins what is shown, whether it is kept or not.
    pub(super) fn pin_latest(&mut self) -> Vec<Effect> {
        self.wanted_pin = None;
        match self.shown() {
            None => vec![self.problem("export.nothing")],
            Some((session, reckoned)) => {
                let kept = Kept::of(session, reckoned, &self.words);
                self.show_beside(kept)
            }
        }
    }

    fn show_beside(&mut self, kept: Kept) -> Vec<Effect> {
        let (session, reckoned) = kept.open();
        let title = title(&session, &reckoned, &self.words);
        self.pinned = Some(Pinned {
            session,
            reckoned,
            title,
        });
        self.tell_found()
    }

    /// Shows a file, or says why that can't be done and leaves what is shown as it is.
    pub(super) fn load(&mut self, name: &str, file: Option<&dyn Source>) -> Vec<Effect> {
        let Some(file) = file else {
            return Vec::new();
        };
        if self.current.is_some() {
            return vec![self.problem("load.running")];
        }
        match load(file) {
            Ok(content) => {
                self.loaded = Some(Loaded::of(content, name, &self.words));
                self.tell_found()
            }
            Err(trouble) => {
                let sentence = sentence(&self.words, name, &trouble);
                vec![tell(FromAnalysis::Problem(sentence))]
            }
        }
    }
}

#[cfg(test)]
#[path = "keeping_tests.rs"]
mod tests;
