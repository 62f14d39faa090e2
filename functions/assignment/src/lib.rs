//! Assigns, reassigns, withdraws and extends vouchers; triggered by signed webhooks (PROGRAM.md 6.2, 6.4, 6.5).
//!
//! `/events` takes the events of the licensing side, `/mail` the assignment e-mails of the inbound-mail provider.
//! Tests: `tests/it/assignment`.

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

/// The clients and configuration that the endpoints need.
#[derive(Debug)]
pub struct Services {
    /// The table of vouchers.
    pub table: Table,
    /// The rule for the mails that are accepted.
    pub senders: SenderPolicy,
    /// The programs and their service levels.
    pub catalog: Catalog,
}

/// The refusals of an event of the licensing side.
const EVENT_REFUSALS: &[Rule] = &[
    Rule::VoucherNotFound,
    Rule::AssignedWithOtherTerms,
    Rule::AlreadyReserved,
    Rule::AlreadyRedeemed,
    Rule::Cancelled,
    Rule::Expired,
    Rule::NotLater,
    Rule::ExtensionTooLong,
];

/// The function's operations. Webhook ids are stored per sender, because the licensing side and the mail provider
/// choose them independently (PROGRAM.md 15.3).
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
        .refuses(EVENT_REFUSALS)
        .rejects(&[Flaw::Invalid, Flaw::InTheFuture, Flaw::NotOneOf, Flaw::ProgramRetired])
        .answers(StatusCode::CREATED, |context| {
            Box::pin(async { events::take_event(&Message::of(context, "licensing")).await })
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
        .answers(StatusCode::CREATED, |context| {
            Box::pin(async { post::take_mail(&Message::of(context, "mail")).await })
        }),
    ]
}

/// A webhook message whose signature was verified.
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

    /// The intent of the message. `name` must be the same for every delivery of the message.
    fn intent(&self, name: &str) -> Intent {
        Intent::new(Actor::system("licensing"), "licensing", self.now, None, name, "")
    }
}
