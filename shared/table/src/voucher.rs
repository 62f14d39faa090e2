//! The item of a voucher.

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

/// The stored shape of a voucher.
pub type VoucherRecord = Record<Voucher>;

impl Aggregate for Voucher {
    type Event = Event;

    fn key(&self) -> Key {
        Key::voucher(&self.core().number)
    }

    fn status_name(&self) -> &'static str {
        self.stored_status().as_str()
    }

    fn index_entries(&self) -> IndexEntries {
        let number = &self.core().number;
        let pk = keys::voucher_pk(number);
        let company = self.reservation().map(|reservation| keys::company_pk(&reservation.company_id));
        let deadline = self.claim_due_on().unwrap_or(self.core().expires_on);
        let (shard, when) = due_entry(self, &pk).unzip();
        IndexEntries {
            due_pk: shard,
            due_sk: when,
            company_sk: company.as_ref().map(|_| format!("V#{}#{deadline}#{number}", self.status_name())),
            company_pk: company,
        }
    }
}

/// The entry in the due index: the day of the next step, or, once redeemed, the instant at which a missing claim is
/// detected (DECISIONS.md 26). The sort key holds nothing else: every byte of a voucher counts against its write unit
/// (DECISIONS.md 45).
fn due_entry(voucher: &Voucher, pk: &str) -> Option<(String, String)> {
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

    /// Up to 100 different vouchers, read consistently in one round trip, without those that do not exist. An
    /// unreadable voucher is an error of its own and does not hide the others.
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

    /// Up to 100 vouchers of a list, in one round trip. The read is eventually consistent, as is the list.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn listed_vouchers(
        &self,
        numbers: &[VoucherNumber],
    ) -> Result<HashMap<VoucherNumber, Result<StoredVoucher, Fault>>, Fault> {
        self.listed(numbers, Key::voucher).await
    }

    /// Removes a redeemed voucher from the due index once its claim exists (DECISIONS.md 26). The revision of the
    /// voucher stays, so that the consumers of the stream ignore the write.
    ///
    /// # Errors
    /// [`Fault::LostRace`] when the voucher changed meanwhile. It stays due, and the next sweep checks it again.
    pub async fn cancel_claim_check(&self, number: &VoucherNumber) -> Result<(), Fault> {
        self.set_claim_check(number, None).await
    }

    /// Schedules the next check of a redeemed voucher whose claim does not exist yet (DECISIONS.md 26).
    ///
    /// # Errors
    /// As [`Table::cancel_claim_check`].
    pub async fn schedule_claim_check(&self, number: &VoucherNumber, at: Timestamp) -> Result<(), Fault> {
        self.set_claim_check(number, Some(at)).await
    }

    async fn set_claim_check(&self, number: &VoucherNumber, at: Option<Timestamp>) -> Result<(), Fault> {
        let key = Key::voucher(number);
        let Some(found) = self.get_item(&key).await? else { return Ok(()) };
        let mut record = VoucherRecord::read(found)?;
        record.index_entries.due_pk = at.map(|_| Due::Unclaimed.pk(&key.pk));
        record.index_entries.due_sk = at.map(keys::due_instant);
        self.put_if(record.item()?, Condition::at_rev(record.rev)).await
    }
}
