//! Events and mails of the customer's licensing side: a voucher was assigned, reassigned, withdrawn or extended.

use api::{Answer, Failure, Hit, Response, Route, Secrets, Verified};
use domain::attempt::{Actor, Intent};
use domain::catalog::Catalog;
use host::Clock;
use jiff::Timestamp;
use lambda_http::{Error, Request};
use table::{Delivery, Table};

mod apply;
mod events;
pub mod mail;
mod post;
mod refused;
mod terms;

pub use mail::SenderPolicy;
pub use refused::RefusalClass;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "ASSIGNMENT_WEBHOOK_SECRET", "MAIL_SENDER_DOMAINS", "MAIL_PROVIDER"];

/// What the function stands on.
#[derive(Debug)]
pub struct Deps {
    /// Vouchers.
    pub table: Table,
    /// What the licensing side and the mail provider sign with.
    pub secrets: Secrets,
    /// Which mail is believed.
    pub senders: SenderPolicy,
    /// Which programs and service levels there are.
    pub catalog: Catalog,
    /// What time it is.
    pub clock: Clock,
}

#[derive(Clone, Copy, Debug)]
enum To {
    Events,
    Mail,
}

impl To {
    /// Whose webhook ids these are: the licensing side and the mail provider choose theirs without each other.
    fn sender(self) -> &'static str {
        match self {
            Self::Events => "licensing",
            Self::Mail => "mail",
        }
    }
}

const ROUTES: [Route<To>; 2] = [Route::post("/events", To::Events), Route::post("/mail", To::Mail)];

/// One verified message.
struct Call<'a> {
    deps: &'a Deps,
    request: &'a Request,
    verified: Verified,
    delivery: Delivery,
    now: Timestamp,
}

/// Answers one request.
///
/// # Errors
/// Never: every failure is an answer.
pub async fn handle(deps: &Deps, request: Request) -> Result<Response, Error> {
    api::serve(&ROUTES, &request, |hit| answer(deps, &request, hit)).await
}

/// The signature is checked over the raw bytes before anything is read of them.
async fn answer(deps: &Deps, request: &Request, hit: Hit<To>) -> Result<Answer, Failure> {
    let now = deps.clock.now();
    let verified = deps.secrets.verify(request.headers(), request.body().as_ref(), now)?;
    let delivery = Delivery::new(hit.to.sender(), verified.id(), now);
    let call = Call { deps, request, verified, delivery, now };
    match hit.to {
        To::Events => events::event(&call).await,
        To::Mail => post::mail(&call).await,
    }
}

impl Call<'_> {
    /// The message as an attempt, under a name that is the same for every delivery of it.
    fn intent(&self, name: &str) -> Intent {
        Intent::new(Actor::system("licensing"), "licensing", self.now, None, name, "")
    }
}
