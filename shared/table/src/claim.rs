//! The item of a claim. Its key is derived from the voucher's, so a voucher has at most one claim (PROGRAM.md 11.1).

use std::collections::HashMap;

use domain::attempt::Intent;
use domain::claim::{Claim, Event, State, Status, Submit};
use domain::{CompanyId, Fault, InvoiceNumber, VoucherNumber};
use serde::{Deserialize, Serialize};

use crate::client::{Condition, Table};
use crate::item::{self, Item, text};
use crate::keys::{self, Due, Key};
use crate::record::{Aggregate, IndexEntries, Record, Stored};
use crate::voucher::StoredVoucher;

impl Aggregate for Claim {
    type Event = Event;

    fn key(&self) -> Key {
        Key::claim(&self.voucher.voucher_number)
    }

    fn status_name(&self) -> &'static str {
        self.stored_status().as_str()
    }

    fn index_entries(&self) -> IndexEntries {
        let number = &self.voucher.voucher_number;
        let (shard, when) = due_entry(self).unzip();
        IndexEntries {
            due_pk: shard,
            due_sk: when,
            company_pk: Some(keys::company_pk(&self.voucher.company_id)),
            company_sk: Some(format!("C#{}#{}#{number}", self.status_name(), self.listed_on())),
        }
    }
}

/// The entry in the due index. A claim that waits for the partner is sorted by the day of its next step. A claim that
/// waits for others is sorted by the start of the wait: its submission, its dispute or its approval (DECISIONS.md 36).
fn due_entry(claim: &Claim) -> Option<(String, String)> {
    let number = &claim.voucher.voucher_number;
    let pk = keys::voucher_pk(number);
    if let Some(day) = claim.next_due_on() {
        return Some((Due::Claims.pk(&pk), format!("{day}#{number}")));
    }
    let (waits_for, since) = match &claim.state {
        State::Submitted(submission) | State::UnderReview(submission) => (Due::Reviews, submission.submitted_at),
        State::Approved(approved) if claim.dispute.is_some() && claim.stored_status() == Status::Paid => {
            (Due::Reviews, claim.disputed_at.unwrap_or(approved.submission.submitted_at))
        }
        State::Approved(approved) if claim.stored_status() != Status::Paid => (Due::Payments, approved.approved_at),
        State::Approved(_)
        | State::Draft { .. }
        | State::ActionRequired { .. }
        | State::Rejected { .. }
        | State::Expired(_)
        | State::Withdrawn(_) => return None,
    };
    Some((waits_for.pk(&pk), format!("{}#{number}", keys::due_instant(since))))
}

/// The request that an invoice number was first used for (DECISIONS.md 35). The attribute is not called `request`,
/// which is a reserved word in expressions of DynamoDB.
#[derive(Serialize, Deserialize)]
struct InvoiceRecord {
    held_by: String,
}

impl Table {
    /// Writes a new claim; `false` when the voucher already has one, in any status (PROGRAM.md 11.1).
    ///
    /// # Errors
    /// [`Fault`] when it cannot be written.
    pub async fn create_claim(&self, claim: Claim, intent: &Intent) -> Result<bool, Fault> {
        let record = Record::after(None, claim, Event::Drafted, intent)?;
        self.put_when(record.item()?, Condition::absent()).await
    }

    /// The claim of a voucher.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn claim(&self, number: &VoucherNumber) -> Result<Option<Stored<Claim>>, Fault> {
        self.stored(&Key::claim(number)).await
    }

    /// The claim of a voucher that was just read; `None`, without a read, before redemption.
    ///
    /// # Errors
    /// As [`Table::claim`].
    pub async fn claim_of(&self, voucher: Option<&StoredVoucher>) -> Result<Option<Stored<Claim>>, Fault> {
        match voucher.filter(|voucher| voucher.value.redeemed_at().is_some()) {
            Some(redeemed) => self.claim(&redeemed.value.core().number).await,
            None => Ok(None),
        }
    }

    /// The claims of up to 100 vouchers, read consistently in one round trip, without those that do not exist.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn claims(
        &self,
        numbers: &[VoucherNumber],
    ) -> Result<HashMap<VoucherNumber, Result<Stored<Claim>, Fault>>, Fault> {
        let keys: Vec<Key> = numbers.iter().map(Key::claim).collect();
        let mut found = self.stored_of::<Claim>(&keys).await?;
        let by_number = |(number, key): (&VoucherNumber, &Key)| Some((number.clone(), found.remove(key)?));
        Ok(numbers.iter().zip(&keys).filter_map(by_number).collect())
    }

    /// The claims of up to 100 vouchers of a list, in one round trip. The read is eventually consistent, as is the
    /// list.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn listed_claims(
        &self,
        numbers: &[VoucherNumber],
    ) -> Result<HashMap<VoucherNumber, Result<Stored<Claim>, Fault>>, Fault> {
        self.listed(numbers, Key::claim).await
    }

    /// The request that uses an invoice number of a company.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn invoice_holder(&self, company: &CompanyId, number: &InvoiceNumber) -> Result<Option<String>, Fault> {
        let record: Option<InvoiceRecord> = self.get(&Key::invoice_holder(company, number)).await?;
        Ok(record.map(|record| record.held_by))
    }

    /// Reserves an invoice number for a request; `false` when another request uses it.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be written.
    pub async fn take_invoice(&self, company: &CompanyId, command: &Submit) -> Result<bool, Fault> {
        let (holder, free) = invoice(company, command)?;
        self.put_when(holder, free).await
    }
}

/// The item of an invoice number, and the condition of its write: the number is free or already used by the request
/// (PROGRAM.md 11.7).
pub fn invoice(company: &CompanyId, command: &Submit) -> Result<(Item, Condition), Fault> {
    let key = Key::invoice_holder(company, &command.invoice_number);
    let holder = item::write(&key, &InvoiceRecord { held_by: command.request.clone() })?;
    let free = Condition {
        expression: "attribute_not_exists(pk) OR held_by = :request".to_owned(),
        values: Some(HashMap::from([(":request".to_owned(), text(&command.request))])),
    };
    Ok((holder, free))
}

#[cfg(test)]
mod tests;
