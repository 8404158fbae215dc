//! The time a job takes on more and more threads, fitted to measured speed-ups.
//!
//! Both laws of `fit` say that the time is a sum of parts, in units of the time on one thread:
//!
//! ```text
//! time(n) = split / n  +  whole  +  exchange × (n − 1)
//! ```
//!
//! what can be split, what can't, and what threads cost each other. The sum being linear in its parts,
//! the best parts are found in one step. The least squares are those of the relative errors, for noise
//! is a share of the time; and the time on one thread is fitted like the others, for it was measured
//! like the others.

/// The parts of the time on n threads; see the top of this file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Parts {
    split: f64,
    whole: f64,
    exchange: f64,
}

impl Parts {
    /// σ: what can't be split, as a share of the time on one thread.
    pub(super) fn sigma(self) -> f64 {
        self.whole / (self.split + self.whole)
    }

    /// κ: what each pair of threads costs, as a share of the time on one thread.
    pub(super) fn kappa(self) -> f64 {
        self.exchange / (self.split + self.whole)
    }

    /// Whether every number is one, and the time on one thread is above zero.
    fn is_sound(self) -> bool {
        self.split + self.whole > 0.0 && self.sigma().is_finite() && self.kappa().is_finite()
    }
}

/// Amdahl's law has the first two parts, the Universal Scalability Law all three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Law {
    /// Split and whole.
    Amdahl = 2,
    /// Split, whole and exchange.
    Usl = 3,
}

/// All that least squares need to know of the measured points: sums of products ("normal equations").
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Points {
    /// Sums over the points of products of two columns.
    products: [[f64; 3]; 3],
    /// Sums over the points of each column, for what is fitted is a 1 at every point.
    sums: [f64; 3],
}

impl Points {
    /// Adds a measured point. Its error is `time(threads) × speedup − 1`: how far the fitted time is off,
    /// as a share of the measured one.
    pub(super) fn add(&mut self, threads: f64, speedup: f64) {
        let columns = [1.0 / threads, 1.0, threads - 1.0].map(|column| column * speedup);
        for (row, one) in columns.iter().enumerate() {
            self.sums[row] += one;
            for (column, other) in columns.iter().enumerate() {
                self.products[row][column] += one * other;
            }
        }
    }

    /// The best parts, whatever their sign: what resampling needs, where a bound would pull all the
    /// estimates to one side.
    pub(super) fn fit_free(&self, law: Law) -> Option<Parts> {
        self.fit_some(&[0, 1, 2][..law as usize])
            .map(|(parts, _)| parts)
    }

    /// The best parts of which none is below zero. They are the best of those fits with some parts left
    /// out that have none below zero (Lawson and Hanson, "Solving least squares problems", 1974, chapter
    /// 23); with three parts all of them can be tried.
    pub(super) fn fit(&self, law: Law) -> Option<Parts> {
        const SOME: [&[usize]; 7] = [&[0], &[1], &[0, 1], &[2], &[0, 2], &[1, 2], &[0, 1, 2]];
        let choices = match law {
            Law::Amdahl => &SOME[..3],
            Law::Usl => &SOME[..],
        };
        let bounded = choices.iter().filter_map(|some| self.fit_some(some));
        let bounded = bounded
            .filter(|(parts, _)| parts.split >= 0.0 && parts.whole >= 0.0 && parts.exchange >= 0.0);
        let best = bounded.max_by(|a, b| a.1.total_cmp(&b.1));
        best.map(|(parts, _)| parts)
    }

    /// The best fit with some of the parts, and by how much they lower the sum of the squares.
    fn fit_some(&self, some: &[usize]) -> Option<(Parts, f64)> {
        let found = self.solve(some)?;
        let mut all = [0.0; 3];
        let mut gain = 0.0;
        for (&part, &size) in some.iter().zip(&found) {
            all[part] = size;
            gain += size * self.sums[part];
        }
        let [split, whole, exchange] = all;
        let parts = Parts {
            split,
            whole,
            exchange,
        };
        parts.is_sound().then_some((parts, gain))
    }

    /// Elimination; rows need no exchange, for the products are symmetric and positive. `None` where the
    /// points are too few to tell the parts apart.
    fn solve(&self, some: &[usize]) -> Option<[f64; 3]> {
        let size = some.len();
        let mut rows = [[0.0; 4]; 3];
        for (row, &part) in rows.iter_mut().zip(some) {
            for (column, &other) in some.iter().enumerate() {
                row[column] = self.products[part][other];
            }
            row[3] = self.sums[part];
        }
        for pivot in 0..size {
            let from = rows[pivot];
            let whole = self.products[some[pivot]][some[pivot]];
            if from[pivot] <= SINGULAR * whole || !from[pivot].is_finite() {
                return None;
            }
            for row in &mut rows[pivot + 1..size] {
                let times = row[pivot] / from[pivot];
                for column in 0..4 {
                    row[column] -= times * from[column];
                }
            }
        }
        let mut found = [0.0; 3];
        for pivot in (0..size).rev() {
            let known: f64 = (pivot + 1..size).map(|k| rows[pivot][k] * found[k]).sum();
            found[pivot] = (rows[pivot][3] - known) / rows[pivot][pivot];
        }
        Some(found)
    }
}

/// A column of which no more than this share is left after elimination is a sum of the others.
const SINGULAR: f64 = 1e-12;

#[cfg(test)]
mod tests {
    use super::*;

    fn points(law: impl Fn(f64) -> f64, threads: &[f64]) -> Points {
        let mut points = Points::default();
        for &threads in threads {
            points.add(threads, law(threads));
        }
        points
    }

    fn near(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 1e-9, "{found} is not {wanted}");
    }

    #[test]
    fn points_on_a_curve_give_its_numbers() {
        let law = |n: f64| n / (1.0 + 0.1 * (n - 1.0) + 0.01 * n * (n - 1.0));
        for threads in [&[1.0, 2.0, 3.0, 4.0][..], &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0]] {
            let parts = points(law, threads).fit(Law::Usl).unwrap();
            near(parts.sigma(), 0.1);
            near(parts.kappa(), 0.01);
        }
        let amdahl = |n: f64| 1.0 / (0.3 + 0.7 / n);
        let all = points(amdahl, &[1.0, 2.0, 3.0, 4.0]);
        near(all.fit(Law::Amdahl).unwrap().sigma(), 0.3);
        near(all.fit_free(Law::Amdahl).unwrap().sigma(), 0.3);
        // A base measured 5 % too long lifts every speed-up, and changes nothing.
        let lifted = points(|n| 1.05 * amdahl(n), &[1.0, 2.0, 3.0, 4.0]);
        near(lifted.fit(Law::Amdahl).unwrap().sigma(), 0.3);
    }

    #[test]
    fn bounds_are_kept() {
        // Faster than the ideal: nothing is whole.
        let super_linear = points(|n| n * 1.1f64.powf(n), &[1.0, 2.0, 3.0, 4.0]);
        near(super_linear.fit(Law::Amdahl).unwrap().sigma(), 0.0);
        assert!(super_linear.fit_free(Law::Amdahl).unwrap().sigma() < 0.0);
        // Slower and slower: Amdahl's law can't fall under 1.
        let falling = points(|n| 1.0 / n, &[1.0, 2.0, 3.0, 4.0]);
        near(falling.fit(Law::Amdahl).unwrap().sigma(), 1.0);
        let usl = falling.fit(Law::Usl).unwrap();
        near(usl.sigma(), 1.0);
        near(usl.kappa(), 1.0);
        let bent_up = points(
            |n| if n > 3.0 { n } else { 0.8 * n + 0.2 },
            &[1.0, 2.0, 3.0, 4.0],
        );
        near(bent_up.fit(Law::Usl).unwrap().kappa(), 0.0);
    }

    #[test]
    fn too_few_points_have_no_fit() {
        let line = |n: f64| n;
        assert_eq!(points(line, &[1.0, 2.0]).fit_free(Law::Usl), None);
        assert_eq!(points(line, &[4.0, 4.0, 4.0]).fit_free(Law::Amdahl), None);
        assert_eq!(Points::default().fit(Law::Usl), None);
        assert_eq!(
            points(|_| f64::INFINITY, &[1.0, 2.0, 3.0]).fit(Law::Usl),
            None
        );
    }
}
