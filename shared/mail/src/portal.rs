//! Links from letters to pages of the portal (PROGRAM.md 13.4).

use domain::Language;
use domain::letter::{ClaimLetter, EnrollmentLetter, FileLetter, InvoiceLetter, VoucherLetter};

use crate::facts::{ClaimFacts, EnrollmentFacts, FileFacts, InvoiceFacts, VoucherFacts};

/// The origin of the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portal(String);

/// The text is not an origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not an origin such as https://portal.example")]
pub struct NotAnOrigin;

/// A page that a letter links to. The ids in its path have no character that an address must encode (PROGRAM.md 14.3);
/// an invoice number may have some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page<'a> {
    /// A voucher's page; its partner may open it.
    Voucher(&'a str),
    /// The page of a voucher's files; its partner may open it.
    Files(&'a str),
    /// A claim's page; its partner may open it.
    Claim(&'a str),
    /// The claims under an invoice number; their partner may open it.
    ClaimsUnder(&'a str),
    /// The page of a program's requirements and enrollment; partners may open it.
    Program(&'a str),
    /// The providers of a program in a country; public.
    Directory { program: &'a str, country: &'a str },
    /// What a customer can do, also without having agreed to a reservation; public.
    CustomerHelp,
}

/// A link with its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) label: &'static str,
    pub(crate) address: String,
}

impl Portal {
    /// Parses an origin; a slash at its end is left out.
    ///
    /// # Errors
    /// [`NotAnOrigin`] when it has no scheme of the web or no host, or more than both.
    pub fn parse(text: &str) -> Result<Self, NotAnOrigin> {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or(NotAnOrigin)?;
        let host = host.strip_suffix('/').unwrap_or(host);
        let is_of_host = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        if host.is_empty() || !host.chars().all(is_of_host) {
            return Err(NotAnOrigin);
        }
        Ok(Self(text.strip_suffix('/').unwrap_or(text).to_owned()))
    }

    /// The link to a page. Public pages have their language in the path.
    pub(crate) fn link(&self, page: Page<'_>, language: Language) -> Link {
        Link { label: page.label(language), address: format!("{}{}", self.0, page.path(language)) }
    }
}

impl Page<'_> {
    fn path(self, language: Language) -> String {
        let public = language.choose("", "/zh-tw");
        match self {
            Self::Voucher(number) => format!("/vouchers/{number}"),
            Self::Files(number) => format!("/vouchers/{number}/files"),
            Self::Claim(id) => format!("/claims/{id}"),
            Self::ClaimsUnder(number) => {
                let number: String = form_urlencoded::byte_serialize(number.as_bytes()).collect();
                format!("/claims?q={number}")
            }
            Self::Program(code) => format!("/company/requirements/{code}"),
            Self::Directory { program, country } => format!("{public}/directory?program={program}&country={country}"),
            Self::CustomerHelp => format!("{public}/help/customers"),
        }
    }

    fn label(self, language: Language) -> &'static str {
        let (english, chinese) = match self {
            Self::Voucher(_) => ("Open the voucher in the portal:", "在入口網站開啟此憑證："),
            Self::Files(_) => ("Open the files in the portal:", "在入口網站開啟檔案："),
            Self::Claim(_) => ("Open the payment request in the portal:", "在入口網站開啟請款申請："),
            Self::ClaimsUnder(_) => ("Open the payment requests in the portal:", "在入口網站開啟請款申請："),
            Self::Program(_) => ("Open the program in the portal:", "在入口網站開啟此方案："),
            Self::Directory { .. } => ("Find a partner:", "尋找合作夥伴："),
            Self::CustomerHelp => ("What you can do with a voucher:", "憑證使用說明："),
        };
        language.choose(english, chinese)
    }
}

/// The page for a letter about a voucher. A customer has no account: their letters link to public pages only.
pub(crate) fn voucher(letter: VoucherLetter, facts: &VoucherFacts) -> Option<Page<'_>> {
    let directory = Page::Directory { program: &facts.code, country: &facts.country };
    match letter {
        VoucherLetter::Assigned | VoucherLetter::Reminder | VoucherLetter::Extended => {
            Some(if facts.reserved || facts.intended { Page::CustomerHelp } else { directory })
        }
        VoucherLetter::Reserved | VoucherLetter::Attendees | VoucherLetter::Rescheduled => Some(Page::CustomerHelp),
        VoucherLetter::Cancelled if facts.intended => Some(Page::CustomerHelp),
        VoucherLetter::Cancelled => Some(directory),
        VoucherLetter::Expired | VoucherLetter::Withdrawn => None,
        VoucherLetter::PartnerReminder
        | VoucherLetter::PartnerExpired
        | VoucherLetter::PartnerExtended
        | VoucherLetter::PartnerRedeemed => Some(Page::Voucher(&facts.number)),
    }
}

/// The page for a letter about a file.
#[expect(clippy::unnecessary_wraps, reason = "one signature for every kind of letter")]
pub(crate) fn file(letter: FileLetter, facts: &FileFacts) -> Option<Page<'_>> {
    match letter {
        FileLetter::Rejected => Some(Page::Files(&facts.number)),
    }
}

/// The page for a letter about the file of an invoice: the claims under its number, whose pages lead to its upload.
#[expect(clippy::unnecessary_wraps, reason = "one signature for every kind of letter")]
pub(crate) fn invoice(_: InvoiceLetter, facts: &InvoiceFacts) -> Option<Page<'_>> {
    Some(Page::ClaimsUnder(&facts.number))
}

/// The page for a letter about an enrollment.
#[expect(clippy::unnecessary_wraps, reason = "one signature for every kind of letter")]
pub(crate) fn enrollment(_: EnrollmentLetter, facts: &EnrollmentFacts) -> Option<Page<'_>> {
    Some(Page::Program(&facts.code))
}

/// The page for a letter about a claim.
#[expect(clippy::unnecessary_wraps, reason = "one signature for every kind of letter")]
pub(crate) fn claim(_: ClaimLetter, facts: &ClaimFacts) -> Option<Page<'_>> {
    Some(Page::Claim(&facts.claim_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_and_host() {
        for text in ["https://portal.example", "https://portal.example/", "http://127.0.0.1:9003"] {
            assert_eq!(Portal::parse(text), Ok(Portal(text.trim_end_matches('/').to_owned())));
        }
        for text in
            ["", "portal.example", "https://", "ftp://a", "https://a/b", "https://a?b", "https://a b", "https://a\""]
        {
            assert_eq!(Portal::parse(text), Err(NotAnOrigin), "{text}");
        }
    }
}
