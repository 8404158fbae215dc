//! Every listed lesson has its words: all that are asked for, and of the right length.

use super::*;
use crate::contract::params::Kind;
use crate::contract::question::Terms;
use crate::contract::request::Parameters;
use crate::key::Key;
use crate::values::SIZE;
use crate::view::words::Words;
use std::collections::BTreeSet;

#[test]
fn a_listed_lesson_has_all_its_words() {
    for lesson in asking() {
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
        keys.extend(why_keys(lesson));
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
            match param.kind {
                Kind::Choice(among) => {
                    let of = |key: &Key| [&*name, ".", key.as_str()].concat();
                    keys.extend(among.iter().map(of));
                }
                Kind::Deal(deal) => {
                    let own = |end: &str| [&*name, end].concat();
                    keys.extend(["-lies", "-hint"].map(own));
                    for (end, count) in [("-items", deal.items), ("-bins", deal.bins)] {
                        let names = words.get_or_nothing(&own(end)).split('|');
                        let names: BTreeSet<&str> = names.filter(|name| !name.is_empty()).collect();
                        assert_eq!(names.len(), count as usize, "{slug}: {}", own(end));
                    }
                }
                _ => keys.push([&*name, "-unit"].concat()),
            }
            keys.push(name);
        }
        for chart in own_findings(slug).charts {
            let name = format!("chart.{}", chart.key.as_str());
            keys.extend([name.clone() + ".title", name + ".hint"]);
        }
        let missing: Vec<String> = keys.into_iter().filter(|key| !words.has(key)).collect();
        assert_eq!(missing, Vec::<String>::new(), "{slug}");
    }
}

/// The keys of its question after the run, and of what is said of each option.
fn why_keys(lesson: &Lesson) -> Vec<String> {
    let options = lesson.why.map_or(0, |why| why.options);
    let of_option =
        |option| ["option", "explanation"].map(|what| format!("lesson.why-{what}.{option}"));
    let keys = (0..options).flat_map(of_option);
    keys.chain(["lesson.why".to_owned()]).collect()
}

#[test]
fn a_listed_lesson_asks_why_and_says_why_of_every_option() {
    for lesson in asking() {
        let why = lesson
            .why
            .unwrap_or_else(|| panic!("{} asks no why", lesson.slug));
        assert!(
            why.options >= 3 && why.right < why.options,
            "{}",
            lesson.slug
        );
        let words = Words::english_of(&lesson.slug.replace('-', "_"));
        let keys = why_keys(lesson);
        let texts: BTreeSet<&str> = keys.iter().map(|key| words.get(key)).collect();
        assert_eq!(
            texts.len(),
            2 * why.options + 1,
            "{}: the same twice",
            lesson.slug
        );
        for option in 0..why.options {
            let explanation = words.get_or_nothing(&format!("lesson.why-explanation.{option}"));
            let count = explanation.split_whitespace().count();
            assert!(
                (8..=35).contains(&count),
                "{}, option {option}: {count} words",
                lesson.slug
            );
        }
    }
}
