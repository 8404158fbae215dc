//! The tasks as a helper sees them: which of them nobody has begun, and which of these are ready.

use super::{NEEDS, TASKS};
use std::cell::RefCell;
use std::future::poll_fn;
use std::task::{Poll, Waker};

/// Who of a team has begun and done what. All of it is on the caller's thread.
#[derive(Default)]
pub struct Tasks {
    states: RefCell<[State; TASKS as usize]>,
    /// Helpers for whom nothing is ready.
    waiting: RefCell<Vec<Waker>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Open,
    Begun,
    Done,
}

impl Tasks {
    /// The first task of a pile that nobody has begun and that is ready, which is then the asker's. Where none is ready, it
    /// awaits one. Nothing when all of them are begun.
    ///
    /// Nobody waits for ever: of all tasks that are not begun the first one needs only tasks that are done, or that somebody
    /// is at.
    pub async fn next_of(&self, pile: &[u32]) -> Option<u32> {
        poll_fn(|context| {
            let mut states = self.states.borrow_mut();
            let state = |task: &u32| states.get(*task as usize).copied().unwrap_or(State::Done);
            let is_ready = |task: &u32| {
                let mut needs = NEEDS
                    .get(*task as usize)
                    .copied()
                    .unwrap_or_default()
                    .iter();
                needs.all(|needed| state(needed) == State::Done)
            };
            let open: Vec<u32> = pile
                .iter()
                .copied()
                .filter(|task| state(task) == State::Open)
                .collect();
            match open.iter().copied().find(is_ready) {
                Some(task) => {
                    set(&mut *states, task, State::Begun);
                    Poll::Ready(Some(task))
                }
                None if open.is_empty() => Poll::Ready(None),
                None => {
                    self.waiting.borrow_mut().push(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }

    /// The same of all tasks.
    pub async fn next(&self) -> Option<u32> {
        let all: Vec<u32> = (0..TASKS).collect();
        self.next_of(&all).await
    }

    /// A task is done: others may be ready now.
    pub fn done(&self, task: u32) {
        set(&mut *self.states.borrow_mut(), task, State::Done);
        self.waiting.take().into_iter().for_each(Waker::wake);
    }
}

fn set(states: &mut [State], task: u32, state: State) {
    if let Some(known) = states.get_mut(task as usize) {
        *known = state;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[test]
    fn a_task_is_ready_when_those_it_needs_are_done_and_nobody_else_has_it() {
        let tasks = Tasks::default();
        let next = |pile: &[u32]| tasks.next_of(pile).now_or_never();
        assert_eq!(
            next(&[1, 3, 0]),
            Some(Some(0)),
            "of its pile the first that is ready"
        );
        assert_eq!(next(&[1]), None, "somebody is at what it needs");
        assert_eq!(next(&[0]), Some(None), "nothing is left of that pile");
        tasks.done(0);
        assert_eq!(next(&[1]), Some(Some(1)));
        assert_eq!(tasks.next().now_or_never(), Some(Some(2)));
        assert_eq!(next(&[]), Some(None));
    }
}
