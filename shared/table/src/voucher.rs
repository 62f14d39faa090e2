//! The voucher's item.

use std::collections::HashMap;

use domain::voucher::{Event, Voucher};
use domain::{Fault, VoucherNumber};

use crate::client::{Condition, Table};
use crate::keys::{self, Due, Key};
use crate::record::{Aggregate, Places, Record, Stored};

/// A voucher as it was read.
pub type StoredVoucher = Stored<Voucher>;

/// The voucher's stored shape.
pub type VoucherRecord = Record<Voucher>;

impl Aggregate for Voucher {
    type Event = Event;

    fn key(&self) -> Key {
        Key::voucher(&self.core().number)
    }

    fn status_name(&self) -> &'static str {
        self.stored_status().as_str()
    }

    fn places(&self) -> Places {
        let number = &self.core().number;
        let pk = keys::voucher_pk(number);
        let company = self.reservation().map(|reservation| keys::company_pk(&reservation.company_id));
        let deadline = self.claim_due_on().unwrap_or(self.core().expires_on);
        let (shard, when) = due_place(self, &pk).unzip();
        Places {
            due_pk: shard,
            due_sk: when,
            company_sk: company.as_ref().map(|_| format!("V#{}#{deadline}#{number}", self.status_name())),
            company_pk: company,
        }
    }
}

/// Where time finds it: by the day of what comes next, or, once redeemed, by the instant at which its claim is missed.
/// The sort key is no longer than that: every byte of a voucher counts against its write unit.
fn due_place(voucher: &Voucher, pk: &str) -> Option<(String, String)> {
    if let Some(day) = voucher.due_on() {
        return Some((Due::Vouchers.pk(pk), day.to_string()));
    }
    let missed_at = voucher.claim_expected_by()?;
    Some((Due::Unclaimed.pk(pk), keys::due_instant(missed_at)))
}

impl Table {
    /// One voucher, read consistently.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn voucher(&self, number: &VoucherNumber) -> Result<Option<StoredVoucher>, Fault> {
        self.stored(&Key::voucher(number)).await
    }

    /// Up to 100 different vouchers, read consistently in one round trip; those that do not exist are left out.
    /// One that cannot be read is an error of its own and never hides the others.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn vouchers(
        &self,
        numbers: &[VoucherNumber],
    ) -> Result<HashMap<VoucherNumber, Result<StoredVoucher, Fault>>, Fault> {
        let keys: Vec<Key> = numbers.iter().map(Key::voucher).collect();
        let mut found = self.stored_of(&keys).await?;
        let by_number = |(number, key): (&VoucherNumber, &Key)| Some((number.clone(), found.remove(key)?));
        Ok(numbers.iter().zip(&keys).filter_map(by_number).collect())
    }

    /// Takes a redeemed voucher out of the due index, since its claim has appeared. Nothing happened to the voucher
    /// itself: its revision stays, and the stream's readers see that.
    ///
    /// # Errors
    /// [`Fault::LostRace`] when it changed meanwhile: it is looked at again in the next sweep.
    pub async fn settle(&self, number: &VoucherNumber) -> Result<(), Fault> {
        let key = Key::voucher(number);
        let Some(found) = self.get_item(&key).await? else { return Ok(()) };
        let mut record = VoucherRecord::read(found)?;
        record.places = Places { due_pk: None, due_sk: None, ..record.places };
        self.put_if(record.item()?, Condition::at_rev(record.rev)).await
    }
}
