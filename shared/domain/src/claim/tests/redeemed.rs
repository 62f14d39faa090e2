//! What a message says of a redeemed voucher, held against what the voucher says.

use super::world::*;
use crate::attempt::Actor;
use crate::claim::RedeemedVoucher;
use crate::{CompanyId, Country, LocationId, ProgramCode, VoucherNumber};

#[test]
fn every_field_that_says_something_else_is_named() {
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
fn who_redeemed_it_is_not_compared() {
    let by_somebody = RedeemedVoucher { redeemed_by: Some(Actor::parse("U-1").unwrap()), ..voucher() };
    let by_nobody = RedeemedVoucher { redeemed_by: None, ..voucher() };
    assert_eq!(by_somebody.differing_fields(&by_nobody), Vec::<&str>::new());
}
