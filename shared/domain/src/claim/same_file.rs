//! Files whose bytes were used for other vouchers as well: nothing is refused for it, and whoever reviews a claim sees it.

use std::collections::{BTreeMap, BTreeSet};

use crate::deliverable::Deliverable;
use crate::ids::{CompanyId, DeliverableId, VoucherNumber};
use crate::voucher::Voucher;

/// Other vouchers for which the same bytes were delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SameFile {
    /// The file of the claim's own voucher.
    pub deliverable: DeliverableId,
    /// Those of the same company.
    pub voucher_numbers: BTreeSet<VoucherNumber>,
    /// How many there are of other companies, which are not named.
    pub others: usize,
}

impl SameFile {
    /// What is known of a file of a company's voucher, given the clean files of the same bytes and their vouchers as they
    /// are now; nothing when it was used for no other. A file of a reservation that is no more counts no longer.
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
