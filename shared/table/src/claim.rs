//! The claim's item. Its key is the voucher's: there is room for one.

use std::collections::HashMap;

use domain::attempt::Intent;
use domain::claim::{Claim, Event, State, Status, Submit};
use domain::{CompanyId, Fault, InvoiceNumber, VoucherNumber};
use serde::{Deserialize, Serialize};

use crate::client::{Condition, Table};
use crate::item::{self, Item, text};
use crate::keys::{self, Due, Key};
use crate::record::{Aggregate, IndexEntries, Stored};

impl Aggregate for Claim {
    type Event = Event;

    fn key(&self) -> Key {
        Key::claim(&self.voucher.voucher_number)
    }

    fn status_name(&self) -> &'static str {
        self.stored_status().as_str()
    }

    fn places(&self) -> IndexEntries {
        let number = &self.voucher.voucher_number;
        let (shard, when) = due_place(self).unzip();
        IndexEntries {
            due_pk: shard,
            due_sk: when,
            company_pk: Some(keys::company_pk(&self.voucher.company_id)),
            company_sk: Some(format!("C#{}#{}#{number}", self.status_name(), self.listed_on())),
        }
    }
}

/// Where time finds it, or operations: what waits for the partner by the day of what comes next, what waits for a review
/// by the instant of its submission, what is contested by that of the dispute, what is to be paid by that of its approval.
fn due_place(claim: &Claim) -> Option<(String, String)> {
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

/// Whose an invoice number is: the request that it was first used for. (`request` is a word that DynamoDB keeps for
/// itself in expressions.)
#[derive(Serialize, Deserialize)]
struct InvoiceRecord {
    held_by: String,
}

impl Table {
    /// Writes a new claim, once: `false` when the voucher has one, whatever became of it since.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be written.
    pub async fn create_claim(&self, claim: Claim, intent: &Intent) -> Result<bool, Fault> {
        match self.revise(None, claim, Event::Drafted, intent).await {
            Ok(_) => Ok(true),
            Err(Fault::LostRace) => Ok(false),
            Err(fault @ (Fault::Unavailable { .. } | Fault::Corrupt { .. })) => Err(fault),
        }
    }

    /// The claim of a voucher.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn claim(&self, number: &VoucherNumber) -> Result<Option<Stored<Claim>>, Fault> {
        self.stored(&Key::claim(number)).await
    }

    /// Up to 100 claims, read consistently in one round trip; those that do not exist are left out.
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

    /// The claims of up to 100 vouchers of a list, in one round trip at half the price: as fresh as the list itself.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn listed_claims(
        &self,
        numbers: &[VoucherNumber],
    ) -> Result<HashMap<VoucherNumber, Result<Stored<Claim>, Fault>>, Fault> {
        self.listed(numbers, Key::claim).await
    }

    /// The request that an invoice number of a company belongs to.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn invoice_of(&self, company: &CompanyId, number: &InvoiceNumber) -> Result<Option<String>, Fault> {
        let record: Option<InvoiceRecord> = self.get(&Key::invoice(company, number)).await?;
        Ok(record.map(|record| record.held_by))
    }

    /// Takes an invoice number for a request; `false` when another request has it.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be written.
    pub async fn take_invoice(&self, company: &CompanyId, command: &Submit) -> Result<bool, Fault> {
        let (holder, free) = invoice(company, command)?;
        match self.put_if(holder, free).await {
            Ok(()) => Ok(true),
            Err(Fault::LostRace) => Ok(false),
            Err(fault @ (Fault::Unavailable { .. } | Fault::Corrupt { .. })) => Err(fault),
        }
    }
}

/// The item that says whose an invoice number is, and the condition under which the request may have it.
pub fn invoice(company: &CompanyId, command: &Submit) -> Result<(Item, Condition), Fault> {
    let key = Key::invoice(company, &command.invoice_number);
    let holder = item::write(&key, &InvoiceRecord { held_by: command.request.clone() })?;
    let free = Condition {
        expression: "attribute_not_exists(pk) OR held_by = :request".to_owned(),
        values: Some(HashMap::from([(":request".to_owned(), text(&command.request))])),
    };
    Ok((holder, free))
}

#[cfg(test)]
mod tests;
