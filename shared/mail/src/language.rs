//! The languages the program writes in.

use domain::Country;

/// Regions whose Chinese is written in traditional characters.
const TRADITIONAL: [&str; 3] = ["TW", "HK", "MO"];

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

    /// The language of a country: Chinese in traditional characters where Chinese is written so, else English.
    pub fn of(country: &Country) -> Self {
        Self::of_tag(&format!("zh-{country}"))
    }

    /// The language for a reader's language tag (BCP 47, or a POSIX locale such as `zh_TW.UTF-8`). `zh-Hant`, `zh-TW`,
    /// `zh-HK` and `zh-MO` read traditional characters; everybody else, readers of simplified ones among them, reads
    /// English. A script in the tag outweighs its region.
    pub fn of_tag(tag: &str) -> Self {
        let mut subtags = tag.trim().split(['-', '_', '.', '@']);
        if !subtags.next().is_some_and(|language| language.eq_ignore_ascii_case("zh")) {
            return Self::English;
        }
        // A subtag of one character begins an extension, which names neither script nor region.
        let subtags: Vec<&str> = subtags.take_while(|subtag| subtag.len() > 1).collect();
        let is_script = |subtag: &&&str| subtag.len() == 4 && subtag.chars().all(|c| c.is_ascii_alphabetic());
        let traditional = match subtags.iter().find(is_script) {
            Some(script) => script.eq_ignore_ascii_case("Hant"),
            None => subtags.iter().any(|subtag| TRADITIONAL.iter().any(|region| region.eq_ignore_ascii_case(subtag))),
        };
        if traditional { Self::TraditionalChinese } else { Self::English }
    }

    /// Its tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::TraditionalChinese => "zh-TW",
        }
    }

    /// The name of the program, as the sender of a mail.
    pub fn program_name(self) -> &'static str {
        match self {
            Self::English => "Vouchsafe planning services",
            Self::TraditionalChinese => "Vouchsafe 規劃服務憑證計畫",
        }
    }

    /// The separator of a label and its value in plain text.
    pub(crate) fn colon(self) -> &'static str {
        match self {
            Self::English => ": ",
            Self::TraditionalChinese => "\u{ff1a}",
        }
    }

    /// The lines under every mail: whom to ask, and that nobody wrote it by hand.
    pub(crate) fn footer(self) -> [&'static str; 2] {
        match self {
            Self::English => [
                "Questions? Reply to this message, and the program's operations team will help you.",
                "Vouchsafe, the planning services voucher program. This message was sent automatically.",
            ],
            Self::TraditionalChinese => [
                "如有疑問，請回覆本郵件，計畫營運人員將為您處理。",
                "Vouchsafe 規劃服務憑證計畫。本郵件由系統自動寄出。",
            ],
        }
    }

    /// The fonts of its HTML, all of them fonts that systems bring along, best first.
    pub(crate) fn fonts(self) -> &'static str {
        match self {
            Self::English => "-apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, sans-serif",
            Self::TraditionalChinese => {
                "\"PingFang TC\", \"Microsoft JhengHei\", \"Noto Sans TC\", \"Noto Sans CJK TC\", \"Heiti TC\", sans-serif"
            }
        }
    }

    /// The line height of its HTML: Chinese characters fill their line.
    pub(crate) fn line_height(self) -> &'static str {
        match self {
            Self::English => "1.5",
            Self::TraditionalChinese => "1.7",
        }
    }
}
