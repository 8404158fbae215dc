//! Orders as JSON, as `POST /machines/run` takes them.

use crate::dispatch::order::Order;
use crate::job::MAX_CHUNKS;
use crate::key::Key;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// The longest distance that may be added on the way, in milliseconds.
const MOST_DISTANCE_MS: u64 = 2_000;
/// The most units that an order may range over.
const MOST_UNITS: u64 = 1_000_000_000;
/// The most machines that can be asked for.
const MOST_MACHINES: u64 = 10_000;
/// The longest text of an order, in bytes.
pub const MOST_BYTES: usize = 4 * 1024;

/// What stands in the text.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    lesson: String,
    work: String,
    #[serde(default)]
    args: Vec<u64>,
    #[serde(default)]
    from: u64,
    to: u64,
    chunks: u64,
    /// As many as there are chunks, unless it is a part of a cut.
    cut: Option<u64>,
    #[serde(default)]
    first: u64,
    /// All, unless fewer are asked for.
    in_flight: Option<u64>,
    #[serde(default)]
    distance: u64,
    machines: Option<u64>,
}

/// The order in this text.
///
/// # Errors
/// A sentence on what is wrong with it.
pub fn read(text: &str) -> Result<Order, String> {
    let text: Text = serde_json::from_str(text)
        .map_err(|why| format!("This is no order that can be read: {why}."))?;
    let mut args = [0; 4];
    let given = args
        .get_mut(..text.args.len())
        .ok_or("args must be a list of at most four whole numbers.")?;
    given.copy_from_slice(&text.args);
    let most = u64::from(MAX_CHUNKS);
    let from = within("from", text.from, 0..=u64::MAX - 2 * MOST_UNITS)?;
    let to = within("to", text.to, from + 1..=from + MOST_UNITS)?;
    // As everywhere, more chunks than units leave some with nothing to do.
    let chunks = within("chunks", text.chunks, 1..=most)?;
    let cut = within("cut", text.cut.unwrap_or(chunks), chunks..=most)?;
    let first = within("first", text.first, 0..=cut - chunks)?;
    let in_flight = within("in_flight", text.in_flight.unwrap_or(chunks), 1..=most)?;
    let distance = within("distance", text.distance, 0..=MOST_DISTANCE_MS)?;
    let machines = text.machines;
    let machines = machines.map(|machines| within("machines", machines, 1..=MOST_MACHINES));
    // All of these are far below what 32 bits hold.
    Ok(Order {
        lesson: key("lesson", &text.lesson)?,
        work: key("work", &text.work)?,
        args,
        from,
        to,
        chunks: chunks as u32,
        cut: cut as u32,
        first: first as u32,
        in_flight: in_flight as u32,
        distance_ms: distance as u32,
        machines: machines.transpose()?.map(|machines| machines as u32),
    })
}

/// An order as that text.
pub fn write(order: &Order) -> String {
    let text = Text {
        lesson: order.lesson.as_str().to_owned(),
        work: order.work.as_str().to_owned(),
        args: order.args.to_vec(),
        from: order.from,
        to: order.to,
        chunks: order.chunks.into(),
        cut: Some(order.cut.into()),
        first: order.first.into(),
        in_flight: Some(order.in_flight.into()),
        distance: order.distance_ms.into(),
        machines: order.machines.map(u64::from),
    };
    // Nothing in it can't be written.
    serde_json::to_string(&text).unwrap_or_default()
}

fn within(name: &str, number: u64, range: RangeInclusive<u64>) -> Result<u64, String> {
    if range.contains(&number) {
        return Ok(number);
    }
    let (least, most) = (range.start(), range.end());
    Err(format!(
        "{name} must be a whole number from {least} to {most}."
    ))
}

fn key(name: &str, text: &str) -> Result<Key, String> {
    Key::parse(text)
        .ok_or_else(|| format!("{name} must be a name of small letters, digits and dashes."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_left_out_is_as_usual() {
        let order =
            read("{\"lesson\":\"primes\",\"work\":\"count\",\"args\":[10],\"to\":8,\"chunks\":4}")
                .unwrap();
        assert_eq!((order.from, order.in_flight, order.distance_ms), (0, 4, 0));
        assert_eq!((order.args, order.machines), ([10, 0, 0, 0], None));
    }

    #[test]
    fn what_is_wrong_is_said_in_one_sentence() {
        for (change, expected) in [
            ("", "missing field `to`"),
            (",\"to\":\"x\"", "invalid type"),
            (
                ",\"to\":5,\"from\":5,\"chunks\":1",
                "to must be a whole number from 6 to 1000000005.",
            ),
            (
                ",\"to\":5,\"chunks\":0",
                "chunks must be a whole number from 1 to 10000.",
            ),
            (
                ",\"to\":20000,\"chunks\":10001",
                "chunks must be a whole number from 1 to 10000.",
            ),
            (
                ",\"to\":5,\"chunks\":3,\"cut\":2",
                "cut must be a whole number from 3 to 10000.",
            ),
            (
                ",\"to\":5,\"chunks\":3,\"cut\":5,\"first\":3",
                "first must be a whole number from 0 to 2.",
            ),
            (",\"to\":5,\"chunks\":1,\"distance\":-1", "invalid value"),
            (
                ",\"to\":5,\"chunks\":1,\"distance\":2001",
                "distance must be a whole number from 0 to 2000.",
            ),
            (
                ",\"to\":5,\"chunks\":1,\"args\":[1,2,3,4,5]",
                "args must be a list of at most four whole numbers.",
            ),
            (",\"shell\":\"rm\"", "unknown field `shell`"),
        ] {
            let text = format!("{{\"lesson\":\"a\",\"work\":\"b\"{change}}}");
            let said = read(&text).unwrap_err();
            assert!(said.contains(expected), "{change}: {said}");
            assert_eq!(said.lines().count(), 1, "{said}");
        }
        assert!(read("[[[[").unwrap_err().starts_with("This is no order"));
    }

    proptest! {
        #[test]
        fn orders_come_back(
            lesson in "[a-z0-9-]{1,23}", work in "[a-z0-9-]{1,23}", args: [u64; 4], from in 0..1_000_000_000_u64,
            units in 1..1_000_000_u64, cut in 0.0..1.0_f64, in_flight in 1..=MAX_CHUNKS, distance_ms in 0..=MOST_DISTANCE_MS as u32,
            machines in prop::option::of(1..=10_000_u32), part in (0.0..=1.0_f64, 0.0..=1.0_f64)
        ) {
            let cut = ((f64::from(MAX_CHUNKS) * cut) as u32).max(1);
            let first = (f64::from(cut - 1) * part.0) as u32;
            let chunks = 1 + (f64::from(cut - first - 1) * part.1) as u32;
            let order = Order {
                lesson: Key::parse(&lesson).unwrap(), work: Key::parse(&work).unwrap(),
                args, from, to: from + units, chunks, cut, first, in_flight, distance_ms, machines,
            };
            prop_assert!(write(&order).len() < MOST_BYTES);
            prop_assert_eq!(read(&write(&order)), Ok(order.clone()));
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
            if let Err(sentence) = read(&text) {
                prop_assert_eq!(sentence.lines().count(), 1);
            }
        }
    }
}
