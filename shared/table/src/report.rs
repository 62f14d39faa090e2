//! The item of a completion report.

use domain::attempt::{Attempt, Intent};
use domain::partner::Evidence;
use domain::report::Report;
use domain::voucher::Outcome;
use domain::{CompanyId, Fault, VoucherNumber};
use serde::{Deserialize, Serialize};

use crate::additional_write::AdditionalWrite;
use crate::client::{Condition, Table};
use crate::item::{self, Item, number};
use crate::keys::{self, Key};
use crate::record::{self, Stored};
use crate::run::Target;
use crate::voucher::{StoredVoucher, VoucherRecord};

/// A report as it was read, or as it is to be written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredReport {
    /// Its revision.
    pub rev: u64,
    /// The report.
    #[serde(flatten)]
    pub report: Report,
    /// The attempts that wrote it, those with a key and the last one: a further draft changes the report alone, so that
    /// the voucher does not know them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attempts: Vec<Attempt>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_attempt: Option<Attempt>,
}

impl StoredReport {
    /// What follows on what was read.
    pub(crate) fn after(seen: Option<&Self>, report: Report, intent: &Intent) -> Self {
        let attempts = seen.map(|seen| seen.attempts.clone()).unwrap_or_default();
        Self {
            rev: seen.map_or(0, |seen| seen.rev).saturating_add(1),
            report,
            attempts: record::remembering(attempts, intent),
            last_attempt: Some(intent.attempt.clone()),
        }
    }

    /// Whether the attempt already wrote it.
    pub(crate) fn has_seen(&self, attempt: &Attempt) -> bool {
        self.last_attempt.as_ref() == Some(attempt) || self.attempts.contains(attempt)
    }

    pub(crate) fn item(&self, number: &VoucherNumber) -> Result<Item, Fault> {
        item::write(&Key::report(number), self)
    }

    /// What stands is what this follows on.
    fn unmoved(&self) -> Condition {
        Condition::seen(self.rev.checked_sub(1).filter(|rev| *rev > 0))
    }

    /// What stands is moreover a draft of the same reservation. The revision alone does not tell: reading voucher and
    /// report is no snapshot, and may have seen the voucher from before it was submitted, or passed on to another
    /// company, and the report from after it.
    fn unmoved_draft(&self) -> Condition {
        let mut condition = self.unmoved();
        if let Some(values) = &mut condition.values {
            values.insert(":reservation".to_owned(), number(self.report.reservation));
            condition.expression.push_str(" AND reservation = :reservation AND attribute_not_exists(receipt)");
        }
        condition
    }
}

/// A voucher and its report, as commands about the report see them: its revision is the report's.
#[derive(Clone, Debug)]
pub struct VoucherWithReport {
    /// The voucher.
    pub voucher: StoredVoucher,
    /// The report, if one was written.
    pub report: Option<StoredReport>,
}

/// A decided change of a report: what becomes of the voucher, and the report that follows on the one that was read.
#[derive(Debug)]
pub struct ReportChange {
    /// What becomes of the voucher.
    pub outcome: Outcome,
    /// The report, where it changes.
    pub report: Option<Report>,
}

impl VoucherWithReport {
    /// The report of the reservation that stands: what an earlier one left behind is none of its business.
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

    fn has_seen(&self, attempt: &Attempt) -> bool {
        self.voucher.has_seen(attempt) || self.report.as_ref().is_some_and(|report| report.has_seen(attempt))
    }

    async fn write(table: &Table, seen: Option<Self>, change: ReportChange, intent: &Intent) -> Result<Self, Fault> {
        let Self { mut voucher, report } = seen.ok_or(Fault::LostRace)?;
        let next = change.report.map(|next| StoredReport::after(report.as_ref(), next, intent));
        let number = voucher.value.core().number.clone();
        match (change.outcome, &next) {
            (Outcome::Applied(after, event), next) => {
                let with = next.iter().map(|next| Ok(AdditionalWrite::put(next.item(&number)?, next.unmoved())));
                let with = with.collect::<Result<_, Fault>>()?;
                voucher = table.revise_with(Some(&voucher), *after, event, intent, with).await?;
            }
            // The voucher knows of a draft since the first, so the report alone is written.
            (Outcome::Unchanged, Some(next)) => table.put_if(next.item(&number)?, next.unmoved_draft()).await?,
            (Outcome::Unchanged, None) => {}
        }
        Ok(Self { voucher, report: next.or(report) })
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
    use crate::tests::world::{intent, life, report};

    #[test]
    fn the_revision_is_that_of_the_report_of_the_standing_reservation() {
        let voucher = StoredVoucher::from(life()[1].clone());
        let of = |reservation| {
            let stored = StoredReport::after(None, Report { reservation, ..report() }, &intent(0));
            VoucherWithReport { voucher: voucher.clone(), report: Some(stored) }
        };
        let current = voucher.value.reservation().unwrap().no;
        assert_eq!((of(current).rev(), of(current).current().is_some()), (Some(1), true));
        assert_eq!((of(current + 1).rev(), of(current + 1).current().is_some()), (None, false));
        assert_eq!(VoucherWithReport { voucher, report: None }.rev(), None);
    }
}
