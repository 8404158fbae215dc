//! Plain data as JSON text, with numbers to a millionth: no clock here is finer, nobody wants to read
//! `412.04999999701977`, and the tables that the shortest exact text needs would be a noticeable part
//! of the page's module. Numbers above a thousand million, times of day in milliseconds among them, have
//! thousandths, for an `f64` of that size holds no more.

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;
use std::io;

/// The JSON text of plain data; infinite numbers and NaN become null.
///
/// # Errors
/// What the data's own `Serialize` reports; derived ones report nothing.
pub fn to_json(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, Rounded))?;
    // serde_json writes nothing but UTF-8.
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

/// Compact, but for its numbers.
struct Rounded;

impl Formatter for Rounded {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(rounded(value).as_bytes())
    }
}

/// The number as it stands in our files; "412.05".
pub fn rounded(value: f64) -> String {
    let size = value.abs();
    let digits = match size {
        _ if size < 1e9 => 6,
        _ if size < 1e13 => 3,
        _ => 0,
    };
    let scale = 10u64.pow(digits);
    let scaled = (size * scale as f64).round() as u64;
    let (whole, part) = (scaled / scale, scaled % scale);
    let mut text = String::new();
    if value < 0.0 && scaled > 0 {
        text.push('-');
    }
    text.push_str(&whole.to_string());
    text.push('.');
    let part = part.to_string();
    for _ in part.len()..digits as usize {
        text.push('0');
    }
    text.push_str(&part);
    let kept = text.trim_end_matches('0').len();
    text.truncate(kept);
    if text.ends_with('.') {
        text.push('0');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_millionths_at_most() {
        let check = |value, expect: &str| assert_eq!(rounded(value), expect);
        check(0.0, "0.0");
        check(-0.0, "0.0");
        check(412.049_999_997_019_77, "412.05");
        check(0.000_003_46, "0.000003");
        check(-0.000_000_1, "0.0");
        check(-1.5, "-1.5");
        check(2_173.947_500_000_242, "2173.9475");
        check(1e12, "1000000000000.0");
        check(999_999_999.25, "999999999.25");
        check(1_764_036_271_123.455, "1764036271123.455");
        check(-1e30, "-18446744073709551615.0");
    }

    #[test]
    fn the_rest_is_json_as_ever() {
        let value = (
            Some("a\"\n€"),
            None::<u8>,
            [1.25, f64::NAN, f64::INFINITY],
            7u32,
        );
        let text = to_json(&value).unwrap();
        assert_eq!(text, r#"["a\"\n€",null,[1.25,null,null],7]"#);
        let back: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(back[2][0], 1.25);
    }
}
