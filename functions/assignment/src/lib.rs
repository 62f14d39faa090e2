//! Events and mails of the customer's licensing side: a voucher was assigned, reassigned, withdrawn or extended. Tests:
//! `tests/it/assignment`.

use api::{Endpoint, Verified};
use domain::Flaw;
use domain::attempt::{Actor, Intent};
use domain::catalog::Catalog;
use domain::refusal::Rule;
use jiff::Timestamp;
use lambda_http::Request;
use lambda_http::http::StatusCode;
use table::{Delivery, Table};

mod apply;
mod events;
pub mod mail;
mod post;
mod refused;
mod terms;

pub use mail::SenderPolicy;
pub use refused::RefusalClass;

use events::EventBody;
use post::MailBody;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "ASSIGNMENT_WEBHOOK_SECRET", "MAIL_SENDER_DOMAINS", "MAIL_PROVIDER"];

/// What the endpoints work with.
#[derive(Debug)]
pub struct Services {
    /// Vouchers.
    pub table: Table,
    /// Which mail is believed.
    pub senders: SenderPolicy,
    /// The programs and their service levels.
    pub catalog: Catalog,
}

/// What is in the way of an event.
const TAKING: &[Rule] = &[
    Rule::VoucherNotFound,
    Rule::AssignedWithOtherTerms,
    Rule::AlreadyReserved,
    Rule::AlreadyRedeemed,
    Rule::Cancelled,
    Rule::Expired,
    Rule::NotLater,
    Rule::ExtensionTooLong,
];

/// The function's operations. The licensing side and the mail provider choose their webhook ids without each other.
pub fn endpoints() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::post(
            "take_licensing_event",
            "/events",
            "Take an event of the licensing side: a voucher was assigned, reassigned, withdrawn or extended.",
        )
        .signed()
        .body::<EventBody>()
        .also_answers(StatusCode::OK)
        .etag()
        .refuses(TAKING)
        .rejects(&[Flaw::Invalid, Flaw::InTheFuture, Flaw::NotOneOf, Flaw::ProgramRetired])
        .answers(StatusCode::CREATED, |context| {
            Box::pin(async { events::event(&Message::of(context, "licensing")).await })
        }),
        Endpoint::post(
            "take_assignment_mail",
            "/mail",
            "Take an assignment e-mail, as an inbound-mail provider posts it.",
        )
        .signed()
        .body::<MailBody>()
        .also_answers(StatusCode::OK)
        .etag()
        .refuses(&[Rule::AssignedWithOtherTerms, Rule::VoucherNotFound])
        .rejects(mail::REASONS)
        .rejects(mail::FLAWS)
        .answers(StatusCode::CREATED, |context| Box::pin(async { post::mail(&Message::of(context, "mail")).await })),
    ]
}

/// One verified message.
struct Message<'a> {
    services: &'a Services,
    request: &'a Request,
    verified: Verified,
    delivery: Delivery,
    now: Timestamp,
}

impl<'a> Message<'a> {
    fn of<B>(context: api::Context<'a, Services, B, (), Verified>, sender: &str) -> Self {
        let delivery = Delivery::new(sender, context.caller.id(), context.now);
        Self {
            services: context.services,
            request: context.request,
            verified: context.caller,
            delivery,
            now: context.now,
        }
    }

    /// The message as an attempt, under a name that is the same for every delivery of it.
    fn intent(&self, name: &str) -> Intent {
        Intent::new(Actor::system("licensing"), "licensing", self.now, None, name, "")
    }
}
