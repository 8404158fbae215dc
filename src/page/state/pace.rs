//! How far a comparison is and how long it still takes, guessed from what its runs took so far. No browser in it:
//! whoever tells of a beginning or an end tells the time too.

use crate::comparison::{Phase, Repeats};
use crate::units::{Micros, Millis};

/// Runs until a case is steady, mostly: two that differ little, after a first that is slow.
const WARM_UPS: f64 = 3.0;

/// How a comparison goes on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pace {
    began: Millis,
    now: Millis,
    /// What the latest run of each case took, in the order of the cases; nothing before its first.
    took: Vec<Option<f64>>,
    /// Which of a case's kinds of runs are behind it.
    is_warm: Vec<bool>,
    is_watched: Vec<bool>,
    /// The run that goes on, by its case's place, and when it began.
    running: Option<(usize, Phase, Millis)>,
    /// When the first counted run began.
    measuring_since: Option<Millis>,
    warms_up: bool,
    watches: bool,
    repeats: Option<Repeats>,
    /// So much was shown; what is shown never falls.
    shown: f64,
    /// Quarters that are over.
    pub quarters: u8,
}

impl Pace {
    /// A comparison of so many cases begins.
    pub fn new(cases: usize, watches: bool, repeats: Repeats, now: Millis) -> Self {
        Self {
            began: now,
            now,
            took: vec![None; cases],
            is_warm: vec![false; cases],
            is_watched: vec![false; cases],
            watches,
            repeats: Some(repeats),
            ..Self::default()
        }
    }

    /// A run of the case at this place begins.
    pub fn begins(&mut self, place: usize, phase: Phase, now: Millis) {
        self.ended(now);
        self.running = Some((place, phase, now));
        match phase {
            Phase::WarmUp(_) => self.warms_up = true,
            Phase::Watch => mark(&mut self.is_warm, place),
            Phase::Measure(_) => {
                self.is_warm.fill(true);
                self.is_watched.fill(true);
                self.measuring_since.get_or_insert(now);
            }
        }
        self.look(now);
    }

    /// The run that went on is over, if one did.
    pub fn ended(&mut self, now: Millis) {
        let Some((place, phase, since)) = self.running.take() else {
            return;
        };
        if let Some(took) = self.took.get_mut(place) {
            *took = Some(now.0 - since.0);
        }
        if phase == Phase::Watch {
            mark(&mut self.is_watched, place);
        }
        self.look(now);
    }

    /// The share that is done, from 0 to 1; it never falls.
    pub fn share(&self) -> f64 {
        self.shown
    }

    /// How long it still takes, about; nothing before anything is known of it.
    pub fn left(&self) -> Option<Millis> {
        let known: Vec<f64> = self.took.iter().copied().flatten().collect();
        if known.is_empty() {
            return None;
        }
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        let of = |place: usize| self.took[place].unwrap_or(mean);
        let all = || 0..self.took.len();
        let round: f64 = all().map(of).sum();
        let watched = all().filter(|&place| self.watches && !self.is_watched[place]);
        let cold = all().filter(|&place| self.warms_up && !self.is_warm[place]);
        let ahead =
            watched.map(of).sum::<f64>() + cold.map(|place| WARM_UPS * of(place)).sum::<f64>();
        let measured = self
            .measuring_since
            .map_or(0.0, |since| self.now.0 - since.0);
        Some(Millis(
            ahead + (self.rounds(round) * round - measured).max(0.0),
        ))
    }

    /// How many rounds there will be, if one takes so long, in milliseconds.
    fn rounds(&self, round: f64) -> f64 {
        let Some(repeats) = self.repeats else {
            return 0.0;
        };
        let took = |rounds: u32| Millis(round * f64::from(rounds)).to_micros();
        let mut rounds = 0;
        while rounds < repeats.most() && repeats.want_another(rounds, positive(took(rounds))) {
            rounds += 1;
        }
        f64::from(rounds)
    }

    fn look(&mut self, now: Millis) {
        self.now = now;
        let gone = now.0 - self.began.0;
        if let Some(left) = self.left()
            && gone + left.0 > 0.0
        {
            // All of it is done only when its numbers are there.
            let share = (gone / (gone + left.0)).min(0.99);
            self.shown = self.shown.max(share);
        }
        self.quarters = (self.shown * 4.0) as u8;
    }
}

/// A round that took no time says nothing of the next.
fn positive(took: Micros) -> Micros {
    Micros(took.0.max(1.0))
}

fn mark(marks: &mut [bool], place: usize) {
    if let Some(mark) = marks.get_mut(place) {
        *mark = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Runs of so many milliseconds each, watched and then measured; what was left before each, and what it took.
    fn run(cases: &[f64], repeats: Repeats) -> (Pace, Vec<(f64, Option<f64>, f64)>) {
        let mut now = 0.0;
        let mut pace = Pace::new(cases.len(), true, repeats, Millis(now));
        let mut seen = Vec::new();
        let mut go = |pace: &mut Pace, place: usize, phase, now: &mut f64| {
            pace.begins(place, phase, Millis(*now));
            seen.push((*now, pace.left().map(|left| left.0), pace.share()));
            *now += cases[place];
            pace.ended(Millis(*now));
        };
        for place in 0..cases.len() {
            go(&mut pace, place, Phase::Watch, &mut now);
        }
        let (start, mut round) = (now, 0);
        while repeats.want_another(round, positive(Millis(now - start).to_micros())) {
            for place in 0..cases.len() {
                go(&mut pace, place, Phase::Measure(round), &mut now);
            }
            round += 1;
        }
        seen.push((now, pace.left().map(|left| left.0), pace.share()));
        (pace, seen)
    }

    #[test]
    fn what_is_left_is_told_from_the_first_run_on_and_is_right_once_all_were_watched() {
        for repeats in [Repeats::Auto, Repeats::Exactly(7)] {
            let (pace, seen) = run(&[100.0, 20.0, 60.0], repeats);
            let end = seen.last().unwrap().0;
            assert_eq!(seen[0].1, None);
            assert!(seen[1].1.unwrap() > 0.0);
            for &(now, left, _) in &seen[3..] {
                let left = left.unwrap();
                assert!((now + left - end).abs() < 1.0, "{now} {left} {end}");
            }
            assert_eq!((pace.quarters, pace.share()), (3, 0.99));
        }
    }

    #[test]
    fn warm_ups_count_once_one_was_seen() {
        let mut pace = Pace::new(2, true, Repeats::Exactly(1), Millis(0.0));
        pace.begins(0, Phase::WarmUp(0), Millis(0.0));
        pace.ended(Millis(10.0));
        // Three warm-ups of both, two watched, two measured.
        assert_eq!(pace.left(), Some(Millis(100.0)));
        pace.begins(0, Phase::Watch, Millis(10.0));
        assert_eq!(pace.left(), Some(Millis(70.0)));
    }

    proptest! {
        #[test]
        fn the_share_never_falls_and_stays_below_the_whole(
            cases in proptest::collection::vec(0.0f64..3_000.0, 1..6), rounds in 1u32..20, auto: bool
        ) {
            let repeats = if auto { Repeats::Auto } else { Repeats::Exactly(rounds) };
            let (_, seen) = run(&cases, repeats);
            prop_assert!(seen.windows(2).all(|pair| pair[0].2 <= pair[1].2));
            prop_assert!(seen.iter().all(|(_, _, share)| (0.0..1.0).contains(share)));
        }
    }
}
