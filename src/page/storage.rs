//! What this browser keeps for the page between visits. Where it keeps nothing (storage that is blocked or full), all
//! is as on a first visit.

use super::browser_env::window;
use web_sys::Storage;

/// What is kept under a name.
pub fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// Keeps a text under a name, where that can be done.
pub fn keep(name: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(name, text);
    }
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}
