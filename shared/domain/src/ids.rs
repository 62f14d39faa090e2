//! Identifiers, parsed and normalized once (see [`normalized`], PROGRAM.md 14.3). None can contain `#`, which
//! separates identifiers in compound keys.

use std::ops::RangeInclusive;

use crate::attempt::Attempt;
use crate::text::{Flaw, Form, Invalid, character, normalized};

/// The form of an id from another system.
pub(crate) const PLAIN: Form = Form::new("1").pattern("^[A-Za-z0-9_.:-]{1,64}$");
/// The form of a document number, such as that of an invoice.
const REFERENCE: Form = Form::new("1").pattern("^[A-Za-z0-9_./: -]{1,40}$");

crate::parsed_text!(
    /// A voucher number: opaque, 6 to 40 characters of `A-Z 0-9 -`, converted to upper case (PROGRAM.md 14.3).
    VoucherNumber = Form::new("SA-7KQ2-M9XD-3FHT").pattern("^[A-Z0-9-]{6,40}$"),
    |text| code(text, 6..=40, "-", "A-Z, 0-9 and -")
);

crate::parsed_text!(
    /// A partner company, for example `P-1`.
    CompanyId = PLAIN.with_example("P-1"),
    plain
);
crate::parsed_text!(
    /// A location of a partner company, for example `L-1`.
    LocationId = PLAIN.with_example("L-1"),
    plain
);
crate::parsed_text!(
    /// A person of a partner company, for example the consultant `U-7`.
    PersonId = PLAIN.with_example("U-7"),
    plain
);
crate::parsed_text!(
    /// A company's number in the partner network (MPN).
    MpnId = PLAIN.with_example("4001001"),
    plain
);
crate::parsed_text!(
    /// A piece of evidence of a partner company.
    EvidenceId = PLAIN.with_example("planning-gold"),
    plain
);
crate::parsed_text!(
    /// A version of a text that partners accept, for example `2019-01`.
    TextVersion = PLAIN.with_example("2019-01"),
    plain
);
crate::parsed_text!(
    /// A customer, by its id in the licensing system.
    CustomerId = PLAIN.with_example("C-1001"),
    plain
);
crate::parsed_text!(
    /// A customer's license agreement.
    LicenseId = PLAIN.with_example("LIC-2001"),
    plain
);
crate::parsed_text!(
    /// A file of an engagement. The id is derived from the announcement, so that a repeated announcement has the same
    /// id (DECISIONS.md 7).
    DeliverableId = PLAIN.with_example("0a1b2c3d4e5f60718293a4b5"),
    plain
);
crate::parsed_text!(
    /// A claim. The id is derived from its voucher, which has at most one claim (PROGRAM.md 11.1).
    ClaimId = PLAIN.with_example("CL-SA-7KQ2-M9XD-3FHT"),
    plain
);
crate::parsed_text!(
    /// A redemption of many vouchers. The id is derived from the request, so that a retry has the same id
    /// (PROGRAM.md 10.2).
    RedemptionId = PLAIN.with_example("RD-0A1B2C3D4E5F6071"),
    plain
);
crate::parsed_text!(
    /// A bank profile of a company at the payer; only the payer knows the account numbers (PROGRAM.md 11.4).
    BankProfileId = PLAIN.with_example("B-1"),
    plain
);
crate::parsed_text!(
    /// A partner's own number of an invoice, unique within the company: 1 to 40 characters (PROGRAM.md 11.7).
    InvoiceNumber = REFERENCE.with_example("INV-2026-118"),
    reference
);
crate::parsed_text!(
    /// An invoice number within its company, the same for all its spellings: derived from the number.
    InvoiceId = PLAIN.with_example("5d41402abc4b2a76b9719d91"),
    plain
);
crate::parsed_text!(
    /// The payer's number of a purchase order: 1 to 40 characters.
    PurchaseOrder = REFERENCE.with_example("PO-77"),
    reference
);
crate::parsed_text!(
    /// A program such as `DDPS`, `S-EDPS` or `L&EDPS`, converted to upper case.
    ProgramCode = Form::new("DDPS").pattern("^[A-Z0-9&-]{1,16}$").or(&[Flaw::NotAProgram]),
    |text| code(text, 1..=16, "-&", "A-Z, 0-9, - and &")
);
crate::parsed_text!(
    /// An engagement type such as `DDPS-WINOFFICE`, converted to upper case.
    EngagementCode = Form::new("DDPS-WINOFFICE").pattern("^[A-Z0-9&-]{1,40}$"),
    |text| code(text, 1..=40, "-&", "A-Z, 0-9, - and &")
);

impl ClaimId {
    /// The id of a voucher's only claim (PROGRAM.md 11.1).
    pub fn of(voucher: &VoucherNumber) -> Self {
        Self(format!("CL-{voucher}"))
    }

    /// The voucher of the claim; `None` for an id that no claim can have.
    pub fn voucher(&self) -> Option<VoucherNumber> {
        VoucherNumber::parse(self.0.strip_prefix("CL-")?).ok()
    }
}

impl RedemptionId {
    /// The id of the redemption that a request makes.
    pub fn of(attempt: &Attempt) -> Self {
        Self(format!("RD-{}", attempt.as_str().to_ascii_uppercase()))
    }
}

impl InvoiceId {
    /// The id from a digest of the number: its first 24 hexadecimal digits.
    pub fn from_digest(digest_hex: &str) -> Self {
        Self(digest_hex.chars().take(24).collect())
    }
}

impl DeliverableId {
    /// The id from a digest of the announcement: its first 24 hexadecimal digits.
    pub fn from_digest(digest_hex: &str) -> Self {
        Self(digest_hex.chars().take(24).collect())
    }
}

fn reference(text: &str) -> Result<String, Invalid> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_./: ".contains(c);
    checked(&normalized(text), 1..=40, allowed, "A-Z, a-z, 0-9, space and - _ . / :")
}

/// Parses an id from another system; its letter case does not change.
pub(crate) fn plain(text: &str) -> Result<String, Invalid> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
    checked(&normalized(text), 1..=64, allowed, "A-Z, a-z, 0-9 and - _ . :")
}

fn code(text: &str, lengths: RangeInclusive<usize>, signs: &str, set: &str) -> Result<String, Invalid> {
    let allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || signs.contains(c);
    checked(&normalized(text).to_ascii_uppercase(), lengths, allowed, set)
}

/// Returns the text if its length and all its characters are allowed; `set` describes the characters in the error.
fn checked(
    text: &str,
    lengths: RangeInclusive<usize>,
    allowed: impl Fn(char) -> bool,
    set: &str,
) -> Result<String, Invalid> {
    if lengths.contains(&text.len()) && text.chars().all(&allowed) {
        return Ok(text.to_owned());
    }
    let (min, max, count) = (*lengths.start(), *lengths.end(), text.chars().count());
    let expectation = format!("must be {min} to {max} characters of {set}");
    if text.chars().all(&allowed) {
        return Err(Invalid::length(count, min, max, expectation));
    }
    Err(character::explained(Flaw::BadCharacter, &expectation, text, allowed))
}

#[cfg(test)]
mod tests;
