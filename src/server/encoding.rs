//! Which form of a file a browser likes best: reads Accept-Encoding.

/// A form in which files are kept: as they are, or compressed beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Brotli, kept as `name.br`.
    Brotli,
    /// Gzip, kept as `name.gz`.
    Gzip,
    /// Not compressed.
    Identity,
}

impl Encoding {
    /// All of them, the smallest first.
    pub const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Identity];

    /// What is appended to a file's name.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
            Self::Identity => "",
        }
    }

    /// The name in `Content-Encoding`, if it needs one.
    pub const fn header(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    fn is_named(self, name: &str) -> bool {
        match self {
            Self::Brotli => name.eq_ignore_ascii_case("br"),
            // RFC 9110, section 8.4.1.3: the old name means the same.
            Self::Gzip => ["gzip", "x-gzip"]
                .iter()
                .any(|n| name.eq_ignore_ascii_case(n)),
            Self::Identity => name.eq_ignore_ascii_case("identity"),
        }
    }
}

/// The encodings that `accept` allows, best first; among equals the smallest first (RFC 9110,
/// section 12.5.3). `Identity` is always among them: better an uncompressed file than none.
pub fn by_preference(accept: &str) -> Vec<Encoding> {
    let offers: Vec<(&str, u16)> = accept.split(',').filter_map(offer).collect();
    let weight = |encoding: Encoding| {
        let named = offers.iter().find(|(name, _)| encoding.is_named(name));
        let any = offers.iter().find(|(name, _)| *name == "*");
        match (named.or(any), encoding) {
            (Some((_, weight)), _) => *weight,
            // Not named: allowed, but behind whatever is named.
            (None, Encoding::Identity) => 1,
            (None, _) => 0,
        }
    };
    let mut liked: Vec<_> = Encoding::ALL
        .into_iter()
        .filter(|&encoding| encoding == Encoding::Identity || weight(encoding) > 0)
        .collect();
    // A stable sort, so that equals stay in their order.
    liked.sort_by_key(|&encoding| std::cmp::Reverse(weight(encoding)));
    liked
}

/// `gzip;q=0.5` → gzip with 500 thousandths; nothing when it can't be read.
fn offer(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let mut weight = 1_000;
    for parameter in parts {
        let (key, value) = parameter.split_once('=')?;
        if key.trim().eq_ignore_ascii_case("q") {
            weight = thousandths(value.trim())?;
        }
    }
    Some((name, weight))
}

/// A weight from 0 to 1 with at most three decimals, in thousandths.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = decimals.len() <= 3 && decimals.bytes().all(|byte| byte.is_ascii_digit());
    let decimals: u16 = format!("{decimals:0<3}").parse().ok().filter(|_| digits)?;
    match whole {
        "0" => Some(decimals),
        "1" if decimals == 0 => Some(1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Encoding::{Brotli, Gzip, Identity};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn preferences_follow_the_weights() {
        for (accept, expected) in [
            ("", &[Identity][..]),
            ("gzip, deflate, br, zstd", &[Brotli, Gzip, Identity]),
            ("gzip;q=1.0, br;q=0.5", &[Gzip, Brotli, Identity]),
            ("GZIP ; Q=0.8", &[Gzip, Identity]),
            ("x-gzip", &[Gzip, Identity]),
            ("br;q=0, *", &[Gzip, Identity]),
            ("*;q=0", &[Identity]),
            ("identity, br;q=0.9", &[Identity, Brotli]),
            ("identity;q=0, gzip;q=0.001", &[Gzip, Identity]),
            ("br;q=2, gzip;q=-1, deflate;q", &[Identity]),
            ("br;q=0.0001, br;level=9;q=0.2", &[Brotli, Identity]),
        ] {
            assert_eq!(by_preference(accept), expected, "{accept:?}");
        }
    }

    #[test]
    fn weights_have_three_decimals() {
        for (text, expected) in [
            ("1", Some(1_000)),
            ("1.000", Some(1_000)),
            ("0.", Some(0)),
            ("0.25", Some(250)),
            ("1.001", None),
            ("0.1234", None),
            (".5", None),
            ("0.+1", None),
            ("", None),
        ] {
            assert_eq!(thousandths(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_weight_is_read_back(weight in 0_u16..=1_000) {
            let text = format!("{}.{:03}", weight / 1_000, weight % 1_000);
            prop_assert_eq!(thousandths(&text), Some(weight));
        }

        #[test]
        fn any_header_leaves_identity_and_no_doubles(accept in r"((br|gzip|\*|identity)(;q=[01](\.[0-9]{0,4})?)?,? ?|\PC){0,12}") {
            let liked = by_preference(&accept);
            prop_assert!(liked.contains(&Identity));
            for encoding in Encoding::ALL {
                prop_assert!(liked.iter().filter(|&&e| e == encoding).count() <= 1);
            }
        }

        #[test]
        fn the_heavier_of_two_comes_first(br in 1_u16..=999, gzip in 1_u16..=999) {
            let accept = format!("gzip;q=0.{gzip:03}, br;q=0.{br:03}");
            let expected = if gzip > br { [Gzip, Brotli] } else { [Brotli, Gzip] };
            prop_assert_eq!(&by_preference(&accept)[..2], &expected[..]);
        }
    }
}
