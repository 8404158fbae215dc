//! How long the workers of a pool are waited for: as long as one after the other comes up. A machine
//! at its limits brings up many only slowly; of a start that hangs, none comes any more.

use crate::browser::timer;
use crate::units::Millis;

/// A pool that no worker joined for so long has hung (in Firefox one start in 4 to 50 does);
const LIMIT: Millis = Millis(3_000.0);

/// and for each of its workers this much later: many that share few cores load for long, and come up together.
const LIMIT_EACH: Millis = Millis(50.0);

/// So often in that time it is looked whether one came: one long timer would be over as soon as a
/// page that was held up for seconds goes on.
const LOOKS: u32 = 6;

/// Ends once none of so many workers has come up for too long. `come` tells how many are up.
pub async fn until_nobody_comes(workers: u16, come: impl Fn() -> u32) {
    let limit = LIMIT.0 + LIMIT_EACH.0 * f64::from(workers);
    let (mut seen, mut in_vain) = (come(), 0);
    while in_vain < LOOKS {
        timer::sleep(Millis(limit / f64::from(LOOKS))).await;
        let up = come();
        in_vain = if up == seen { in_vain + 1 } else { 0 };
        seen = up;
    }
}
