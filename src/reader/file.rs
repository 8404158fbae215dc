//! A file of the reader's, read piece by piece in the worker: it never lies in memory as a whole.

use super::load::Source;
use js_sys::Uint8Array;
use std::io::{Error, Read, Result};
use web_sys::{Blob, FileReaderSync};

/// So many bytes are read at once.
const PIECE: f64 = 1_048_576.0;

/// A file.
pub struct File {
    /// Its bytes.
    pub blob: Blob,
    /// Whether there were more, which could not be unpacked.
    pub is_cut: bool,
}

impl Source for File {
    fn size(&self) -> u64 {
        self.blob.size() as u64
    }

    fn is_cut(&self) -> bool {
        self.is_cut
    }

    fn open(&self) -> Box<dyn Read + '_> {
        Box::new(Reader {
            blob: &self.blob,
            next: 0.0,
            piece: Vec::new(),
            used: 0,
        })
    }
}

struct Reader<'a> {
    blob: &'a Blob,
    /// Where the next piece begins.
    next: f64,
    piece: Vec<u8>,
    /// How much of the piece is used up.
    used: usize,
}

impl Reader<'_> {
    /// The next piece; an empty one at the end. A file that was changed since it was chosen can't be read.
    fn read_piece(&mut self) -> Result<()> {
        let refused = |_| Error::other("the browser refused");
        let end = (self.next + PIECE).min(self.blob.size());
        let slice = self.blob.slice_with_f64_and_f64(self.next, end);
        let buffer = FileReaderSync::new().map_err(refused)?;
        let buffer = buffer.read_as_array_buffer(&slice.map_err(refused)?);
        self.piece = Uint8Array::new(&buffer.map_err(refused)?.into()).to_vec();
        self.next = end;
        self.used = 0;
        Ok(())
    }
}

impl Read for Reader<'_> {
    fn read(&mut self, wanted: &mut [u8]) -> Result<usize> {
        if self.used == self.piece.len() {
            self.read_piece()?;
        }
        let mut rest = &self.piece[self.used..];
        let count = rest.read(wanted)?;
        self.used += count;
        Ok(count)
    }
}
