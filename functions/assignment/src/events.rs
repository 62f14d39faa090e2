//! `POST /events`: an event of the licensing side by signed webhook (PROGRAM.md 15.3).

use api::{Answer, BODY_BYTES_MAX, BodyKind, Decode, Failure, Fields};
use domain::catalog::Catalog;
use domain::voucher::{Admin, Assign, Customer, Extend, License, Reassign, Withdraw};
use domain::{ProgramCode, VoucherNumber};
use jiff::Timestamp;

use crate::apply::{self, AssignedVoucher, Change};
use crate::terms::{self, Terms};
use crate::{Message, Services};

/// An event of the licensing side.
enum Event {
    Assigned(Box<Assign>),
    Changed(VoucherNumber, Change),
}

domain::codes! {
    /// The event types of the licensing side.
    pub enum Kind {
        Assigned = "voucher.assigned",
        Reassigned = "voucher.reassigned",
        Withdrawn = "voucher.withdrawn",
        Extended = "voucher.extended",
    }
}

pub(crate) async fn take_event(message: &Message<'_>) -> Result<Answer<AssignedVoucher>, Failure> {
    match read(message) {
        Ok(Event::Assigned(assign)) => apply::assign(message, *assign, message.verified.id()).await,
        Ok(Event::Changed(number, change)) => apply::change(message, &number, &change).await,
        Err(failure) => apply::fail_unless_processed(message, failure).await,
    }
}

/// The body of the webhook. It is read by [`read`] and not by the decoder: an unreadable message that was processed
/// before is answered with the voucher.
pub(crate) struct EventBody;

impl Decode<Services> for EventBody {
    const KIND: BodyKind = BodyKind::Raw("application/json");

    fn decode(_: &mut Fields, _: &Services) -> Option<Self> {
        Some(Self)
    }

    fn describe(fields: &mut Fields, services: &Services) {
        drop(EventReader { catalog: &services.catalog, message: "", now: Timestamp::UNIX_EPOCH }.event(fields));
    }
}

fn read(message: &Message<'_>) -> Result<Event, Failure> {
    let mut fields = Fields::read(message.request, BODY_BYTES_MAX)?;
    let reader = EventReader { catalog: &message.services.catalog, message: message.verified.id(), now: message.now };
    let event = reader.event(&mut fields);
    fields.finish(|| event)
}

/// The reader of an event's fields.
struct EventReader<'a> {
    catalog: &'a Catalog,
    /// The id of the message.
    message: &'a str,
    now: Timestamp,
}

impl EventReader<'_> {
    fn event(&self, fields: &mut Fields) -> Option<Event> {
        let kind = fields.required("type");
        let occurred_at = fields.required("occurred_at");
        if let Some(wrong) = occurred_at.and_then(|at| terms::future_problem(at, self.now)) {
            fields.reject("occurred_at", wrong);
        }
        // Without a valid time the data is read all the same, so that all problems are in one answer (DECISIONS.md 4).
        let at = occurred_at.unwrap_or(self.now);
        let kinds = Kind::ALL.map(|kind| (kind, kind.as_str()));
        fields.object_by("type", &kinds, kind, "data", |kind, data| self.data(kind, data, at))
    }

    fn data(&self, kind: Kind, data: &mut Fields, at: Timestamp) -> Option<Event> {
        match kind {
            Kind::Assigned => self.assigned(data, at).map(Box::new).map(Event::Assigned),
            Kind::Reassigned => self.reassigned(data, at),
            Kind::Withdrawn => withdrawn(data, at),
            Kind::Extended => extended(data, at),
        }
    }

    fn assigned(&self, data: &mut Fields, occurred_at: Timestamp) -> Option<Assign> {
        let voucher_number = data.required("voucher_number");
        let program: Option<ProgramCode> = data.required("program");
        let days = data.integer("days", 1..=u8::MAX);
        let customer = data.object("customer", customer);
        let license_id = data.required("license_id");
        let license_ends_on = data.required("license_ends_on");
        let admin = data.object("admin", admin);
        let created_at = data.optional("created_at");
        let expires_on = data.optional("expires_on");
        let intended_company = data.optional("intended_company_id");
        let created = created_at.unwrap_or(occurred_at);
        let terms = Terms { program: program.as_ref(), days, created_at: created, expires_on };
        terms.problems(self.catalog, self.now).into_iter().for_each(|(field, wrong)| data.reject(field, wrong));
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

    fn reassigned(&self, data: &mut Fields, occurred_at: Timestamp) -> Option<Event> {
        let number = data.required("voucher_number");
        let admin = data.object("admin", admin);
        let message = self.message.to_owned();
        Some(Event::Changed(number?, Change::Reassign(Reassign { occurred_at, message, admin: admin? })))
    }
}

fn customer(fields: &mut Fields) -> Option<Customer> {
    let id = fields.required("id");
    let name = fields.required("name");
    let country = fields.required("country");
    Some(Customer { id: id?, name: name?, country: country? })
}

fn admin(fields: &mut Fields) -> Option<Admin> {
    let name = fields.required("name");
    let email = fields.required("email");
    Some(Admin { name: name?, email: email? })
}

fn withdrawn(data: &mut Fields, occurred_at: Timestamp) -> Option<Event> {
    let number = data.required("voucher_number");
    let reason = data.required("reason");
    Some(Event::Changed(number?, Change::Withdraw(Withdraw { occurred_at, reason: reason? })))
}

fn extended(data: &mut Fields, occurred_at: Timestamp) -> Option<Event> {
    let number = data.required("voucher_number");
    let expires_on = data.required("expires_on");
    let reason = data.required("reason");
    Some(Event::Changed(number?, Change::Extend(Extend { occurred_at, expires_on: expires_on?, reason: reason? })))
}
