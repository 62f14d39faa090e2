//! Identifiers, parsed once, however they were pasted (see [`normalized`]). None may contain `#`: that
//! character is free to separate them where several make a name.

use std::ops::RangeInclusive;

use crate::text::{Invalid, character, normalized};

crate::parsed_text!(
    /// A voucher number: opaque, 6 to 40 characters of `A-Z 0-9 -`, in upper case whatever was sent.
    VoucherNumber,
    |text| code(text, 6..=40, "-", "A-Z, 0-9 and -")
);

crate::parsed_text!(
    /// A partner company, for example `P-1`.
    CompanyId,
    plain
);
crate::parsed_text!(
    /// A location of a partner company, for example `L-1`.
    LocationId,
    plain
);
crate::parsed_text!(
    /// A person of a partner company, for example the consultant `U-7`.
    PersonId,
    plain
);
crate::parsed_text!(
    /// A company's number in the partner network.
    MpnId,
    plain
);
crate::parsed_text!(
    /// A piece of evidence of a partner company.
    EvidenceId,
    plain
);
crate::parsed_text!(
    /// A version of the provider agreement, for example `2019-01`.
    AgreementVersion,
    plain
);
crate::parsed_text!(
    /// A customer of the licensing side.
    CustomerId,
    plain
);
crate::parsed_text!(
    /// A customer's license agreement.
    LicenseId,
    plain
);
crate::parsed_text!(
    /// A file of an engagement. Derived from what was announced, so that a repeated announcement is the same file.
    DeliverableId,
    plain
);
crate::parsed_text!(
    /// A claim. Derived from its voucher: there is never a second one.
    ClaimId,
    plain
);
crate::parsed_text!(
    /// A bank profile of a company at the payer; account numbers are the payer's business.
    BankProfileId,
    plain
);
crate::parsed_text!(
    /// A partner's own number of an invoice, unique within the company: 1 to 40 characters.
    InvoiceNumber,
    reference
);
crate::parsed_text!(
    /// The payer's number of a purchase order: 1 to 40 characters.
    PurchaseOrder,
    reference
);
crate::parsed_text!(
    /// A program such as `DDPS`, `S-EDPS` or `L&EDPS`, in upper case whatever was sent.
    ProgramCode,
    |text| code(text, 1..=16, "-&", "A-Z, 0-9, - and &")
);
crate::parsed_text!(
    /// An engagement type such as `DDPS-WINOFFICE`, in upper case whatever was sent.
    EngagementCode,
    |text| code(text, 1..=40, "-&", "A-Z, 0-9, - and &")
);

impl ClaimId {
    /// The one claim of a voucher.
    pub fn of(voucher: &VoucherNumber) -> Self {
        Self(format!("CL-{voucher}"))
    }

    /// The voucher it is for; nothing for an id that no claim can have.
    pub fn voucher(&self) -> Option<VoucherNumber> {
        VoucherNumber::parse(self.0.strip_prefix("CL-")?).ok()
    }
}

impl DeliverableId {
    /// The id that a digest of the announcement yields: its first 24 hexadecimal digits.
    pub fn from_digest(digest_hex: &str) -> Self {
        Self(digest_hex.chars().take(24).collect())
    }
}

fn reference(text: &str) -> Result<String, Invalid> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_./: ".contains(c);
    spelled(&normalized(text), 1..=40, allowed, "A-Z, a-z, 0-9, space and - _ . / :")
}

/// An id of another system's: its letter case is kept.
pub(crate) fn plain(text: &str) -> Result<String, Invalid> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
    spelled(&normalized(text), 1..=64, allowed, "A-Z, a-z, 0-9 and - _ . :")
}

fn code(text: &str, lengths: RangeInclusive<usize>, signs: &str, set: &str) -> Result<String, Invalid> {
    let allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || signs.contains(c);
    spelled(&normalized(text).to_ascii_uppercase(), lengths, allowed, set)
}

/// The text when it is of a length and a set of ASCII characters; `set` describes it.
fn spelled(
    text: &str,
    lengths: RangeInclusive<usize>,
    allowed: impl Fn(char) -> bool,
    set: &str,
) -> Result<String, Invalid> {
    if lengths.contains(&text.len()) && text.chars().all(&allowed) {
        return Ok(text.to_owned());
    }
    let expectation = format!("must be {} to {} characters of {set}", lengths.start(), lengths.end());
    Err(character::explained(&expectation, text, allowed))
}

#[cfg(test)]
mod tests;
