//! A deterministic random number generator.

/// A linear congruential generator with Knuth's MMIX constants, sufficient for shuffling test data.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// A generator with a seed.
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns a number below `sides`.
    pub fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // The low bits of a linear congruential generator have short periods.
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    /// Shuffles items (Fisher-Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.throw(last + 1));
        }
    }
}
