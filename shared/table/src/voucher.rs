//! The voucher's item.

use std::collections::HashMap;

use domain::claim::Claim;
use domain::voucher::{Event, Voucher};
use domain::{Fault, VoucherNumber};
use jiff::Timestamp;

use crate::client::{Condition, Table};
use crate::item;
use crate::keys::{self, Due, Key};
use crate::record::{Aggregate, IndexEntries, Record, Stored};

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

    fn places(&self) -> IndexEntries {
        let number = &self.core().number;
        let pk = keys::voucher_pk(number);
        let company = self.reservation().map(|reservation| keys::company_pk(&reservation.company_id));
        let deadline = self.claim_due_on().unwrap_or(self.core().expires_on);
        let (shard, when) = due_place(self, &pk).unzip();
        IndexEntries {
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

    /// A voucher and its claim, in one round trip.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn voucher_and_claim(
        &self,
        number: &VoucherNumber,
    ) -> Result<(Option<StoredVoucher>, Option<Result<Stored<Claim>, Fault>>), Fault> {
        let (mut voucher, mut claim) = (None, None);
        let claim_key = Key::claim(number).to_string();
        for found in self.batch_get(&[Key::voucher(number), Key::claim(number)]).await? {
            if item::key_of(&found) == claim_key {
                claim = Some(Record::<Claim>::read(found).map(Stored::from));
            } else {
                voucher = Some(Stored::from(VoucherRecord::read(found)?));
            }
        }
        Ok((voucher, claim))
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

    /// Up to 100 vouchers of a list, in one round trip at half the price: as fresh as the list itself.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn listed_vouchers(
        &self,
        numbers: &[VoucherNumber],
    ) -> Result<HashMap<VoucherNumber, Result<StoredVoucher, Fault>>, Fault> {
        self.listed(numbers, Key::voucher).await
    }

    /// Takes a redeemed voucher out of the due index, since its claim has appeared. Nothing happened to the voucher
    /// itself: its revision stays, and the stream's readers see that.
    ///
    /// # Errors
    /// [`Fault::LostRace`] when it changed meanwhile: it is looked at again in the next sweep.
    pub async fn cancel_claim_check(&self, number: &VoucherNumber) -> Result<(), Fault> {
        self.place_unclaimed(number, None).await
    }

    /// Lets a redeemed voucher be looked at again at an instant, if its claim has not appeared by then.
    ///
    /// # Errors
    /// As [`Table::cancel_claim_check`].
    pub async fn schedule_claim_check(&self, number: &VoucherNumber, at: Timestamp) -> Result<(), Fault> {
        self.place_unclaimed(number, Some(at)).await
    }

    async fn place_unclaimed(&self, number: &VoucherNumber, at: Option<Timestamp>) -> Result<(), Fault> {
        let key = Key::voucher(number);
        let Some(found) = self.get_item(&key).await? else { return Ok(()) };
        let mut record = VoucherRecord::read(found)?;
        record.places.due_pk = at.map(|_| Due::Unclaimed.pk(&key.pk));
        record.places.due_sk = at.map(keys::due_instant);
        self.put_if(record.item()?, Condition::at_rev(record.rev)).await
    }
}
