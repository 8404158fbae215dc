//! `many-machines`: other machines are not free. The same chunks of one picture go to one core here, to all of them, to
//! other machines over a queue, and to all at once.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

use crate::contract::params::Param;
use crate::contract::question::{Question, Terms, Why};
use crate::contract::{Chapter, Fetches, Growth, Lesson, Live, span};
use crate::key::Key;
use crate::program::{Colour, Needs, Program, Threads};
use crate::values::{CHUNKS, SIZE};

const ONE_CORE: Key = Key::new("one-core");
const ALL_CORES: Key = Key::new("all-cores");
const MACHINES: Key = Key::new("machines");
const BOTH: Key = Key::new("both");

/// How many milliseconds are added on each way.
const DISTANCE: Key = Key::new("distance");

/// For how long machines computed, together, and for how long chunks were on their way to them and back; in milliseconds.
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const COMPUTING: Key = Key::new("computing-ms");
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const TRAVELLING: Key = Key::new("travelling-ms");
/// How many chunks came back from machines that did not bring them to an end.
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const RETURNED: Key = Key::new("returned");

/// The lesson. Its size is the picture's height in pixels.
pub const LESSON: Lesson = Lesson {
    slug: "many-machines",
    chapter: Chapter::Working,
    params: &[
        Param::number(MACHINES, 1, 2, 64),
        Param::number(DISTANCE, 0, 0, 500),
        Param::number(CHUNKS, 1, 60, 500),
        Param::number(SIZE, 8, 600, 3_000),
    ],
    programs: &[
        Program::new(ONE_CORE, None, Colour::Grey, Needs::POOL).on(Threads::One),
        Program::new(ALL_CORES, None, Colour::Orange, Needs::POOL).on(Threads::ACore),
        Program::new(MACHINES, None, Colour::Blue, Needs::NOTHING.and_machines()).on(Threads::One),
        Program::new(BOTH, None, Colour::Green, Needs::POOL.and_machines()).on(Threads::ACore),
    ],
    jobs: &[],
    compared: &[ONE_CORE, ALL_CORES, MACHINES, BOTH],
    baselines: &[ONE_CORE],
    swept: &[MACHINES],
    sized: Some(Growth::Square),
    live: Live::Raster,
    fetches: Fetches::Nothing,
    feel: None,
    question: Question {
        of: MACHINES,
        against: ALL_CORES,
        options: 3,
        borders,
    },
    span: span::of_work,
    why: Some(Why {
        options: 3,
        right: 1,
    }),
};

/// Between these it is about as fast: less may be chance.
const ABOUT_AS_FAST: [f64; 2] = [0.87, 1.15];

/// Borders between "slower", "about as fast" and "faster".
fn borders(_: &Terms) -> Option<Vec<f64>> {
    Some(ABOUT_AS_FAST.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::Kind;
    use crate::contract::cases::cases;
    use crate::contract::request::Parameters;

    #[test]
    fn all_cores_are_as_many_threads_as_there_are_cores() {
        for cores in [2, 8] {
            let parameters = Parameters::defaults(&LESSON, cores);
            let cases = cases(Kind::Programs, &LESSON, &parameters, cores, None);
            let told: Vec<u32> = cases.iter().map(|case| case.threads().into()).collect();
            assert_eq!(told, [1, cores, 1, cores]);
        }
    }
}
