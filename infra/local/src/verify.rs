//! `cargo dev verify`: verifies every history chain of the table (DECISIONS.md 41).

use crate::failure::{During, Failure, Outcome};
use indicatif::{ProgressBar, ProgressStyle};
use table::{Finding, Table, Tally, Verdict};

/// The maximum number of pending chains that are listed; a busy table always has some.
const PENDING_NAMED: u64 = 10;

/// Lists every broken chain and some pending ones. Fails if a chain is broken.
pub async fn verify(table: &Table) -> Outcome<()> {
    let bar = ProgressBar::new_spinner().with_style(ProgressStyle::default_spinner());
    let mut pending: u64 = 0;
    let tally = walk(table, |tally, finding| {
        bar.set_message(format!("{} items, {} chains", tally.items, tally.chains));
        bar.tick();
        let Some(finding) = finding else { return };
        pending = pending.saturating_add(u64::from(matches!(finding.verdict, Verdict::Pending { .. })));
        if pending <= PENDING_NAMED || matches!(finding.verdict, Verdict::Broken { .. }) {
            bar.suspend(|| println!("{}", describe(finding)));
        }
    });
    let tally = tally.await?;
    bar.finish_and_clear();
    println!("{}", summary(&tally));
    if tally.broken == 0 { Ok(()) } else { Err(Failure::new(format!("{} history chains are broken", tally.broken))) }
}

/// Reads the whole table; calls `observe` for every page and for every finding.
pub async fn walk(table: &Table, mut observe: impl FnMut(&Tally, Option<&Finding>)) -> Outcome<Tally> {
    let mut verifier = table.verifier();
    while let Some(findings) = verifier.page().await.during("read the table")? {
        let tally = verifier.tally();
        observe(&tally, None);
        for finding in &findings {
            observe(&tally, Some(finding));
        }
    }
    Ok(verifier.tally())
}

/// Formats the counts as one line.
pub fn summary(tally: &Tally) -> String {
    let Tally { chains, lines, pending, broken, .. } = tally;
    format!("{chains} chains of {lines} lines: {pending} pending, {broken} broken")
}

/// Formats a finding as one line.
pub fn describe(finding: &Finding) -> String {
    let Finding { key, verdict } = finding;
    match verdict {
        Verdict::Sound => format!("sound    {key}"),
        Verdict::Pending { rev, lines } => format!("pending  {key} from rev {rev}: {lines} lines"),
        Verdict::Broken { rev, flaw } => format!("broken   {key} rev {rev}: {flaw}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use table::Flaw;

    #[test]
    fn the_line_of_a_finding_names_its_chain_within_80_columns() {
        let flaws = [
            Flaw::LineMissing,
            Flaw::LineMisplaced { rev: 1_000 },
            Flaw::LineAltered,
            Flaw::LineUnreadable("missing field `head`".to_owned()),
            Flaw::AggregateMissing,
            Flaw::AggregateBehind { rev: 1_000 },
            Flaw::AggregateAltered,
            Flaw::AggregateUnreadable("missing field `head`".to_owned()),
        ];
        let verdicts = flaws.map(|flaw| Verdict::Broken { rev: 999, flaw });
        for verdict in verdicts.into_iter().chain([Verdict::Pending { rev: 999, lines: 12 }]) {
            let line = describe(&Finding { key: "V#SA-J1795555420388-01/C".to_owned(), verdict });
            assert!(line.contains("V#SA-J1795555420388-01/C") && line.contains("rev 999"), "{line}");
            assert!(line.len() <= 80, "{line}");
        }
    }
}
