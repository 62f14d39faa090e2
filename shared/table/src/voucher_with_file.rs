//! A voucher with one of its files, as the subject of commands.

use domain::Fault;
use domain::attempt::{Attempt, Intent};
use domain::claim::Claim;
use domain::deliverable::Deliverable;
use domain::voucher::{FileOutcome, Outcome};

use crate::additional_write::AdditionalWrite;
use crate::client::Table;
use crate::record::Stored;
use crate::run::Target;
use crate::voucher::StoredVoucher;

/// A voucher and one of its files, as the subject of commands on the file. The revision is that of the voucher.
#[derive(Clone, Debug)]
pub struct VoucherWithFile {
    /// The voucher.
    pub voucher: StoredVoucher,
    /// The file, if it exists.
    pub file: Option<Deliverable>,
    /// The claim whose status allows the command on a redeemed voucher.
    pub claim: Option<Stored<Claim>>,
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
        let Self { mut voucher, file, claim } = before.ok_or(Fault::LostRace)?;
        let FileOutcome { voucher: outcome, deliverable } = change;
        if let Outcome::Applied(after, event) = outcome {
            let file = AdditionalWrite::file(&after.core().number, &deliverable, file.as_ref())?;
            let with = std::iter::once(file).chain(claim.as_ref().map(AdditionalWrite::unchanged)).collect();
            voucher = table.revise_with(Some(&voucher), *after, event, intent, with).await?;
        }
        Ok(Self { voucher, file: Some(deliverable), claim })
    }
}
