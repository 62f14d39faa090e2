//! The fields of the event, from the lines of the template.

use domain::voucher::{Admin, Assign, Customer, License};
use domain::{CompanyId, Country, CustomerId, Email, Invalid, LicenseId, Name, ProgramCode, VoucherNumber};
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use web::Reason;

use super::findings::Findings;
use super::labels::{Label, Labeled};

const OPENING: [char; 2] = ['(', '（'];
const CLOSING: [char; 2] = [')', '）'];
/// What stands between a license and its end.
const UNTIL: [&str; 2] = ["valid until", "有效期至"];

/// What the text says: the whole event except when it occurred.
pub(super) struct Draft {
    voucher_number: VoucherNumber,
    program: ProgramCode,
    days: u8,
    customer: Customer,
    license: License,
    admin: Admin,
    created_at: Option<Timestamp>,
    expires_on: Option<Date>,
    intended_company: Option<CompanyId>,
}

impl Draft {
    /// The event.
    pub(super) fn occurred(self, occurred_at: Timestamp) -> Assign {
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
}

/// Reads every line before it gives up, so that each problem is named.
pub(super) fn read(labeled: &Labeled, findings: &mut Findings) -> Option<Draft> {
    let mut lines = Lines { labeled, findings };
    let voucher_number = lines.required(Label::Voucher, VoucherNumber::parse);
    let program = lines.required(Label::Program, ProgramCode::parse);
    let days = lines.required(Label::Days, days);
    let customer = lines.customer();
    let license = lines.license();
    let admin = lines.admin();
    let created_at = lines.optional(Label::Created, instant);
    let expires_on = lines.optional(Label::Expires, day);
    let intended_company =
        lines.optional(Label::Partner, |text| CompanyId::parse(named(text).map_or(text, |(_, id)| id)));
    Some(Draft {
        voucher_number: voucher_number?,
        program: program?,
        days: days?,
        customer: customer?,
        license: license?,
        admin: admin?,
        created_at,
        expires_on,
        intended_company,
    })
}

struct Lines<'a> {
    labeled: &'a Labeled,
    findings: &'a mut Findings,
}

impl Lines<'_> {
    /// What the line says. Two that differ are refused: nobody could tell which one the customer saw.
    fn value(&mut self, label: Label, required: bool) -> Option<String> {
        let wrong = |code, what| Reason::at(label.field(), code, format!("the line {} {what}", label.title()));
        match *self.labeled.values(label) {
            [] if required => self.findings.extend([wrong("missing", "is required")]),
            [] => {}
            [value] => return Some(value.to_owned()),
            [..] => self.findings.extend([wrong("ambiguous", "stands there with different values")]),
        }
        None
    }

    fn required<T>(&mut self, label: Label, parse: impl FnOnce(&str) -> Result<T, Invalid>) -> Option<T> {
        let text = self.value(label, true)?;
        self.findings.parse(label.field(), &text, parse)
    }

    fn optional<T>(&mut self, label: Label, parse: impl FnOnce(&str) -> Result<T, Invalid>) -> Option<T> {
        let text = self.value(label, false)?;
        self.findings.parse(label.field(), &text, parse)
    }

    /// `Contoso Ltd (C-1001)`, and the country on a line of its own.
    fn customer(&mut self) -> Option<Customer> {
        let country = self.required(Label::Country, |text| Country::parse(named(text).map_or(text, |(_, code)| code)));
        let (name, id) = self.required(Label::Customer, |text| {
            let expected = || Invalid::new("must be a name and an id in brackets such as Contoso Ltd (C-1001)");
            named(text).map(owned).ok_or_else(expected)
        })?;
        let name = self.findings.parse("customer.name", &name, Name::parse);
        let id = self.findings.parse("customer.id", &id, CustomerId::parse);
        Some(Customer { id: id?, name: name?, country: country? })
    }

    /// `LIC-2001, valid until 2027-06-30`.
    fn license(&mut self) -> Option<License> {
        let (id, end) = self.required(Label::License, |text| {
            let expected = || Invalid::new("must be an id and its last day such as LIC-2001, valid until 2027-06-30");
            licensed(text).map(owned).ok_or_else(expected)
        })?;
        let id = self.findings.parse("license_id", &id, LicenseId::parse);
        let ends_on = self.findings.parse("license_ends_on", &end, day);
        Some(License { id: id?, ends_on: ends_on? })
    }

    /// `Lin Mei <lin.mei@contoso.example>`.
    fn admin(&mut self) -> Option<Admin> {
        let (name, email) = self.required(Label::Admin, |text| {
            let expected = || Invalid::new("must be a name and an address such as Lin Mei <lin.mei@contoso.example>");
            addressed(text).map(owned).ok_or_else(expected)
        })?;
        let name = self.findings.parse("admin.name", &name, Name::parse);
        let email = self.findings.parse("admin.email", &email, Email::parse);
        Some(Admin { name: name?, email: email? })
    }
}

fn owned((first, second): (&str, &str)) -> (String, String) {
    (first.to_owned(), second.to_owned())
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
