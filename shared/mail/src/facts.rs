//! What letters tell. Text as it is: whoever sets a letter escapes it.

use domain::Money;
use domain::claim::InvoiceCopy;
use domain::voucher::CancelReason;
use jiff::civil::Date;

/// What a letter about a voucher may tell.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "fields of the voucher (api.md 2)")]
pub struct VoucherFacts {
    pub number: String,
    /// Name and code.
    pub program: String,
    pub days: u8,
    pub last_day: Date,
    /// The last valid day before it was extended.
    pub last_day_before: Option<Date>,
    pub customer: String,
    /// Whether the customer named the partner: no other one can reserve it.
    pub intended: bool,
    /// Whether a partner has reserved it.
    pub reserved: bool,
    /// The administrator's name.
    pub admin: String,
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
    /// What the licensing side said, quoted.
    pub comment: Option<String>,
    /// Whether the days of an expired voucher go back to the customer's agreement (domain.md 4.1).
    pub days_return: bool,
}

/// What a letter about an enrollment may tell.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "fields of the enrollment (api.md 4)")]
pub struct EnrollmentFacts {
    pub company: String,
    /// Name and code.
    pub program: String,
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
    /// What operations said, quoted.
    pub comment: Option<String>,
}

/// What a letter about a claim may tell.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "fields of the claim (api.md 10)")]
pub struct ClaimFacts {
    pub claim_id: String,
    pub number: String,
    /// Name and code.
    pub program: String,
    pub days: u8,
    pub amount: Option<String>,
    pub due_on: Date,
    pub correctable_until: Date,
    pub reference: Option<String>,
    pub invoice_number: Option<String>,
    /// In what form the partner still has to send the invoice itself.
    pub invoice_copy: Option<InvoiceCopy>,
    /// What operations said, quoted.
    pub comment: Option<String>,
}

/// Somebody's words as a quotation: every line of them marked, whatever it is that somebody's program begins a line at,
/// so that none passes for the program's own.
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
