//! `chunk-size`: equal pieces are not equal work. Two threads draw a picture whose rows differ: in two equal pieces, in
//! bands that the reader deals by hand, and in small chunks of which whoever is free takes the next.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
use crate::contract::deal::Deal;
use crate::contract::params::Param;
use crate::contract::question::{Question, Terms, Why};
use crate::contract::{Chapter, Fetches, Growth, Lesson, Live, span};
use crate::key::Key;
use crate::program::{Colour, Needs, Program, Threads};
use crate::values::{CHUNKS, SIZE};

const ALONE: Key = Key::new("alone");
const EQUAL: Key = Key::new("equal");
const BY_HAND: Key = Key::new("by-hand");
const SMALL: Key = Key::new("small");

/// How the bands are dealt.
const DEAL: Key = Key::new("deal");

/// Bands on the board,
const BANDS: u32 = 8;
/// and threads to deal them to: every machine has two cores, or nothing to share out.
const THREADS: u32 = 2;

/// The board, for those who read it.
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
const BOARD: Deal = Deal::new(BANDS, THREADS);

/// So many threads draw, and I go on. All ways answer both questions alike: they differ in who draws what.
const fn drawn_by(threads: u32, key: Key, colour: Colour) -> Program {
    Program::new(key, None, colour, Needs::POOL).on(Threads::Exactly(threads))
}

/// The lesson. Its size is the picture's height in pixels.
pub const LESSON: Lesson = Lesson {
    slug: "chunk-size",
    chapter: Chapter::Working,
    params: &[
        Param::deal(DEAL, BANDS, THREADS),
        Param::number(CHUNKS, 1, 60, 500),
        Param::number(SIZE, 8, 400, 1_500),
    ],
    programs: &[
        drawn_by(1, ALONE, Colour::Grey).in_chunks(1),
        drawn_by(THREADS, EQUAL, Colour::Orange).in_chunks(THREADS),
        drawn_by(THREADS, BY_HAND, Colour::Blue).in_chunks(BANDS),
        drawn_by(THREADS, SMALL, Colour::Green),
    ],
    jobs: &[],
    compared: &[ALONE, EQUAL, BY_HAND, SMALL],
    baselines: &[ALONE],
    swept: &[SMALL],
    sized: Some(Growth::Square),
    live: Live::Raster,
    fetches: Fetches::Nothing,
    feel: None,
    question: Question {
        of: SMALL,
        against: EQUAL,
        options: 3,
        borders,
    },
    span: span::of_work,
    why: Some(Why {
        options: 3,
        right: 2,
    }),
};

/// From here on something is faster: less may be chance.
const FASTER: f64 = 1.1;

/// Twice as fast is the most that sharing out better can bring two threads; from here on it is about that.
const TWICE: f64 = 1.8;

/// Borders between "no faster", "clearly faster" and "twice as fast". On one core nobody can be kept busier.
fn borders(terms: &Terms) -> Option<Vec<f64>> {
    (terms.cores >= THREADS).then(|| vec![FASTER, TWICE])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::Kind;
    use crate::contract::cases::cases;
    use crate::contract::request::Parameters;

    #[test]
    fn each_program_has_its_own_number_of_chunks_on_two_threads() {
        let parameters = Parameters::defaults(&LESSON, 8);
        let cases = cases(Kind::Programs, &LESSON, &parameters, 8, None);
        let told: Vec<_> = cases
            .iter()
            .map(|case| (case.chunks(), case.pool_threads()))
            .collect();
        assert_eq!(told, [(1, 1), (2, 2), (8, 2), (60, 2)]);
        assert_eq!(cases.iter().map(|case| case.pool_size()).max(), Some(2));
    }

    #[test]
    fn a_sweep_goes_from_one_chunk_to_many_whatever_a_program_has_of_its_own() {
        let parameters = Parameters::defaults(&LESSON, 2);
        let cases = cases(Kind::Chunks, &LESSON, &parameters, 2, Some(SMALL));
        let chunks: Vec<u32> = cases.iter().map(|case| case.chunks()).collect();
        assert_eq!(chunks, [1, 2, 5, 10, 20, 50, 100, 200, 500]);
        assert!(cases.iter().all(|case| case.threads() == 2));
    }

    #[test]
    fn the_question_is_of_two_cores_or_more() {
        let of = |cores| borders(&Terms::of(&Parameters::defaults(&LESSON, cores), cores));
        assert_eq!(of(1), None);
        for cores in [2, 8, 64] {
            assert_eq!(of(cores), Some(vec![FASTER, TWICE]));
        }
    }
}
