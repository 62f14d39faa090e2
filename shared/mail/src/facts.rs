//! The facts that letters state. Text as it is: the layout escapes it.

use domain::Money;
use domain::catalog::Names;
use domain::claim::InvoiceCopy;
use domain::voucher::CancelReason;
use jiff::civil::Date;

/// The facts of a letter about a voucher.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "fields of the voucher")]
pub struct VoucherFacts {
    pub number: String,
    /// Name and code.
    pub program: Names,
    pub days: u8,
    pub last_day: Date,
    /// The last valid day before it was extended.
    pub last_day_before: Option<Date>,
    pub customer: String,
    /// Whether the customer named the partner: no other one can reserve it.
    pub intended: bool,
    /// Whether a partner has reserved it.
    pub reserved: bool,
    /// Whether it had another administrator before.
    pub reassigned: bool,
    /// The administrator's name; empty in letters to a partner.
    pub admin: String,
    /// The administrator's address, which a partner enters together with the number; empty in letters to a partner.
    pub admin_email: String,
    /// Name of the partner that holds or held it.
    pub partner: Option<String>,
    pub location: Option<String>,
    /// First and last day of the engagement.
    pub period: Option<(Date, Date)>,
    /// The same before they were amended.
    pub period_before: Option<(Date, Date)>,
    pub attendees: Vec<String>,
    /// Why the partner gave it back.
    pub reason: Option<CancelReason>,
    pub claim_due_on: Option<Date>,
    /// The reason of an extension or withdrawal, quoted.
    pub comment: Option<String>,
}

/// The facts of a letter about a file.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "fields of the voucher")]
pub struct FileFacts {
    pub number: String,
    /// Name and code.
    pub program: Names,
    pub days: u8,
    pub last_day: Date,
    /// The partner's own name for it.
    pub file_name: String,
    /// The code of its kind.
    pub kind: String,
    /// The codes of everything that is wrong with it. A code without a text of its own gets a general one.
    pub reasons: Vec<String>,
}

/// The facts of a letter about an enrollment.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "fields of the enrollment")]
pub struct EnrollmentFacts {
    pub company: String,
    /// Name and code.
    pub program: Names,
    pub code: String,
    pub term_start: Date,
    pub term_end: Date,
    pub grace_ends_on: Date,
    pub renewal_due_on: Date,
    pub agreement_version: String,
    /// Whether vouchers can be reserved under it.
    pub in_force: bool,
    /// Whether its term is over when this is written.
    pub ended: bool,
    /// The comment of operations, quoted.
    pub comment: Option<String>,
}

/// The facts of a letter about a claim.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "fields of the claim")]
pub struct ClaimFacts {
    pub claim_id: String,
    pub number: String,
    /// Name and code.
    pub program: Names,
    pub days: u8,
    pub amount: Option<String>,
    pub due_on: Date,
    pub correctable_until: Date,
    pub reference: Option<String>,
    pub invoice_number: Option<String>,
    /// In what form the partner still has to send the invoice itself.
    pub invoice_copy: Option<InvoiceCopy>,
    /// The payment that a report of the payer is about.
    pub payment: Option<PaymentFacts>,
    /// The comment of operations, quoted.
    pub comment: Option<String>,
}

/// A payment as letters name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentFacts {
    /// The payer's number for it.
    pub number: String,
    /// The UTC day on which it was sent, failed or came back.
    pub day: Option<Date>,
}

/// People's own text as a quotation. Every line of it is marked, at every character that some mail program begins a new
/// line at, so that none passes for the program's own text.
pub fn quoted(words: &str) -> String {
    const BREAKS: [char; 7] = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    let words = words.replace("\r\n", "\n");
    let lines: Vec<String> = words.trim_end_matches(BREAKS).split(BREAKS).map(|line| format!("> {line}")).collect();
    lines.join("\n")
}

/// An amount as people write it, for example `USD 5,000.00`.
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
