//! The item of a file.

use std::collections::HashMap;

use domain::deliverable::Deliverable;
use domain::{DeliverableId, Fault, VoucherNumber};

use crate::client::{Condition, Table};
use crate::item::{self, Item, number};
use crate::keys::{self, Key};
use crate::record::Stored;
use crate::voucher::{StoredVoucher, VoucherRecord};

pub fn item(number: &VoucherNumber, deliverable: &Deliverable) -> Result<Item, Fault> {
    item::write(&Key::deliverable(number, &deliverable.file().id), deliverable)
}

/// What stands is the file that was read: the same upload, and judged or not as it was then.
///
/// The voucher's own condition does not tell. Reading both is no snapshot: it may have seen the file from before a
/// change and the voucher from after it.
pub fn unmoved(seen: Option<&Deliverable>) -> Condition {
    let Some(seen) = seen else { return Condition::absent() };
    let judged = match seen {
        Deliverable::Announced(_) => "attribute_not_exists(checked_at)",
        Deliverable::Clean(_) | Deliverable::Rejected(_) => "attribute_exists(checked_at)",
    };
    let values = HashMap::from([(":upload".to_owned(), number(seen.file().upload))]);
    Condition { expression: format!("upload = :upload AND {judged}"), values: Some(values) }
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
                voucher = Some(Stored::from(VoucherRecord::read(found)?));
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
        futures::try_join!(self.voucher(number), self.query(keys::voucher_pk(number), keys::DELIVERABLES))
    }
}
