//! Compressed twins of files: whether one holds what its file holds.
//!
//! A twin may be cut by a full disk, or be older than what was changed by hand. Times tell neither for sure, once a site
//! was copied; what it unpacks to does.

use super::encoding::Encoding;
use brotli_decompressor::Decompressor;
use flate2::read::GzDecoder;
use std::io::Read;

/// How much is unpacked at a time.
const PIECE_BYTES: usize = 16 * 1024;

/// Whether `twin`, in that form, unpacks to `original`, and to nothing more.
pub fn holds(twin: &[u8], encoding: Encoding, original: &[u8]) -> bool {
    match encoding {
        Encoding::Identity => twin == original,
        Encoding::Gzip => unpacks_to(GzDecoder::new(twin), original),
        Encoding::Brotli => unpacks_to(Decompressor::new(twin, PIECE_BYTES), original),
    }
}

fn unpacks_to(mut unpacked: impl Read, mut expected: &[u8]) -> bool {
    let mut piece = [0; PIECE_BYTES];
    loop {
        let Ok(count) = unpacked.read(&mut piece) else {
            return false;
        };
        let got = piece.get(..count).unwrap_or_default();
        match expected.strip_prefix(got) {
            None => return false,
            Some(rest) if count == 0 => return rest.is_empty(),
            Some(rest) => expected = rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;
    use std::io::Write;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    /// `wait` in the form of RFC 7932, a single uncompressed piece.
    const BROTLI: &[u8] = &[0x8b, 0x01, 0x80, b'w', b'a', b'i', b't', 0x03];

    #[test]
    fn a_brotli_twin_is_told_from_others() {
        assert!(holds(BROTLI, Encoding::Brotli, b"wait"));
        for cut in 0..BROTLI.len() {
            assert!(!holds(&BROTLI[..cut], Encoding::Brotli, b"wait"), "{cut}");
        }
        for other in [&b"wai"[..], b"waits", b"Wait", b""] {
            assert!(!holds(BROTLI, Encoding::Brotli, other), "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn a_twin_holds_its_file_and_no_other(bytes: Vec<u8>, other: Vec<u8>, cut: prop::sample::Index) {
            let twin = packed(&bytes);
            prop_assert!(holds(&twin, Encoding::Gzip, &bytes));
            prop_assert_eq!(holds(&twin, Encoding::Gzip, &other), bytes == other);
            prop_assert!(!holds(&twin[..cut.index(twin.len())], Encoding::Gzip, &bytes));
        }

        #[test]
        fn nonsense_is_no_twin(nonsense: Vec<u8>) {
            for encoding in [Encoding::Gzip, Encoding::Brotli] {
                // Whatever it is, it ends, and holds no such text.
                prop_assert!(!holds(&nonsense, encoding, b"a text that no nonsense holds by chance"));
            }
        }
    }
}
