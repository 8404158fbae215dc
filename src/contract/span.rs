//! About how long the slowest program of a lesson takes: before anything is measured, it is how long the time axis is
//! on which the reader says where each program will end.

use super::question::Terms;
use crate::units::Millis;
use crate::values::DELAY;

/// The server takes so long over an answer where the lesson leaves no choice, in milliseconds.
const USUAL_DELAY: u32 = 100;

/// So much longer than the server's delay an answer is on its way.
const ON_THE_WAY: f64 = 2.0;

/// Of a job that waits: one answer after the other.
pub fn of_waits(terms: &Terms) -> Millis {
    let delay = terms.values.get(DELAY).unwrap_or(USUAL_DELAY);
    Millis(f64::from(terms.values.chunks()) * (f64::from(delay) + ON_THE_WAY))
}

/// Of a job that computes: twice what its size is fitted to on one thread.
pub fn of_work(_: &Terms) -> Millis {
    Millis(400.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::request::Parameters;
    use crate::contract::samples::{COMPUTING, WAITING};
    use crate::values::SIZE;

    #[test]
    fn a_job_that_waits_takes_as_long_as_its_answers_one_by_one() {
        let span = |pairs: &[_]| {
            let mut parameters = Parameters::defaults(&WAITING, 2);
            for &(key, value) in pairs {
                parameters.values.set(key, value);
            }
            of_waits(&Terms::of(&parameters, 2)).0
        };
        assert_eq!(span(&[(SIZE, 12), (DELAY, 40)]), 504.0);
        assert_eq!(span(&[(SIZE, 7)]), 714.0);
        let computing = Parameters::defaults(&COMPUTING, 2);
        assert_eq!(of_work(&Terms::of(&computing, 2)).0, 400.0);
    }
}
