//! The item of a completion report.

use domain::report::Report;
use domain::{Fault, VoucherNumber};
use serde::{Deserialize, Serialize};

use crate::client::{Condition, Table};
use crate::item::{self, Item};
use crate::keys::{self, Key};
use crate::voucher::{Stored, StoredVoucher, VoucherRecord};

/// A report as it was read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredReport {
    /// Its revision.
    pub rev: u64,
    /// The report.
    #[serde(flatten)]
    pub report: Report,
}

pub fn item(number: &VoucherNumber, report: &Report, seen: Option<u64>) -> Result<Item, Fault> {
    let record = StoredReport { rev: seen.unwrap_or(0).saturating_add(1), report: report.clone() };
    item::write(&Key::report(number), &record)
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
                voucher = Some(Stored::from(item::read::<VoucherRecord>(found)?));
            }
        }
        Ok((voucher, report))
    }

    /// Saves a further draft. The voucher knows of a draft since the first, so the report alone is written.
    ///
    /// # Errors
    /// [`Fault::LostRace`] when it was written or submitted in between.
    pub async fn save_draft(&self, number: &VoucherNumber, report: &Report, seen: Option<u64>) -> Result<(), Fault> {
        self.put_if(item(number, report, seen)?, Condition::seen(seen)).await
    }
}
