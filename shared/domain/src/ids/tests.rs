use proptest::prelude::*;

use super::*;

#[test]
fn a_voucher_number_is_upper_case_and_has_6_to_40_characters() {
    assert_eq!(VoucherNumber::parse("  sa-7kq2-m9xd-3fht ").unwrap().as_str(), "SA-7KQ2-M9XD-3FHT");
    for good in ["ABC-12", &"A".repeat(40)] {
        assert!(VoucherNumber::parse(good).is_ok(), "{good}");
    }
    for bad in ["", "ABC12", &"A".repeat(41)] {
        let error = VoucherNumber::parse(bad).unwrap_err().to_string();
        assert_eq!(error, "must be 6 to 40 characters of A-Z, 0-9 and -", "{bad}");
    }
}

#[test]
fn an_id_is_normalized_from_every_pasted_form() {
    for pasted in [
        "ｓａ－７ｋｑ２－Ｍ９ＸＤ",
        "SA\u{2011}7KQ2\u{2011}M9XD",
        "SA–7KQ2—M9XD",
        "SA\u{2212}7KQ2\u{fe63}M9XD",
        "SA\u{30fc}7KQ2\u{ff70}M9XD",
        "\u{feff}SA-7KQ2-\u{200b}M9XD\u{200e}",
        "\u{202a}SA-7KQ2-M9XD\u{202c}",
        "\u{2068}SA-7KQ2-M9XD\u{2069}",
        "\u{3000}SA-7K\u{ad}Q2-M9XD\u{a0}\r\n",
    ] {
        assert_eq!(VoucherNumber::parse(pasted).unwrap().as_str(), "SA-7KQ2-M9XD", "{pasted:?}");
    }
    assert_eq!(CompanyId::parse("\u{200b}Ｐ‑1").unwrap().as_str(), "P-1");
    assert_eq!(InvoiceNumber::parse("ＡＢ\u{a0}１２／３ ").unwrap().as_str(), "AB 12/3");
    assert_eq!(ProgramCode::parse("ｌ＆ｅｄｐｓ").unwrap().as_str(), "L&EDPS");
    assert_eq!(EngagementCode::parse("ddps—WinOffice").unwrap().as_str(), "DDPS-WINOFFICE");
}

#[test]
fn a_look_alike_of_an_id_is_refused_with_the_name_of_the_character() {
    for (text, character) in [
        ("SA-\u{410}KQ2", "character 4 is the Cyrillic letter \"\u{410}\" (U+0410)"),
        ("\u{39f}A-7KQ2", "character 1 is the Greek letter \"\u{39f}\" (U+039F)"),
        ("SA 7KQ2", "character 3 is SPACE (U+0020)"),
        ("SA\u{2009}7KQ2", "character 3 is SPACE (U+0020)"),
        ("SA#7KQ2", "character 3 is \"#\""),
        ("SA_7KQ2", "character 3 is \"_\""),
        ("SÄ-7KQ2", "character 2 is the Latin letter \"Ä\" (U+00C4)"),
        ("SA-7KQ2\u{0}", "character 8 is NULL (U+0000)"),
        ("SA-\u{202e}2QK7", "character 4 is RIGHT-TO-LEFT OVERRIDE (U+202E)"),
        ("SA〜7KQ2", "character 3 is WAVE DASH (U+301C)"),
        ("SA-7\u{661}2345", "character 5 is the Arabic digit \"\u{661}\" (U+0661)"),
        ("SA-7\u{2800}KQ2", "character 5 is BRAILLE PATTERN BLANK (U+2800)"),
        ("SA-7\u{e000}KQ2", "character 5 is the private-use character U+E000"),
        ("\u{200b}SA-7\u{430}KQ2", "character 5 is the Cyrillic letter \"\u{430}\" (U+0430)"),
    ] {
        let error = VoucherNumber::parse(text).unwrap_err().to_string();
        assert_eq!(error, format!("must be 6 to 40 characters of A-Z, 0-9 and -; {character}"), "{text:?}");
    }
    let error = CompanyId::parse("\u{420}-1").unwrap_err().to_string();
    assert!(error.ends_with("character 1 is the Cyrillic letter \"\u{420}\" (U+0420)"), "{error}");
    let error = InvoiceNumber::parse("INV#1").unwrap_err().to_string();
    assert!(error.ends_with("character 4 is \"#\""), "{error}");
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
fn programs_and_engagements_are_codes_in_upper_case() {
    for good in ["DDPS", "S-EDPS", "L&EDPS", &"A".repeat(16)] {
        assert_eq!(ProgramCode::parse(&good.to_ascii_lowercase()).unwrap().as_str(), good);
    }
    for bad in ["", "ddps!", "DD PS", "DDPS#1", &"A".repeat(17)] {
        assert!(ProgramCode::parse(bad).is_err(), "{bad}");
    }
    assert!(EngagementCode::parse(&"A".repeat(40)).is_ok());
    assert!(EngagementCode::parse(&"A".repeat(41)).is_err());
}

#[test]
fn the_id_of_a_claim_contains_the_number_of_its_voucher() {
    let number = VoucherNumber::parse("SA-7KQ2-M9XD-3FHT").unwrap();
    assert_eq!(ClaimId::of(&number).as_str(), "CL-SA-7KQ2-M9XD-3FHT");
    let longest = VoucherNumber::parse(&"A".repeat(40)).unwrap();
    assert!(ClaimId::parse(ClaimId::of(&longest).as_str()).is_ok(), "the longest number fits");
}

#[test]
fn the_id_of_a_deliverable_is_the_first_24_digits_of_a_digest() {
    let id = DeliverableId::from_digest(&"0123456789abcdef".repeat(4));
    assert_eq!(id.as_str(), "0123456789abcdef01234567");
    assert_eq!(DeliverableId::parse(id.as_str()).unwrap(), id);
}

/// Random text, and often text similar to an id.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[A-Za-z0-9#&_.: -]{0,70}",
        "\\s?[A-Z0-9-]{1,40}\\s?",
        "[\u{200b}\u{200e}\u{3000}]?[A-Za-zＡ-Ｚ０-９\u{2010}-\u{2015}ー\u{ad}]{1,40}[\u{feff}\u{a0}]?"
    ]
}

macro_rules! round_trips {
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
                        prop_assert_eq!(serde_json::from_str::<$id>(&stored).unwrap(), id, "storing changes nothing");
                    } else {
                        let stored = serde_json::to_string(&text).unwrap();
                        prop_assert!(serde_json::from_str::<$id>(&stored).is_err(), "deserializing refuses it as well");
                    }
                }
            )*
        }
    };
}

round_trips!(
    a_voucher_number_parses_to_itself: VoucherNumber,
    a_company_id_parses_to_itself: CompanyId,
    an_invoice_number_parses_to_itself: InvoiceNumber,
    a_program_code_parses_to_itself: ProgramCode,
    an_engagement_code_parses_to_itself: EngagementCode
);

proptest! {
    #[test]
    fn voucher_numbers_ignore_letter_case(text in "[A-Za-z0-9-]{6,40}") {
        let folded = VoucherNumber::parse(&text).unwrap();
        prop_assert_eq!(VoucherNumber::parse(&text.to_ascii_lowercase()), Ok(folded.clone()));
        prop_assert_eq!(folded.as_str(), text.to_ascii_uppercase());
    }
}
