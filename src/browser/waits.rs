//! Finds out where waits come from: who serves the site, and how far away that is.

use super::{clock, request};
use crate::units::Millis;
use crate::waits::{BY_SERVER, FILE, WaitsFrom};

/// A round trip that is shorter than this is too quick to be seen.
const SEEN: Millis = Millis(20.0);

/// The first request sets a connection up; of the others the quickest counts.
const TRIALS: u32 = 3;

/// A host that takes longer is as good as none.
const LIMIT: Millis = Millis(3_000.0);

/// Where the waits of the site at this address come from.
pub async fn found(site: &str) -> WaitsFrom {
    let mut quickest = f64::INFINITY;
    for trial in 0..TRIALS {
        let (now, number) = (clock::calendar().0 as u64, trial.to_string());
        let address = [site, FILE, "?", &now.to_string(), "-", &number].concat();
        let asked = clock::now();
        match request::fetch(&address, LIMIT).await {
            Ok(body) if body == BY_SERVER.as_bytes() => return WaitsFrom::Server,
            Ok(_) => {}
            // Offline, or a host without the file.
            Err(_) => return WaitsFrom::Timer,
        }
        quickest = quickest.min((clock::now() - asked).to_millis().0);
    }
    match quickest < SEEN.0 {
        true => WaitsFrom::Timer,
        false => WaitsFrom::Network,
    }
}
