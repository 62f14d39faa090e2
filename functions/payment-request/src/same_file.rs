//! Other vouchers for which the same files were delivered, for the reviewer of a claim (PROGRAM.md 8.4).

use std::collections::{BTreeMap, BTreeSet};

use api::log_unreadable;
use domain::claim::SameFile;
use domain::deliverable::{Deliverable, FileName, Kind};
use domain::voucher::Voucher;
use domain::{CompanyId, DeliverableId, Fault, VoucherNumber};
use futures::future::try_join_all;
use schemars::JsonSchema;
use serde::Serialize;
use table::Table;

/// The largest number of other vouchers that are read: one batch of DynamoDB.
const VOUCHERS_MAX: usize = 100;

/// A file that was also delivered for other vouchers.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SameFile")]
pub(crate) struct SameFileView {
    deliverable_id: DeliverableId,
    file_name: FileName,
    kind: Kind,
    /// The other vouchers of the same company.
    voucher_numbers: BTreeSet<VoucherNumber>,
    /// The number of vouchers of other companies.
    others: usize,
}

/// Finds the clean files of a company's voucher that were also delivered for other vouchers.
pub(crate) async fn find(
    table: &Table,
    voucher: &Voucher,
    company: &CompanyId,
    files: &[Deliverable],
) -> Result<Vec<SameFileView>, Fault> {
    let own = &voucher.core().number;
    let is_clean = |file: &&Deliverable| voucher.owns(file) && matches!(file, Deliverable::Clean(_));
    let files: Vec<&Deliverable> = files.iter().filter(is_clean).collect();
    let found = files.iter().map(|file| table.same_files(&file.file().announced.sha256));
    let (found, unreadable): (Vec<_>, Vec<_>) = try_join_all(found).await?.into_iter().unzip();
    for faults in &unreadable {
        log_unreadable(faults);
    }
    let vouchers =
        read_vouchers(table, found.iter().flatten().map(|(number, _)| number).filter(|number| *number != own));
    let vouchers = vouchers.await?;
    let shown = files.into_iter().zip(&found).filter_map(|(file, found)| {
        let same = SameFile::of(file, (own, company), found, &vouchers)?;
        Some(SameFileView::new(file, same))
    });
    Ok(shown.collect())
}

/// Reads the current vouchers, without those that cannot be read.
async fn read_vouchers(
    table: &Table,
    numbers: impl Iterator<Item = &VoucherNumber>,
) -> Result<BTreeMap<VoucherNumber, Voucher>, Fault> {
    let numbers: BTreeSet<VoucherNumber> = numbers.cloned().collect();
    let numbers: Vec<VoucherNumber> = numbers.into_iter().take(VOUCHERS_MAX).collect();
    let mut vouchers = BTreeMap::new();
    for (number, stored) in table.vouchers(&numbers).await? {
        match stored {
            Ok(stored) => drop(vouchers.insert(number, stored.value)),
            Err(fault) => log_unreadable(&[fault]),
        }
    }
    Ok(vouchers)
}

impl SameFileView {
    fn new(file: &Deliverable, same: SameFile) -> Self {
        let announced = &file.file().announced;
        let SameFile { deliverable, voucher_numbers, others } = same;
        let (file_name, kind) = (announced.file_name.clone(), announced.kind);
        Self { deliverable_id: deliverable, file_name, kind, voucher_numbers, others }
    }
}
