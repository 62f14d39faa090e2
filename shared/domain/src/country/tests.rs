use proptest::prelude::*;

use super::*;

#[test]
fn a_country_is_one_of_the_249_of_iso_3166() {
    let codes: std::collections::BTreeSet<&str> = ASSIGNED.split(' ').filter(|code| !code.is_empty()).collect();
    assert_eq!(codes.len(), 249);
    assert!(codes.iter().all(|code| Country::parse(code).is_ok_and(|country| country.as_str() == *code)));
    assert_eq!(Country::parse(" tw ").unwrap().as_str(), "TW");
    for bad in ["", " ", "T", "TWN", "XX", "EU", "UK", "T W", "AD AE", "ＴＷ"] {
        assert!(Country::parse(bad).is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn a_country_parses_to_itself(text in prop_oneof![any::<String>(), "[A-Za-z]{2}", " ?[A-Z]{2} ?"]) {
        if let Ok(country) = Country::parse(&text) {
            prop_assert_eq!(country.as_str().len(), 2);
            prop_assert_eq!(Country::parse(&country.to_string().to_ascii_lowercase()), Ok(country));
        }
    }
}
