//! Numbers as people read them: in the form of the language that the page speaks.

use super::words::Words;
use std::cell::Cell;

/// How a language writes its numbers: the sign before the decimals, and the one between thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Form {
    point: char,
    group: char,
}

thread_local! {
    /// Known once the texts are; one a module, for a page speaks one language.
    static FORM: Cell<Form> = const { Cell::new(Form { point: '.', group: ',' }) };
}

/// From now on numbers are written as the language of these texts has it: `number.point`, `number.group`.
pub fn write_as(words: &Words) {
    let sign = |key, usual| words.get_or_nothing(key).chars().next().unwrap_or(usual);
    FORM.set(Form {
        point: sign("number.point", '.'),
        group: sign("number.group", ','),
    });
}

/// A number to read, with that many digits after the point: "4.2", or "4,2" in another language.
pub fn decimal(value: f64, digits: u32) -> String {
    written(value, digits, FORM.get().point)
}

/// A number for the browser, in styles and drawings: its point is one in every language.
pub fn fixed(value: f64, digits: u32) -> String {
    written(value, digits, '.')
}

/// Rust's own formatting of floats would do the same and costs the page's module several kilobytes.
fn written(value: f64, digits: u32, point: char) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let scale = 10u64.pow(digits);
    let scaled = (value.abs() * scale as f64).round() as u64;
    let (whole, part) = (scaled / scale, scaled % scale);
    let mut text = String::new();
    if value < 0.0 && scaled > 0 {
        text.push('−');
    }
    text.push_str(&whole.to_string());
    if digits > 0 {
        let part = part.to_string();
        text.push(point);
        for _ in part.len()..digits as usize {
            text.push('0');
        }
        text.push_str(&part);
    }
    text
}

/// A whole number, its thousands set apart: "3,120".
pub fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(FORM.get().group);
        }
        text.push(digit);
    }
    text
}

/// A share as whole percent: "97 %". What is neither nothing nor all is never rounded to it.
pub fn percent(share: f64) -> String {
    let rounded = (share * 100.0).round();
    let text = if share > 0.0 && rounded < 1.0 {
        "<\u{a0}1".to_owned()
    } else if share < 1.0 && rounded > 99.0 {
        ">\u{a0}99".to_owned()
    } else {
        decimal(rounded, 0)
    };
    text + "\u{a0}%"
}

/// How many times: "5.0", "12".
pub fn times(ratio: f64) -> String {
    decimal(ratio, if ratio < 9.95 { 1 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_rounds_and_pads() {
        assert_eq!(fixed(0.405, 2), "0.41");
        assert_eq!(fixed(2.0, 1), "2.0");
        assert_eq!(fixed(1.05, 3), "1.050");
        assert_eq!(fixed(-0.04, 1), "0.0");
        assert_eq!(fixed(-3.26, 1), "−3.3");
        assert_eq!(fixed(f64::NAN, 1), "–");
    }

    #[test]
    fn another_language_has_another_form() {
        let german = [("number.point", ","), ("number.group", ".")];
        let german = german.map(|(key, sign)| (key.to_owned(), sign.to_owned()));
        write_as(&Words::from(german.to_vec()));
        assert_eq!(
            (decimal(4.25, 1), whole(3_120)),
            ("4,3".into(), "3.120".into())
        );
        assert_eq!(fixed(4.25, 1), "4.3");
        // Texts without a form leave the usual one.
        write_as(&Words::default());
        assert_eq!(
            (decimal(4.25, 1), whole(3_120)),
            ("4.3".into(), "3,120".into())
        );
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(whole(0), "0");
        assert_eq!(whole(999), "999");
        assert_eq!(whole(3_120), "3,120");
        assert_eq!(whole(1_234_567), "1,234,567");
    }

    #[test]
    fn shares_keep_their_meaning() {
        assert_eq!(percent(0.97), "97\u{a0}%");
        assert_eq!(percent(0.0), "0\u{a0}%");
        assert_eq!(percent(0.001), "<\u{a0}1\u{a0}%");
        assert_eq!(percent(0.999), ">\u{a0}99\u{a0}%");
        assert_eq!(percent(1.0), "100\u{a0}%");
    }

    #[test]
    fn ratios_have_two_digits() {
        assert_eq!(times(5.0), "5.0");
        assert_eq!(times(12.34), "12");
    }
}
