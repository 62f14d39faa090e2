//! Reads the fields of the event from the lines of a template block.

use api::{Reason, Reasons};
use domain::voucher::Customer;

use super::blocks::Block;
use super::draft::{Draft, ambiguous};
use super::labels::Label;
use super::line_values::{
    Parsed, admin, country, created_at, customer, expires_on, intended_company, license, program, service_days,
    voucher_number,
};

/// Reads all lines of a block and collects all problems (DECISIONS.md 4).
///
/// # Errors
/// `missing`, `invalid` or `ambiguous` per field of the event.
pub(super) fn read(block: &Block<'_>) -> Result<Draft, Reasons> {
    let mut lines = Lines { block, findings: Reasons::default() };
    let voucher_number = lines.required(Label::Voucher, voucher_number);
    let program = lines.required(Label::Program, program);
    let days = lines.required(Label::Days, service_days);
    let country = lines.required(Label::Country, country);
    let customer = lines.required(Label::Customer, customer);
    let license = lines.required(Label::License, license);
    let admin = lines.required(Label::Admin, admin);
    let created_at = lines.optional(Label::Created, created_at);
    let expires_on = lines.optional(Label::Expires, expires_on);
    let intended_company = lines.optional(Label::Partner, intended_company).flatten();
    lines.findings.finish(|| {
        let (name, id) = customer?;
        Some(Draft {
            voucher_number: voucher_number?,
            program: program?,
            days: days?,
            customer: Customer { id, name, country: country? },
            license: license?,
            admin: admin?,
            created_at,
            expires_on,
            intended_company,
        })
    })
}

struct Lines<'a> {
    block: &'a Block<'a>,
    findings: Reasons,
}

impl Lines<'_> {
    fn required<T: PartialEq>(&mut self, label: Label, parse: fn(&str) -> Parsed<T>) -> Option<T> {
        if self.block.entries(label).next().is_none() {
            let missing = format!("the line {} is required", label.title());
            self.findings.push(Reason::at(label.field(), "missing", missing));
        }
        self.optional(label, parse)
    }

    /// The value of the label. Lines with different values are refused, because the customer saw both.
    fn optional<T: PartialEq>(&mut self, label: Label, parse: fn(&str) -> Parsed<T>) -> Option<T> {
        let mut first: Option<(T, String)> = None;
        let mut problems: Vec<Reason> = Vec::new();
        for entry in self.block.entries(label) {
            match (entry.value(parse), &first) {
                (Ok(value), Some((known, _))) if *known == value => {}
                (Ok(_), Some((_, text))) => problems.push(ambiguous(label, text, &entry.text())),
                (Ok(value), None) => first = Some((value, entry.text())),
                (Err(reasons), _) => problems.extend(reasons),
            }
        }
        let wrong = !problems.is_empty();
        for problem in problems {
            self.findings.push_new(problem);
        }
        first.filter(|_| !wrong).map(|(value, _)| value)
    }
}
