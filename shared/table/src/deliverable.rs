//! The item of a file.

use domain::deliverable::Deliverable;
use domain::{DeliverableId, Fault, VoucherNumber};

use crate::client::Table;
use crate::item::{self, Item};
use crate::keys::{self, Key};
use crate::voucher::{Stored, StoredVoucher, VoucherRecord};

pub fn item(number: &VoucherNumber, deliverable: &Deliverable) -> Result<Item, Fault> {
    item::write(&Key::deliverable(number, &deliverable.file().id), deliverable)
}

impl Table {
    /// A voucher and one of its files, in one round trip.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn voucher_and_file(
        &self,
        number: &VoucherNumber,
        id: &DeliverableId,
    ) -> Result<(Option<StoredVoucher>, Option<Deliverable>), Fault> {
        let file = Key::deliverable(number, id);
        let (mut voucher, mut deliverable) = (None, None);
        for found in self.batch_get(&[Key::voucher(number), file.clone()]).await? {
            if item::key_of(&found) == file.to_string() {
                deliverable = Some(item::read(found)?);
            } else {
                voucher = Some(Stored::from(item::read::<VoucherRecord>(found)?));
            }
        }
        Ok((voucher, deliverable))
    }

    /// A voucher and all files ever announced for it, in one round trip.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn voucher_and_files(
        &self,
        number: &VoucherNumber,
    ) -> Result<(Option<StoredVoucher>, Vec<Deliverable>), Fault> {
        futures::try_join!(self.voucher(number), self.query(keys::voucher_pk(number), "D#"))
    }
}
