//! `cargo dev verify`: every history chain of the table, and what does not hold.

use crate::failure::{During, Failure, Outcome};
use indicatif::{ProgressBar, ProgressStyle};
use table::{Finding, Table, Tally, Verdict};

/// So many pending chains are named; on a busy table they come and go.
const PENDING_NAMED: u64 = 10;

/// Names every broken chain and some that are pending, and fails when one is broken.
pub async fn verify(table: &Table) -> Outcome<()> {
    let bar = ProgressBar::new_spinner().with_style(ProgressStyle::default_spinner());
    let mut pending: u64 = 0;
    let tally = walk(table, |tally, finding| {
        bar.set_message(format!("{} items, {} chains", tally.items, tally.chains));
        bar.tick();
        let Some(finding) = finding else { return };
        pending = pending.saturating_add(u64::from(matches!(finding.verdict, Verdict::Pending { .. })));
        if pending <= PENDING_NAMED || matches!(finding.verdict, Verdict::Broken { .. }) {
            bar.suspend(|| println!("{}", in_words(finding)));
        }
    });
    let tally = tally.await?;
    bar.finish_and_clear();
    println!("{}", summary(&tally));
    if tally.broken == 0 { Ok(()) } else { Err(Failure::new(format!("{} chains are broken", tally.broken))) }
}

/// Walks the whole table; `seen` is told of every page, and of every finding.
pub async fn walk(table: &Table, mut seen: impl FnMut(&Tally, Option<&Finding>)) -> Outcome<Tally> {
    let mut verifier = table.verifier();
    while let Some(findings) = verifier.page().await.during("read the table")? {
        let tally = verifier.tally();
        seen(&tally, None);
        for finding in &findings {
            seen(&tally, Some(finding));
        }
    }
    Ok(verifier.tally())
}

/// What was seen, in one line.
pub fn summary(tally: &Tally) -> String {
    let Tally { chains, lines, pending, broken, .. } = tally;
    format!("{chains} chains of {lines} lines: {pending} pending, {broken} broken")
}

/// A finding, in one line.
pub fn in_words(finding: &Finding) -> String {
    let Finding { key, verdict } = finding;
    match verdict {
        Verdict::Sound => format!("sound    {key}"),
        Verdict::Pending { rev, lines } => format!("pending  {key} from rev {rev}: {lines} to come"),
        Verdict::Broken { rev, flaw } => format!("broken   {key} rev {rev}: {flaw}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use table::Flaw;

    #[test]
    fn a_finding_names_its_chain_and_fits_a_terminal() {
        let flaws = [
            Flaw::LineMissing,
            Flaw::LineMisplaced { says: 1_000 },
            Flaw::LineAltered,
            Flaw::LineUnreadable("missing field `head`".to_owned()),
            Flaw::AggregateMissing,
            Flaw::AggregateBehind { rev: 1_000 },
            Flaw::AggregateAltered,
            Flaw::AggregateUnreadable("missing field `head`".to_owned()),
        ];
        let verdicts = flaws.map(|flaw| Verdict::Broken { rev: 999, flaw });
        for verdict in verdicts.into_iter().chain([Verdict::Pending { rev: 999, lines: 12 }]) {
            let said = in_words(&Finding { key: "V#SA-J1795555420388-01/C".to_owned(), verdict });
            assert!(said.contains("V#SA-J1795555420388-01/C") && said.contains("rev 999"), "{said}");
            assert!(said.len() <= 80, "{said}");
        }
    }
}
