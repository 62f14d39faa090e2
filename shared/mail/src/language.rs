//! The languages the program writes in.

use domain::Country;

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English, for everybody whose language is not among the others.
    English,
    /// Chinese in traditional characters.
    TraditionalChinese,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::TraditionalChinese];

    /// The language of a country.
    pub fn of(country: &Country) -> Self {
        match country.as_str() {
            "TW" | "HK" | "MO" => Self::TraditionalChinese,
            _ => Self::English,
        }
    }

    /// Its tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::TraditionalChinese => "zh-TW",
        }
    }

    /// What stands between a label and what it names.
    pub(crate) fn colon(self) -> &'static str {
        match self {
            Self::English => ": ",
            Self::TraditionalChinese => "\u{ff1a}",
        }
    }

    /// What stands under every mail.
    pub(crate) fn footer(self) -> &'static str {
        match self {
            Self::English => "Vouchsafe, the planning services voucher program. This message was sent automatically.",
            Self::TraditionalChinese => "Vouchsafe 規劃服務憑證計畫。本郵件由系統自動寄出。",
        }
    }
}
