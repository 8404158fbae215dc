//! What a lesson is run with, and one plain sentence for what can't be.

use super::Lesson;
use super::bad_parameter::BadParameter;
use super::params::{Kind, Param, Range};
use crate::comparison::Repeats;
use crate::key::Key;
use crate::values::{THREADS, Values};
use serde::{Deserialize, Serialize};

/// How many repeats may be asked for, and where a control begins that is not on `AUTO` any more.
pub const REPEATS: Range = Range {
    min: 1,
    max: 100,
    default: 10,
};

/// What `repeats` is unless a number is asked for: as many as fit.
pub const AUTO: &str = "auto";

/// Seeds.
pub const SEED: Range = Range {
    min: 0,
    max: u32::MAX,
    default: 1,
};

/// A complete, valid set of parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameters {
    /// The programs, in the order they are shown; never empty, no doubles.
    pub programs: Vec<Key>,
    /// The lesson's own.
    pub values: Values,
    /// Measured repeats.
    pub repeats: Repeats,
    /// The seed.
    pub seed: u32,
}

impl Parameters {
    /// The lesson as it comes, on a machine that reports `cores`.
    pub fn defaults(lesson: &Lesson, cores: u32) -> Self {
        let params = lesson.params.iter();
        Self {
            programs: lesson.compared.to_vec(),
            values: params
                .map(|param| (param.key, param.range(cores).default))
                .collect(),
            repeats: Repeats::Auto,
            seed: SEED.default,
        }
    }

    /// These parameters, for an address: what can't be used keeps its default and is named in the
    /// list. Names that are no parameters of the lesson are left to others; of equal names the last
    /// counts.
    pub fn parse(
        lesson: &Lesson,
        cores: u32,
        given: &[(String, String)],
    ) -> (Self, Vec<BadParameter>) {
        let mut parameters = Self::defaults(lesson, cores);
        let mut bad = Vec::new();
        for (name, value) in given {
            bad.extend(parameters.set(lesson, cores, name, value).err());
        }
        (parameters, bad)
    }

    /// These parameters, for a program that wants to be told.
    ///
    /// # Errors
    /// The first that can't be used.
    pub fn parse_strictly(
        lesson: &Lesson,
        cores: u32,
        given: &[(String, String)],
    ) -> Result<Self, BadParameter> {
        let (parameters, bad) = Self::parse(lesson, cores, given);
        bad.into_iter().next().map_or(Ok(parameters), Err)
    }

    /// The number that is chosen by this name: a parameter's value, the repeats (unless these are as many as
    /// fit) or the seed.
    pub fn number(&self, name: Key) -> Option<u32> {
        match (name.as_str(), self.repeats) {
            ("repeats", Repeats::Exactly(number)) => Some(number),
            ("repeats", Repeats::Auto) => None,
            ("seed", _) => Some(self.seed),
            _ => self.values.get(name),
        }
    }

    /// What of this lesson is chosen by this name, as it stands in addresses and controls.
    pub fn text(&self, lesson: &Lesson, name: Key) -> Option<String> {
        if name.as_str() == "repeats" && self.repeats == Repeats::Auto {
            return Some(AUTO.to_owned());
        }
        let number = self.number(name)?;
        let param = lesson.params.iter().find(|param| param.key == name);
        Some(param.map_or_else(|| number.to_string(), |param| param.text(number)))
    }

    fn set(
        &mut self,
        lesson: &Lesson,
        cores: u32,
        name: &str,
        value: &str,
    ) -> Result<(), BadParameter> {
        if name == "strategies" {
            self.programs = parse_programs(lesson, value)?;
            return Ok(());
        }
        let chosen = lesson
            .params
            .iter()
            .find(|param| param.key.as_str() == name);
        if let Some(param) = chosen
            && let Some(read) = named(param, value)
        {
            self.values.set(param.key, read?);
            return Ok(());
        }
        let Some((name, range)) = Key::parse(name).and_then(|key| numbered(lesson, cores, key))
        else {
            return Ok(());
        };
        let or = (name.as_str() == "repeats").then_some(AUTO);
        if or == Some(value) {
            self.repeats = Repeats::Auto;
            return Ok(());
        }
        let number = range.parse(value).ok_or_else(|| BadParameter::OutOfRange {
            name,
            given: value.to_owned(),
            range,
            or,
        })?;
        match name.as_str() {
            "repeats" => self.repeats = Repeats::Exactly(number),
            "seed" => self.seed = number,
            _ => self.values.set(name, number),
        }
        Ok(())
    }
}

/// The value of a parameter that is no number in addresses; nothing where it is one.
fn named(param: &Param, value: &str) -> Option<Result<u32, BadParameter>> {
    let (name, given) = (param.key, || value.to_owned());
    match param.kind {
        Kind::Choice(known) => {
            let place = known.iter().position(|key| key.as_str() == value);
            Some(
                place
                    .map(|place| place as u32)
                    .ok_or_else(|| BadParameter::NotAmong {
                        name,
                        given: given(),
                        known,
                    }),
            )
        }
        Kind::Deal(deal) => Some(deal.parse(value).ok_or_else(|| BadParameter::NotDealt {
            name,
            given: given(),
            deal,
        })),
        Kind::Number(_) | Kind::Threads { .. } | Kind::Toggle => None,
    }
}

/// What a number of that name may be. `threads` may be given to any lesson, whether it matters or not.
fn numbered(lesson: &Lesson, cores: u32, name: Key) -> Option<(Key, Range)> {
    let range = match name.as_str() {
        "repeats" => REPEATS,
        "seed" => SEED,
        _ if name == THREADS => lesson
            .range(name, cores)
            .unwrap_or_else(|| Param::THREADS.range(cores)),
        _ => lesson.range(name, cores)?,
    };
    Some((name, range))
}

/// The programs of a list with commas, spaces or pluses between them, each once.
fn parse_programs(lesson: &Lesson, list: &str) -> Result<Vec<Key>, BadParameter> {
    let known = || {
        let keys = lesson.programs.iter().map(|program| program.key);
        let keys: Vec<String> = keys.map(|key| key.as_str().to_owned()).collect();
        keys.join(", ")
    };
    let mut programs = Vec::new();
    for id in list.split([',', ' ', '+']).filter(|id| !id.is_empty()) {
        let program = Key::parse(id).and_then(|key| lesson.program(key));
        let program = program.ok_or_else(|| BadParameter::UnknownStrategy {
            given: id.to_owned(),
            known: known(),
        })?;
        if !programs.contains(&program.key) {
            programs.push(program.key);
        }
    }
    if programs.is_empty() {
        return Err(BadParameter::NoStrategy { known: known() });
    }
    Ok(programs)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{COMPUTING, WAITING};
    use super::*;
    use crate::strategy::Strategy;
    use proptest::prelude::*;

    fn given(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        pairs.iter().map(owned).collect()
    }

    fn sentence(name: &str, value: &str) -> String {
        let pairs = given(&[(name, value)]);
        match Parameters::parse_strictly(&COMPUTING, 2, &pairs) {
            Ok(parameters) => format!("{parameters:?}"),
            Err(bad) => bad.to_string(),
        }
    }

    #[test]
    fn one_plain_sentence_for_what_is_wrong() {
        let check = |name, value, expect| assert_eq!(sentence(name, value), expect);
        check(
            "threads",
            "9999",
            "threads must be a whole number from 1 to 4, not \"9999\".",
        );
        check(
            "threads",
            "0",
            "threads must be a whole number from 1 to 4, not \"0\".",
        );
        for wrong in [
            "abc",
            "NaN",
            "1e3",
            "-1",
            "+5",
            "2.5",
            "",
            " 7",
            "٣",
            "99999999999999999999",
        ] {
            let wanted = format!("size must be a whole number from 1 to 1200, not \"{wrong}\".");
            assert_eq!(sentence("size", wrong), wanted);
        }
        let known = "blocking, one-by-one, async, background, parallel, async-parallel";
        let unknown = format!("strategies must be among {known}, not \"fast\".");
        assert_eq!(sentence("strategies", "async,fast"), unknown);
        let none = format!("strategies must name at least one of {known}.");
        assert_eq!(sentence("strategies", " , "), none);
        let long = format!(
            "repeats must be auto or a whole number from 1 to 100, not \"{}…\".",
            "x".repeat(40)
        );
        assert_eq!(sentence("repeats", &"x".repeat(50_000)), long);
        let unknown = BadParameter::UnknownExample {
            given: "foo\n".to_owned(),
            known: "many-fetches".to_owned(),
        };
        let wanted = "There is no example \"foo \". The examples are: many-fetches.";
        assert_eq!(unknown.to_string(), wanted);
    }

    #[test]
    fn what_is_wrong_keeps_its_default_and_the_rest_counts() {
        let pairs = given(&[
            ("example", "many-fetches"),
            ("threads", "9999"),
            ("strategies", "async+blocking, async"),
            ("connections", "3"),
            ("size", "8"),
            ("chunks", "5"),
            ("theme", "dark"),
        ]);
        let (parameters, bad) = Parameters::parse(&WAITING, 2, &pairs);
        let values = [("threads", 2), ("connections", 3), ("size", 8)];
        let wanted = Parameters {
            programs: vec![Strategy::Async.into(), Strategy::Blocking.into()],
            values: values_of(&values),
            repeats: Repeats::Auto,
            seed: 1,
        };
        assert!(
            values
                .iter()
                .all(|(name, value)| parameters.number(Key::new(name)) == Some(*value))
        );
        assert_eq!(
            (&parameters.programs, parameters.values.chunks()),
            (&wanted.programs, 8)
        );
        assert_eq!(bad.len(), 1);
    }

    /// A lesson with a choice.
    const CHOOSING: Lesson = Lesson {
        params: &[Param::choice(
            Key::new("kind"),
            &[Key::new("one"), Key::new("other")],
        )],
        ..COMPUTING
    };

    #[test]
    fn one_of_several_is_chosen_by_its_key() {
        let kind = Key::new("kind");
        let parse = |value| Parameters::parse_strictly(&CHOOSING, 2, &given(&[("kind", value)]));
        let usual = Parameters::defaults(&CHOOSING, 2);
        assert_eq!(usual.text(&CHOOSING, kind).as_deref(), Some("one"));
        let other = parse("other").unwrap();
        assert_eq!(other.number(kind), Some(1));
        assert_eq!(other.text(&CHOOSING, kind).as_deref(), Some("other"));
        for wrong in ["", "1", "Other", "other "] {
            let bad = parse(wrong).unwrap_err();
            let wanted = format!("kind must be one of one, other, not \"{wrong}\".");
            assert_eq!((bad.parameter(), bad.to_string()), (Some("kind"), wanted));
            assert!(bad.called("Kind of job").starts_with("Kind of job must be"));
        }
    }

    /// A lesson with a board.
    const DEALT: Lesson = Lesson {
        params: &[Param::deal(Key::new("deal"), 8, 2)],
        ..COMPUTING
    };

    #[test]
    fn what_is_dealt_is_a_digit_an_item() {
        let deal = Key::new("deal");
        let parse = |value| Parameters::parse(&DEALT, 2, &given(&[("deal", value)]));
        let usual = Parameters::defaults(&DEALT, 2);
        assert_eq!(usual.text(&DEALT, deal).as_deref(), Some("12121212"));
        let (dealt, bad) = parse("11111122");
        assert_eq!((dealt.number(deal), bad), (Some(11_111_122), vec![]));
        assert_eq!(dealt.text(&DEALT, deal).as_deref(), Some("11111122"));
        for wrong in [
            "9",
            "1212121",
            "121212123",
            "1212121x",
            "",
            "170",
            "abcdefgh",
        ] {
            let (kept, bad) = parse(wrong);
            assert_eq!(kept, usual, "{wrong}");
            let wanted = "must be 8 digits from 1 to 2, one for each piece, not";
            assert_eq!(bad[0].to_string(), format!("deal {wanted} \"{wrong}\"."));
            assert_eq!(
                bad[0].called("Who draws"),
                format!("Who draws {wanted} \"{wrong}\".")
            );
            assert_eq!(bad[0].parameter(), Some("deal"));
        }
    }

    fn values_of(pairs: &[(&str, u32)]) -> Values {
        let pairs = pairs.iter();
        pairs
            .map(|&(name, value)| (Key::new(name), value))
            .collect()
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused_in_one_line(name in "strategies|threads|size|chunks|seed|\\PC*", value in any::<String>()) {
            let (parameters, bad) = Parameters::parse(&COMPUTING, 2, &[(name, value)]);
            prop_assert!(!parameters.programs.is_empty());
            for bad in bad {
                prop_assert_eq!(bad.to_string().lines().count(), 1);
            }
        }

        #[test]
        fn what_is_in_range_comes_back(
            threads in 1u32..=4, size in 1u32..=1_200, chunks in 1u32..=1_000, repeats in 1u32..=100,
            seed: u32, strategies in prop::sample::subsequence(Strategy::ALL.map(Key::from).to_vec(), 1..=6)
        ) {
            let repeats = if repeats == 1 { Repeats::Auto } else { Repeats::Exactly(repeats) };
            let mut wanted = Parameters { programs: strategies, repeats, seed, ..Parameters::defaults(&COMPUTING, 2) };
            for (name, value) in [("threads", threads), ("size", size), ("chunks", chunks)] {
                wanted.values.set(Key::new(name), value);
            }
            let ids: Vec<_> = wanted.programs.iter().map(Key::as_str).collect();
            let pairs = given(&[
                ("strategies", &ids.join(",")),
                ("threads", &threads.to_string()),
                ("size", &size.to_string()),
                ("chunks", &chunks.to_string()),
                ("repeats", &wanted.text(&COMPUTING, Key::new("repeats")).unwrap()),
                ("seed", &seed.to_string()),
            ]);
            prop_assert_eq!(Parameters::parse_strictly(&COMPUTING, 2, &pairs), Ok(wanted));
        }
    }
}
