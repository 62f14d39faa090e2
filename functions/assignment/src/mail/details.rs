//! The fields of the event, from the lines of the template.

use domain::voucher::{Admin, Assign, Customer, License};
use domain::{CompanyId, CustomerId, Email, Invalid, LicenseId, Name, ProgramCode, VoucherNumber};
use jiff::Timestamp;
use jiff::civil::Date;
use web::Reason;

use super::findings::Findings;
use super::labels::{Label, Labeled};
use super::values::{addressed, country, day, days, instant, licensed, named, partner};

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
    let intended_company = lines.optional(Label::Partner, partner).flatten();
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
        let country = self.required(Label::Country, country);
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
            addressed(text).ok_or_else(expected)
        })?;
        let name = self.findings.parse("admin.name", &name, Name::parse);
        let email = self.findings.parse("admin.email", &email, Email::parse);
        Some(Admin { name: name?, email: email? })
    }
}

fn owned((first, second): (&str, &str)) -> (String, String) {
    (first.to_owned(), second.to_owned())
}
