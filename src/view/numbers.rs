//! Numbers as people read them.

use super::scale::fixed;

/// A whole number, its thousands set apart: "3,120".
pub fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
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
        fixed(rounded, 0)
    };
    text + "\u{a0}%"
}

/// How many times: "5.0", "12".
pub fn times(ratio: f64) -> String {
    fixed(ratio, if ratio < 9.95 { 1 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

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
