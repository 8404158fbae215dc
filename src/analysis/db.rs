//! What is asked of the browser's database and what it answers, as plain data; `history/idb.rs` carries it
//! out.

use crate::protocol::analysis::HistoryEntry;

/// What is asked of the database.
#[derive(Debug, Clone, PartialEq)]
pub enum DbRequest {
    /// Keep a comparison, and forget those that are too old.
    Keep {
        /// When it ended, in milliseconds since 1970.
        ended_at: f64,
        /// What it was, in a line.
        title: String,
        /// The comparison.
        bytes: Vec<u8>,
    },
    /// List what is kept.
    List,
    /// Give one that is kept.
    Fetch(u32),
    /// Forget one, or all.
    Forget(Option<u32>),
}

/// What the database answers, or the browser's words where it could not.
#[derive(Debug, Clone, PartialEq)]
pub enum DbResponse {
    /// It is kept.
    Kept(Result<(), String>),
    /// What is kept, the latest first.
    Listed(Result<Vec<HistoryEntry>, String>),
    /// The comparison of that number; nothing if it is not there any more.
    Fetched(u32, Result<Option<Vec<u8>>, String>),
    /// It is forgotten.
    Forgotten(Result<(), String>),
}
