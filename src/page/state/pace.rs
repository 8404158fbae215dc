//! How far a comparison is and how long it still takes, guessed from what its runs took so far. No browser in it:
//! whoever tells of a beginning or an end tells the time too.

use crate::comparison::{Case, Phase, Repeats};
use crate::units::{Micros, Millis};
use crate::values::JOB;

/// Runs until a case is steady, mostly: two that differ little, after a first that is slow.
const WARM_UPS: f64 = 3.0;

/// How a comparison goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    began: Millis,
    now: Millis,
    cases: Vec<Seen>,
    /// The run that goes on, by its case's place, and when it began.
    running: Option<(usize, Phase, Millis)>,
    /// When the first counted run began.
    measuring_since: Option<Millis>,
    watches: bool,
    repeats: Repeats,
    /// So much was shown; what is shown never falls.
    shown: f64,
}

/// What was seen of a case.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    /// Which of its lesson's jobs it does. A job is warmed up for all of its cases, or for none.
    job: Option<u32>,
    /// What its latest run took; nothing before its first.
    took: Option<f64>,
    warms_up: bool,
    is_warm: bool,
    is_watched: bool,
}

impl Pace {
    /// A comparison of these cases begins.
    pub fn new(cases: &[Case], watches: bool, repeats: Repeats, now: Millis) -> Self {
        let new = |case: &Case| Seen {
            job: case.values.get(JOB),
            took: None,
            warms_up: false,
            is_warm: false,
            is_watched: false,
        };
        Self {
            began: now,
            now,
            cases: cases.iter().map(new).collect(),
            running: None,
            measuring_since: None,
            watches,
            repeats,
            shown: 0.0,
        }
    }

    /// A run of the case at this place begins.
    pub fn begins(&mut self, place: usize, phase: Phase, now: Millis) {
        self.ended(now);
        self.running = Some((place, phase, now));
        let job = self.cases.get(place).and_then(|case| case.job);
        for (other, case) in self.cases.iter_mut().enumerate() {
            match phase {
                Phase::WarmUp(_) => case.warms_up |= case.job == job,
                Phase::Watch => case.is_warm |= other == place,
                Phase::Measure(_) => (case.is_warm, case.is_watched) = (true, true),
            }
        }
        if matches!(phase, Phase::Measure(_)) {
            self.measuring_since.get_or_insert(now);
        }
        self.look(now);
    }

    /// The run that went on is over, if one did.
    pub fn ended(&mut self, now: Millis) {
        let Some((place, phase, since)) = self.running.take() else {
            return;
        };
        if let Some(case) = self.cases.get_mut(place) {
            case.took = Some(now.0 - since.0);
            case.is_watched |= phase == Phase::Watch;
        }
        self.look(now);
    }

    /// What the longest of the runs took, of each case the latest; nothing before the first.
    pub fn longest(&self) -> Option<Millis> {
        let took = self.cases.iter().filter_map(|case| case.took);
        took.max_by(f64::total_cmp).map(Millis)
    }

    /// The share that is done, from 0 to 1; it never falls.
    pub fn share(&self) -> f64 {
        self.shown
    }

    /// So many quarters are over.
    pub fn quarters(&self) -> u8 {
        (self.shown * 4.0) as u8
    }

    /// How long it still takes, about; nothing before anything is known of it.
    pub fn left(&self) -> Option<Millis> {
        let known: Vec<f64> = self.cases.iter().filter_map(|case| case.took).collect();
        if known.is_empty() {
            return None;
        }
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        let sum = |times: &dyn Fn(&Seen) -> f64| -> f64 {
            let of = |case: &Seen| times(case) * case.took.unwrap_or(mean);
            self.cases.iter().map(of).sum()
        };
        let ahead = sum(&|case| {
            let warm_ups = if case.warms_up && !case.is_warm {
                WARM_UPS
            } else {
                0.0
            };
            let watched = if self.watches && !case.is_watched {
                1.0
            } else {
                0.0
            };
            warm_ups + watched
        });
        let round = sum(&|_| 1.0);
        let since = self.measuring_since;
        let measured = since.map_or(0.0, |since| self.now.0 - since.0);
        Some(Millis(
            ahead + (self.rounds(round) * round - measured).max(0.0),
        ))
    }

    /// How many rounds there will be, if one takes so long, in milliseconds.
    fn rounds(&self, round: f64) -> f64 {
        let repeats = self.repeats;
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
    }
}

/// A round that took no time says nothing of the next.
fn positive(took: Micros) -> Micros {
    Micros(took.0.max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Strategy::Async;
    use crate::values::Values;
    use proptest::prelude::*;

    /// So many cases, the later half of them of a second job.
    fn cases(count: usize) -> Vec<Case> {
        let of = |id: usize| {
            let values = Values::default().with(JOB, u32::from(id >= count.div_ceil(2)));
            Case::plain(id as u16, Async.into(), values)
        };
        (0..count).map(of).collect()
    }

    /// Runs of so many milliseconds each, watched and then measured; what was left before each, and what it took.
    fn run(times: &[f64], repeats: Repeats) -> (Pace, Vec<(f64, Option<f64>, f64)>) {
        let mut now = 0.0;
        let mut pace = Pace::new(&cases(times.len()), true, repeats, Millis(now));
        let mut seen = Vec::new();
        let mut go = |pace: &mut Pace, place: usize, phase, now: &mut f64| {
            pace.begins(place, phase, Millis(*now));
            seen.push((*now, pace.left().map(|left| left.0), pace.share()));
            *now += times[place];
            pace.ended(Millis(*now));
        };
        for place in 0..times.len() {
            go(&mut pace, place, Phase::Watch, &mut now);
        }
        let (start, mut round) = (now, 0);
        while repeats.want_another(round, positive(Millis(now - start).to_micros())) {
            for place in 0..times.len() {
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
            assert_eq!((pace.quarters(), pace.share()), (3, 0.99));
        }
    }

    #[test]
    fn warm_ups_count_for_the_cases_of_a_job_once_one_was_seen() {
        let mut pace = Pace::new(&cases(4), true, Repeats::Exactly(1), Millis(0.0));
        pace.begins(0, Phase::WarmUp(0), Millis(0.0));
        pace.ended(Millis(10.0));
        // Three warm-ups of the two of this job, four watched, four measured.
        assert_eq!(pace.left(), Some(Millis(140.0)));
        pace.begins(0, Phase::Watch, Millis(10.0));
        assert_eq!(pace.left(), Some(Millis(110.0)));
    }

    proptest! {
        #[test]
        fn the_share_never_falls_and_stays_below_the_whole(
            times in proptest::collection::vec(0.0f64..3_000.0, 1..6), rounds in 1u32..20, auto: bool
        ) {
            let repeats = if auto { Repeats::Auto } else { Repeats::Exactly(rounds) };
            let (_, seen) = run(&times, repeats);
            prop_assert!(seen.windows(2).all(|pair| pair[0].2 <= pair[1].2));
            prop_assert!(seen.iter().all(|(_, _, share)| (0.0..1.0).contains(share)));
        }
    }
}
