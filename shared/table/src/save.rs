//! Saving a voucher: one conditional write, or one transaction where another item truly changes with it.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Put, TransactWriteItem};
use domain::Fault;
use domain::attempt::Intent;
use domain::deliverable::Deliverable;
use domain::voucher::{Event, Voucher};

use crate::client::{Condition, Table, unavailable};
use crate::deliverable;
use crate::item::Item;
use crate::keys::Key;
use crate::record::Stored;
use crate::repeat::{self, Holder};
use crate::report::StoredReport;
use crate::voucher::{StoredVoucher, VoucherRecord};

/// A change of a voucher, ready to be written.
#[derive(Debug)]
pub struct Save<'a> {
    /// What was read; nothing for a new voucher.
    pub seen: Option<&'a StoredVoucher>,
    /// What it becomes.
    pub next: Voucher,
    /// What happened.
    pub event: Event,
    /// By whose doing.
    pub intent: &'a Intent,
    /// What changes with it, or not at all.
    pub extras: Vec<Extra<'a>>,
}

/// An item that changes together with its voucher.
#[derive(Debug)]
pub enum Extra<'a> {
    /// A file, if what stands is still what was read.
    File {
        /// As it is now.
        file: &'a Deliverable,
        /// As it was read, if there was one.
        seen: Option<&'a Deliverable>,
    },
    /// A file that is no more, if what stands is still what was read.
    NoFile(&'a Deliverable),
    /// The report, if what stands is still what it follows on.
    Report(&'a StoredReport),
    /// The customer's one 15-day engagement of the type, taken over from nobody or from a holder that let go.
    Repeat {
        /// Who held it last.
        from: Option<&'a Holder>,
    },
}

impl Table {
    /// Writes the change.
    ///
    /// # Errors
    /// [`Fault::LostRace`] when anything it rests on has moved; nothing is written then.
    pub async fn save(&self, save: Save<'_>) -> Result<StoredVoucher, Fault> {
        let Save { seen, next, event, intent, extras } = save;
        if extras.is_empty() {
            return self.revise(seen, next, event, intent).await;
        }
        let record = VoucherRecord::after(seen, next, event, intent)?;
        let condition = Condition::seen(seen.map(|seen| seen.rev));
        let mut writes = vec![self.transact_put(record.item()?, condition)?];
        for extra in &extras {
            writes.extend(self.extra_writes(&record, extra)?);
        }
        self.transact(writes).await?;
        Ok(Stored::from(record))
    }

    fn extra_writes(&self, record: &VoucherRecord, extra: &Extra<'_>) -> Result<Vec<TransactWriteItem>, Fault> {
        let number = &record.value.core().number;
        Ok(match extra {
            Extra::File { file, seen } => {
                vec![self.transact_put(deliverable::item(number, file)?, deliverable::unmoved(*seen))?]
            }
            Extra::NoFile(seen) => {
                let key = Key::deliverable(number, &seen.file().id);
                vec![self.transact_delete(&key, deliverable::unmoved(Some(seen)))?]
            }
            Extra::Report(report) => vec![self.transact_put(report.item(number)?, report.unmoved())?],
            Extra::Repeat { from } => self.repeat_writes(&record.value, *from)?,
        })
    }

    fn repeat_writes(&self, voucher: &Voucher, from: Option<&Holder>) -> Result<Vec<TransactWriteItem>, Fault> {
        let Some((item, condition)) = repeat::item(voucher, from)? else {
            return Ok(Vec::new());
        };
        let mut writes = vec![self.transact_put(item, condition)?];
        // A holder that let go must still have let go when this is written.
        if let Some((number, rev)) = from.and_then(Holder::other_than(&voucher.core().number)) {
            writes.push(self.transact_check(&Key::voucher(number), Condition::seen(rev))?);
        }
        Ok(writes)
    }

    pub(crate) fn transact_put(&self, item: Item, condition: Condition) -> Result<TransactWriteItem, Fault> {
        let put = Put::builder().table_name(&self.name).set_item(Some(item));
        let put = put.condition_expression(condition.expression);
        let put = put.set_expression_attribute_values(condition.values).build();
        let put = put.map_err(|error| unavailable("dynamodb TransactWriteItems", error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    fn transact_delete(&self, key: &Key, condition: Condition) -> Result<TransactWriteItem, Fault> {
        let delete = Delete::builder().table_name(&self.name).set_key(Some(key.attributes()));
        let delete = delete.condition_expression(condition.expression);
        let delete = delete.set_expression_attribute_values(condition.values).build();
        let delete = delete.map_err(|error| unavailable("dynamodb TransactWriteItems", error))?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    fn transact_check(&self, key: &Key, condition: Condition) -> Result<TransactWriteItem, Fault> {
        let check = ConditionCheck::builder().table_name(&self.name).set_key(Some(key.attributes()));
        let check = check.condition_expression(condition.expression);
        let check = check.set_expression_attribute_values(condition.values).build();
        let check = check.map_err(|error| unavailable("dynamodb TransactWriteItems", error))?;
        Ok(TransactWriteItem::builder().condition_check(check).build())
    }

    pub(crate) async fn transact(&self, writes: Vec<TransactWriteItem>) -> Result<(), Fault> {
        let request = self.client.transact_write_items().set_transact_items(Some(writes));
        Box::pin(request.send()).await.map(drop).map_err(classify_transaction)
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
    if raced { Fault::LostRace } else { unavailable("dynamodb TransactWriteItems", error) }
}
