//! `net`: requests, which the page's own rules allow or refuse.

use super::{gone, millis};
use crate::script::context;
use crate::script::session::{self, Address, Ask};
use futures_channel::oneshot;
use rune::runtime::{Value, VmResult};
use rune::{ContextError, Module, vm_try};

/// The longest that our server takes over an answer, in milliseconds.
const LONGEST: f64 = 30_000.0;

/// The module.
pub fn module() -> Result<Module, ContextError> {
    let mut module = context::module("net")?;
    module.function("get", get).build()?;
    module.function("slow", slow).build()?;
    Ok(module)
}

/// The text that stands at an address, or why it could not be had. The program keeps its address.
fn get(url: &str) -> impl Future<Output = VmResult<Result<String, String>>> + use<> {
    let address = Address::Url(url.to_owned());
    async {
        let answer = vm_try!(asked(address, "net::get").await);
        VmResult::Ok(answer.map(|body| String::from_utf8_lossy(&body).into_owned()))
    }
}

/// The length of an answer that the server takes so long over. Where there is no such server the program ends.
async fn slow(ms: Value) -> VmResult<i64> {
    let ms = vm_try!(millis(&ms, LONGEST, "net::slow"));
    match vm_try!(asked(Address::Slow(ms as u32), "net::slow").await) {
        Ok(body) => VmResult::Ok(body.len() as i64),
        Err(why) => VmResult::panic(format!("net::slow got no answer: {why}")),
    }
}

async fn asked(address: Address, named: &str) -> VmResult<Result<Vec<u8>, String>> {
    let (answers, answer) = oneshot::channel();
    vm_try!(session::here(named)).ask(Ask::Get(address, answers));
    answer.await.map_or_else(gone, VmResult::Ok)
}
