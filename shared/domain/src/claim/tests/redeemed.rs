//! The comparison of a queue message with the redeemed voucher.

use super::world::*;
use crate::attempt::Actor;
use crate::claim::RedeemedVoucher;
use crate::{CompanyId, Country, LocationId, ProgramCode, VoucherNumber};

#[test]
fn every_differing_field_is_listed() {
    type Edit = fn(&mut RedeemedVoucher);
    let edits: [(&str, Edit); 7] = [
        ("voucher_number", |other| other.voucher_number = VoucherNumber::parse("SA-OTHER-0001").unwrap()),
        ("company_id", |other| other.company_id = CompanyId::parse("P-9").unwrap()),
        ("location_id", |other| other.location_id = LocationId::parse("L-9").unwrap()),
        ("country", |other| other.country = Country::parse("FR").unwrap()),
        ("program", |other| other.program = ProgramCode::parse("OTHER").unwrap()),
        ("days", |other| other.days += 1),
        ("redeemed_at", |other| other.redeemed_at += jiff::SignedDuration::from_nanos(1)),
    ];
    let mut all = voucher();
    for (field, edit) in edits {
        let mut other = voucher();
        edit(&mut other);
        edit(&mut all);
        assert_eq!(other.differing_fields(&voucher()), [field]);
    }
    assert_eq!(all.differing_fields(&voucher()), edits.map(|(field, _)| field));
}

#[test]
fn the_redeeming_person_is_not_compared() {
    let with_person = RedeemedVoucher { redeemed_by: Some(Actor::parse("U-1").unwrap()), ..voucher() };
    let without_person = RedeemedVoucher { redeemed_by: None, ..voucher() };
    assert_eq!(with_person.differing_fields(&without_person), Vec::<&str>::new());
}
