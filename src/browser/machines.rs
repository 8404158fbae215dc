//! Other machines, reached through our own server by a script of their own (`www/dispatch.js`), which is loaded
//! when they are first wanted.

use super::clock;
use crate::comparison::Fault;
use crate::dispatch::order::Order;
use crate::dispatch::told::{Told, Way};
use crate::kernel::Part;
use crate::units::Micros;
use js_sys::{Array, BigInt, Float64Array, JsString, Promise, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

#[wasm_bindgen]
extern "C" {
    /// What the caller's worker has for it (`www/engine/caller.js`).
    #[wasm_bindgen(catch, js_name = dispatchOrder)]
    fn dispatch_order(
        site: &str,
        order: &str,
        signal: &AbortController,
        tell: &JsValue,
    ) -> Result<Promise, JsValue>;
}

type Tell = dyn FnMut(u32, JsString, Float64Array, BigInt, Uint8Array);

/// Takes the order back when it is dropped, and tells nobody any more.
struct OnItsWay {
    controller: AbortController,
    _tell: Closure<Tell>,
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        self.controller.abort();
    }
}

/// Sends an order to the site's server, and ends with it.
///
/// # Errors
/// `Fault::NoMachines`, or `Fault::Machines`.
pub async fn dispatch(
    site: &str,
    order: &Order,
    told: Rc<RefCell<Vec<Told>>>,
) -> Result<(), Fault> {
    let failed = |error: JsValue| Fault::Machines(super::words_of(&error));
    let tell = Closure::<Tell>::new(
        move |chunk, machine: JsString, times: Float64Array, value: BigInt, bytes: Uint8Array| {
            let times: Vec<f64> = times.to_vec();
            told.borrow_mut()
                .extend(read(chunk, machine.into(), &times, value, &bytes));
        },
    );
    let controller = AbortController::new().map_err(failed)?;
    let own = tell.as_ref().clone();
    let on_its_way = OnItsWay {
        controller,
        _tell: tell,
    };
    let ends = dispatch_order(site, &order.write(), &on_its_way.controller, &own);
    let said = JsFuture::from(ends.map_err(failed)?)
        .await
        .map_err(failed)?;
    let Ok(said) = said.dyn_into::<Array>() else {
        return Ok(());
    };
    let words = said.get(1).as_string().unwrap_or_default();
    Err(if said.get(0).is_truthy() {
        Fault::NoMachines(words)
    } else {
        Fault::Machines(words)
    })
}

fn read(
    chunk: u32,
    machine: String,
    times: &[f64],
    value: BigInt,
    bytes: &Uint8Array,
) -> Option<Told> {
    let at = |place: usize| -> Option<Micros> {
        times.get(place).map(|ms| clock::since_the_beginning(*ms))
    };
    if times.len() == 2 {
        let (from, to) = (at(0)?, at(1)?);
        return Some(Told::Returned {
            chunk,
            machine,
            from,
            to,
        });
    }
    let way = Way {
        queued: at(0)?,
        left: at(1)?,
        taken: at(2)?,
        begun: at(3)?,
        ended: at(4)?,
        back: at(5)?,
    };
    let part = Part {
        value: u64::try_from(value).ok()?,
        bytes: bytes.to_vec(),
    };
    Some(Told::Done {
        chunk,
        machine,
        way,
        part,
    })
}
