//! The fields of the event, from the lines of a block of the template.

use api::{Reason, Reasons};
use domain::voucher::{Admin, Customer, License};
use domain::{CompanyId, Country, CustomerId, Email, Invalid, LicenseId, Name, ProgramCode, VoucherNumber};
use jiff::Timestamp;
use jiff::civil::Date;

use super::blocks::Block;
use super::draft::{Draft, ambiguous};
use super::labels::Label;
use super::values;

/// Reads every line of a block before it gives up, so that each problem is named.
///
/// # Errors
/// Per field of the event `missing`, `invalid` or `ambiguous`.
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

/// Whether the text is a value of the label.
pub(super) fn parses(label: Label, text: &str) -> bool {
    match label {
        Label::Voucher => voucher_number(text).is_ok(),
        Label::Program => program(text).is_ok(),
        Label::Days => service_days(text).is_ok(),
        Label::Customer => customer(text).is_ok(),
        Label::Country => country(text).is_ok(),
        Label::License => license(text).is_ok(),
        Label::Admin => admin(text).is_ok(),
        Label::Created => created_at(text).is_ok(),
        Label::Expires => expires_on(text).is_ok(),
        Label::Partner => intended_company(text).is_ok(),
    }
}

struct Lines<'a> {
    block: &'a Block<'a>,
    findings: Reasons,
}

impl Lines<'_> {
    fn required<T: PartialEq>(&mut self, label: Label, parse: fn(&str) -> Read<T>) -> Option<T> {
        if self.block.entries(label).next().is_none() {
            let missing = format!("the line {} is required", label.title());
            self.findings.push(Reason::at(label.field(), "missing", missing));
        }
        self.optional(label, parse)
    }

    /// The value of the label. Lines that give different values are refused: the customer saw both.
    fn optional<T: PartialEq>(&mut self, label: Label, parse: fn(&str) -> Read<T>) -> Option<T> {
        let mut first: Option<(T, String)> = None;
        let mut problems: Vec<Reason> = Vec::new();
        for entry in self.block.entries(label) {
            match (entry.value(parse), &first) {
                (Ok(value), Some((known, _))) if *known == value => {}
                (Ok(_), Some((_, said))) => problems.push(ambiguous(label, said, &entry.said())),
                (Ok(value), None) => first = Some((value, entry.said())),
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

type Read<T> = Result<T, Vec<Reason>>;

fn voucher_number(text: &str) -> Read<VoucherNumber> {
    one(Label::Voucher, VoucherNumber::parse(text))
}

fn program(text: &str) -> Read<ProgramCode> {
    one(Label::Program, ProgramCode::parse(text))
}

fn service_days(text: &str) -> Read<u8> {
    one(Label::Days, values::days(text))
}

fn created_at(text: &str) -> Read<Timestamp> {
    one(Label::Created, values::instant(text))
}

fn expires_on(text: &str) -> Read<Date> {
    one(Label::Expires, values::day(text))
}

fn intended_company(text: &str) -> Read<Option<CompanyId>> {
    one(Label::Partner, values::partner(text))
}

fn country(text: &str) -> Read<Country> {
    one(Label::Country, values::country(text))
}

/// `Contoso Ltd (C-1001)`; the country is on a line of its own.
fn customer(text: &str) -> Read<(Name, CustomerId)> {
    let expected = "must be a name and an id in brackets such as Contoso Ltd (C-1001)";
    let (name, id) = values::named(text).ok_or_else(|| vec![invalid(Label::Customer.field(), expected)])?;
    both(at("customer.name", Name::parse(name)), at("customer.id", CustomerId::parse(id)))
}

/// `LIC-2001, valid until 2027-06-30`.
fn license(text: &str) -> Read<License> {
    let expected = "must be an id and its last day such as LIC-2001, valid until 2027-06-30";
    let (id, end) = values::licensed(text).ok_or_else(|| vec![invalid(Label::License.field(), expected)])?;
    let (id, ends_on) = both(at("license_id", LicenseId::parse(id)), at("license_ends_on", values::day(end)))?;
    Ok(License { id, ends_on })
}

/// `Lin Mei <lin.mei@contoso.example>`.
fn admin(text: &str) -> Read<Admin> {
    let expected = "must be a name and an address such as Lin Mei <lin.mei@contoso.example>";
    let (name, email) = values::addressed(text).ok_or_else(|| vec![invalid(Label::Admin.field(), expected)])?;
    let (name, email) = both(at("admin.name", Name::parse(&name)), at("admin.email", Email::parse(&email)))?;
    Ok(Admin { name, email })
}

fn one<T>(label: Label, value: Result<T, Invalid>) -> Read<T> {
    at(label.field(), value).map_err(|reason| vec![reason])
}

fn at<T>(field: &str, value: Result<T, Invalid>) -> Result<T, Reason> {
    value.map_err(|expected| invalid(field, &expected.to_string()))
}

fn invalid(field: &str, expected: &str) -> Reason {
    Reason::at(field, "invalid", expected)
}

/// Both values, or the problems of both.
fn both<A, B>(first: Result<A, Reason>, second: Result<B, Reason>) -> Read<(A, B)> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (first, second) => Err(first.err().into_iter().chain(second.err()).collect()),
    }
}
