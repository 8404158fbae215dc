//! What chunks are computed of, besides the numbers of their work: bytes that were fetched. They are shared, not copied,
//! as far as memory is shared.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::Deref;
use std::sync::Arc;

/// Bytes that nobody changes any more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bytes(Arc<[u8]>);

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Bytes {
    /// Whether both are the very same ones, not just alike.
    pub fn are(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_bytes::ByteBuf::deserialize(deserializer).map(|bytes| bytes.into_vec().into())
    }
}

/// Where the bytes come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// A chunk is computed of what its own request was answered.
    Answer,
    /// All chunks are computed of one picture: a file of the lesson's data, named as the work is.
    Picture,
}

/// The bytes of a batch's chunks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Inputs {
    /// Numbers are all that is wanted, or the takers fetch the bytes themselves.
    #[default]
    None,
    /// The same for all chunks.
    One(Bytes),
    /// The same as whoever gets this was given before.
    AsBefore,
    /// Each its own, beside the chunk's number. There are as many as requests, which are few.
    Each(Vec<(u32, Bytes)>),
}

impl Inputs {
    /// The bytes of a chunk; none where there are none for it.
    pub fn of(&self, chunk: u32) -> &[u8] {
        match self {
            Self::None | Self::AsBefore => &[],
            Self::One(bytes) => bytes,
            Self::Each(all) => {
                let own = all.iter().find(|(number, _)| *number == chunk);
                own.map_or(&[], |(_, bytes)| bytes)
            }
        }
    }

    /// Those of these chunks alone.
    pub fn only(&self, chunks: &[u32]) -> Self {
        match self {
            Self::Each(all) => {
                let own = all.iter().filter(|(chunk, _)| chunks.contains(chunk));
                Self::Each(own.cloned().collect())
            }
            same => same.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_chunk_has_its_own_bytes_or_those_of_all() {
        let bytes = |text: &str| Bytes::from(text.as_bytes().to_vec());
        let each = Inputs::Each(vec![(3, bytes("three")), (5, bytes("five"))]);
        assert_eq!([each.of(3), each.of(4)], [&b"three"[..], b""]);
        assert_eq!(each.only(&[5, 6]), Inputs::Each(vec![(5, bytes("five"))]));
        let one = Inputs::One(bytes("all"));
        assert_eq!([one.of(0), one.only(&[7]).of(7)], [b"all"; 2]);
        assert_eq!(Inputs::None.of(0), b"");
    }

    proptest! {
        #[test]
        fn they_cross_to_others_as_they_are(all: Vec<(u32, Vec<u8>)>, first: Vec<u8>) {
            let each = all.into_iter().map(|(chunk, bytes)| (chunk, bytes.into())).collect();
            for inputs in [Inputs::Each(each), Inputs::One(first.into()), Inputs::AsBefore, Inputs::None] {
                let sent = postcard::to_allocvec(&inputs).unwrap();
                prop_assert_eq!(postcard::from_bytes::<Inputs>(&sent), Ok(inputs));
            }
        }
    }
}
