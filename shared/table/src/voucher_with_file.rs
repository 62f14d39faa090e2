//! A voucher with one of its files, as the subject of commands.

use domain::Fault;
use domain::attempt::{Attempt, Intent};
use domain::deliverable::Deliverable;
use domain::voucher::{FileOutcome, Outcome};

use crate::additional_write::AdditionalWrite;
use crate::client::Table;
use crate::run::Target;
use crate::voucher::StoredVoucher;

/// A voucher and one of its files, as the subject of commands on the file. The revision is that of the voucher.
#[derive(Clone, Debug)]
pub struct VoucherWithFile {
    /// The voucher.
    pub voucher: StoredVoucher,
    /// The file, if it exists.
    pub file: Option<Deliverable>,
}

impl Target for VoucherWithFile {
    type Change = FileOutcome;

    fn rev(&self) -> Option<u64> {
        Some(self.voucher.rev)
    }

    fn has_attempt(&self, attempt: &Attempt) -> bool {
        self.voucher.has_attempt(attempt)
    }

    async fn write(table: &Table, before: Option<Self>, change: FileOutcome, intent: &Intent) -> Result<Self, Fault> {
        let Self { mut voucher, file } = before.ok_or(Fault::LostRace)?;
        let FileOutcome { voucher: outcome, deliverable } = change;
        if let Outcome::Applied(after, event) = outcome {
            let with = vec![AdditionalWrite::file(&after.core().number, &deliverable, file.as_ref())?];
            voucher = table.revise_with(Some(&voucher), *after, event, intent, with).await?;
        }
        Ok(Self { voucher, file: Some(deliverable) })
    }
}
