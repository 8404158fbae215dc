//! What every lesson must hold, one table over all of them: its data is sound, its words are there, and its
//! programs end under a mock clock in every tier, all with the same answer.

use super::*;
use crate::comparison::{Comparison, Fault, Kind, Repeats};
use crate::contract::cases::cases;
use crate::contract::params::RESERVED;
use crate::contract::question::Terms;
use crate::contract::request::Parameters;
use crate::key::Key;
use crate::run::mock::{Book, Costs, MockPlatform};
use crate::run::plan::compare;
use crate::tier::Tier;
use crate::units::Micros;
use crate::values::{CHUNKS, CONNECTIONS, SIZE, THREADS};
use crate::view::words::Words;
use std::collections::BTreeSet;

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
        said.starts_with("There is no example \"foo \". The examples are: many-fetches, ")
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
            let terms = Terms {
                cores,
                threads,
                connections,
                size,
                values: Parameters::defaults(lesson, cores).values,
            };
            let borders = (question.borders)(&terms).unwrap_or_default();
            assert_eq!(borders.len(), question.options - 1, "{}", lesson.slug);
            assert!(borders.is_sorted(), "{}", lesson.slug);
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
fn a_listed_lesson_has_all_its_words() {
    for lesson in listed() {
        let words = Words::english_of(&lesson.slug.replace('-', "_"));
        let slug = lesson.slug;
        let story = words.get("lesson.story").split_whitespace().count();
        assert!((20..=60).contains(&story), "{slug}: {story} words");
        let mut keys = ["title", "question"]
            .map(|what| ["lesson.", what].concat())
            .to_vec();
        // On one thread with one connection nothing is shared out.
        let alone = Terms {
            cores: 1,
            threads: 1,
            connections: 1,
            size: 1,
            values: Parameters::defaults(lesson, 1).values,
        };
        if (lesson.question.borders)(&alone).is_none() {
            keys.push("lesson.unscored".to_owned());
        }
        let options = 0..lesson.question.options;
        keys.extend(options.flat_map(|option| {
            ["option", "finding"].map(|what| format!("lesson.{what}.{option}"))
        }));
        keys.extend(
            lesson
                .programs
                .iter()
                .map(|program| format!("strategy.{}", program.key.as_str())),
        );
        for param in lesson.params {
            let name = match param.key {
                SIZE => "lesson.size".to_owned(),
                key => format!("parameter.{}", key.as_str()),
            };
            keys.extend([name.clone(), name + "-unit"]);
        }
        for chart in own_findings(slug).charts {
            let name = format!("chart.{}", chart.key.as_str());
            keys.extend([name.clone() + ".title", name + ".hint"]);
        }
        let missing: Vec<String> = keys.into_iter().filter(|key| !words.has(key)).collect();
        assert_eq!(missing, Vec::<String>::new(), "{slug}");
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

/// Small values, and a lesson's every program.
fn small(lesson: &Lesson) -> Parameters {
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

#[test]
fn every_program_ends_in_every_tier_with_the_same_answer() {
    // Chunks that break on purpose end in no answer.
    for lesson in ALL
        .iter()
        .filter(|lesson| lesson.slug != faults::LESSON.slug)
    {
        let mut answers = BTreeSet::new();
        for tier in [Tier::Threads, Tier::Workers, Tier::Single] {
            let ended = live_through(lesson, &small(lesson), tier);
            for program in lesson.programs {
                let own: Vec<_> = ended
                    .iter()
                    .filter(|(key, _)| *key == program.key)
                    .collect();
                assert!(
                    !own.is_empty(),
                    "{} {:?} {tier:?}",
                    lesson.slug,
                    program.key
                );
                for (_, answer) in own {
                    match answer {
                        Ok(answer) => drop(answers.insert(answer.clone())),
                        Err(fault) => {
                            assert_eq!(
                                *fault,
                                Fault::Unavailable(tier),
                                "{} {:?}",
                                lesson.slug,
                                program.key
                            );
                            assert!(!program.needs.are_met_in(tier));
                        }
                    }
                }
            }
        }
        assert_eq!(answers.len(), 1, "{}: {answers:?}", lesson.slug);
    }
}

#[test]
fn the_answer_is_the_same_however_it_is_cut_and_shared_out() {
    for lesson in ALL
        .iter()
        .filter(|lesson| lesson.slug != faults::LESSON.slug)
    {
        let mut answers = BTreeSet::new();
        for (threads, chunks) in [(1, 1), (2, 7), (4, 12)] {
            let mut parameters = small(lesson);
            for (key, value) in [(THREADS, threads), (CHUNKS, chunks)] {
                if lesson.has(key) {
                    parameters.values.set(key, value);
                }
            }
            // How many requests there are follows from the chunks: only what is computed stays the same.
            let does_both = lesson.makes_requests() && lesson.has_chunks();
            if !does_both {
                let ended = live_through(lesson, &parameters, Tier::Threads);
                answers.extend(ended.into_iter().filter_map(|(_, answer)| answer.ok()));
            }
        }
        assert!(answers.len() <= 1, "{}: {answers:?}", lesson.slug);
    }
}

#[test]
fn work_that_nobody_has_is_not_found() {
    let unknown = Work {
        lesson: Key::new("many-cores"),
        name: Key::new("nothing"),
        args: [0; 4],
        units: 1,
    };
    assert!(find_work(&unknown).is_none());
    assert!(job("nothing", &Values::default(), 1).is_none());
}
