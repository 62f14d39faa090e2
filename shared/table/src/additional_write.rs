//! Items that change in the same transaction as an aggregate (DECISIONS.md 6).

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
use crate::engagement_holder::{self, Holder};
use crate::item::Item;
use crate::keys::Key;
use crate::record::{Aggregate, Record, Stored};

/// The name of the call in faults.
const TRANSACTION: &str = "dynamodb TransactWriteItems";

/// One write in the transaction of an aggregate, with a condition of its own (DECISIONS.md 19).
#[derive(Clone, Debug)]
pub struct AdditionalWrite(pub(crate) Write);

#[derive(Clone, Debug)]
pub enum Write {
    Put(Item, Condition),
    Delete(Key, Condition),
    /// Writes nothing; the transaction fails unless the item is unchanged.
    Check(Key, Condition),
}

impl AdditionalWrite {
    pub(crate) fn put(item: Item, condition: Condition) -> Self {
        Self(Write::Put(item, condition))
    }

    /// Writes a file, on the condition that `before` is still stored (`None` for a new file).
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when it cannot be stored.
    pub fn file(number: &VoucherNumber, file: &Deliverable, before: Option<&Deliverable>) -> Result<Self, Fault> {
        Ok(Self::put(deliverable::item(number, file)?, deliverable::unchanged(before)))
    }

    /// Deletes a file, on the condition that `before` is still stored.
    pub fn delete_file(number: &VoucherNumber, before: &Deliverable) -> Self {
        Self(Write::Delete(Key::deliverable(number, &before.file().id), deliverable::unchanged(Some(before))))
    }

    /// Reserves the invoice number of a request, on the condition that no other request uses it (DECISIONS.md 35).
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when it cannot be stored.
    pub fn invoice(company: &CompanyId, command: &Submit) -> Result<Self, Fault> {
        let (holder, free) = claim::invoice(company, command)?;
        Ok(Self::put(holder, free))
    }

    /// Writes nothing, on the condition that an aggregate of another item is still as it was read (DECISIONS.md 58).
    pub fn unchanged<A: Aggregate>(read: &Stored<A>) -> Self {
        Self(Write::Check(read.value.key(), Condition::unchanged(Some(read.rev))))
    }

    /// Makes a reserved voucher the holder of the customer's 15-day engagement of its type, on the condition that there
    /// is no holder or that the former one no longer holds it (DECISIONS.md 8). Empty for a voucher that the rule does
    /// not cover.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when it cannot be stored.
    pub fn repeat(after: &Voucher, from: Option<&Holder>) -> Result<Vec<Self>, Fault> {
        let Some((item, condition)) = engagement_holder::item(after, from)? else { return Ok(Vec::new()) };
        let taken = Self::put(item, condition);
        // The former holder must be unchanged when this is written.
        let former = from.and_then(Holder::other_than(&after.core().number));
        let unchanged = former.map(|(number, rev)| Self(Write::Check(Key::voucher(number), Condition::unchanged(rev))));
        Ok([taken].into_iter().chain(unchanged).collect())
    }
}

impl Table {
    /// Writes `after` and the additional writes in one transaction, on the condition that `before` is still stored and
    /// every additional condition holds.
    ///
    /// # Errors
    /// [`Fault::LostRace`] when a condition fails; nothing is written then.
    pub async fn revise_with<A: Aggregate>(
        &self,
        before: Option<&Stored<A>>,
        after: A,
        event: A::Event,
        intent: &Intent,
        with: Vec<AdditionalWrite>,
    ) -> Result<Stored<A>, Fault> {
        let record = Record::after(before, after, event, intent)?;
        let (item, condition) = (record.item()?, Condition::unchanged(before.map(|before| before.rev)));
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

/// Maps a transaction cancelled by a condition or a conflict to a lost race, and every other error, such as throttling,
/// to [`Fault::Unavailable`].
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
