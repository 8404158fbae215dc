//! What is asked of other machines: a work by name, its numbers, which of its units, and into how many chunks they are
//! cut.

use super::flat::{Object, Value, Writer};
use crate::job::MAX_CHUNKS;
use crate::key::Key;
use crate::work::Work;
use std::ops::Range;

/// The longest distance that may be added on the way, in milliseconds.
pub const MOST_DISTANCE_MS: u32 = 2_000;
/// The most units that an order may range over.
pub const MOST_UNITS: u64 = 1_000_000_000;
/// The longest text of an order, in bytes.
pub const MOST_BYTES: usize = 4 * 1024;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The lesson whose work it is.
    pub lesson: Key,
    /// The work's name within the lesson.
    pub work: Key,
    /// What it is computed with.
    pub args: [u64; 4],
    /// The first unit,
    pub from: u64,
    /// and the one after the last.
    pub to: u64,
    /// How many chunks are to be computed, from 1 to `MAX_CHUNKS`: they are numbered from 0.
    pub chunks: u32,
    /// How many chunks all units are cut into,
    pub cut: u32,
    /// and which of these is the first that is to be computed, where somebody else has those before it and behind.
    pub first: u32,
    /// How many of its chunks may be in the queue and with machines at once, at least 1.
    pub in_flight: u32,
    /// Milliseconds that are added on the way there, and again on the way back.
    pub distance_ms: u32,
    /// How many machines may take part, if not all.
    pub machines: Option<u32>,
}

const NAMES: &str =
    "lesson, work, args, from, to, chunks, cut, first, in_flight, distance, machines";

impl Order {
    /// The work, as those who compute find it.
    pub fn as_work(&self) -> Work {
        Work {
            lesson: self.lesson,
            name: self.work,
            args: self.args,
            units: self.to,
            of: None,
        }
    }

    /// The units of a chunk: they are dealt as evenly as whole units allow.
    pub fn units(&self, chunk: u32) -> Range<u64> {
        let (chunk, count) = (
            u64::from(self.first) + u64::from(chunk),
            u64::from(self.cut.max(1)),
        );
        let units = self.to.saturating_sub(self.from);
        self.from + units * chunk / count..self.from + units * (chunk + 1) / count
    }

    /// As a line of JSON.
    pub fn write(&self) -> String {
        let order = Writer::begin("lesson", self.lesson.as_str())
            .text("work", self.work.as_str())
            .wholes("args", &self.args)
            .whole("from", self.from)
            .whole("to", self.to)
            .whole("chunks", self.chunks)
            .whole("cut", self.cut)
            .whole("first", self.first)
            .whole("in_flight", self.in_flight)
            .whole("distance", self.distance_ms);
        match self.machines {
            Some(machines) => order.whole("machines", machines).end(),
            None => order.end(),
        }
    }

    /// The order in this text.
    ///
    /// # Errors
    /// A sentence on what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let given = Object::read(text)
            .ok_or("An order is one JSON object of texts, whole numbers and a list of numbers.")?;
        let is_known = |name: &str| NAMES.split(", ").any(|known| known == name);
        if let Some((name, _)) = given.0.iter().find(|(name, _)| !is_known(name)) {
            let name: String = name.chars().take(32).flat_map(char::escape_debug).collect();
            return Err(format!("{name} is nothing an order has: it takes {NAMES}."));
        }
        let whole = |name: &str, default: Option<u64>, range: Range<u64>| {
            let number = match given.get(name) {
                Some(value) => value.whole(),
                None => default,
            };
            number
                .filter(|number| range.contains(number))
                .ok_or_else(|| {
                    let (least, most) = (range.start, range.end - 1);
                    format!("{name} must be a whole number from {least} to {most}.")
                })
        };
        let from = whole("from", Some(0), 0..u64::MAX - MOST_UNITS)?;
        let to = whole("to", None, from + 1..from + MOST_UNITS + 1)?;
        // As everywhere, more chunks than units leave some with nothing to do.
        let most = u64::from(MAX_CHUNKS);
        let chunks = whole("chunks", None, 1..most + 1)? as u32;
        let least = u64::from(chunks);
        let cut = whole("cut", Some(least), least..most + 1)? as u32;
        let first = whole("first", Some(0), 0..u64::from(cut - chunks) + 1)? as u32;
        let machines = match given.get("machines") {
            None | Some(Value::Null) => None,
            Some(_) => Some(whole("machines", None, 1..10_001)? as u32),
        };
        Ok(Self {
            lesson: key(&given, "lesson")?,
            work: key(&given, "work")?,
            args: args(&given)?,
            from,
            to,
            chunks,
            cut,
            first,
            in_flight: whole(
                "in_flight",
                Some(chunks.into()),
                1..u64::from(MAX_CHUNKS) + 1,
            )? as u32,
            distance_ms: whole("distance", Some(0), 0..u64::from(MOST_DISTANCE_MS) + 1)? as u32,
            machines,
        })
    }
}

fn key(given: &Object, name: &str) -> Result<Key, String> {
    let text = given.get(name).and_then(Value::text);
    text.and_then(Key::parse)
        .ok_or_else(|| format!("{name} must be a name of small letters, digits and dashes."))
}

fn args(given: &Object) -> Result<[u64; 4], String> {
    let wrong = || "args must be a list of at most four whole numbers.".to_owned();
    let mut args = [0; 4];
    match given.get("args") {
        None => {}
        Some(Value::Numbers(numbers)) if numbers.len() <= args.len() => {
            for (own, number) in args.iter_mut().zip(numbers) {
                *own = number.parse().map_err(|_| wrong())?;
            }
        }
        Some(_) => return Err(wrong()),
    }
    Ok(args)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_left_out_is_as_usual() {
        let order = Order::read(
            "{\"lesson\":\"primes\",\"work\":\"count\",\"args\":[10],\"to\":8,\"chunks\":4}",
        )
        .unwrap();
        assert_eq!((order.from, order.in_flight, order.distance_ms), (0, 4, 0));
        assert_eq!((order.args, order.machines), ([10, 0, 0, 0], None));
    }

    #[test]
    fn what_is_wrong_is_said_in_one_sentence() {
        let check = |change: &str, expect: &str| {
            let text = format!("{{\"lesson\":\"a\",\"work\":\"b\"{change}}}");
            assert_eq!(Order::read(&text).unwrap_err(), expect);
        };
        check("", "to must be a whole number from 1 to 1000000000.");
        check(
            ",\"to\":5,\"from\":5",
            "to must be a whole number from 6 to 1000000005.",
        );
        check(
            ",\"to\":5,\"chunks\":0",
            "chunks must be a whole number from 1 to 10000.",
        );
        check(
            ",\"to\":20000,\"chunks\":10001",
            "chunks must be a whole number from 1 to 10000.",
        );
        check(
            ",\"to\":5,\"chunks\":1,\"distance\":-1",
            "distance must be a whole number from 0 to 2000.",
        );
        check(
            ",\"to\":5,\"chunks\":1,\"args\":[1,2,3,4,5]",
            "args must be a list of at most four whole numbers.",
        );
        check(
            ",\"shell\":\"rm\"",
            &format!("shell is nothing an order has: it takes {NAMES}."),
        );
        let many = Order::read("[[[[").unwrap_err();
        assert!(many.starts_with("An order is one JSON object"), "{many}");
    }

    proptest! {
        #[test]
        fn orders_come_back(
            lesson in "[a-z0-9-]{1,23}", work in "[a-z0-9-]{1,23}", args: [u64; 4], from in 0..1_000_000_000_u64,
            units in 1..1_000_000_u64, cut in 0.0..1.0_f64, in_flight in 1..=MAX_CHUNKS, distance_ms in 0..=MOST_DISTANCE_MS,
            machines in prop::option::of(1..=10_000_u32), part in (0.0..=1.0_f64, 0.0..=1.0_f64)
        ) {
            let cut = ((f64::from(MAX_CHUNKS) * cut) as u32).max(1);
            let first = (f64::from(cut - 1) * part.0) as u32;
            let chunks = 1 + (f64::from(cut - first - 1) * part.1) as u32;
            let order = Order {
                lesson: Key::parse(&lesson).unwrap(), work: Key::parse(&work).unwrap(),
                args, from, to: from + units, chunks, cut, first, in_flight, distance_ms, machines,
            };
            prop_assert!(order.write().len() < MOST_BYTES);
            prop_assert_eq!(Order::read(&order.write()), Ok(order.clone()));
            // Every unit is in one chunk of the cut, whoever has those before and behind.
            let whole = Order { chunks: cut, first: 0, ..order.clone() };
            let mut next = from;
            for chunk in 0..cut {
                let units = whole.units(chunk);
                prop_assert_eq!(units.start, next);
                next = units.end;
                if (first..first + chunks).contains(&chunk) {
                    prop_assert_eq!(order.units(chunk - first), units);
                }
            }
            prop_assert_eq!(next, order.to);
        }

        #[test]
        fn any_text_is_an_order_or_gets_one_sentence(text: String) {
            if let Err(sentence) = Order::read(&text) {
                prop_assert_eq!(sentence.lines().count(), 1);
            }
        }
    }
}
