//! What travels beside a message: bytes that are moved from thread to thread, and read only where they are used.

use super::wire::decode;
use serde::Deserialize;

/// The bytes where they are made or read.
#[cfg(not(all(target_arch = "wasm32", feature = "page")))]
pub type Bytes = Vec<u8>;

/// The page only passes them on: what it has is the browser's handle, and they never lie in its memory.
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub type Bytes = wasm_bindgen::JsValue;

/// Something long as bytes, a run or its spans, so that whoever only passes it on need not read it. The bytes are
/// no part of a message; they travel beside it, and are moved where a part would be copied.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Packed(pub Bytes);

#[cfg(not(all(target_arch = "wasm32", feature = "page")))]
impl Packed {
    /// Packs something.
    pub fn pack<T: serde::Serialize>(content: &T) -> Self {
        Self(super::wire::encode(content))
    }

    /// What is in it, or nothing if it is of another build or its bytes did not come.
    pub fn unpack<T: serde::de::DeserializeOwned>(&self) -> Option<T> {
        decode(&self.0)
    }
}

/// A message that may have something beside it.
pub trait Carries {
    /// What is to travel beside it, if anything is.
    fn beside(&self) -> Option<&Packed>;

    /// The same, to put in what came.
    fn beside_mut(&mut self) -> Option<&mut Packed>;
}

/// The message in these bytes, with what came beside it; nothing if it is of another build or broken.
pub fn decode_with<'a, T: Deserialize<'a> + Carries>(bytes: &'a [u8], beside: Bytes) -> Option<T> {
    let mut message: T = decode(bytes)?;
    if let Some(packed) = message.beside_mut() {
        packed.0 = beside;
    }
    Some(message)
}
