//! The pointer to the voucher that holds a customer's one 15-day engagement of a type (PROGRAM.md 7.6).
//!
//! The pointer counts only while its voucher is reserved or redeemed under that type. It therefore needs no cleanup
//! when a reservation is cancelled or a voucher expires (DECISIONS.md 8).

use std::collections::HashMap;

use domain::partner::Repeat;
use domain::voucher::{REPEAT_LIMITED_DAYS, Voucher};
use domain::{CustomerId, EngagementCode, Fault, VoucherNumber};
use serde::{Deserialize, Serialize};

use crate::client::{Condition, Table};
use crate::item::{self, Item, text};
use crate::keys::Key;

#[derive(Serialize, Deserialize)]
struct RepeatRecord {
    voucher_number: VoucherNumber,
}

/// The voucher that a pointer names. `is_live` is true while that voucher still holds the engagement.
#[derive(Clone, Debug)]
pub struct Holder {
    number: VoucherNumber,
    rev: Option<u64>,
    is_live: bool,
}

impl Holder {
    /// The fact that the rules decide on: a live holder, or none.
    pub fn fact(holder: Option<&Self>) -> Repeat {
        holder.filter(|holder| holder.is_live).map_or(Repeat::None, |holder| Repeat::Of(holder.number.clone()))
    }

    /// The holder's number and revision, unless it is the voucher itself.
    pub(crate) fn other_than(number: &VoucherNumber) -> impl Fn(&Self) -> Option<(&VoucherNumber, Option<u64>)> {
        move |holder| (holder.number != *number).then_some((&holder.number, holder.rev))
    }
}

impl Table {
    /// The holder of the customer's 15-day engagement of this type.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn repeat_holder(
        &self,
        customer: &CustomerId,
        engagement: &EngagementCode,
    ) -> Result<Option<Holder>, Fault> {
        let record: Option<RepeatRecord> = self.get(&Key::repeat(customer, engagement)).await?;
        let Some(RepeatRecord { voucher_number: number }) = record else {
            return Ok(None);
        };
        let held = self.voucher(&number).await?;
        let is_live = held.as_ref().is_some_and(|stored| holds(&stored.value, engagement));
        Ok(Some(Holder { number, rev: held.map(|stored| stored.rev), is_live }))
    }
}

/// True when the voucher is reserved or redeemed under the type without a declared exception. An expired voucher was
/// not delivered and does not count.
fn holds(voucher: &Voucher, engagement: &EngagementCode) -> bool {
    let delivers = match voucher {
        Voucher::Reserved(_) | Voucher::Redeemed(_) => true,
        Voucher::Assigned(_) | Voucher::Expired(_) | Voucher::Cancelled(_) => false,
    };
    let counted = |r: &domain::voucher::Reservation| r.engagement_type == *engagement && r.repeat_exception.is_none();
    delivers && voucher.reservation().is_some_and(counted)
}

/// The pointer to a voucher that becomes the holder, and the condition of its write: no pointer exists, or it names the
/// holder that was read. `None` for a voucher that the rule does not cover.
pub fn item(voucher: &Voucher, from: Option<&Holder>) -> Result<Option<(Item, Condition)>, Fault> {
    let core = voucher.core();
    let Some(reservation) = voucher.reservation() else {
        return Ok(None);
    };
    if core.days < REPEAT_LIMITED_DAYS || reservation.repeat_exception.is_some() {
        return Ok(None);
    }
    let key = Key::repeat(&core.customer.id, &reservation.engagement_type);
    let record = RepeatRecord { voucher_number: core.number.clone() };
    let holder = from.map_or(&core.number, |holder| &holder.number);
    let condition = Condition {
        expression: "attribute_not_exists(pk) OR voucher_number = :holder".to_owned(),
        values: Some(HashMap::from([(":holder".to_owned(), text(holder.as_str()))])),
    };
    Ok(Some((item::write(&key, &record)?, condition)))
}

#[cfg(test)]
mod tests;
