//! The item of a deliverable file.

use std::collections::HashMap;

use domain::deliverable::{Deliverable, Sha256};
use domain::{DeliverableId, Fault, VoucherNumber};
use serde::Serialize;

use crate::client::{Condition, Table, unavailable};
use crate::item::{self, Item, number};
use crate::keys::{self, Key};
use crate::record::Stored;
use crate::voucher::{StoredVoucher, VoucherRecord};

/// The largest number of files with the same bytes that one query returns.
const SAME_FILES_MAX: i32 = 100;

/// The stored shape of a file.
#[derive(Serialize)]
struct FileRecord<'a> {
    #[serde(flatten)]
    deliverable: &'a Deliverable,
    #[serde(flatten)]
    index_entry: Option<SameFileEntry<'a>>,
}

/// The index entry of a clean file, by its checksum (PROGRAM.md 8.4).
#[derive(Serialize)]
struct SameFileEntry<'a> {
    listing_pk: String,
    listing_sk: &'a VoucherNumber,
}

pub fn item(number: &VoucherNumber, deliverable: &Deliverable) -> Result<Item, Fault> {
    let listing_pk = || keys::same_file_pk(&deliverable.file().announced.sha256);
    let index_entry = match deliverable {
        Deliverable::Clean(_) => Some(SameFileEntry { listing_pk: listing_pk(), listing_sk: number }),
        Deliverable::Announced(_) | Deliverable::Rejected(_) => None,
    };
    item::write(&Key::deliverable(number, &deliverable.file().id), &FileRecord { deliverable, index_entry })
}

/// The stored file is unchanged: the same upload, and checked or not as it was when it was read.
///
/// The condition on the voucher is not enough: the reads of both are no snapshot. The file may have been read before a
/// change and the voucher after it.
pub fn unchanged(before: Option<&Deliverable>) -> Condition {
    let Some(before) = before else { return Condition::absent() };
    let is_checked = match before {
        Deliverable::Announced(_) => "attribute_not_exists(checked_at)",
        Deliverable::Clean(_) | Deliverable::Rejected(_) => "attribute_exists(checked_at)",
    };
    let values = HashMap::from([(":upload".to_owned(), number(before.file().upload))]);
    Condition { expression: format!("upload = :upload AND {is_checked}"), values: Some(values) }
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

    /// A voucher and all its announced files, those of former reservations included, in one round trip.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn voucher_and_files(
        &self,
        number: &VoucherNumber,
    ) -> Result<(Option<StoredVoucher>, Vec<Deliverable>), Fault> {
        futures::try_join!(self.voucher(number), self.files(number))
    }

    /// All announced files of a voucher, those of former reservations included.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn files(&self, number: &VoucherNumber) -> Result<Vec<Deliverable>, Fault> {
        self.query(keys::voucher_pk(number), keys::DELIVERABLES).await
    }

    /// The clean files with this checksum of any voucher, sorted by voucher, and the faults of unreadable files: the
    /// first 100, files of cancelled reservations included. The index is eventually consistent (PROGRAM.md 8.4).
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn same_files(&self, sha256: &Sha256) -> Result<(Vec<(VoucherNumber, Deliverable)>, Vec<Fault>), Fault> {
        let request = self.client.query().table_name(&self.name).index_name(keys::BY_LISTING).limit(SAME_FILES_MAX);
        let request = request.key_condition_expression("listing_pk = :file");
        let request = request.expression_attribute_values(":file", item::text(keys::same_file_pk(sha256)));
        let page = Box::pin(request.send()).await.map_err(|error| unavailable("dynamodb Query", error))?;
        Ok(item::readable(page.items.unwrap_or_default().into_iter().map(same_file)))
    }
}

fn same_file(found: Item) -> Result<(VoucherNumber, Deliverable), Fault> {
    let key = item::key_of(&found);
    let number = found.get("listing_sk").and_then(|number| number.as_s().ok());
    let number = number.and_then(|number| VoucherNumber::parse(number).ok());
    let number = number.ok_or_else(|| Fault::corrupt(key, &"its index entry names no voucher"))?;
    Ok((number, item::read(found)?))
}
