//! Whole-number arithmetic of plots: places in hundredths of a percent, heights in pixels.

/// A place or length in hundredths of a percent of a plot's width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(pub i64);

impl std::fmt::Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02}%", self.0 / 100, self.0 % 100)
    }
}

/// `part` of `whole` on a length; zero for an empty whole.
pub fn share(part: i64, whole: i64, length: i64) -> i64 {
    let product = i128::from(part).saturating_mul(i128::from(length));
    product.checked_div(i128::from(whole)).and_then(|share| i64::try_from(share).ok()).unwrap_or_default()
}

/// The round number at or above a value: 1, 2, 3 or 5 with zeros.
pub fn round_up(value: i64) -> i64 {
    let mut power: i64 = 1;
    loop {
        for factor in [1, 2, 3, 5] {
            let round = power.saturating_mul(factor);
            if round >= value {
                return round;
            }
        }
        power = power.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_has_two_decimals() {
        assert_eq!([0, 5, 120, 9_880].map(|value| Percent(value).to_string()), ["0.00%", "0.05%", "1.20%", "98.80%"]);
    }

    #[test]
    fn shares_are_whole_and_of_nothing_zero() {
        assert_eq!([share(1, 3, 100), share(5, 0, 100), share(i64::MAX, i64::MAX, 112)], [33, 0, 112]);
    }

    #[test]
    fn a_scale_ends_at_a_round_number() {
        assert_eq!([0, 1, 3, 20, 21, 51, 7_001].map(round_up), [1, 1, 3, 20, 30, 100, 10_000]);
        assert_eq!(round_up(i64::MAX), i64::MAX);
    }
}
