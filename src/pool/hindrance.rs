//! What keeps a page from the best tier, told so that whoever can change it knows. What the browser refused and in which
//! words is found by trying; why it did so shows where the page stands.

use crate::waits::WaitsFrom;

/// What did not go as it was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// The browser refused to hand shared memory to another thread; its own words.
    SharedMemoryRefused(String),
    /// The threads that share memory did not all come up in time, in three tries.
    PoolDidNotStart,
    /// The browser hands shared memory on, but refused to start threads for it; its own words.
    ThreadsRefused(String),
    /// Nor did separate workers all come up.
    WorkersDidNotStart,
    /// Not even separate workers could all be started; the browser's own words.
    WorkersRefused(String),
}

/// Where the page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Whether the browser says that it is isolated.
    pub is_isolated: bool,
    /// Whether it came by https or from this computer, and those around it, too.
    pub is_secure: bool,
    /// Whether it is inside another.
    pub is_framed: bool,
}

impl Hindrance {
    /// The key of the sentence that says so, of those in `www/tiers/`.
    pub const fn key(&self, page: Standing, waits: WaitsFrom) -> &'static str {
        match self {
            Self::SharedMemoryRefused(_) => refused(page, waits),
            Self::PoolDidNotStart => "pool",
            Self::ThreadsRefused(_) => "no-threads",
            Self::WorkersDidNotStart => "slow-workers",
            Self::WorkersRefused(_) => "no-workers",
        }
    }

    /// The browser's words; empty where it said nothing.
    pub fn words(&self) -> &str {
        match self {
            Self::SharedMemoryRefused(words)
            | Self::ThreadsRefused(words)
            | Self::WorkersRefused(words) => words,
            Self::PoolDidNotStart | Self::WorkersDidNotStart => "",
        }
    }
}

const fn refused(page: Standing, waits: WaitsFrom) -> &'static str {
    match (page.is_isolated, page.is_secure, page.is_framed) {
        (true, ..) => "browser",
        (_, false, false) => "not-https",
        (_, false, true) => "not-https-around",
        (_, _, true) => "around",
        // Only our own server waits as it is asked to.
        _ if matches!(waits, WaitsFrom::Server) => "plain-server",
        _ => "no-headers",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// A key and its text a line.
    fn texts() -> BTreeMap<&'static str, String> {
        let lines = include_str!("../../www/tiers/en.json").lines();
        let pairs = lines.filter_map(|line| {
            let (key, text) = line.trim().strip_prefix('"')?.split_once("\": \"")?;
            let text = text.trim_end_matches(',').strip_suffix('"')?;
            Some((key, text.replace("\\\"", "\"")))
        });
        pairs.collect()
    }

    /// A page of which those words are true.
    fn page(standing: &str) -> Standing {
        Standing {
            is_isolated: standing.contains("isolated"),
            is_secure: standing.contains("secure"),
            is_framed: standing.contains("framed"),
        }
    }

    #[test]
    fn the_sentence_says_who_can_change_it() {
        use WaitsFrom::{Network, Server, Timer};
        let refused = Hindrance::SharedMemoryRefused("DataCloneError: no".to_owned());
        let texts = texts();
        for (standing, waits, said) in [
            ("", Server, "meanwhile serve --host --tls"),
            ("", Network, "meanwhile serve --host --tls"),
            ("framed", Server, "or the one around it"),
            ("secure framed", Server, "allow=\"cross-origin-isolated\""),
            ("secure framed", Timer, "allow=\"cross-origin-isolated\""),
            ("secure", Server, "started with --plain"),
            ("secure", Network, "Whoever serves it can send them"),
            ("secure", Timer, "Whoever serves it can send them"),
            ("secure isolated", Server, "Another browser"),
            ("secure isolated framed", Timer, "Another browser"),
        ] {
            let sentence = &texts[refused.key(page(standing), waits)];
            assert!(sentence.contains(said), "{standing}, {waits:?}: {sentence}");
        }
    }

    /// Each has its sentence, and there is no other.
    #[test]
    fn every_sentence_is_said_somewhere() {
        let mut keys = BTreeSet::from(["says"]);
        for bits in 0..8 {
            let page = Standing {
                is_isolated: bits & 1 > 0,
                is_secure: bits & 2 > 0,
                is_framed: bits & 4 > 0,
            };
            for waits in [WaitsFrom::Server, WaitsFrom::Network, WaitsFrom::Timer] {
                for hindrance in [
                    Hindrance::SharedMemoryRefused(String::new()),
                    Hindrance::PoolDidNotStart,
                    Hindrance::ThreadsRefused(String::new()),
                    Hindrance::WorkersDidNotStart,
                    Hindrance::WorkersRefused(String::new()),
                ] {
                    keys.insert(hindrance.key(page, waits));
                }
            }
        }
        let texts = texts();
        assert_eq!(keys, texts.keys().copied().collect());
        assert!(texts.values().all(|text| text.ends_with(['.', ':'])));
    }
}
