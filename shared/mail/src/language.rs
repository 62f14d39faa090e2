//! The texts and styles that all mails of a language share.

use domain::Language;

/// The texts and styles that all mails of a language share (PROGRAM.md 13.3).
pub(crate) trait Wording {
    /// The name of the program, for the sender.
    fn program_name(self) -> &'static str;

    /// The separator of a label and its value in plain text.
    fn colon(self) -> &'static str;

    /// The last lines of every mail: the contact for questions, and that the mail is automatic.
    fn footer(self) -> [&'static str; 2];

    /// The fonts of the HTML, all installed by operating systems, best first.
    fn fonts(self) -> &'static str;

    /// The line height of the HTML; Chinese needs more than English.
    fn line_height(self) -> &'static str;
}

impl Wording for Language {
    fn program_name(self) -> &'static str {
        self.choose("Vouchsafe planning services", "Vouchsafe 規劃服務憑證計畫")
    }

    fn colon(self) -> &'static str {
        self.choose(": ", "\u{ff1a}")
    }

    fn footer(self) -> [&'static str; 2] {
        let english = [
            "Questions? Reply to this message, and the program's operations team will help you.",
            "Vouchsafe, the planning services voucher program. This message was sent automatically.",
        ];
        self.choose(
            english,
            ["如有疑問，請回覆本郵件，計畫營運人員將為您處理。", "Vouchsafe 規劃服務憑證計畫。本郵件由系統自動寄出。"],
        )
    }

    fn fonts(self) -> &'static str {
        self.choose(
            "-apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, sans-serif",
            "\"PingFang TC\", \"Microsoft JhengHei\", \"Noto Sans TC\", \"Noto Sans CJK TC\", \"Heiti TC\", sans-serif",
        )
    }

    fn line_height(self) -> &'static str {
        self.choose("1.5", "1.7")
    }
}
