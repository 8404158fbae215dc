//! The lessons, a folder each. A line below makes a folder known to the page, the engine and the analysis;
//! nothing else in the code names a lesson. `./x lesson NAME` makes a new one.

use crate::contract::bad_parameter::BadParameter;
use crate::contract::{Chapter, Lesson};

#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
use crate::job::Job;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
use crate::run::program::{Carry, Code};
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
use crate::values::Values;
#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
use crate::view::own::OwnFindings;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
use crate::work::{Compute, Work};

/// Whether a lesson's code is wanted here: what is felt on the page's own thread brings only what may be felt, and the
/// engine with the readers' language brings their programs and nothing else.
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
const fn has_code_here(lesson: &Lesson) -> bool {
    if lesson.is_scripted() || cfg!(feature = "script") {
        return lesson.is_scripted() && cfg!(any(test, feature = "script"));
    }
    !cfg!(feature = "feel") || lesson.feel.is_some()
}

/// Makes lessons of folders, in the order of the rail.
macro_rules! lessons {
    ($($folder:ident),* $(,)?) => {
        $(pub mod $folder;)*

        /// Every lesson, the unlisted ones last.
        pub const ALL: &[&Lesson] = &[$(&$folder::LESSON),*];

        /// The job that a lesson makes of these values and this seed.
        #[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
        pub fn job(slug: &str, values: &Values, seed: u32) -> Option<Job> {
            $(if has_code_here(&$folder::LESSON) && slug == $folder::LESSON.slug {
                return Some($folder::work::job(values, seed));
            })*
            None
        }

        /// The code of a lesson's work.
        #[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
        pub fn find_work(work: &Work) -> Option<Compute> {
            $(if has_code_here(&$folder::LESSON) && work.lesson == *$folder::LESSON.slug {
                let mut works = $folder::work::WORKS.iter();
                return works.find(|(name, _)| *name == work.name).map(|(_, compute)| *compute);
            })*
            None
        }

        /// What a lesson adds to what is found of any comparison.
        #[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
        pub fn own_findings(slug: &str) -> &'static OwnFindings {
            $(if slug == $folder::LESSON.slug {
                return &$folder::findings::OWN;
            })*
            &crate::view::own::NOTHING
        }

        /// The code of a lesson's program.
        #[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
        fn find_program(slug: &str, key: crate::key::Key) -> Option<Carry> {
            $(if has_code_here(&$folder::LESSON) && slug == $folder::LESSON.slug {
                let mut programs = $folder::programs::PROGRAMS.iter();
                return programs.find(|(known, _)| *known == key).map(|(_, carry)| *carry);
            })*
            None
        }
    };
}

lessons!(
    wrong_tool,
    pipeline,
    many_fetches,
    four_lines,
    await_in_a_loop,
    callbacks,
    database,
    taking_turns,
    many_cores,
    chunk_size,
    shared_state,
    no_free_cores,
    the_team,
    many_machines,
    your_own,
    primes,
    waits_and_works,
    faults
);

/// What the engine is given of the lessons.
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub const CODE: Code = Code {
    job,
    program: find_program,
};

/// Those that ask something and answer it by programs of ours; the readers' own programs do neither.
pub fn asking() -> impl Iterator<Item = &'static Lesson> {
    listed().filter(|lesson| !lesson.is_scripted())
}

/// The lesson that is made of the readers' own programs.
pub fn scripted() -> Option<&'static Lesson> {
    listed().find(|lesson| lesson.is_scripted())
}

/// The lesson of that name.
pub fn find(slug: &str) -> Option<&'static Lesson> {
    ALL.iter().copied().find(|lesson| lesson.slug == slug)
}

/// The lessons that are listed.
pub fn listed() -> impl Iterator<Item = &'static Lesson> {
    let all = ALL.iter().copied();
    all.filter(|lesson| lesson.chapter != Chapter::Unlisted)
}

/// The lesson of that name.
///
/// # Errors
/// `UnknownExample`, whose sentence lists those there are.
pub fn named(slug: &str) -> Result<&'static Lesson, BadParameter> {
    find(slug).ok_or_else(|| unknown(slug))
}

/// That there is no lesson of that name.
pub fn unknown(slug: &str) -> BadParameter {
    let known: Vec<&str> = listed().map(|lesson| lesson.slug).collect();
    BadParameter::UnknownExample {
        given: slug.to_owned(),
        known: known.join(", "),
    }
}

#[cfg(test)]
mod felt_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod words_tests;
