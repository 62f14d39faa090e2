//! The values of one template block, which can be compared with those of another block.

use api::Reason;
use domain::voucher::{Admin, Assign, Customer, License};
use domain::{CompanyId, ProgramCode, VoucherNumber};
use jiff::Timestamp;
use jiff::civil::Date;

use super::labels::Label;

/// The longest value that a reason repeats, in characters.
const SHOWN_CHARS_MAX: usize = 80;

/// The event of the assignment without its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) voucher_number: VoucherNumber,
    pub(super) program: ProgramCode,
    pub(super) days: u8,
    pub(super) customer: Customer,
    pub(super) license: License,
    pub(super) admin: Admin,
    pub(super) created_at: Option<Timestamp>,
    pub(super) expires_on: Option<Date>,
    pub(super) intended_company: Option<CompanyId>,
}

impl Draft {
    /// The event with its time.
    pub(super) fn into_event(self, occurred_at: Timestamp) -> Assign {
        Assign {
            occurred_at,
            voucher_number: self.voucher_number,
            program: self.program,
            days: self.days,
            customer: self.customer,
            license: self.license,
            admin: self.admin,
            created_at: self.created_at,
            expires_on: self.expires_on,
            intended_company: self.intended_company,
        }
    }

    /// One reason for each line whose values differ between two blocks.
    pub(super) fn differences(&self, other: &Self) -> Vec<Reason> {
        let pairs = self.values().into_iter().zip(other.values());
        let differing = pairs.filter(|((_, ours), (_, theirs))| ours != theirs);
        differing.map(|((label, ours), (_, theirs))| ambiguous(label, &ours, &theirs)).collect()
    }

    /// The value of each line in its normal form.
    fn values(&self) -> [(Label, String); 10] {
        let Customer { id, name, country } = &self.customer;
        let License { id: license, ends_on } = &self.license;
        let Admin { name: admin, email } = &self.admin;
        [
            (Label::Voucher, self.voucher_number.to_string()),
            (Label::Program, self.program.to_string()),
            (Label::Days, self.days.to_string()),
            (Label::Customer, format!("{name} ({id})")),
            (Label::Country, country.to_string()),
            (Label::License, format!("{license}, valid until {ends_on}")),
            (Label::Admin, format!("{admin} <{}>", email.as_str().to_ascii_lowercase())),
            (Label::Created, shown(self.created_at.as_ref())),
            (Label::Expires, shown(self.expires_on.as_ref())),
            (Label::Partner, shown(self.intended_company.as_ref())),
        ]
    }
}

/// The reason that two lines of one label differ. Both are refused, because the customer saw both.
pub(super) fn ambiguous(label: Label, first: &str, second: &str) -> Reason {
    let (first, second) = (truncated(first), truncated(second));
    let detail = format!("the line {} must have one value, and has {first} and {second}", label.title());
    Reason::at(label.field(), "ambiguous", detail)
}

fn shown<T: ToString>(value: Option<&T>) -> String {
    value.map_or_else(|| "nothing".to_owned(), T::to_string)
}

fn truncated(text: &str) -> String {
    text.chars().take(SHOWN_CHARS_MAX).collect()
}
