use proptest::prelude::*;

use super::*;

#[test]
fn a_voucher_number_is_folded_and_bounded() {
    assert_eq!(VoucherNumber::parse("  sa-7kq2-m9xd-3fht ").unwrap().as_str(), "SA-7KQ2-M9XD-3FHT");
    for good in ["ABC-12", &"A".repeat(40)] {
        assert!(VoucherNumber::parse(good).is_ok(), "{good}");
    }
    for bad in
        ["", "ABC12", &"A".repeat(41), "SA 7KQ2", "SA#7KQ2", "SA_7KQ2", "SÄ-7KQ2", "SA-7KQ2\u{0}", "ｓａ－７ｋｑ２"]
    {
        let error = VoucherNumber::parse(bad).unwrap_err().to_string();
        assert_eq!(error, "must be 6 to 40 characters of A-Z, 0-9 and -", "{bad}");
    }
}

#[test]
fn plain_ids_have_1_to_64_characters_of_their_set() {
    for good in ["P-1", "a", "U_7.x:y", &"x".repeat(64)] {
        assert_eq!(CompanyId::parse(good).unwrap().as_str(), good);
    }
    assert_eq!(CompanyId::parse(" P-1 ").unwrap().as_str(), "P-1");
    for bad in ["", " ", "P 1", "P#1", "P/1", "P\n1", "é", &"x".repeat(65)] {
        assert!(CompanyId::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn programs_and_engagements_are_codes() {
    for good in ["DDPS", "S-EDPS", "L&EDPS", &"A".repeat(16)] {
        assert!(ProgramCode::parse(good).is_ok(), "{good}");
    }
    for bad in ["", "ddps", "DD PS", "DDPS#1", &"A".repeat(17)] {
        assert!(ProgramCode::parse(bad).is_err(), "{bad}");
    }
    assert!(EngagementCode::parse(&"A".repeat(40)).is_ok());
    assert!(EngagementCode::parse(&"A".repeat(41)).is_err());
}

#[test]
fn a_claims_id_is_its_vouchers() {
    let number = VoucherNumber::parse("SA-7KQ2-M9XD-3FHT").unwrap();
    assert_eq!(ClaimId::of(&number).as_str(), "CL-SA-7KQ2-M9XD-3FHT");
    let longest = VoucherNumber::parse(&"A".repeat(40)).unwrap();
    assert!(ClaimId::parse(ClaimId::of(&longest).as_str()).is_ok(), "and reads back");
}

#[test]
fn a_deliverables_id_is_the_first_24_digits_of_a_digest() {
    let id = DeliverableId::from_digest(&"0123456789abcdef".repeat(4));
    assert_eq!(id.as_str(), "0123456789abcdef01234567");
    assert_eq!(DeliverableId::parse(id.as_str()).unwrap(), id);
}

/// Anything, and often something close to an id.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[A-Za-z0-9#&_.: -]{0,70}", "\\s?[A-Z0-9-]{1,40}\\s?"]
}

macro_rules! holds_for {
    ($($name:ident: $id:ident),*) => {
        proptest! {
            $(
                #[test]
                fn $name(text in text()) {
                    if let Ok(id) = $id::parse(&text) {
                        prop_assert_eq!($id::parse(&id.to_string()), Ok(id.clone()), "parsing again changes nothing");
                        prop_assert!(!id.as_str().contains('#') && !id.as_str().is_empty());
                        prop_assert_eq!(id.as_str(), id.as_str().trim());
                        let stored = serde_json::to_string(&id).unwrap();
                        prop_assert_eq!(serde_json::from_str::<$id>(&stored).unwrap(), id, "nor does storing it");
                    } else {
                        let stored = serde_json::to_string(&text).unwrap();
                        prop_assert!(serde_json::from_str::<$id>(&stored).is_err(), "nor does storage let it in");
                    }
                }
            )*
        }
    };
}

holds_for!(
    a_voucher_number_is_one_thing: VoucherNumber,
    a_company_id_is_one_thing: CompanyId,
    a_program_code_is_one_thing: ProgramCode,
    an_engagement_code_is_one_thing: EngagementCode
);

proptest! {
    #[test]
    fn voucher_numbers_differ_by_more_than_letter_case(text in "[A-Za-z0-9-]{6,40}") {
        let folded = VoucherNumber::parse(&text).unwrap();
        prop_assert_eq!(VoucherNumber::parse(&text.to_ascii_lowercase()), Ok(folded.clone()));
        prop_assert_eq!(folded.as_str(), text.to_ascii_uppercase());
    }
}
