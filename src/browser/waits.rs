//! Finds out where waits come from: who serves the site, and how far away that is.

use super::{clock, request};
use crate::units::Millis;
use crate::waits::{BY_SERVER, FILE, WaitsFrom};

/// A round trip that is shorter than this is too quick to be seen.
const SEEN: Millis = Millis(20.0);

/// The first request may have set a connection up, so where it took long another is made.
const TRIALS: u32 = 2;

/// A network that takes longer is as good as none; and the engine waits for this to come up.
const LIMIT: Millis = Millis(2_000.0);

/// Where the waits of the site at this address come from.
pub async fn found(site: &str) -> WaitsFrom {
    for trial in 0..TRIALS {
        let (now, number) = (clock::calendar().0 as u64, trial.to_string());
        let address = [site, FILE, "?", &now.to_string(), "-", &number].concat();
        let asked = clock::now();
        match request::fetch(&address, LIMIT).await {
            Ok(body) if body == BY_SERVER.as_bytes() => return WaitsFrom::Server,
            Ok(_) if clock::now() - asked < SEEN.to_micros() => return WaitsFrom::Timer,
            Ok(_) => {}
            // Offline, or a host without the file.
            Err(_) => return WaitsFrom::Timer,
        }
    }
    WaitsFrom::Network
}
