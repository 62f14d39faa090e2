//! The claim's item. Its key is the voucher's: there is room for one.

use domain::claim::Claim;
use domain::{Fault, VoucherNumber};
use serde::{Deserialize, Serialize};

use crate::client::{Condition, Table};
use crate::item;
use crate::keys::{self, Key};

#[derive(Serialize, Deserialize)]
struct ClaimRecord {
    rev: u64,
    #[serde(flatten)]
    claim: Claim,
    company_pk: String,
    company_sk: String,
}

impl ClaimRecord {
    fn new(claim: Claim) -> Self {
        let voucher = claim.voucher();
        let Claim::Draft(draft) = &claim;
        let company = keys::company_pk(&voucher.company_id);
        let place = format!("C#{}#{}#{}", claim.status(), draft.due_on, voucher.voucher_number);
        Self { rev: 1, claim, company_pk: company, company_sk: place }
    }
}

impl Table {
    /// Writes a new claim, once: `false` when the voucher has one, whatever became of it since.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be written.
    pub async fn create_claim(&self, claim: Claim) -> Result<bool, Fault> {
        let key = Key::claim(&claim.voucher().voucher_number);
        let item = item::write(&key, &ClaimRecord::new(claim))?;
        match self.put_if(item, Condition::absent()).await {
            Ok(()) => Ok(true),
            Err(Fault::LostRace) => Ok(false),
            Err(fault @ (Fault::Unavailable { .. } | Fault::Corrupt { .. })) => Err(fault),
        }
    }

    /// The claim of a voucher.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn claim(&self, number: &VoucherNumber) -> Result<Option<Claim>, Fault> {
        let record: Option<ClaimRecord> = self.get(&Key::claim(number)).await?;
        Ok(record.map(|record| record.claim))
    }
}

#[cfg(test)]
mod tests;
