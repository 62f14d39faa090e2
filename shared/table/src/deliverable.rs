//! The item of a file.

use std::collections::HashMap;

use domain::deliverable::{Deliverable, Sha256};
use domain::{DeliverableId, Fault, VoucherNumber};
use serde::Serialize;

use crate::client::{Condition, Table, unavailable};
use crate::item::{self, Item, number};
use crate::keys::{self, Key};
use crate::record::Stored;
use crate::voucher::{StoredVoucher, VoucherRecord};

/// How many files of the same bytes are looked up at most.
const SAME_FILES_MAX: i32 = 100;

/// A file as it is stored.
#[derive(Serialize)]
struct FileRecord<'a> {
    #[serde(flatten)]
    deliverable: &'a Deliverable,
    #[serde(flatten)]
    place: Option<SameFilePlace<'a>>,
}

/// Where a clean file is found by its bytes.
#[derive(Serialize)]
struct SameFilePlace<'a> {
    listing_pk: String,
    listing_sk: &'a VoucherNumber,
}

pub fn item(number: &VoucherNumber, deliverable: &Deliverable) -> Result<Item, Fault> {
    let listing_pk = || keys::same_file_pk(&deliverable.file().announced.sha256);
    let place = match deliverable {
        Deliverable::Clean(_) => Some(SameFilePlace { listing_pk: listing_pk(), listing_sk: number }),
        Deliverable::Announced(_) | Deliverable::Rejected(_) => None,
    };
    item::write(&Key::deliverable(number, &deliverable.file().id), &FileRecord { deliverable, place })
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
        futures::try_join!(self.voucher(number), self.files(number))
    }

    /// All files ever announced for a voucher.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn files(&self, number: &VoucherNumber) -> Result<Vec<Deliverable>, Fault> {
        self.query(keys::voucher_pk(number), keys::DELIVERABLES).await
    }

    /// The files of these bytes that were found clean for any voucher, ordered by voucher: the first [`SAME_FILES_MAX`].
    /// Files of a reservation that was cancelled since are among them. Read from an index, which is behind by a moment.
    /// Those that cannot be read are left out, and why.
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
    let number = number.ok_or_else(|| Fault::corrupt(key, &"a file is listed under no voucher"))?;
    Ok((number, item::read(found)?))
}
