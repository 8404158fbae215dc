//! Chunks that break on purpose. The tests run them through the real engine to show that a panic,
//! a trap or an endless loop in a chunk ends in a sentence and a fresh engine, not in a dead page.

use super::{Computed, Interrupted, Stop, told_to};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Units of every such job; the unit in the middle is the one that breaks.
const UNITS: u64 = 9;

/// How the middle unit breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InjectedFault {
    /// It panics.
    Panic,
    /// It executes an instruction that traps, past every panic handler.
    Trap,
    /// It never ends and never looks at the stop flag.
    Endless,
}

impl InjectedFault {
    /// How many units there are.
    pub fn units(self) -> u64 {
        UNITS
    }
}

/// Computes nothing, and breaks at the middle unit.
///
/// # Errors
/// `Interrupted` when `stop` was set.
pub fn compute(
    fault: InjectedFault,
    units: Range<u64>,
    stop: &Stop,
) -> Result<Computed, Interrupted> {
    let mut computed = Computed::default();
    for unit in units {
        if told_to(stop) {
            return Err(Interrupted);
        }
        if unit == UNITS / 2 {
            break_as(fault);
        }
        computed.value += 1;
    }
    Ok(computed)
}

fn break_as(fault: InjectedFault) {
    match fault {
        InjectedFault::Panic => panic!("this chunk panics on purpose"),
        #[cfg(target_arch = "wasm32")]
        InjectedFault::Trap => core::arch::wasm32::unreachable(),
        #[cfg(not(target_arch = "wasm32"))]
        InjectedFault::Trap => std::process::abort(),
        InjectedFault::Endless => loop {
            std::hint::spin_loop();
        },
    }
}
