//! The violation that a run of the simulator reports.

/// The line that reports a violation: `violation: <invariant> seed <number>`.
const PREFIX: &str = "violation: ";

/// The violation of an invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The name of the invariant.
    pub invariant: String,
    /// The seed that shows it.
    pub seed: u64,
}

impl Violation {
    /// Reads the first violation of an output; `None` when it reports none.
    pub fn read(output: &str) -> Option<Self> {
        let line = output.lines().find_map(|line| line.strip_prefix(PREFIX))?;
        let (invariant, seed) = line.trim_end().rsplit_once(" seed ")?;
        Some(Self { invariant: invariant.to_owned(), seed: seed.parse().ok()? })
    }

    /// The part of an output that begins with the violation: what was found, and the shrunken trace.
    pub fn shown_in(output: &str) -> Option<&str> {
        let begin = if output.starts_with(PREFIX) { 0 } else { output.find(&format!("\n{PREFIX}"))? + 1 };
        output.get(begin..)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_violation_of_an_output_is_read() {
        for (output, expected) in [
            ("violation: one_claim seed 17\nvoucher SA-1\nviolation: other seed 18\n", Some(("one_claim", 17))),
            ("violation: one claim a voucher seed 3", Some(("one claim a voucher", 3))),
            ("violation: a seed is a seed seed 0\r\n", Some(("a seed is a seed", 0))),
            ("seeds from 9\nviolation: sound chains seed 18446744073709551615\n", Some(("sound chains", u64::MAX))),
            ("1,000 seeds, no violation\n", None),
            ("violation: one_claim\n", None),
            ("violation: one_claim seed many\n", None),
            ("", None),
        ] {
            let expected = expected.map(|(invariant, seed)| Violation { invariant: invariant.to_owned(), seed });
            assert_eq!(Violation::read(output), expected, "{output}");
        }
    }

    #[test]
    fn a_violation_is_shown_without_the_counts_before_it() {
        let violation = "violation: one_claim seed 17\nthe end of that trace:\n";
        for before in ["", "seeds 17\n\nno violation: yet\n"] {
            assert_eq!(Violation::shown_in(&format!("{before}{violation}")), Some(violation));
        }
        assert_eq!(Violation::shown_in("1,000 seeds, no violation\n"), None);
    }
}
