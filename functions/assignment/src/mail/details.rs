//! The fields of the event, from the lines of a block of the template.

use domain::voucher::{Admin, Customer, License};
use domain::{CompanyId, Country, CustomerId, Email, Invalid, LicenseId, Name, ProgramCode, VoucherNumber};
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use web::Reason;

use super::blocks::Block;
use super::draft::{Draft, ambiguous};
use super::findings::Findings;
use super::labels::Label;

const OPENING: [char; 2] = ['(', '（'];
const CLOSING: [char; 2] = [')', '）'];
/// What stands between a license and its end.
const UNTIL: [&str; 2] = ["valid until", "有效期至"];

/// Reads every line of a block before it gives up, so that each problem is named.
///
/// # Errors
/// Per field of the event `missing`, `invalid` or `ambiguous`.
pub(super) fn read(block: &Block<'_>) -> Result<Draft, Vec<Reason>> {
    let mut lines = Lines { block, findings: Findings::default() };
    let voucher_number = lines.required(Label::Voucher, voucher_number);
    let program = lines.required(Label::Program, program);
    let days = lines.required(Label::Days, service_days);
    let country = lines.required(Label::Country, country);
    let customer = lines.required(Label::Customer, customer);
    let license = lines.required(Label::License, license);
    let admin = lines.required(Label::Admin, admin);
    let created_at = lines.optional(Label::Created, created_at);
    let expires_on = lines.optional(Label::Expires, expires_on);
    let intended_company = lines.optional(Label::Partner, intended_company);
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
    findings: Findings,
}

impl Lines<'_> {
    fn required<T: PartialEq>(&mut self, label: Label, parse: fn(&str) -> Read<T>) -> Option<T> {
        if self.block.entries(label).next().is_none() {
            let missing = format!("the line {} is required", label.title());
            self.findings.extend([Reason::at(label.field(), "missing", missing)]);
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
        self.findings.extend_with_new(problems);
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
    one(Label::Days, days(text))
}

fn created_at(text: &str) -> Read<Timestamp> {
    one(Label::Created, instant(text))
}

fn expires_on(text: &str) -> Read<Date> {
    one(Label::Expires, day(text))
}

/// `P-1`, or a name and the id in brackets.
fn intended_company(text: &str) -> Read<CompanyId> {
    one(Label::Partner, CompanyId::parse(named(text).map_or(text, |(_, id)| id)))
}

/// `TW`, or a name and the code in brackets.
fn country(text: &str) -> Read<Country> {
    one(Label::Country, Country::parse(named(text).map_or(text, |(_, code)| code)))
}

/// `Contoso Ltd (C-1001)`; the country is on a line of its own.
fn customer(text: &str) -> Read<(Name, CustomerId)> {
    let expected = "must be a name and an id in brackets such as Contoso Ltd (C-1001)";
    let (name, id) = named(text).ok_or_else(|| vec![invalid(Label::Customer.field(), expected)])?;
    both(at("customer.name", Name::parse(name)), at("customer.id", CustomerId::parse(id)))
}

/// `LIC-2001, valid until 2027-06-30`.
fn license(text: &str) -> Read<License> {
    let expected = "must be an id and its last day such as LIC-2001, valid until 2027-06-30";
    let (id, end) = licensed(text).ok_or_else(|| vec![invalid(Label::License.field(), expected)])?;
    let (id, ends_on) = both(at("license_id", LicenseId::parse(id)), at("license_ends_on", day(end)))?;
    Ok(License { id, ends_on })
}

/// `Lin Mei <lin.mei@contoso.example>`.
fn admin(text: &str) -> Read<Admin> {
    let expected = "must be a name and an address such as Lin Mei <lin.mei@contoso.example>";
    let (name, email) = addressed(text).ok_or_else(|| vec![invalid(Label::Admin.field(), expected)])?;
    let (name, email) = both(at("admin.name", Name::parse(name)), at("admin.email", Email::parse(email)))?;
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

/// What stands before and in the last pair of brackets, which ends the text.
fn named(text: &str) -> Option<(&str, &str)> {
    let (name, id) = text.trim_end().strip_suffix(CLOSING)?.rsplit_once(OPENING)?;
    Some((name.trim(), id.trim()))
}

fn licensed(text: &str) -> Option<(&str, &str)> {
    let folded = text.to_ascii_lowercase();
    let (at, marker) = UNTIL.iter().find_map(|marker| folded.find(marker).map(|at| (at, marker)))?;
    let (id, end) = text.split_at_checked(at)?;
    let (_, end) = end.split_at_checked(marker.len())?;
    let separator =
        |c: char| c.is_whitespace() || ",，;；:：.。".contains(c) || OPENING.contains(&c) || CLOSING.contains(&c);
    Some((id.trim_matches(separator), end.trim_matches(separator)))
}

/// Name and address. Outlook's plain text repeats an address as `<a@b.example<mailto:a@b.example>>`.
fn addressed(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_suffix(['>', '＞'])?;
    let (name, address) = text.split_once(['<', '＜'])?;
    match address.split_once("<mailto:") {
        Some((shown, link)) if link.strip_suffix('>') == Some(shown) => Some((name.trim(), shown)),
        Some(_) => None,
        None => Some((name.trim(), address)),
    }
}

/// `5`, `5 days`, `5 天`.
fn days(text: &str) -> Result<u8, Invalid> {
    let expected = || Invalid::new("must be a number of days such as 5 days");
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = text.strip_suffix(unit).unwrap_or_default();
    if !["", "day", "days", "天"].contains(&unit.trim().to_ascii_lowercase().as_str()) {
        return Err(expected());
    }
    number.parse().ok().filter(|days| *days > 0).ok_or_else(expected)
}

/// `2026-11-01` or `2026年11月1日`.
fn day(text: &str) -> Result<Date, Invalid> {
    let Some(written) = text.strip_suffix('日') else {
        return web::date(text);
    };
    written_day(written).ok_or_else(|| Invalid::new("must be a day such as 2026年11月25日"))
}

fn written_day(text: &str) -> Option<Date> {
    let (year, rest) = text.split_once('年')?;
    let (month, day) = rest.split_once('月')?;
    let digits =
        |text: &str| Some(text.trim()).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned);
    Date::new(digits(year)?.parse().ok()?, digits(month)?.parse().ok()?, digits(day)?.parse().ok()?).ok()
}

/// An instant, or a day: then its beginning in UTC, where all days are counted.
fn instant(text: &str) -> Result<Timestamp, Invalid> {
    if text.contains('T') {
        return web::instant(text);
    }
    let midnight = day(text)?.to_zoned(TimeZone::UTC).map_err(|_| Invalid::new("must be a day such as 2026-11-25"))?;
    Ok(midnight.timestamp())
}
