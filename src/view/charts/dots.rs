//! Where dots go that would lie on each other: up and down from their line, always the same way.

/// Steps away from the line, nearest first.
const STEPS: [f64; 5] = [0.0, -1.0, 1.0, -2.0, 2.0];

/// How far each dot is moved off its line, for dots at `xs` of this diameter (any unit, the same
/// for all). Each takes the nearest place where it touches none before it; if there is none, the
/// places in turn.
pub fn offsets(xs: &[f64], diameter: f64) -> Vec<f64> {
    let mut placed: Vec<(f64, f64)> = Vec::with_capacity(xs.len());
    for (index, &x) in xs.iter().enumerate() {
        let is_free = |step: f64| {
            !placed
                .iter()
                .any(|&(other, taken)| taken == step && (other - x).abs() < diameter)
        };
        let free = STEPS.into_iter().find(|&step| is_free(step));
        placed.push((x, free.unwrap_or(STEPS[index % STEPS.len()])));
    }
    placed
        .into_iter()
        .map(|(_, step)| step * diameter)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_apart_stay_on_the_line() {
        assert_eq!(offsets(&[0.0, 10.0, 20.0], 6.0), [0.0, 0.0, 0.0]);
    }

    #[test]
    fn dots_together_spread_and_none_touches_another() {
        let xs = [10.0, 12.0, 11.0, 30.0, 10.0];
        let got = offsets(&xs, 6.0);
        for a in 0..xs.len() {
            for b in 0..a {
                let apart = (xs[a] - xs[b]).abs() >= 6.0 || (got[a] - got[b]).abs() >= 6.0;
                assert!(apart, "{a} and {b}: {got:?}");
            }
        }
        assert_eq!(got, offsets(&xs, 6.0));
    }
}
