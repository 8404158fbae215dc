//! Other machines, reached through our own server by a script of their own (`www/dispatch.js`), which is loaded when they
//! are first wanted. What it can do with little, orders and times, is done there: engines are counted in kilobytes.

use super::clock;
use crate::comparison::Fault;
use crate::dispatch::order::Order;
use crate::dispatch::told::{Told, Way};
use crate::kernel::Part;
use crate::units::Micros;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

#[wasm_bindgen]
extern "C" {
    /// What the caller's worker has for it (`www/engine/caller.js`). Ends with nothing, or with a sentence, before which a
    /// space stands if there are no machines at all.
    #[wasm_bindgen(js_namespace = globalThis, js_name = dispatchOrder)]
    fn dispatch_order(
        site: &str,
        lesson: &str,
        work: &str,
        numbers: &[u64],
        stop: &AbortController,
        tell: &Tell,
    ) -> Promise;
}

/// Of a chunk its number, who had it, when it was what and the halves of its value, and its bytes. What has no value went
/// back to the queue.
type Tell = Closure<dyn FnMut(u32, String, Vec<f64>, Vec<u8>)>;

/// Takes the order back when it is dropped.
struct OnItsWay(AbortController);

impl Drop for OnItsWay {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends an order to the site's server, and ends with it.
///
/// # Errors
/// `Fault::NoMachines`, or `Fault::Machines`.
pub async fn dispatch(site: &str, order: &Order, hear: Box<dyn Fn(Told)>) -> Result<(), Fault> {
    let failed = |error: JsValue| Fault::Machines(super::words_of(&error));
    let tell = Tell::new(move |chunk, machine, numbers: Vec<f64>, bytes| {
        let at = |place: usize| -> Micros {
            clock::since_the_beginning(numbers.get(place).copied().unwrap_or_default())
        };
        let way = Way {
            queued: at(0),
            left: at(1),
            taken: at(2),
            begun: at(3),
            ended: at(4),
            back: at(5),
        };
        let part = match numbers.get(6..) {
            Some(&[high, low]) => Some(Part {
                value: (high as u64) << 32 | low as u64,
                bytes,
            }),
            _ => None,
        };
        hear(Told {
            chunk,
            machine,
            way,
            part,
        });
    });
    let on_its_way = OnItsWay(AbortController::new().map_err(failed)?);
    let mut numbers = order.args.to_vec();
    numbers.push(order.to);
    let others = [
        order.chunks,
        order.cut,
        order.first,
        order.distance_ms,
        order.machines.unwrap_or(u32::MAX),
    ];
    numbers.extend(others.map(u64::from));
    let (lesson, work) = (order.lesson.as_str(), order.work.as_str());
    let ends = dispatch_order(site, lesson, work, &numbers, &on_its_way.0, &tell);
    let said = JsFuture::from(ends).await.map_err(failed)?;
    let Some(words) = said.as_string() else {
        return Ok(());
    };
    Err(match words.strip_prefix(' ') {
        Some(words) => Fault::NoMachines(words.to_owned()),
        None => Fault::Machines(words),
    })
}
