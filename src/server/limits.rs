//! How many connections may be open at once: 4,096, or fewer if the system allows fewer files.

use crate::machines::console::complain;

/// The most connections held at once; more wait in the system's queue until one ends.
const MOST_CONNECTIONS: usize = 4_096;

/// Open files kept for everything that is no connection.
const SPARE_FILES: usize = 64;

/// The number of connections to hold at most, after raising the limit on open files as far as this
/// process may. Says so when the result is smaller than it should be.
pub fn connections() -> usize {
    let files = raise_open_files(MOST_CONNECTIONS + SPARE_FILES);
    let most = files.saturating_sub(SPARE_FILES).clamp(1, MOST_CONNECTIONS);
    if most < MOST_CONNECTIONS {
        complain(few(most, files));
    }
    most
}

/// What is said of so few. The limit was raised as far as this process may, so only who may do more can raise it further.
fn few(most: usize, files: usize) -> String {
    let connections = match most {
        1 => "1 connection".to_owned(),
        many => format!("{many} connections"),
    };
    format!(
        "Only {connections} can be open at once, because the system lets this process open {files} files and no more; root raises that: `ulimit -n 8192`, or LimitNOFILE=8192 in a systemd service."
    )
}

/// Raises the soft limit to `wanted` where the hard one allows it; how many files may be open now.
#[cfg(unix)]
fn raise_open_files(wanted: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let count =
        |limit: Option<u64>| limit.map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(usize::MAX));
    let (current, maximum) = (count(limit.current), count(limit.maximum));
    let raised = wanted.min(maximum);
    if current >= raised {
        return current;
    }
    let asked = Rlimit {
        current: Some(raised as u64),
        maximum: limit.maximum,
    };
    match setrlimit(Resource::Nofile, asked) {
        Ok(()) => raised,
        Err(_) => current,
    }
}

/// Elsewhere sockets are not counted as files.
#[cfg(not(unix))]
fn raise_open_files(wanted: usize) -> usize {
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_are_counted_as_one_speaks() {
        assert!(few(1, 65).starts_with("Only 1 connection can"));
        assert!(few(64, 128).starts_with("Only 64 connections can"));
    }
}
