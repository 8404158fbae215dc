//! The values of a lesson's parameters, by their keys. Some keys mean the same in every lesson.

use crate::key::Key;
use serde::{Deserialize, Serialize};

/// The main number of a lesson: how much there is to do.
pub const SIZE: Key = Key::new("size");

/// Threads for the programs that use many.
pub const THREADS: Key = Key::new("threads");

/// The most threads anyone may ask for.
pub const MAX_THREADS: u32 = 32;

/// Threads beside the job's that compute something else while it goes on, for the programs that bear them.
pub const LOAD: Key = Key::new("load");

/// Requests that may be on their way at once.
pub const CONNECTIONS: Key = Key::new("connections");

/// Chunks the job is cut into.
pub const CHUNKS: Key = Key::new("chunks");

/// How much of the job can't be split, in percent of its chunks.
pub const SERIAL: Key = Key::new("serial");

/// What a run finds out of it: how long that part took, in milliseconds.
pub const SERIAL_MS: Key = Key::new("serial-ms");

/// How long the server takes over each answer, in milliseconds.
pub const DELAY: Key = Key::new("delay");

/// Which of its lesson's jobs a case does, from 0. No parameter: it follows from the program, and is not there where
/// all programs of a lesson do one job.
pub const JOB: Key = Key::new("job");

/// Values by key, in the order of the lesson's parameters.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Values(Vec<(Key, u32)>);

impl Values {
    /// The value of a parameter; nothing where the lesson has no such parameter.
    pub fn get(&self, key: Key) -> Option<u32> {
        let mut all = self.0.iter();
        all.find(|(known, _)| *known == key)
            .map(|(_, value)| *value)
    }

    /// Gives a parameter a value.
    pub fn set(&mut self, key: Key, value: u32) {
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => *known = value,
            None => self.0.push((key, value)),
        }
    }

    /// The same with another value of one parameter.
    pub fn with(&self, key: Key, value: u32) -> Self {
        let mut own = self.clone();
        own.set(key, value);
        own
    }

    /// Every key and its value.
    pub fn iter(&self) -> impl Iterator<Item = (Key, u32)> + '_ {
        self.0.iter().copied()
    }

    /// How much there is to do; 1 where the lesson leaves no choice.
    pub fn size(&self) -> u32 {
        self.get(SIZE).unwrap_or(1)
    }

    /// Threads for the programs that use many.
    pub fn threads(&self) -> u16 {
        small(self.get(THREADS).unwrap_or(1))
    }

    /// Threads that compute something else meanwhile; 0 where the lesson has none.
    pub fn load(&self) -> u16 {
        small(self.get(LOAD).unwrap_or(0))
    }

    /// Tells of a chunk whether it is of the part that can't be split. Those chunks are spread evenly, for some are
    /// harder than others.
    pub fn serial(&self) -> impl Fn(u32) -> bool + use<> {
        let percent = u64::from(self.get(SERIAL).unwrap_or(0).min(100));
        let before = move |chunk: u64| chunk * percent / 100;
        move |chunk| before(u64::from(chunk) + 1) > before(chunk.into())
    }

    /// Requests that may be on their way at once.
    pub fn connections(&self) -> u16 {
        small(self.get(CONNECTIONS).unwrap_or(1))
    }

    /// Chunks the job is cut into: as many as its size says, where that is no choice of its own.
    pub fn chunks(&self) -> u32 {
        self.get(CHUNKS).unwrap_or_else(|| self.size())
    }
}

impl FromIterator<(Key, u32)> for Values {
    fn from_iter<T: IntoIterator<Item = (Key, u32)>>(pairs: T) -> Self {
        let mut values = Self::default();
        pairs
            .into_iter()
            .for_each(|(key, value)| values.set(key, value));
        values
    }
}

fn small(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
