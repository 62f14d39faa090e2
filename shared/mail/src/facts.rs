//! The facts that templates insert into letters. Their text is not escaped; the layout escapes it.

use domain::Money;
use domain::catalog::Names;
use domain::invoice::InvoiceCopy;
use domain::voucher::CancelReason;
use jiff::civil::Date;

/// The facts of a letter about a voucher.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names of the voucher's fields describe them")]
pub struct VoucherFacts {
    pub number: String,
    /// The program's name and code.
    pub program: Names,
    pub code: String,
    pub days: u8,
    pub last_day: Date,
    /// The last valid day before an extension.
    pub last_day_before: Option<Date>,
    pub customer: String,
    /// The customer's country.
    pub country: String,
    /// True when the voucher is assigned for one partner: no other one can reserve it (PROGRAM.md 6.2).
    pub intended: bool,
    /// True when a partner has reserved it.
    pub reserved: bool,
    /// True when it had another administrator before.
    pub reassigned: bool,
    /// The administrator's name; empty in letters to a partner.
    pub admin: String,
    /// The administrator's address, which a partner enters together with the number (PROGRAM.md 6.6); empty in
    /// letters to a partner.
    pub admin_email: String,
    /// The name of the partner that has or had the reservation.
    pub partner: Option<String>,
    pub location: Option<String>,
    /// The first and last day of the engagement.
    pub period: Option<(Date, Date)>,
    /// The first and last day before an amendment.
    pub period_before: Option<(Date, Date)>,
    pub attendees: Vec<String>,
    /// The reason of the partner's cancellation.
    pub reason: Option<CancelReason>,
    pub claim_due_on: Option<Date>,
    /// The reason of an extension or withdrawal, quoted.
    pub comment: Option<String>,
}

/// The facts of a letter about a file.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names of the voucher's fields describe them")]
pub struct FileFacts {
    pub number: String,
    /// The program's name and code.
    pub program: Names,
    pub days: u8,
    pub last_day: Date,
    /// The file name that the partner chose.
    pub file_name: String,
    /// The code of the kind of deliverable.
    pub kind: String,
    /// The codes of all defects. A code without its own text gets a general one.
    pub reasons: Vec<String>,
    /// The last day to submit the payment request again, when the file belongs to its correction.
    pub correctable_until: Option<Date>,
}

/// The facts of a letter about the file of an invoice.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names of the invoice's fields describe them")]
pub struct InvoiceFacts {
    pub company: String,
    pub number: String,
    /// The file name that the partner chose.
    pub file_name: String,
    /// The codes of all defects. A code without its own text gets a general one.
    pub reasons: Vec<String>,
}

/// The facts of a letter about an enrollment.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names of the enrollment's fields describe them")]
pub struct EnrollmentFacts {
    pub company: String,
    /// The program's name and code.
    pub program: Names,
    pub code: String,
    pub term_start: Date,
    pub term_end: Date,
    pub grace_ends_on: Date,
    pub renewal_due_on: Date,
    pub agreement_version: String,
    /// True when vouchers can be reserved under it.
    pub in_force: bool,
    /// True when its term is over on the day of the letter.
    pub ended: bool,
    /// The comment of operations, quoted.
    pub comment: Option<String>,
}

/// The facts of a letter about a claim.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names of the claim's fields describe them")]
pub struct ClaimFacts {
    pub claim_id: String,
    pub number: String,
    /// The program's name and code.
    pub program: Names,
    pub days: u8,
    pub amount: Option<String>,
    pub due_on: Date,
    pub correctable_until: Date,
    pub reference: Option<String>,
    pub invoice_number: Option<String>,
    /// The form in which the partner must still send the invoice (PROGRAM.md 11.7).
    pub invoice_copy: Option<InvoiceCopy>,
    /// The payment of the payer's report.
    pub payment: Option<PaymentFacts>,
    /// The comment of operations, quoted.
    pub comment: Option<String>,
}

/// The facts of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentFacts {
    /// The payer's number of the payment.
    pub number: String,
    /// The UTC day on which it was sent, failed or was returned.
    pub day: Option<Date>,
}

/// A person's text as a quotation (PROGRAM.md 13.3). Every line is marked, also after characters that only some mail
/// programs treat as line breaks, so that no line looks like the program's own text.
pub fn quoted(comment: &str) -> String {
    const BREAKS: [char; 7] = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    let comment = comment.replace("\r\n", "\n");
    let lines: Vec<String> = comment.trim_end_matches(BREAKS).split(BREAKS).map(|line| format!("> {line}")).collect();
    lines.join("\n")
}

/// An amount in letters, for example `USD 5,000.00`.
pub fn money(amount: &Money) -> String {
    let decimal = amount.decimal();
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal.as_str()), |digits| ("-", digits));
    let whole = digits.find('.').unwrap_or(digits.len());
    let (whole, part) = digits.split_at(whole);
    format!("{} {sign}{}{part}", amount.currency, grouped(whole))
}

fn grouped(whole: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        let left = whole.len().saturating_sub(index);
        if index > 0 && left.is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
