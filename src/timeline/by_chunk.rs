//! Which spans belong to a chunk, found without a search.

use super::row::RowKind;

/// Where the spans of each chunk are. A chunk may have several: the job may have been carried out
/// several times on end.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ByChunk {
    /// By chunk: one more than the number of its latest note, 0 where there is none.
    latest: Vec<u32>,
    notes: Vec<Note>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Note {
    place: u32,
    kind: RowKind,
    /// The note before it, as in `latest`.
    before: u32,
}

impl ByChunk {
    /// Notes a span.
    pub fn note(&mut self, chunk: u32, place: u32, kind: RowKind) {
        let chunk = chunk as usize;
        if self.latest.len() <= chunk {
            self.latest.resize(chunk + 1, 0);
        }
        let before = self.latest[chunk];
        self.notes.push(Note {
            place,
            kind,
            before,
        });
        self.latest[chunk] = self.notes.len() as u32;
    }

    /// The spans of a chunk by their places, each with its row; the latest noted first.
    pub fn of(&self, chunk: u32) -> impl Iterator<Item = (u32, RowKind)> {
        let mut next = self.latest.get(chunk as usize).copied().unwrap_or(0);
        std::iter::from_fn(move || {
            let note = self.notes[next.checked_sub(1)? as usize];
            next = note.before;
            Some((note.place, note.kind))
        })
    }
}
