//! What a chunk gives, as it travels: all who pass it on pay for each byte, and shades of a picture are mostly like those beside them.

use crate::kernel::Part;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use serde::{Deserialize, Serialize};

/// The quickest way: computing should not wait for it.
const LEVEL: u8 = 1;
/// The most that bytes may become: few may become very many. The largest picture of a lesson, in one piece, has 12 MB.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// A part of the answer, on its way.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Compressed {
    /// The part's value.
    pub value: u64,
    /// What there is to see of it, as zlib has it (RFC 1950); nothing if there is nothing.
    pub bytes: Vec<u8>,
}

impl Compressed {
    /// Compresses a part.
    pub fn of(part: &Part) -> Self {
        let bytes = match &*part.bytes {
            [] => Vec::new(),
            bytes => compress_to_vec_zlib(bytes, LEVEL),
        };
        let value = part.value;
        Self { value, bytes }
    }

    /// The part again; nothing if its bytes are damaged, or too many.
    pub fn decompressed(&self) -> Option<Part> {
        let bytes = match &*self.bytes {
            [] => Vec::new(),
            bytes => decompress_to_vec_zlib_with_limit(bytes, MOST_BYTES).ok()?,
        };
        let value = self.value;
        Some(Part { value, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_part_comes_out_as_it_went_in(value: u64, bytes: Vec<u8>) {
            let part = Part { value, bytes };
            prop_assert_eq!(Compressed::of(&part).decompressed(), Some(part));
        }

        #[test]
        fn what_nobody_compressed_is_refused_and_nothing_panics(value: u64, bytes: Vec<u8>, cut: usize) {
            let _ = Compressed { value, bytes: bytes.clone() }.decompressed();
            prop_assume!(!bytes.is_empty());
            let mut made = Compressed::of(&Part { value, bytes });
            made.bytes.truncate(1 + cut % (made.bytes.len() - 1));
            prop_assert_eq!(made.decompressed(), None);
        }
    }

    #[test]
    fn few_bytes_that_become_very_many_are_refused() {
        let part = |bytes| Part {
            value: 1,
            bytes: vec![0; bytes],
        };
        let most = Compressed::of(&part(MOST_BYTES));
        assert!(most.bytes.len() < MOST_BYTES / 100);
        assert_eq!(most.decompressed(), Some(part(MOST_BYTES)));
        assert_eq!(Compressed::of(&part(MOST_BYTES + 1)).decompressed(), None);
    }
}
