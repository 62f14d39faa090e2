//! Files whose bytes were used for other vouchers as well. They are not refused; the reviewer of a claim sees them
//! (PROGRAM.md 8.4).

use std::collections::{BTreeMap, BTreeSet};

use crate::deliverable::Deliverable;
use crate::ids::{CompanyId, DeliverableId, VoucherNumber};
use crate::voucher::Voucher;

/// The other vouchers for which the same bytes were delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SameFile {
    /// The file of the claim's own voucher.
    pub deliverable: DeliverableId,
    /// The vouchers of the same company.
    pub voucher_numbers: BTreeSet<VoucherNumber>,
    /// The number of vouchers of other companies, which are not named.
    pub others: usize,
}

impl SameFile {
    /// Groups the clean files with the same bytes by their vouchers; `None` when the file was used for no other
    /// voucher. Files of a cancelled reservation and of a voucher that is missing in `vouchers` do not count.
    pub fn of(
        file: &Deliverable,
        (own, company): (&VoucherNumber, &CompanyId),
        found: &[(VoucherNumber, Deliverable)],
        vouchers: &BTreeMap<VoucherNumber, Voucher>,
    ) -> Option<Self> {
        let (mut voucher_numbers, mut others) = (BTreeSet::new(), BTreeSet::new());
        for (number, same) in found.iter().filter(|(number, _)| number != own) {
            let voucher = vouchers.get(number).filter(|voucher| voucher.owns(same));
            let Some(holder) = voucher.and_then(Voucher::reservation) else { continue };
            let of = if holder.company_id == *company { &mut voucher_numbers } else { &mut others };
            of.insert(number.clone());
        }
        let is_used = !voucher_numbers.is_empty() || !others.is_empty();
        is_used.then(|| Self { deliverable: file.file().id.clone(), voucher_numbers, others: others.len() })
    }
}
