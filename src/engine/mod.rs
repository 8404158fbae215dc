//! The engine's face: what its module exports to the scripts around it (`www/engine/*.js`), and the
//! one loop that takes messages of the page and answers with traces.

mod reasons;
#[cfg(not(feature = "script"))]
mod sizes;

use crate::browser::parcel::parcel;
use crate::browser::{clock, resource_timing, waits, worker_scope};
use crate::comparison::{Case, Comparison, Fault, Phase, Progress, Run};
use crate::lesson;
use crate::pool::pools::{NoPool, Pools, own_memory};
pub use crate::pool::threads::is_up;
use crate::pool::{assignment, crash_info, shared_flags};
use crate::protocol::engine::{FromEngine, PackedRun, Ready, Start, ToEngine};
use crate::protocol::packed::Carries;
use crate::protocol::wire::{OTHER_BUILD, decode, encode};
use crate::run::browser::BrowserPlatform;
use crate::run::plan;
use crate::run::platform::Observer;
use crate::tier::Tier;
use futures_util::future::join;
use js_sys::Uint8Array;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static PLATFORM: RefCell<Option<Rc<BrowserPlatform>>> = const { RefCell::new(None) };
}

/// The caller's first words, once its instance is there.
#[wasm_bindgen(js_name = wakeUp)]
pub fn wake_up() {
    crash_info::keep_panics();
    clock::start_here();
}

/// A message of the page.
#[wasm_bindgen]
pub fn receive(bytes: Vec<u8>) {
    match decode::<ToEngine>(&bytes) {
        // A page of another build can't read this either, and so knows.
        None => tell(&FromEngine::Broke(OTHER_BUILD.to_owned())),
        Some(ToEngine::Poke(number)) => tell(&FromEngine::Poked(number)),
        Some(ToEngine::Stop) => {
            shared_flags::set_stop(true);
            with_platform(|platform| platform.fire_stop());
        }
        Some(ToEngine::Start(start)) => wasm_bindgen_futures::spawn_local(begin(start)),
        #[cfg(not(feature = "script"))]
        Some(ToEngine::Size { lesson, values }) => {
            shared_flags::set_stop(false);
            wasm_bindgen_futures::spawn_local(sizes::size(lesson, values));
        }
        // Programs of readers have no size to be fitted, and their engine knows no other lesson.
        #[cfg(feature = "script")]
        Some(ToEngine::Size { .. }) => {}
        #[cfg(feature = "script")]
        Some(ToEngine::Check { number, source }) => {
            let check = crate::script::compile::check(&source);
            tell(&FromEngine::Checked { number, check });
        }
        // Only an engine with the language is asked.
        #[cfg(not(feature = "script"))]
        Some(ToEngine::Check { .. }) => {}
        Some(ToEngine::Compare(comparison)) => {
            // Now, not when the task has its turn: a Stop that follows must not be undone.
            shared_flags::set_stop(false);
            wasm_bindgen_futures::spawn_local(compare(comparison));
        }
    }
}

/// The chunk that this instance's own thread was at, or −1.
#[wasm_bindgen(js_name = lastChunk)]
pub fn last_chunk() -> i32 {
    crash_info::chunk()
}

/// The message of the last panic, or nothing.
#[wasm_bindgen(js_name = lastPanic)]
pub fn last_panic() -> String {
    crash_info::panic()
}

/// Makes this instance a worker of the pool in tier `workers`. The bytes of its memory.
#[wasm_bindgen(js_name = joinPool)]
pub fn join_pool(origin_ms: f64) -> f64 {
    crash_info::keep_panics();
    clock::start_at(origin_ms);
    resource_timing::clear();
    own_memory()
}

/// Carries out an assignment of chunks, as a worker of the pool in tier `workers`.
#[wasm_bindgen(js_name = carryOutAssignment)]
pub fn carry_out_assignment(bytes: &[u8]) -> Vec<u8> {
    assignment::carry_out_assignment(bytes, lesson::find_work)
}

async fn begin(start: Start) {
    let asked = clock::now();
    let pools = Pools::start(start.best_tier, start.pool_threads, lesson::find_work);
    // Who serves the site is found out meanwhile.
    let (pools, waits) = join(pools, waits::found(&start.site)).await;
    match pools {
        Err(NoPool::TimedOut) => tell(&FromEngine::PoolDidNotStart),
        Ok((pools, hindrance, memory_a_thread)) => {
            let pool_start = (clock::now() - asked).to_millis();
            let reason = reasons::told(hindrance, start.is_framed, waits).await;
            let tier = pools.tier();
            let clock_step = clock::step();
            // What a lesson may have left behind; readers' programs keep what they keep.
            #[cfg(not(feature = "script"))]
            wasm_bindgen_futures::spawn_local(crate::browser::database::sweep());
            PLATFORM.set(Some(Rc::new(BrowserPlatform::new(
                pools,
                lesson::find_work,
                (waits, start.site),
                clock_step,
            ))));
            if tier == Tier::Threads {
                hand_out_words();
            }
            tell(&FromEngine::Ready(Ready {
                tier,
                reason,
                pool_threads: start.pool_threads,
                pool_start,
                clock_step,
                memory_a_thread,
                waits,
            }));
        }
    }
}

/// Gives the page its view of the shared words: how Stop reaches a caller that sleeps.
fn hand_out_words() {
    if let Ok(scope) = worker_scope() {
        // Where memory can't be shared after all, Stop goes by message and by ending the engine.
        let _ = scope.post_message(&shared_flags::view());
    }
}

async fn compare(comparison: Comparison) {
    let Some(platform) = PLATFORM.with_borrow(Clone::clone) else {
        return tell(&FromEngine::Finished);
    };
    plan::compare(&platform, lesson::CODE, &comparison, &Page).await;
    tell(&FromEngine::Finished);
}

fn with_platform(act: impl FnOnce(&BrowserPlatform)) {
    PLATFORM.with_borrow(|platform| {
        if let Some(platform) = platform {
            act(platform);
        }
    });
}

/// Sends a message to the page, and what travels beside it.
fn tell(message: &FromEngine) {
    if let Ok(scope) = worker_scope() {
        let packed = message.beside().map(|packed| Uint8Array::from(&*packed.0));
        let beside = packed.map_or(JsValue::UNDEFINED, JsValue::from);
        let (message, moved) = parcel(&encode(message), &beside);
        // Bytes of our own can always be posted.
        let _ = scope.post_message_with_transfer(&message, &moved);
    }
}

/// The page, as the plan's observer.
struct Page;

impl Observer for Page {
    fn begins(&self, case: &Case, phase: Phase) {
        tell(&FromEngine::Begins {
            case: case.id,
            phase,
        });
    }

    fn progress(&self, progress: Progress) {
        tell(&FromEngine::Progress(progress.into()));
    }

    fn beat(&self) {
        tell(&FromEngine::Beat);
    }

    fn ended(&self, case: &Case, phase: Phase, run: Result<Run, Fault>) {
        tell(&FromEngine::Ended {
            case: case.id,
            phase,
            run: run.map(|run| PackedRun::pack(&run)),
        });
    }
}
