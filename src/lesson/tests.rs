//! What every lesson must hold, one table over all of them: its data is sound, its words are there, and its
//! programs end under a mock clock in every tier, all with the same answer.

use super::*;
use crate::comparison::{Comparison, Fault, Kind, Repeats};
use crate::contract::Fetches;
use crate::contract::cases::cases;
use crate::contract::params::{self, RESERVED};
use crate::contract::question::Terms;
use crate::contract::request::Parameters;
use crate::key::Key;
use crate::run::mock::{Book, Costs, MockPlatform};
use crate::run::plan::compare;
use crate::run::program::{AFTER_ALL, BEFORE_EACH};
use crate::tier::Tier;
use crate::units::Micros;
use crate::values::{CHUNKS, CONNECTIONS, JOB, SIZE, THREADS};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const COSTS: Costs = Costs {
    request: Micros(100_000.0),
    chunk: Micros(2_000.0),
};

#[test]
fn no_two_lessons_have_one_name() {
    let slugs: BTreeSet<&str> = ALL.iter().map(|lesson| lesson.slug).collect();
    assert_eq!(slugs.len(), ALL.len());
    assert!(slugs.iter().all(|slug| Key::parse(slug).is_some()));
    let unknown = named("foo\n").err().map(|bad| bad.to_string());
    assert!(unknown.is_some_and(|said| {
        said.starts_with("There is no example \"foo \". The examples are: wrong-tool, ")
    }));
}

/// The script that starts the page fetches its texts before the page's module is there.
#[test]
fn the_first_lesson_is_the_one_that_the_page_starts_with() {
    let boot = include_str!("../../www/boot.js");
    let first = format!("const FIRST_LESSON = \"{}\";", ALL[0].slug);
    assert!(boot.contains(&first), "{first}");
}

/// The opening's two sentences lead into a lesson, with programs that it has.
#[test]
fn the_opening_leads_into_a_lesson() {
    let page = include_str!("../../index.html");
    let heys = page.split("class=\"heys\"").nth(1).unwrap();
    let heys = heys.split("</div>").next().unwrap();
    let links: Vec<&str> = heys.split("href=\"?example=").skip(1).collect();
    assert_eq!(links.len(), 2);
    for link in links {
        let query = link.split('"').next().unwrap().replace("&amp;", "&");
        let (slug, rest) = query.split_once('&').unwrap_or((&query, ""));
        let lesson = find(slug).unwrap();
        let pairs = rest.split('&').filter_map(|pair| pair.split_once('='));
        let given: Vec<_> = pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        assert!(
            Parameters::parse_strictly(lesson, 2, &given).is_ok(),
            "{query}"
        );
    }
}

#[test]
fn what_a_lesson_names_it_has() {
    for lesson in ALL {
        let named = [lesson.compared, lesson.baselines, lesson.swept].concat();
        for key in named {
            assert!(lesson.program(key).is_some(), "{}: {key:?}", lesson.slug);
        }
        assert!(!lesson.compared.is_empty(), "{}", lesson.slug);
        let question = lesson.question;
        for key in [question.of, question.against] {
            assert!(lesson.program(key).is_some(), "{}: {key:?}", lesson.slug);
        }
        for (cores, threads, connections, size) in [(2, 2, 6, 12), (8, 8, 2, 200), (64, 32, 6, 7)] {
            let usual = Terms::of(&Parameters::defaults(lesson, cores), cores);
            let is_asked_as_it_comes = (question.borders)(&usual).is_some();
            assert!(
                is_asked_as_it_comes || cores > 8 || lesson.is_scripted(),
                "{}",
                lesson.slug
            );
            let given = Terms {
                threads,
                connections,
                size,
                ..usual
            };
            if let Some(borders) = (question.borders)(&given) {
                assert_eq!(borders.len(), question.options - 1, "{}", lesson.slug);
                assert!(borders.is_sorted(), "{}", lesson.slug);
            }
        }
        // Each program does one job, and the question is of one.
        if !lesson.jobs.is_empty() {
            let done: Vec<Key> = lesson.jobs.concat();
            let all = lesson.programs.iter().map(|program| program.key);
            assert!(all.eq(done.iter().copied()), "{}", lesson.slug);
            let job = lesson.job_of(question.of);
            assert!(job.is_some() && job == lesson.job_of(question.against));
            for job in lesson.jobs {
                let baseline = lesson.baselines.iter().any(|key| job.contains(key));
                assert!(baseline, "{}: {job:?}", lesson.slug);
            }
        }
        for reserved in [BEFORE_EACH, AFTER_ALL] {
            assert!(lesson.program(reserved).is_none(), "{}", lesson.slug);
        }
        let keys: BTreeSet<Key> = lesson.params.iter().map(|param| param.key).collect();
        assert_eq!(keys.len(), lesson.params.len(), "{}", lesson.slug);
        assert!(
            keys.iter().all(|key| !RESERVED.contains(&key.as_str())),
            "{}",
            lesson.slug
        );
        for cores in [0, 1, 2, 8, 64, u32::MAX] {
            for param in lesson.params {
                let range = param.range(cores);
                assert!(
                    (range.min..=range.max).contains(&range.default),
                    "{}: {:?}",
                    lesson.slug,
                    param.key
                );
            }
        }
    }
}

#[test]
fn every_axis_to_bet_on_has_a_length() {
    for lesson in ALL {
        for cores in [1, 2, 64] {
            let terms = Terms::of(&Parameters::defaults(lesson, cores), cores);
            let span = (lesson.span)(&terms).0;
            assert!((50.0..=60_000.0).contains(&span), "{}: {span}", lesson.slug);
        }
    }
}

/// The whole comparison of a lesson in one tier: each run's program and its answer, or why there is none.
fn live_through(
    lesson: &Lesson,
    parameters: &Parameters,
    tier: Tier,
) -> Vec<(Key, Result<String, Fault>)> {
    let platform = MockPlatform::new(tier, COSTS, find_work);
    let comparison = Comparison {
        lesson: lesson.slug.to_owned(),
        cases: cases(Kind::Programs, lesson, parameters, 2, None),
        is_watched: true,
        repeats: Repeats::Exactly(1),
        seed: parameters.seed,
        scripts: Vec::new(),
    };
    let book = Book::default();
    platform
        .time
        .live_through(compare(&platform, CODE, &comparison, &book));
    let ended = book.ended.take().into_iter();
    ended
        .map(|(case, _, run)| (case.program.key, run.map(|run| run.answer)))
        .collect()
}

/// Small values, and a lesson's every program; one of each kind where it has a choice of jobs, and boards dealt in several ways.
fn small(lesson: &Lesson) -> Vec<Parameters> {
    let usual = small_of_the_first(lesson);
    let choices = lesson.params.iter().filter_map(|param| match param.kind {
        params::Kind::Choice(among) => Some((param.key, (0..among.len() as u32).collect())),
        // As it comes, and all in the first bin, and all in the last.
        params::Kind::Deal(deal) => Some((
            param.key,
            vec![deal.in_turns(), deal.all_in(0), deal.all_in(deal.bins - 1)],
        )),
        _ => None,
    });
    choices.fold(vec![usual], |all, (key, values): (Key, Vec<u32>)| {
        let with = |value| {
            all.iter().cloned().map(move |mut parameters| {
                parameters.values.set(key, value);
                parameters
            })
        };
        values.into_iter().flat_map(with).collect()
    })
}

fn small_of_the_first(lesson: &Lesson) -> Parameters {
    let mut parameters = Parameters::defaults(lesson, 2);
    parameters.programs = lesson.programs.iter().map(|program| program.key).collect();
    for (key, value) in [(SIZE, 3), (CHUNKS, 5), (THREADS, 3), (CONNECTIONS, 4)] {
        if let Some(range) = lesson.range(key, 2) {
            parameters
                .values
                .set(key, value.clamp(range.min, range.max));
        }
    }
    parameters
}

/// The answers that were given to each job of a lesson.
#[derive(Default)]
struct Answers(BTreeMap<Option<u32>, BTreeSet<String>>);

impl Answers {
    fn note(&mut self, lesson: &Lesson, program: Key, answer: &str) {
        let of_job = self.0.entry(lesson.job_of(program)).or_default();
        of_job.insert(answer.to_owned());
    }

    fn are_one_a_job(&self, lesson: &Lesson) {
        for answers in self.0.values() {
            assert_eq!(answers.len(), 1, "{}: {answers:?}", lesson.slug);
        }
    }
}

/// All but the one whose chunks break on purpose, which end in no answer; each with each of its jobs.
fn answering() -> impl Iterator<Item = (&'static Lesson, Parameters)> {
    let all = ALL.iter().copied();
    let is_ours = |lesson: &&Lesson| lesson.slug != faults::LESSON.slug && !lesson.is_scripted();
    let answering = all.filter(is_ours);
    answering.flat_map(|lesson| {
        small(lesson)
            .into_iter()
            .map(move |parameters| (lesson, parameters))
    })
}

#[test]
fn every_program_ends_in_every_tier_with_the_same_answer() {
    for (lesson, parameters) in answering() {
        let mut answers = Answers::default();
        for tier in [Tier::Threads, Tier::Workers, Tier::Single] {
            let ended = live_through(lesson, &parameters, tier);
            for program in lesson.programs {
                let of_program = |(key, _): &&(Key, _)| *key == program.key;
                let own: Vec<_> = ended.iter().filter(of_program).collect();
                let what = format!("{} {:?} {tier:?}", lesson.slug, program.key);
                assert!(!own.is_empty(), "{what}");
                for (_, answer) in own {
                    match answer {
                        Ok(answer) => answers.note(lesson, program.key, answer),
                        Err(fault) => {
                            assert_eq!(*fault, Fault::Unavailable(tier), "{what}");
                            assert!(!program.needs.are_met_in(tier), "{what}");
                        }
                    }
                }
            }
        }
        // What only a browser can do, browser tests cover.
        let here = lesson.programs.iter();
        let here = here.filter(|program| program.needs.are_met_in(Tier::Threads));
        let jobs: BTreeSet<Option<u32>> = here.map(|program| lesson.job_of(program.key)).collect();
        assert_eq!(answers.0.len(), jobs.len(), "{}", lesson.slug);
        answers.are_one_a_job(lesson);
    }
}

#[test]
fn what_a_lesson_asks_for_is_what_it_says() {
    for lesson in ALL.iter().filter(|lesson| !lesson.is_scripted()) {
        let values = Parameters::defaults(lesson, 2).values;
        let jobs = lesson.jobs.len().max(1) as u32;
        let requests =
            (0..jobs).filter_map(|number| job(lesson.slug, &values.with(JOB, number), 1)?.request);
        let mut fetches = requests.map(|plan| match plan.shards_of {
            Some(_) => Fetches::Data,
            None => Fetches::Answers,
        });
        let fetches = fetches.next_back().unwrap_or(Fetches::Nothing);
        assert_eq!(fetches, lesson.fetches, "{}", lesson.slug);
    }
}

#[test]
fn the_answer_is_the_same_however_it_is_cut_and_shared_out() {
    for (lesson, usual) in answering() {
        // How many requests there are follows from the chunks: only what is computed stays the same.
        if lesson.makes_requests() && lesson.has_chunks() {
            continue;
        }
        let mut answers = Answers::default();
        for (threads, chunks) in [(1, 1), (2, 7), (4, 12)] {
            let mut parameters = usual.clone();
            for (key, value) in [(THREADS, threads), (CHUNKS, chunks)] {
                if lesson.has(key) {
                    parameters.values.set(key, value);
                }
            }
            for (key, answer) in live_through(lesson, &parameters, Tier::Threads) {
                if let Ok(answer) = answer {
                    answers.note(lesson, key, &answer);
                }
            }
        }
        answers.are_one_a_job(lesson);
    }
}

/// The source of a program that the reader is shown, as `.ci/dist.mjs` finds it.
fn source_of(lesson: &Lesson, program: Key) -> String {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let own = src
        .join("lesson")
        .join(lesson.slug.replace('-', "_"))
        .join("programs");
    let folder = if own.is_dir() {
        own
    } else {
        src.join("run/strategies")
    };
    let name = program.as_str().replace('-', "_");
    // `async` is a word of Rust's own.
    let files = ["", "_"].map(|end| folder.join([&*name, end, ".rs"].concat()));
    let found = files.iter().find_map(|file| fs::read_to_string(file).ok());
    found.unwrap_or_else(|| panic!("{}: no source of {program:?}", lesson.slug))
}

/// What the page leaves out of a source are its imports, doc comments and the types in signatures: nothing else may
/// need to be left out.
#[test]
fn each_program_has_one_line_that_decides_and_is_plain() {
    for lesson in asking() {
        for program in lesson.programs {
            let source = source_of(lesson, program.key);
            let marked = source.lines().filter(|line| line.ends_with(" <-")).count();
            assert_eq!(marked, 1, "{} {:?}", lesson.slug, program.key);
            let is_left_out = |line: &&str| {
                let line = line.trim_start();
                ["//", "use ", "pub async fn ", "async fn "]
                    .iter()
                    .any(|begin| line.starts_with(begin))
            };
            for line in source.lines().filter(|line| !is_left_out(line)) {
                let plumbing = ["<'", "&'", "impl", "Result<", "where "];
                let is_plain = plumbing.iter().all(|sign| !line.contains(sign));
                assert!(is_plain, "{} {:?}: {line}", lesson.slug, program.key);
            }
        }
    }
}

#[test]
fn work_that_nobody_has_is_not_found() {
    let unknown = Work {
        lesson: Key::new("many-cores"),
        name: Key::new("nothing"),
        args: [0; 4],
        units: 1,
        of: None,
    };
    assert!(find_work(&unknown).is_none());
    assert!(job("nothing", &Values::default(), 1).is_none());
}
