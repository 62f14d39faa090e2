//! The stored records of a voucher and its claim, for a reviewer (PROGRAM.md 11.8).

use domain::claim::Claim;
use domain::deliverable::Deliverable;
use domain::voucher::Event;
use domain::{Fault, VoucherNumber};

use crate::client::Table;
use crate::history::Recorded;
use crate::item::{self, Item};
use crate::keys::{self, Key};
use crate::record::{Record, Stored};
use crate::report::StoredReport;
use crate::voucher::StoredVoucher;

/// A voucher with its claim, report, files and history.
#[derive(Debug)]
pub struct ReviewRecords {
    /// The voucher.
    pub voucher: Option<StoredVoucher>,
    /// Its claim.
    pub claim: Option<Stored<Claim>>,
    /// Its report.
    pub report: Option<StoredReport>,
    /// Every announced file, those of former reservations included.
    pub files: Vec<Deliverable>,
    /// Its history, oldest first.
    pub history: Vec<Recorded<Event>>,
    /// The faults of an unreadable report, file or history record. They are left out (DECISIONS.md 34).
    pub unreadable: Vec<Fault>,
}

impl Table {
    /// A voucher with its claim, report, files and history, in one round trip.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read, or voucher or claim cannot be understood.
    pub async fn review_records(&self, number: &VoucherNumber) -> Result<ReviewRecords, Fault> {
        let keys = [Key::voucher(number), Key::claim(number), Key::report(number)];
        let (items, files, (history, lost_lines)) =
            futures::try_join!(self.batch_get(&keys), self.files_of(number), self.history(number))?;
        let found = |key: &Key| items.iter().find(|found| item::key_of(found) == key.to_string()).cloned();
        let [voucher, claim, report] = keys.each_ref().map(found);
        let (mut reports, lost_report) = item::readable(report.into_iter().map(item::read));
        let (files, lost_files) = item::readable(files.into_iter().map(item::read));
        Ok(ReviewRecords {
            voucher: voucher.map(|found| Record::read(found).map(Stored::from)).transpose()?,
            claim: claim.map(|found| Record::read(found).map(Stored::from)).transpose()?,
            report: reports.pop(),
            files,
            history,
            unreadable: lost_report.into_iter().chain(lost_files).chain(lost_lines).collect(),
        })
    }

    async fn files_of(&self, number: &VoucherNumber) -> Result<Vec<Item>, Fault> {
        self.query_items(keys::voucher_pk(number), keys::DELIVERABLES).await
    }
}
