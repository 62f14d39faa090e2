//! Files with the same bytes for several vouchers.

use std::collections::BTreeMap;

use crate::claim::SameFile;
use crate::deliverable::Deliverable;
use crate::ids::VoucherNumber;
use crate::voucher::Voucher;
use crate::voucher::tests::world::*;

/// A voucher of this number, reserved by a company, with a clean file; the bytes are the same for all vouchers.
fn delivered(text: &str, holder: &str) -> (Voucher, Deliverable) {
    let mut assign = assign();
    assign.voucher_number = number(text);
    let voucher = changed(assign.voucher().reserve(&numbered(text), &partner(holder), catalog(), at(TODAY)));
    let file = voucher.clone().announce(&company(holder), announcement("plan.pdf"), None, &actor(), at(TODAY)).unwrap();
    let voucher = changed(Ok(file.voucher));
    let judged = voucher.judge(&file.deliverable, &as_announced(&file.deliverable), at(TODAY)).unwrap();
    (changed(Ok(judged.voucher)), judged.deliverable)
}

fn numbered(text: &str) -> crate::voucher::Reserve {
    crate::voucher::Reserve { voucher_number: number(text), ..reserve() }
}

fn same_as(delivered: &[(Voucher, Deliverable)]) -> Option<SameFile> {
    let numbered = |voucher: &Voucher| voucher.core().number.clone();
    let found: Vec<(VoucherNumber, Deliverable)> =
        delivered.iter().map(|(voucher, file)| (numbered(voucher), file.clone())).collect();
    let vouchers: BTreeMap<VoucherNumber, Voucher> =
        delivered.iter().map(|(voucher, _)| (numbered(voucher), voucher.clone())).collect();
    let (own, file) = &delivered[0];
    SameFile::of(file, (&numbered(own), &company(HOLDER)), &found, &vouchers)
}

#[test]
fn vouchers_of_the_same_company_are_listed_and_others_counted() {
    let own = delivered("SA-0000-0001", HOLDER);
    let same = same_as(&[
        own.clone(),
        delivered("SA-0000-0003", HOLDER),
        delivered("SA-0000-0002", HOLDER),
        delivered("SA-0000-0004", OTHER),
    ]);
    let same = same.unwrap();
    assert_eq!(same.deliverable, own.1.file().id);
    assert_eq!(
        same.voucher_numbers.iter().map(VoucherNumber::as_str).collect::<Vec<_>>(),
        ["SA-0000-0002", "SA-0000-0003"]
    );
    assert_eq!(same.others, 1);
    assert_eq!(same_as(std::slice::from_ref(&own)), None, "its own voucher does not count");
    assert_eq!(same_as(&[own, delivered("SA-0000-0004", OTHER)]).unwrap().voucher_numbers.len(), 0);
}

#[test]
fn a_file_of_a_cancelled_reservation_does_not_count() {
    let (voucher, file) = delivered("SA-0000-0002", HOLDER);
    let own = delivered("SA-0000-0001", HOLDER);
    assert_eq!(same_as(&[own.clone(), (given_back(voucher.clone()), file.clone())]), None);
    let again = changed(given_back(voucher).reserve(&numbered("SA-0000-0002"), &partner(OTHER), catalog(), at(TODAY)));
    assert_eq!(same_as(&[own, (again, file)]), None);
}

#[test]
fn a_missing_voucher_does_not_count() {
    let (own, other) = (delivered("SA-0000-0001", HOLDER), delivered("SA-0000-0002", HOLDER));
    let found = vec![(number("SA-0000-0002"), other.1)];
    assert_eq!(SameFile::of(&own.1, (&number("SA-0000-0001"), &company(HOLDER)), &found, &BTreeMap::new()), None);
}
