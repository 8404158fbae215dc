//! Messages as bytes. All modules of a page come from one build; its name in front of each message turns a stale copy
//! in some cache into a sentence instead of a wrong number.

use serde::{Deserialize, Serialize};

/// The build: a hash of the sources that the modules are all compiled from, which `./x`
/// passes to every wasm build. Whatever else differs between them, they understand each other, and a
/// change of the page alone leaves the engine as it is.
const BUILD: &str = match option_env!("MEANWHILE_BUILD") {
    Some(build) => build,
    None => "none",
};

/// What is said of a module whose messages can't be understood.
pub const OTHER_BUILD: &str =
    "it comes from another build of Meanwhile than the page; reload the page";

/// A message as bytes: the build, then the message.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // Growing a Vec is the only thing that could fail here, and that aborts.
    postcard::to_allocvec(&(BUILD, message)).unwrap_or_default()
}

/// The message in these bytes, or nothing if they are of another build or broken.
pub fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    // Of another build nothing but the name can be read.
    let (build, message): (&str, _) = postcard::take_from_bytes(bytes).ok()?;
    (build == BUILD).then(|| postcard::from_bytes(message).ok())?
}

#[cfg(test)]
mod tests {
    use super::super::engine::ToEngine;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn messages_come_back_and_those_of_other_builds_do_not(number: u32, other in "[0-9a-f-]{0,24}") {
            let message = ToEngine::Poke(number);
            prop_assert_eq!(decode(&encode(&message)), Some(message.clone()));
            prop_assume!(other != BUILD);
            let foreign = postcard::to_allocvec(&(other, message)).unwrap();
            prop_assert_eq!(decode::<ToEngine>(&foreign), None);
        }

        #[test]
        fn broken_bytes_are_no_message(bytes: Vec<u8>, cut in 0..8_usize) {
            prop_assert_eq!(decode::<ToEngine>(&bytes), None);
            let whole = encode(&ToEngine::Poke(u32::MAX));
            prop_assert_eq!(decode::<ToEngine>(&whole[..cut]), None);
        }
    }
}
