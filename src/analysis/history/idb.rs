//! The browser's database (IndexedDB), in which comparisons are kept: `titles` for the list, and `runs`
//! under the same numbers. It is opened for each order and closed after it, so that no other tab ever
//! waits for this one.

use crate::analysis::db::{DbRequest, DbResponse};
use crate::protocol::analysis::HistoryEntry;
use futures_channel::oneshot;
use idb::event::{DatabaseEvent, Event, StoreEvent};
use idb::request::Request;
use idb::{Database, Error, Factory, ObjectStoreParams, Query, Transaction, TransactionMode};
use js_sys::{Array, Uint8Array};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// So many comparisons are kept; older ones go.
const MOST_KEPT: usize = 50;

const DATABASE: &str = "meanwhile";
const VERSION: u32 = 1;
const TITLES: &str = "titles";
const RUNS: &str = "runs";
const BOTH: [&str; 2] = [TITLES, RUNS];

/// Carries an order out.
pub async fn carry_out(order: DbRequest) -> DbResponse {
    match order {
        DbRequest::Keep {
            ended_at,
            title,
            bytes,
        } => DbResponse::Kept(keep(ended_at, &title, &bytes).await.map_err(words)),
        DbRequest::List => DbResponse::Listed(list().await.map_err(words)),
        DbRequest::Fetch(id) => DbResponse::Fetched(id, fetch(id).await.map_err(words)),
        DbRequest::Forget(id) => DbResponse::Forgotten(forget(id).await.map_err(words)),
    }
}

/// The browser's own words, as far as there are any.
fn words(error: Error) -> String {
    match error {
        Error::DomException(exception) => exception.message(),
        other => other.to_string(),
    }
}

async fn keep(ended_at: f64, title: &str, bytes: &[u8]) -> Result<(), Error> {
    let database = Opened::new().await?;
    let transaction = database.transaction(TransactionMode::ReadWrite)?;
    let (titles, runs) = (
        transaction.object_store(TITLES)?,
        transaction.object_store(RUNS)?,
    );
    let line = Array::of2(&JsValue::from_f64(ended_at), &JsValue::from_str(title));
    let key = done(titles.add(&line, None)?).await?;
    let bytes = Uint8Array::from(bytes);
    let _ = done(runs.add(&bytes, Some(&key))?).await?;
    let keys = done(titles.get_all_keys(None, None)?).await?;
    for key in keys.iter().take(keys.len().saturating_sub(MOST_KEPT)) {
        done(titles.delete(Query::Key(key.clone()))?).await?;
        done(runs.delete(Query::Key(key.clone()))?).await?;
    }
    committed(transaction).await
}

async fn list() -> Result<Vec<HistoryEntry>, Error> {
    let database = Opened::new().await?;
    let transaction = database.transaction(TransactionMode::ReadOnly)?;
    let titles = transaction.object_store(TITLES)?;
    // Two requests of one transaction see the same state, each in the order of the keys.
    let keys = done(titles.get_all_keys(None, None)?).await?;
    let lines = done(titles.get_all(None, None)?).await?;
    let entries = keys.iter().zip(&lines).filter_map(|(key, line)| {
        let line = line.dyn_ref::<Array>()?;
        Some(HistoryEntry {
            id: key.as_f64()? as u32,
            ended_at: line.get(0).as_f64()?,
            title: line.get(1).as_string()?,
        })
    });
    Ok(entries.rev().collect())
}

async fn fetch(id: u32) -> Result<Option<Vec<u8>>, Error> {
    let database = Opened::new().await?;
    let transaction = database.transaction(TransactionMode::ReadOnly)?;
    let runs = transaction.object_store(RUNS)?;
    let found = done(runs.get(Query::Key(id.into()))?).await?;
    let bytes = found.and_then(|found| found.dyn_into::<Uint8Array>().ok());
    Ok(bytes.map(|bytes| bytes.to_vec()))
}

async fn forget(id: Option<u32>) -> Result<(), Error> {
    let database = Opened::new().await?;
    let transaction = database.transaction(TransactionMode::ReadWrite)?;
    for name in BOTH {
        let store = transaction.object_store(name)?;
        match id {
            Some(id) => done(store.delete(Query::Key(id.into()))?).await?,
            None => done(store.clear()?).await?,
        };
    }
    committed(transaction).await
}

/// The database, closed when dropped.
struct Opened(Database);

impl Opened {
    async fn new() -> Result<Self, Error> {
        let mut request = Factory::new()?.open(DATABASE, Some(VERSION))?;
        request.on_upgrade_needed(|event| {
            // What can't be made here is missed, and told, by the transactions.
            let Ok(database) = event.database() else {
                return;
            };
            let mut numbered = ObjectStoreParams::new();
            numbered.auto_increment(true);
            let _ = database.create_object_store(TITLES, numbered);
            let _ = database.create_object_store(RUNS, ObjectStoreParams::new());
        });
        let (answer, resolve) = answer();
        let fail = resolve.clone();
        request.on_success(move |event| resolve(event.database()));
        request.on_error(move |event| {
            let error = event.target().and_then(|request| request.error());
            fail(Err(failure(error)));
        });
        answer.await.unwrap_or_else(|_| Err(gone())).map(Self)
    }

    fn transaction(&self, mode: TransactionMode) -> Result<Transaction, Error> {
        self.0.transaction(&BOTH, mode)
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// A request's result. Its transaction is still open where this goes on: a browser runs what awaits
/// an event before it ends the transaction.
async fn done<R>(mut request: R) -> Result<<R::Event as StoreEvent>::Output, Error>
where
    R: Request,
    R::Event: StoreEvent,
    <R::Event as StoreEvent>::Output: 'static,
{
    let (answer, resolve) = answer();
    let fail = resolve.clone();
    request.on_success(move |event| resolve(event.result()));
    request.on_error(move |event| fail(Err(event.error())));
    answer.await.unwrap_or_else(|_| Err(gone()))
}

/// Ends when what was written is safe; a full disk shows only here.
async fn committed(mut transaction: Transaction) -> Result<(), Error> {
    let (answer, resolve) = answer();
    let fail = resolve.clone();
    transaction.on_complete(move |_| resolve(Ok(())));
    transaction.on_abort(move |_| fail(Err(gone())));
    let outcome = answer.await.unwrap_or_else(|_| Err(gone()));
    let reason = transaction.error();
    outcome.map_err(|error| reason.map_or(error, Error::DomException))
}

fn failure(error: Result<Option<web_sys::DomException>, Error>) -> Error {
    match error {
        Ok(Some(exception)) => Error::DomException(exception),
        Ok(None) => gone(),
        Err(error) => error,
    }
}

/// There is no answer, and nothing says why.
const fn gone() -> Error {
    Error::DomExceptionNotFound
}

/// A future, and what settles it once.
fn answer<T: 'static>() -> (oneshot::Receiver<T>, impl Fn(T) + Clone + 'static) {
    let (sender, receiver) = oneshot::channel();
    let sender = Rc::new(Cell::new(Some(sender)));
    let resolve = move |value| {
        if let Some(sender) = sender.take() {
            // Nobody waits any more: nobody to tell.
            let _ = sender.send(value);
        }
    };
    (receiver, resolve)
}
