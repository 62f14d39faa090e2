//! The parser of the value of each line of the template.

use api::Reason;
use domain::voucher::{Admin, License};
use domain::{CompanyId, Country, CustomerId, Email, Invalid, LicenseId, Name, ProgramCode, VoucherNumber};
use jiff::Timestamp;
use jiff::civil::Date;

use super::labels::Label;
use super::values;

/// A value, or all its problems.
pub(super) type Parsed<T> = Result<T, Vec<Reason>>;

/// True when the text is a value of the label.
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

pub(super) fn voucher_number(text: &str) -> Parsed<VoucherNumber> {
    one(Label::Voucher, VoucherNumber::parse(text))
}

pub(super) fn program(text: &str) -> Parsed<ProgramCode> {
    one(Label::Program, ProgramCode::parse(text))
}

pub(super) fn service_days(text: &str) -> Parsed<u8> {
    one(Label::Days, values::days(text))
}

pub(super) fn created_at(text: &str) -> Parsed<Timestamp> {
    one(Label::Created, values::instant(text))
}

pub(super) fn expires_on(text: &str) -> Parsed<Date> {
    one(Label::Expires, values::day(text))
}

pub(super) fn intended_company(text: &str) -> Parsed<Option<CompanyId>> {
    one(Label::Partner, values::partner(text))
}

pub(super) fn country(text: &str) -> Parsed<Country> {
    one(Label::Country, values::country(text))
}

/// Parses `Contoso Ltd (C-1001)`; the country has its own line.
pub(super) fn customer(text: &str) -> Parsed<(Name, CustomerId)> {
    let expected = "must be a name and an id in brackets such as Contoso Ltd (C-1001)";
    let (name, id) = values::name_and_id(text).ok_or_else(|| vec![invalid(Label::Customer.field(), expected)])?;
    both(at("customer.name", Name::parse(name)), at("customer.id", CustomerId::parse(id)))
}

/// Parses `LIC-2001, valid until 2027-06-30`.
pub(super) fn license(text: &str) -> Parsed<License> {
    let expected = "must be an id and its last day such as LIC-2001, valid until 2027-06-30";
    let (id, end) = values::license_parts(text).ok_or_else(|| vec![invalid(Label::License.field(), expected)])?;
    let (id, ends_on) = both(at("license_id", LicenseId::parse(id)), at("license_ends_on", values::day(end)))?;
    Ok(License { id, ends_on })
}

/// Parses `Lin Mei <lin.mei@contoso.example>`.
pub(super) fn admin(text: &str) -> Parsed<Admin> {
    let expected = "must be a name and an address such as Lin Mei <lin.mei@contoso.example>";
    let (name, email) = values::name_and_address(text).ok_or_else(|| vec![invalid(Label::Admin.field(), expected)])?;
    let (name, email) = both(at("admin.name", Name::parse(&name)), at("admin.email", Email::parse(&email)))?;
    Ok(Admin { name, email })
}

fn one<T>(label: Label, value: Result<T, Invalid>) -> Parsed<T> {
    at(label.field(), value).map_err(|reason| vec![reason])
}

fn at<T>(field: &str, value: Result<T, Invalid>) -> Result<T, Reason> {
    value.map_err(|expected| invalid(field, &expected.to_string()))
}

fn invalid(field: &str, expected: &str) -> Reason {
    Reason::at(field, "invalid", expected)
}

/// Both values, or the problems of both.
fn both<A, B>(first: Result<A, Reason>, second: Result<B, Reason>) -> Parsed<(A, B)> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (first, second) => Err(first.err().into_iter().chain(second.err()).collect()),
    }
}
