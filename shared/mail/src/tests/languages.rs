//! Which language somebody reads.

use domain::Country;

use crate::Language::{self, English, TraditionalChinese};

#[test]
fn the_language_is_that_of_the_country() {
    for (country, language) in [
        ("TW", TraditionalChinese),
        ("HK", TraditionalChinese),
        ("MO", TraditionalChinese),
        ("CN", English),
        ("SG", English),
        ("US", English),
        ("JP", English),
    ] {
        assert_eq!(Language::of(&Country::parse(country).unwrap()), language, "{country}");
    }
}

#[test]
fn readers_of_traditional_characters_get_them_and_all_others_english() {
    for tag in ["zh-Hant", "zh-TW", "zh-HK", "zh-MO", "zh-Hant-HK", "zh-hant-cn", "ZH-tw", "zh_TW.UTF-8", " zh-cmn-TW "]
    {
        assert_eq!(Language::of_tag(tag), TraditionalChinese, "{tag}");
    }
    for tag in [
        "zh-CN",
        "zh-Hans",
        "zh-Hans-TW",
        "zh-Hans-HK",
        "zh-SG",
        "zh",
        "zh-u-ca-roc",
        "zh-CN-u-rg-TW",
        "zh-x-Hant",
        "en",
        "en-TW",
        "ja",
        "C",
        "",
        "-TW",
        "zht-TW",
    ] {
        assert_eq!(Language::of_tag(tag), English, "{tag}");
    }
}

#[test]
fn a_language_is_found_by_its_own_tag() {
    for language in Language::ALL {
        assert_eq!(Language::of_tag(language.tag()), language);
    }
}
