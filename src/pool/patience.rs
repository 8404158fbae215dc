//! How long the workers of a pool are waited for: as long as one after the other comes up. A machine
//! at its limits brings up many only slowly; of a start that hangs, none comes any more.

use crate::browser::timer;
use crate::units::Millis;

/// A pool that no worker joined for so long has hung (in Firefox one start in 4 to 50 does).
const LIMIT: Millis = Millis(3_000.0);

/// So often in that time it is looked whether one came: one long timer would be over as soon as a
/// page that was held up for seconds goes on.
const LOOKS: u32 = 6;

/// Ends once no worker has come up for `LIMIT`. `come` tells how many are up.
pub async fn until_nobody_comes(come: impl Fn() -> u32) {
    let (mut seen, mut in_vain) = (come(), 0);
    while in_vain < LOOKS {
        timer::sleep(Millis(LIMIT.0 / f64::from(LOOKS))).await;
        let up = come();
        in_vain = if up == seen { in_vain + 1 } else { 0 };
        seen = up;
    }
}
