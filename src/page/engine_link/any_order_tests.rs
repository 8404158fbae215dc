//! Whatever happens in whatever order, a comparison ends once, and each of its runs before it.

use super::tests::{Drill, sweep};
use super::*;
use crate::values::Values;
use proptest::prelude::*;

/// What happens next, as far as it can.
#[derive(Debug, Clone, Copy)]
enum Happens {
    Compare,
    Stop,
    Ready,
    PoolDidNotStart,
    Begins,
    Ends { is_broken: bool },
    Finished,
    Breaks,
    Fires,
    Counts(Option<i32>),
    Turn,
    Queued,
    Rest,
    Leave,
    Begin,
    Size,
    Sized,
}

fn anything() -> impl Strategy<Value = Happens> {
    prop_oneof![
        Just(Happens::Compare),
        Just(Happens::Stop),
        Just(Happens::Ready),
        Just(Happens::PoolDidNotStart),
        Just(Happens::Begins),
        any::<bool>().prop_map(|is_broken| Happens::Ends { is_broken }),
        Just(Happens::Finished),
        Just(Happens::Breaks),
        Just(Happens::Fires),
        proptest::option::of(0..3).prop_map(Happens::Counts),
        Just(Happens::Turn),
        Just(Happens::Queued),
        Just(Happens::Rest),
        Just(Happens::Leave),
        Just(Happens::Begin),
        Just(Happens::Size),
        Just(Happens::Sized),
    ]
}

/// A drill, and what an engine and a page that keep to the rules know.
struct Watched {
    drill: Drill,
    is_asked: bool,
    /// Whether the engine has the comparison.
    has_it: bool,
    is_run_open: bool,
    has_timer: bool,
}

impl Watched {
    fn happens(&mut self, what: Happens) {
        let drill = &mut self.drill;
        match what {
            // The page asks for no second one before the first is over.
            Happens::Compare if !self.is_asked => {
                self.is_asked = true;
                drill.hear(Input::Compare(sweep(2)));
            }
            Happens::Stop => drill.hear(Input::Stop),
            Happens::Ready if !self.has_it => drill.ready(Tier::Threads),
            Happens::PoolDidNotStart if !self.has_it => drill.says(FromEngine::PoolDidNotStart),
            Happens::Begins if self.has_it && !self.is_run_open => {
                drill.begins(0, Phase::Measure(0));
            }
            Happens::Ends { is_broken } if self.is_run_open => {
                let broken = Fault::PoolFailed(String::new());
                let fault = if is_broken { broken } else { Fault::Stopped };
                drill.ends(0, Err(fault));
            }
            Happens::Finished if self.has_it && !self.is_run_open => {
                drill.says(FromEngine::Finished);
            }
            Happens::Breaks => drill.breaks(None),
            Happens::Fires if self.has_timer => {
                self.has_timer = false;
                let timer = drill.timer;
                drill.hear(Input::Fired(timer));
            }
            Happens::Counts(count) => drill.hear(Input::Counted(count)),
            Happens::Turn => {
                drill.is_taken = false;
                drill.hear(Input::Turn);
            }
            Happens::Queued => {
                drill.is_taken = true;
                drill.hear(Input::Queued);
            }
            Happens::Rest => drill.hear(Input::Rest),
            Happens::Leave => drill.hear(Input::Leave),
            Happens::Begin => drill.hear(Input::Begin),
            Happens::Size => {
                drill.hear(Input::Size("many-cores".to_owned(), Values::default()));
            }
            Happens::Sized => {
                let lesson = "many-cores".to_owned();
                drill.says(FromEngine::Sized { lesson, size: None });
            }
            _ => {}
        }
        self.look();
    }

    /// Checks what was done.
    fn look(&mut self) {
        for effect in std::mem::take(&mut self.drill.done) {
            match effect {
                Effect::Send(ToEngine::Compare(_)) => {
                    assert!(self.is_asked && !self.has_it, "sent twice, or unasked");
                    assert!(self.drill.wants_turn, "sent out of turn");
                    self.has_it = true;
                }
                Effect::End => self.has_it = false,
                Effect::SetTimer { .. } => self.has_timer = true,
                Effect::CancelTimer => self.has_timer = false,
                Effect::Emit(LinkEvent::Begins { .. }) => self.is_run_open = true,
                Effect::Emit(LinkEvent::Ended { .. }) => self.is_run_open = false,
                Effect::Emit(LinkEvent::BeginsAnew) => {
                    assert!(self.is_asked && !self.is_run_open, "anew in a run");
                }
                Effect::Emit(LinkEvent::Finished { .. }) => {
                    assert!(self.is_asked, "over twice");
                    assert!(!self.is_run_open, "over in the midst of a run");
                    self.is_asked = false;
                    self.has_it = false;
                }
                _ => {}
            }
        }
    }
}

proptest! {
    #[test]
    fn a_comparison_ends_once_and_its_runs_before_it(
        all in proptest::collection::vec(anything(), 0..60),
    ) {
        let mut watched = Watched {
            drill: Drill::new(),
            is_asked: false,
            has_it: false,
            is_run_open: false,
            has_timer: false,
        };
        watched.look();
        for what in all {
            watched.happens(what);
        }
        // However it stands, Stop and the limit end it, though the engine says nothing any more.
        watched.happens(Happens::Stop);
        watched.happens(Happens::Fires);
        prop_assert!(!watched.is_asked, "{:?}", watched.drill.machine);
    }
}
