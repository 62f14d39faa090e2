//! `POST /events`: the signed webhook.

use api::{Answer, BODY_BYTES_MAX, Failure, Fields};
use domain::voucher::{Admin, Assign, Customer, Extend, License, Reassign, Withdraw};
use domain::{CompanyId, Country, CustomerId, Email, LicenseId, Name, Note, ProgramCode, VoucherNumber};
use jiff::Timestamp;

use crate::Message;
use crate::apply::{self, Change};
use crate::terms::{self, Terms};

/// What the licensing side can tell.
enum Event {
    Assigned(Box<Assign>),
    Changed(VoucherNumber, Change),
}

domain::codes! {
    pub enum Kind {
        Assigned = "voucher.assigned",
        Reassigned = "voucher.reassigned",
        Withdrawn = "voucher.withdrawn",
        Extended = "voucher.extended",
    }
}

pub(crate) async fn event(message: &Message<'_>) -> Result<Answer, Failure> {
    match read(message) {
        Ok(Event::Assigned(assign)) => apply::assign(message, *assign, message.verified.id()).await,
        Ok(Event::Changed(number, change)) => apply::change(message, &number, &change).await,
        Err(failure) => apply::unless_processed(message, failure).await,
    }
}

fn read(message: &Message<'_>) -> Result<Event, Failure> {
    let mut fields = Fields::read(message.request, BODY_BYTES_MAX)?;
    let kind = fields.required("type", Kind::parse);
    let occurred_at = fields.required("occurred_at", api::instant);
    if let Some(wrong) = occurred_at.and_then(|at| terms::occurred(at, message.now)) {
        fields.reject("occurred_at", wrong);
    }
    // With another time missing or wrong the data is still read, so that all of it is named at once.
    let at = occurred_at.unwrap_or(message.now);
    let event = kind.and_then(|kind| fields.object("data", |data| data_of(message, kind, data, at)));
    if kind.is_none() {
        // What the data should be is not known.
        fields.ignore("data");
    }
    fields.finish(|| event)
}

fn data_of(message: &Message<'_>, kind: Kind, data: &mut Fields, at: Timestamp) -> Option<Event> {
    match kind {
        Kind::Assigned => assigned(message, data, at).map(Box::new).map(Event::Assigned),
        Kind::Reassigned => reassigned(message, data, at),
        Kind::Withdrawn => withdrawn(data, at),
        Kind::Extended => extended(data, at),
    }
}

fn assigned(message: &Message<'_>, data: &mut Fields, occurred_at: Timestamp) -> Option<Assign> {
    let voucher_number = data.required("voucher_number", VoucherNumber::parse);
    let program = data.required("program", ProgramCode::parse);
    let days = data.integer("days", 1..=u8::MAX);
    let customer = data.object("customer", customer);
    let license_id = data.required("license_id", LicenseId::parse);
    let license_ends_on = data.required("license_ends_on", api::date);
    let admin = data.object("admin", admin);
    let created_at = data.optional("created_at", api::instant);
    let expires_on = data.optional("expires_on", api::date);
    let intended_company = data.optional("intended_company_id", CompanyId::parse);
    let created = created_at.unwrap_or(occurred_at);
    let terms = Terms { program: program.as_ref(), days, created_at: created, expires_on };
    terms
        .problems(&message.services.catalog, message.now)
        .into_iter()
        .for_each(|(field, wrong)| data.reject(field, wrong));
    Some(Assign {
        occurred_at,
        voucher_number: voucher_number?,
        program: program?,
        days: days?,
        customer: customer?,
        license: License { id: license_id?, ends_on: license_ends_on? },
        admin: admin?,
        created_at,
        expires_on,
        intended_company,
    })
}

fn customer(fields: &mut Fields) -> Option<Customer> {
    let id = fields.required("id", CustomerId::parse);
    let name = fields.required("name", Name::parse);
    let country = fields.required("country", Country::parse);
    Some(Customer { id: id?, name: name?, country: country? })
}

fn admin(fields: &mut Fields) -> Option<Admin> {
    let name = fields.required("name", Name::parse);
    let email = fields.required("email", Email::parse);
    Some(Admin { name: name?, email: email? })
}

fn reassigned(message: &Message<'_>, data: &mut Fields, occurred_at: Timestamp) -> Option<Event> {
    let number = data.required("voucher_number", VoucherNumber::parse);
    let admin = data.object("admin", admin);
    let message = message.verified.id().to_owned();
    Some(Event::Changed(number?, Change::Reassign(Reassign { occurred_at, message, admin: admin? })))
}

fn withdrawn(data: &mut Fields, occurred_at: Timestamp) -> Option<Event> {
    let number = data.required("voucher_number", VoucherNumber::parse);
    let reason = data.required("reason", Note::parse);
    Some(Event::Changed(number?, Change::Withdraw(Withdraw { occurred_at, reason: reason? })))
}

fn extended(data: &mut Fields, occurred_at: Timestamp) -> Option<Event> {
    let number = data.required("voucher_number", VoucherNumber::parse);
    let expires_on = data.required("expires_on", api::date);
    let reason = data.required("reason", Note::parse);
    Some(Event::Changed(number?, Change::Extend(Extend { occurred_at, expires_on: expires_on?, reason: reason? })))
}
