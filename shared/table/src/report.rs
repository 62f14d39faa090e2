//! The item of a completion report.

use domain::attempt::{Attempt, Intent};
use domain::claim::Claim;
use domain::partner::Evidence;
use domain::report::Report;
use domain::voucher::Outcome;
use domain::{CompanyId, Fault, VoucherNumber};
use serde::{Deserialize, Serialize};

use crate::additional_write::AdditionalWrite;
use crate::attempts::{Attempts, LastWrite};
use crate::client::{Condition, Table};
use crate::item::{self, Item, number};
use crate::keys::{self, Key};
use crate::record::Stored;
use crate::run::Target;
use crate::voucher::{StoredVoucher, VoucherRecord};

/// A stored report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredReport {
    /// The revision.
    pub rev: u64,
    /// The report.
    #[serde(flatten)]
    pub report: Report,
    /// The attempts that wrote the report. A second draft changes the report alone, so the voucher does not store its
    /// attempt.
    #[serde(flatten)]
    attempts: Attempts,
    #[serde(flatten)]
    last: LastWrite,
}

impl StoredReport {
    /// The stored report that replaces `before`.
    pub(crate) fn after(before: Option<&Self>, report: Report, intent: &Intent) -> Self {
        Self {
            rev: before.map_or(0, |before| before.rev).saturating_add(1),
            report,
            attempts: Attempts::after(before.map(|before| (&before.attempts, &before.last)), intent),
            last: intent.into(),
        }
    }

    /// True when the attempt already wrote the report.
    pub(crate) fn has_attempt(&self, attempt: &Attempt) -> bool {
        self.attempts.include(attempt, &self.last)
    }

    pub(crate) fn item(&self, number: &VoucherNumber) -> Result<Item, Fault> {
        item::write(&Key::report(number), self)
    }

    /// The stored report is the one that this report replaces.
    fn unchanged(&self) -> Condition {
        Condition::unchanged(self.rev.checked_sub(1).filter(|rev| *rev > 0))
    }

    /// The stored report is the one that this report replaces, and a draft of the same reservation. The revision alone
    /// is not enough: the reads of voucher and report are no snapshot. The voucher may have been read before a
    /// submission or a new reservation, and the report after it.
    fn unchanged_draft(&self) -> Condition {
        let mut condition = self.unchanged();
        if let Some(values) = &mut condition.values {
            values.insert(":reservation".to_owned(), number(self.report.reservation));
            condition.expression.push_str(" AND reservation = :reservation AND attribute_not_exists(receipt)");
        }
        condition
    }
}

/// A voucher and its report, as the subject of commands on the report. The revision is that of the report.
#[derive(Clone, Debug)]
pub struct VoucherWithReport {
    /// The voucher.
    pub voucher: StoredVoucher,
    /// The report, if one was written.
    pub report: Option<StoredReport>,
    /// The claim whose status allows the command on a redeemed voucher.
    pub claim: Option<Stored<Claim>>,
}

/// A decided change of a report and its voucher.
#[derive(Debug)]
pub struct ReportChange {
    /// The change of the voucher.
    pub outcome: Outcome,
    /// The new report; `None` when it does not change.
    pub report: Option<Report>,
}

impl VoucherWithReport {
    /// The report of the current reservation. The report of a former reservation is ignored.
    pub fn current(&self) -> Option<&StoredReport> {
        let no = self.voucher.value.reservation()?.no;
        self.report.as_ref().filter(|stored| stored.report.reservation == no)
    }
}

impl Target for VoucherWithReport {
    type Change = ReportChange;

    fn rev(&self) -> Option<u64> {
        self.current().map(|report| report.rev)
    }

    fn has_attempt(&self, attempt: &Attempt) -> bool {
        self.voucher.has_attempt(attempt) || self.report.as_ref().is_some_and(|report| report.has_attempt(attempt))
    }

    async fn write(table: &Table, before: Option<Self>, change: ReportChange, intent: &Intent) -> Result<Self, Fault> {
        let Self { mut voucher, report: before, claim } = before.ok_or(Fault::LostRace)?;
        let after = change.report.map(|report| StoredReport::after(before.as_ref(), report, intent));
        let number = voucher.value.core().number.clone();
        match (change.outcome, &after) {
            (Outcome::Applied(next, event), after) => {
                let report =
                    after.iter().map(|after| Ok(AdditionalWrite::put(after.item(&number)?, after.unchanged())));
                let claim = claim.as_ref().map(|claim| Ok(AdditionalWrite::unchanged(claim)));
                let with = report.chain(claim).collect::<Result<_, Fault>>()?;
                voucher = table.revise_with(Some(&voucher), *next, event, intent, with).await?;
            }
            // The voucher stores since the first draft that there is one, so the report alone is written.
            (Outcome::Unchanged, Some(after)) => table.put_if(after.item(&number)?, after.unchanged_draft()).await?,
            (Outcome::Unchanged, None) => {}
        }
        Ok(Self { voucher, report: after.or(before), claim })
    }
}

impl Table {
    /// A voucher and its report, in one round trip.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn voucher_and_report(
        &self,
        number: &VoucherNumber,
    ) -> Result<(Option<StoredVoucher>, Option<StoredReport>), Fault> {
        let (mut voucher, mut report) = (None, None);
        let report_key = Key::new(keys::voucher_pk(number), keys::REPORT).to_string();
        for found in self.batch_get(&[Key::voucher(number), Key::report(number)]).await? {
            if item::key_of(&found) == report_key {
                report = Some(item::read(found)?);
            } else {
                voucher = Some(Stored::from(VoucherRecord::read(found)?));
            }
        }
        Ok((voucher, report))
    }

    /// A voucher, its report and a company's evidence, in one round trip.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn voucher_report_and_evidence(
        &self,
        number: &VoucherNumber,
        company: &CompanyId,
    ) -> Result<(Option<StoredVoucher>, Option<StoredReport>, Vec<Evidence>), Fault> {
        let ((voucher, report), evidence) =
            futures::try_join!(self.voucher_and_report(number), self.evidence(company))?;
        Ok((voucher, report, evidence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::world::{intent, lifecycle, report};

    #[test]
    fn the_revision_is_that_of_the_report_of_the_current_reservation() {
        let voucher = StoredVoucher::from(lifecycle()[1].clone());
        let of = |reservation| {
            let stored = StoredReport::after(None, Report { reservation, ..report() }, &intent(0));
            VoucherWithReport { voucher: voucher.clone(), report: Some(stored), claim: None }
        };
        let current = voucher.value.reservation().unwrap().no;
        assert_eq!((of(current).rev(), of(current).current().is_some()), (Some(1), true));
        assert_eq!((of(current + 1).rev(), of(current + 1).current().is_some()), (None, false));
        assert_eq!(VoucherWithReport { voucher, report: None, claim: None }.rev(), None);
    }
}
