use domain::claim::{Rate, RedeemedVoucher};
use domain::{CompanyId, Country, Currency, LocationId, Money, ProgramCode};
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::tests::any;
use crate::tests::golden::{assert_written, golden};
use crate::tests::round_trip::{json, read_back};
use crate::tests::world::{instant, number};

fn voucher() -> RedeemedVoucher {
    RedeemedVoucher {
        voucher_number: number(),
        company_id: CompanyId::parse("P-1").unwrap(),
        location_id: LocationId::parse("L-1").unwrap(),
        country: Country::parse("TW").unwrap(),
        program: ProgramCode::parse("DDPS").unwrap(),
        days: 5,
        redeemed_at: instant("2026-12-01T17:00:00.125Z"),
    }
}

fn item_of(claim: &Claim) -> item::Item {
    item::write(&Key::claim(&number()), &ClaimRecord::new(claim.clone())).unwrap()
}

#[test]
fn a_priced_claim_is_stored_as_ever() {
    let per_day = Money { minor: 100_000, currency: Currency::parse("USD").unwrap() };
    let rate = Rate { per_day, valid_from: date(2026, 1, 1), valid_to: None, sample: true };
    let claim = Claim::draft(voucher(), &[rate]);
    assert_written("claim", &item_of(&claim));
    assert_eq!(item::read::<ClaimRecord>(golden("claim")).unwrap().claim, claim);
}

#[test]
fn a_claim_without_a_rate_is_stored_as_ever() {
    let claim = Claim::draft(voucher(), &[]);
    assert_written("claim-without-rate", &item_of(&claim));
    assert_eq!(item::read::<ClaimRecord>(golden("claim-without-rate")).unwrap().claim, claim);
}

#[test]
fn a_claim_is_found_under_its_company_by_status_and_deadline() {
    let record = ClaimRecord::new(Claim::draft(voucher(), &[]));
    assert_eq!(record.company_pk, "P#P-1");
    assert_eq!(record.company_sk, "C#draft#2027-01-30#SA-7KQ2-M9XD-3FHT");
}

proptest! {
    #[test]
    fn any_claim_reads_back(claim in any::claim()) {
        let read: ClaimRecord = read_back(item_of(&claim));
        prop_assert_eq!(json(&read), json(&ClaimRecord::new(claim)));
    }
}
