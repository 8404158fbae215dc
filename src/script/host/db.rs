//! `db`: what a program keeps in the browser's database, from run to run. It is the programs' own, and all of them share it.

use super::gone;
use crate::script::context;
use crate::script::plain::{plain, value};
use crate::script::session::{self, Ask};
use crate::script::stored::{Found, Order};
use futures_channel::oneshot;
use rune::runtime::{Value, VmResult};
use rune::{ContextError, Module, vm_try};

/// The longest key, in bytes.
const LONGEST_KEY: usize = 1_000;

/// The most that is kept under one key, in bytes.
const MOST_BYTES: usize = 1_000_000;

/// The module.
pub fn module() -> Result<Module, ContextError> {
    let mut module = context::module("db")?;
    module.function("put", put).build()?;
    module.function("get", get).build()?;
    module.function("query", query).build()?;
    module.function("clear", clear).build()?;
    Ok(module)
}

fn put(key: &str, kept: Value) -> impl Future<Output = VmResult<()>> + use<> {
    let order = checked(key, "db::put").and_then(|key| Ok(Order::Put(key, packed(kept)?)));
    async {
        let order = match order {
            Ok(order) => order,
            Err(why) => return VmResult::panic(why),
        };
        vm_try!(ordered(order, "db::put").await);
        VmResult::Ok(())
    }
}

fn get(key: &str) -> impl Future<Output = VmResult<Option<Value>>> + use<> {
    let key = checked(key, "db::get");
    async {
        let key = match key {
            Ok(key) => key,
            Err(why) => return VmResult::panic(why),
        };
        let found = vm_try!(ordered(Order::Get(key), "db::get").await);
        let Some((_, bytes)) = found.into_iter().next() else {
            return VmResult::Ok(None);
        };
        VmResult::Ok(Some(vm_try!(unpacked(&bytes))))
    }
}

/// The keys from one to before another, each with its value.
fn query(from: &str, to: &str) -> impl Future<Output = VmResult<Vec<(String, Value)>>> + use<> {
    let order = Order::Query(from.to_owned(), to.to_owned());
    async {
        let mut all = Vec::new();
        for (key, bytes) in vm_try!(ordered(order, "db::query").await) {
            all.push((key, vm_try!(unpacked(&bytes))));
        }
        VmResult::Ok(all)
    }
}

async fn clear() -> VmResult<()> {
    vm_try!(ordered(Order::Clear, "db::clear").await);
    VmResult::Ok(())
}

fn checked(key: &str, named: &str) -> Result<String, String> {
    match key.len() {
        1..=LONGEST_KEY => Ok(key.to_owned()),
        _ => Err(format!("{named} wants a key of 1 to {LONGEST_KEY} bytes")),
    }
}

fn packed(kept: Value) -> Result<Vec<u8>, String> {
    let kept = plain(kept)
        .map_err(|kind| format!("db::put keeps numbers, text and lists of them, and no {kind}"))?;
    let bytes = postcard::to_allocvec(&kept).map_err(|error| error.to_string())?;
    match bytes.len() {
        0..=MOST_BYTES => Ok(bytes),
        many => Err(format!(
            "db::put keeps {MOST_BYTES} bytes under a key at most, and these are {many}"
        )),
    }
}

fn unpacked(bytes: &[u8]) -> VmResult<Value> {
    match postcard::from_bytes(bytes) {
        Ok(kept) => value(&kept).map_or_else(VmResult::Err, VmResult::Ok),
        Err(_) => VmResult::panic(
            "what is kept there is of another version of Meanwhile: db::clear() forgets it",
        ),
    }
}

async fn ordered(order: Order, named: &str) -> VmResult<Found> {
    let (ends, end) = oneshot::channel();
    vm_try!(session::here(named)).ask(Ask::Store(order, ends));
    match end.await {
        Ok(Ok(found)) => VmResult::Ok(found),
        Ok(Err(why)) => VmResult::panic(format!("{named} could not be carried out: {why}")),
        Err(error) => gone(error),
    }
}
