use std::collections::{BTreeSet, HashMap};

use proptest::prelude::*;

use super::*;

fn codes() -> Vec<&'static str> {
    LINES.iter().map(|line| line.split('|').next().unwrap()).collect()
}

#[test]
fn a_country_is_one_of_the_249_of_iso_3166() {
    assert_eq!(codes().len(), 249);
    assert!(codes().iter().all(|code| Country::parse(code).is_ok_and(|country| country.as_str() == *code)));
    for taiwan in [" tw ", "ＴＷ", "T\u{200b}W", "\u{feff}tW\u{3000}"] {
        assert_eq!(Country::parse(taiwan).unwrap().as_str(), "TW", "{taiwan:?}");
    }
    for bad in ["", " ", "T", "XX", "EU", "UK", "T W", "AD AE", "T-W", "Atlantis"] {
        let error = Country::parse(bad).unwrap_err().to_string();
        assert!(error.starts_with("must be a country of ISO 3166-1 alpha-2 such as TW"), "{bad}: {error}");
    }
}

#[test]
fn the_lines_are_sorted_and_every_country_has_two_codes_and_two_names() {
    assert!(codes().is_sorted(), "a binary search needs it");
    let mut long_codes = BTreeSet::new();
    for line in LINES.iter() {
        let fields: Vec<&str> = line.split('|').collect();
        let (alpha_2, alpha_3) = (fields[0], fields[1]);
        assert!(alpha_2.len() == 2 && alpha_3.len() == 3, "{line}");
        assert!(format!("{alpha_2}{alpha_3}").bytes().all(|byte| byte.is_ascii_uppercase()), "{line}");
        assert!(long_codes.insert(alpha_3), "{line}");
        assert!(fields.iter().all(|name| *name == name.trim() && !name.is_empty()), "{line}");
        let country = Country::parse(alpha_2).unwrap();
        assert_eq!(country.name(Language::English), fields[2]);
        assert_eq!(country.name(Language::TraditionalChinese), fields[3]);
        assert!(!fields[3].is_ascii(), "{line}");
    }
}

#[test]
fn no_two_countries_share_a_name() {
    let mut known: HashMap<String, &str> = HashMap::new();
    for line in LINES.iter() {
        for name in line.split('|') {
            assert_eq!(known.insert(key(name), line).filter(|other| other != line), None, "{name} in {line}");
            assert_eq!(Country::known(name).unwrap().as_str(), &line[..2], "{name}");
        }
    }
}

#[test]
fn a_country_is_found_by_every_spelling_of_its_names() {
    for (code, names) in [
        ("TW", ["Taiwan, R.O.C.", "Taiwan (R.O.C.)", "TAIWAN", "臺灣", "中華民國（臺灣）", "twn"]),
        ("US", ["United States", "The United States of America", "U.S.A.", "u.s.", "美國", "USA"]),
        ("GB", ["U.K.", "United  Kingdom", "Great Britain", "英國", "GBR", "the United Kingdom"]),
        ("KR", ["Korea, Republic of", "Republic of Korea", "Korea (Republic of)", "南韓", "韓國", "South-Korea"]),
        ("CI", ["Côte d'Ivoire", "Cote d’Ivoire", "COTE D‘IVOIRE", "Ivory Coast", "象牙海岸", "CIV"]),
        (
            "TT",
            [
                "Trinidad & Tobago",
                "Trinidad and Tobago",
                "TTO",
                "tt",
                "trinidad   and tobago",
                "Ｔｒｉｎｉｄａｄ＆Ｔｏｂａｇｏ",
            ],
        ),
        (
            "KN",
            ["St. Kitts and Nevis", "St Kitts & Nevis", "Saint Kitts and Nevis", "KNA", "kn", "SAINT KITTS & NEVIS"],
        ),
        ("HK", ["Hong Kong", "HONGKONG", "Hong Kong SAR", "Hong Kong, China", "香港", "中國香港"]),
    ] {
        for name in names {
            assert_eq!(Country::known(name).map(|country| country.to_string()).as_deref(), Some(code), "{name}");
        }
    }
    for shared in ["Korea", "Congo", "Virgin Islands", "", "of the", "Atlantis", "-"] {
        assert_eq!(Country::known(shared), None, "{shared}");
    }
}

#[test]
fn the_error_suggests_the_code_of_a_known_name_and_names_a_look_alike_letter() {
    let error = |text| Country::parse(text).unwrap_err().to_string();
    for (name, hint) in [
        ("Taiwan", "; Taiwan is TW"),
        ("TWN", "; Taiwan is TW"),
        ("臺灣", "; Taiwan is TW"),
        ("uk", "; United Kingdom is GB"),
    ] {
        assert!(error(name).ends_with(hint), "{name}: {}", error(name));
    }
    let cyrillic = error("\u{422}W");
    assert!(cyrillic.ends_with("; character 1 is the Cyrillic letter \"\u{422}\" (U+0422)"), "{cyrillic}");
}

proptest! {
    #[test]
    fn a_country_parses_to_itself(text in prop_oneof![any::<String>(), "[A-Za-z]{2}", " ?[A-ZＡ-Ｚ]{2} ?"]) {
        if let Ok(country) = Country::parse(&text) {
            prop_assert_eq!(country.as_str().len(), 2);
            prop_assert_eq!(Country::known(&text), Some(country.clone()));
            prop_assert_eq!(Country::parse(&country.to_string().to_ascii_lowercase()), Ok(country));
        }
    }
}
