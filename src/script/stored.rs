//! What a program has kept for it: the browser's database, of which it has a part of its own. On the host there is none, and
//! nothing stands for it.

#[cfg(all(target_arch = "wasm32", feature = "script"))]
use crate::browser::keyed_store;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Keep bytes under a key.
    Put(String, Vec<u8>),
    /// What is kept under a key.
    Get(String),
    /// What is kept under the keys from one to before another.
    Query(String, String),
    /// Forget everything.
    Clear,
}

/// Keys and what is kept under them.
pub type Found = Vec<(String, Vec<u8>)>;

/// No more than so many are found at once.
#[cfg(all(target_arch = "wasm32", feature = "script"))]
const MOST_FOUND: u32 = 10_000;

/// Carries it out: what was found, where anything is looked for.
///
/// # Errors
/// The browser's words.
#[cfg(all(target_arch = "wasm32", feature = "script"))]
pub async fn carry_out(order: Order) -> Result<Found, String> {
    match order {
        Order::Put(key, bytes) => keyed_store::put(&key, &bytes).await.map(|()| Vec::new()),
        Order::Get(key) => {
            let found = keyed_store::get(&key).await?;
            Ok(found.map(|bytes| (key, bytes)).into_iter().collect())
        }
        Order::Query(from, to) => keyed_store::query(&from, &to, MOST_FOUND).await,
        Order::Clear => keyed_store::clear().await.map(|()| Vec::new()),
    }
}

/// There is no such thing here.
///
/// # Errors
/// A sentence that says so.
#[cfg(not(all(target_arch = "wasm32", feature = "script")))]
#[expect(
    clippy::unused_async,
    reason = "where there is a database it takes its time"
)]
pub async fn carry_out(_: Order) -> Result<Found, String> {
    Err("only a browser has a database".to_owned())
}
