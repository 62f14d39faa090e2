//! The languages of letters and answers (PROGRAM.md 13.3 and 14.5).

use serde::{Deserialize, Serialize};

use crate::Country;
use crate::text::{Form, Invalid, Text};

/// A language of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English, also for readers of all languages that are not supported.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Chinese in traditional characters.
    #[serde(rename = "zh-TW")]
    TraditionalChinese,
}

crate::described_as_text!(Language);

/// Regions where Chinese is written in traditional characters; lower-case subtags.
const TRADITIONAL_REGIONS: [&str; 3] = ["tw", "hk", "mo"];

impl Text for Language {
    const FORM: Form = Form::one_of(&["en", "zh-TW"]).lenient();

    fn read(text: &str) -> Result<Self, Invalid> {
        Self::of_tag(text).ok_or_else(|| Invalid::not_one_of(&["en", "zh-TW"]))
    }
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::TraditionalChinese];

    /// The language tag (BCP 47).
    pub fn tag(self) -> &'static str {
        self.choose("en", "zh-TW")
    }

    /// The value for this language out of one for each.
    pub fn choose<T>(self, english: T, chinese: T) -> T {
        match self {
            Self::English => english,
            Self::TraditionalChinese => chinese,
        }
    }

    /// The language for a country: traditional Chinese for Taiwan, Hong Kong and Macao, else English
    /// (PROGRAM.md 13.3).
    pub fn of(country: &Country) -> Self {
        Self::of_tag(&format!("zh-{country}")).unwrap_or_default()
    }

    /// The language for a language tag (BCP 47); `None` for a language that is neither English nor Chinese.
    ///
    /// Chinese is traditional by its script (`zh-Hant`) or, without one, by its region (`zh-TW`, `zh-HK`, `zh-MO`).
    /// Readers of simplified characters (`zh-CN`, `zh-Hans`, `zh`) get English: the wrong script is harder to read.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_ascii_lowercase();
        let mut subtags = tag.split(['-', '_']);
        match subtags.next() {
            Some("en") => Some(Self::English),
            Some("zh") => Some(Self::of_chinese(&subtags.collect::<Vec<_>>())),
            _ => None,
        }
    }

    fn of_chinese(subtags: &[&str]) -> Self {
        let is_traditional = if subtags.contains(&"hant") {
            true
        } else {
            !subtags.contains(&"hans") && TRADITIONAL_REGIONS.iter().any(|region| subtags.contains(region))
        };
        if is_traditional { Self::TraditionalChinese } else { Self::English }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_traditional_by_script_else_by_region() {
        for tag in ["zh-TW", "zh-HK", "zh-MO", "zh-Hant", "zh-hant-CN", "ZH_tw", "zh-Hant-HK", " zh-TW ", "zh-yue-HK"] {
            assert_eq!(Language::of_tag(tag), Some(Language::TraditionalChinese), "{tag}");
        }
        for tag in ["zh-CN", "zh-Hans", "zh-Hans-TW", "zh-SG", "zh", "en", "en-TW", "EN-gb"] {
            assert_eq!(Language::of_tag(tag), Some(Language::English), "{tag}");
        }
        for tag in ["fr", "ja-JP", "", "*", "english", "zhx", "tw"] {
            assert_eq!(Language::of_tag(tag), None, "{tag}");
        }
    }

    #[test]
    fn countries_that_write_traditional_chinese_get_it_and_all_others_english() {
        for country in ["TW", "HK", "MO"] {
            assert_eq!(Language::of(&Country::parse(country).unwrap()), Language::TraditionalChinese, "{country}");
        }
        for country in ["CN", "SG", "US", "JP"] {
            assert_eq!(Language::of(&Country::parse(country).unwrap()), Language::English, "{country}");
        }
    }

    #[test]
    fn every_language_is_found_by_its_tag_and_stored_under_it() {
        for language in Language::ALL {
            assert_eq!(Language::of_tag(language.tag()), Some(language));
            assert_eq!(serde_json::to_value(language).unwrap(), language.tag());
        }
    }
}
