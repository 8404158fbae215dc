//! A clock on which nothing takes time but what is said to.

use crate::units::Micros;
use futures_util::task::noop_waker;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// The clock and everyone who waits for it.
#[derive(Default)]
pub struct Time {
    pub(super) now: Cell<f64>,
    alarms: RefCell<BTreeMap<(u64, u64), Waker>>,
    next_alarm: Cell<u64>,
}

impl Time {
    /// Reading the clock takes a twentieth of a microsecond, so that loops over it end.
    pub(super) fn now(&self) -> Micros {
        self.now.set(self.now.get() + 0.05);
        Micros(self.now.get())
    }

    pub(super) fn pass(&self, length: Micros) {
        self.now.set(self.now.get() + length.0);
    }

    pub(super) async fn until(&self, end: f64) {
        let number = self.next_alarm.get();
        self.next_alarm.set(number + 1);
        std::future::poll_fn(|context| {
            // In order of time, and of asking where times are equal. Positive f64 order as their bits.
            let key = (end.to_bits(), number);
            if self.now.get() >= end {
                self.alarms.borrow_mut().remove(&key);
                return Poll::Ready(());
            }
            self.alarms
                .borrow_mut()
                .insert(key, context.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// Runs a program to its end, moving the clock on whenever nobody has anything to do.
    pub fn live_through<T>(&self, program: impl Future<Output = T>) -> T {
        let mut program = pin!(program);
        let waker = noop_waker();
        loop {
            if let Poll::Ready(result) = program.as_mut().poll(&mut Context::from_waker(&waker)) {
                return result;
            }
            let next = self.alarms.borrow_mut().pop_first();
            let ((bits, _), waiting) = next.expect("something to wait for");
            self.now.set(self.now.get().max(f64::from_bits(bits)));
            waiting.wake();
        }
    }
}
