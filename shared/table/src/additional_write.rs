//! Items that change together with an aggregate or not at all: one transaction instead of one write.

use aws_sdk_dynamodb::error::{BuildError, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Put, TransactWriteItem};
use domain::attempt::Intent;
use domain::claim::Submit;
use domain::deliverable::Deliverable;
use domain::voucher::Voucher;
use domain::{CompanyId, Fault, VoucherNumber};

use crate::claim;
use crate::client::{Condition, Table, unavailable};
use crate::deliverable;
use crate::item::Item;
use crate::keys::Key;
use crate::record::{Aggregate, Record, Stored};
use crate::repeat::{self, Holder};

/// What a transaction is called in faults.
const TRANSACTION: &str = "dynamodb TransactWriteItems";

/// One write beside that of an aggregate, on a condition of its own.
#[derive(Clone, Debug)]
pub struct AdditionalWrite(pub(crate) Write);

#[derive(Clone, Debug)]
pub enum Write {
    Put(Item, Condition),
    Delete(Key, Condition),
    /// Writes nothing: the item must be as it was read.
    Check(Key, Condition),
}

impl AdditionalWrite {
    pub(crate) fn put(item: Item, condition: Condition) -> Self {
        Self(Write::Put(item, condition))
    }

    /// A file as it is now, if what is stored is still what was read (`seen`; nothing for a new one).
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when it cannot be stored.
    pub fn file(number: &VoucherNumber, file: &Deliverable, seen: Option<&Deliverable>) -> Result<Self, Fault> {
        Ok(Self::put(deliverable::item(number, file)?, deliverable::unmoved(seen)))
    }

    /// A file that is no more, if what is stored is still what was read.
    pub fn no_file(number: &VoucherNumber, seen: &Deliverable) -> Self {
        Self(Write::Delete(Key::deliverable(number, &seen.file().id), deliverable::unmoved(Some(seen))))
    }

    /// The request's invoice number, if no other request has it.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when it cannot be stored.
    pub fn invoice(company: &CompanyId, command: &Submit) -> Result<Self, Fault> {
        let (holder, free) = claim::invoice(company, command)?;
        Ok(Self::put(holder, free))
    }

    /// The customer's one 15-day engagement of the type of a reserved voucher, taken over from nobody or from a holder
    /// that let go.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when it cannot be stored.
    pub fn repeat(next: &Voucher, from: Option<&Holder>) -> Result<Vec<Self>, Fault> {
        let Some((item, condition)) = repeat::item(next, from)? else { return Ok(Vec::new()) };
        let taken = Self::put(item, condition);
        // A holder that let go must still have let go when this is written.
        let let_go = from.and_then(Holder::other_than(&next.core().number));
        let unmoved = let_go.map(|(number, rev)| Self(Write::Check(Key::voucher(number), Condition::seen(rev))));
        Ok([taken].into_iter().chain(unmoved).collect())
    }
}

impl Table {
    /// Writes what follows on `seen`, and what changes with it, on condition that nothing it rests on has moved.
    ///
    /// # Errors
    /// [`Fault::LostRace`] when something did; nothing is written then.
    pub async fn revise_with<A: Aggregate>(
        &self,
        seen: Option<&Stored<A>>,
        next: A,
        event: A::Event,
        intent: &Intent,
        with: Vec<AdditionalWrite>,
    ) -> Result<Stored<A>, Fault> {
        let record = Record::after(seen, next, event, intent)?;
        let (item, condition) = (record.item()?, Condition::seen(seen.map(|seen| seen.rev)));
        if with.is_empty() {
            self.put_if(item, condition).await?;
        } else {
            self.transact([AdditionalWrite::put(item, condition)].into_iter().chain(with)).await?;
        }
        Ok(Stored::from(record))
    }

    pub(crate) async fn transact(&self, writes: impl IntoIterator<Item = AdditionalWrite>) -> Result<(), Fault> {
        let writes: Result<Vec<_>, _> = writes.into_iter().map(|write| self.transact_item(write)).collect();
        let writes = writes.map_err(|error| unavailable(TRANSACTION, error))?;
        let request = self.client.transact_write_items().set_transact_items(Some(writes));
        Box::pin(request.send()).await.map(drop).map_err(classify_transaction)
    }

    fn transact_item(&self, write: AdditionalWrite) -> Result<TransactWriteItem, BuildError> {
        let item = TransactWriteItem::builder();
        Ok(match write.0 {
            Write::Put(written, Condition { expression, values }) => {
                let put = Put::builder().table_name(&self.name).set_item(Some(written));
                item.put(put.condition_expression(expression).set_expression_attribute_values(values).build()?)
            }
            Write::Delete(key, Condition { expression, values }) => {
                let delete = Delete::builder().table_name(&self.name).set_key(Some(key.attributes()));
                item.delete(delete.condition_expression(expression).set_expression_attribute_values(values).build()?)
            }
            Write::Check(key, Condition { expression, values }) => {
                let check = ConditionCheck::builder().table_name(&self.name).set_key(Some(key.attributes()));
                let check = check.condition_expression(expression).set_expression_attribute_values(values);
                item.condition_check(check.build()?)
            }
        }
        .build())
    }
}

/// A transaction cancelled for a condition or a conflict lost a race; anything else (throttling) may pass later.
fn classify_transaction(error: SdkError<TransactWriteItemsError>) -> Fault {
    const RACES: [&str; 2] = ["ConditionalCheckFailed", "TransactionConflict"];
    let raced = match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            let codes = cancelled.cancellation_reasons().iter().filter_map(|reason| reason.code());
            codes.into_iter().any(|code| RACES.contains(&code))
        }
        Some(_) | None => false,
    };
    if raced { Fault::LostRace } else { unavailable(TRANSACTION, error) }
}
