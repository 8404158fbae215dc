//! Where waits come from: from our own server, which answers as slowly as it is asked to; from the network, where another
//! host serves the site and sends what it has as soon as it can; or, where that is too quick to be seen, from a timer.

use crate::random;
use crate::units::Millis;
use serde::{Deserialize, Serialize};

/// Where waits come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WaitsFrom {
    /// Our own server.
    Server,
    /// The network, by requests for a small file of the site.
    Network,
    /// A timer of the browser's.
    Timer,
}

/// The file that any host has. Our own server answers otherwise, `BY_SERVER`.
pub const FILE: &str = "io/wait.txt";

/// What our own server says there.
pub const BY_SERVER: &str = "slow";

/// What the address of a wait by a timer begins with.
const TIMER: &str = "timer:";

/// A file that no host has: what is to be refused is asked for there.
const NO_FILE: &str = "io/refused.txt";

/// The status that refuses, in an address for our own server.
const REFUSED: &str = "&status=";

impl WaitsFrom {
    /// The name used in results, and in the keys of what there is to say of it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Network => "network",
            Self::Timer => "timer",
        }
    }

    /// The address for what our own server would be asked for at `path`, below the site's root.
    pub fn address(self, site: &str, path: &str) -> String {
        match self {
            Self::Server => [site, path].concat(),
            Self::Timer => [TIMER, path].concat(),
            Self::Network => {
                let file = if path.contains(REFUSED) {
                    NO_FILE
                } else {
                    FILE
                };
                // No two addresses are equal, whatever is asked for.
                [site, file, "?", path].concat()
            }
        }
    }
}

/// A wait by a timer.
#[derive(Debug, Clone, PartialEq)]
pub struct Timed {
    /// How long it takes.
    pub length: Millis,
    /// The body that our own server would answer with, or the status with which it would refuse.
    pub answer: Result<Vec<u8>, u16>,
}

/// Whether an address stands for a wait by a timer.
pub fn is_timed(address: &str) -> bool {
    address.starts_with(TIMER)
}

/// The wait that an address stands for, if it is one by a timer.
pub fn timed(address: &str) -> Option<Timed> {
    let (_, query) = address.strip_prefix(TIMER)?.split_once('?')?;
    let value = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(known, _)| *known == name)?;
        value.parse::<u32>().ok()
    };
    let bytes = value("bytes").unwrap_or_default() as usize;
    let answer = match value("status") {
        Some(status) => Err(status as u16),
        None => Ok(random::bytes(value("seed").unwrap_or_default(), 0, bytes)),
    };
    Some(Timed {
        length: Millis(value("ms")?.into()),
        answer,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timer_answers_as_our_server_would() {
        let path = "io/slow?ms=40&bytes=13&seed=7&nonce=9";
        let address = WaitsFrom::Timer.address("https://a.example/", path);
        let found = timed(&address).expect("a timer");
        assert_eq!(found.length.0, 40.0);
        assert_eq!(found.answer, Ok(random::bytes(7, 0, 13)));
        let refused = WaitsFrom::Timer.address("", &[path, "&status=503"].concat());
        assert_eq!(timed(&refused).map(|timed| timed.answer), Some(Err(503)));
        let by_server = WaitsFrom::Server.address("https://a.example/", path);
        assert_eq!(by_server, format!("https://a.example/{path}"));
        assert_eq!(timed(&by_server), None);
        assert_eq!(timed("timer:io/slow?bytes=1"), None);
    }

    #[test]
    fn the_network_is_asked_for_a_file_or_for_none() {
        let of = |path| WaitsFrom::Network.address("https://a.example/x/", path);
        assert_eq!(
            of("io/slow?ms=4&nonce=9"),
            "https://a.example/x/io/wait.txt?io/slow?ms=4&nonce=9"
        );
        assert!(of("io/slow?ms=4&status=503").starts_with("https://a.example/x/io/refused.txt?"));
    }
}
