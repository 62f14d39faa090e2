//! What the payer's system reports of payments.
//!
//! Reports come late, twice, in any order and may contradict each other: they are merged, whatever order they come in. A
//! message that was processed changes nothing when it is delivered again.

use api::{Answer, BODY_BYTES_MAX, Failure, Fields, Hit, Response, Route, Secrets, Verified};
use domain::attempt::{Actor, Intent};
use domain::claim::{Claim, Outcome, PaymentEvent, PaymentId, Reported, Word};
use domain::{ClaimId, Currency, Money, Refusal, VoucherNumber, calendar};
use host::Clock;
use jiff::{SignedDuration, Timestamp};
use lambda_http::{Error, Request};
use serde::Serialize;
use table::{Delivery, Processed, Stored, Table};

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "PAYMENT_WEBHOOK_SECRET"];

/// Whose webhook ids these are, and what its attempts are called.
const SENDER: &str = "payer";
/// How far the payer's clock may be ahead of ours.
const CLOCK_AHEAD: SignedDuration = SignedDuration::from_mins(10);

/// What the function stands on.
#[derive(Debug)]
pub struct Deps {
    /// Claims.
    pub table: Table,
    /// What the payer signs with.
    pub secrets: Secrets,
    /// What time it is.
    pub clock: Clock,
}

#[derive(Clone, Copy, Debug)]
enum To {
    Events,
}

const ROUTES: [Route<To>; 1] = [Route::post("/events", To::Events)];

/// One verified message.
struct Call<'a> {
    deps: &'a Deps,
    request: &'a Request,
    verified: Verified,
    now: Timestamp,
}

#[derive(Serialize)]
struct Stands<'a> {
    claim_id: &'a ClaimId,
    status: &'static str,
    rev: u64,
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
    let call = Call { deps, request, verified, now };
    match hit.to {
        To::Events => event(&call).await,
    }
}

async fn event(call: &Call<'_>) -> Result<Answer, Failure> {
    let (number, reported) = read(call)?;
    let intent = Intent::new(Actor::system(SENDER), SENDER, call.now, None, call.verified.id(), "");
    let delivery = Delivery::new(SENDER, call.verified.id(), call.now);
    let table = &call.deps.table;
    let act = |known| report(call, &reported, &intent, known);
    let processed = table::process(table, &delivery, &number, &intent, || table.claim(&number), act).await;
    match processed.inspect_err(|failure| warn_of_refused_money(&number, &reported, failure))? {
        Processed::Now(stored) => {
            warn_of_money_that_should_not_be(&stored.value);
            stands(call, &stored)
        }
        Processed::Before { about, seen } if about == number => redelivered(call, seen),
        Processed::Before { about, .. } => {
            tracing::warn!(%about, ignored = %number, "a webhook id came again with a message about another claim");
            redelivered(call, table.claim(&about).await?)
        }
    }
}

fn redelivered(call: &Call<'_>, found: Option<Stored<Claim>>) -> Result<Answer, Failure> {
    stands(call, &found.ok_or(Refusal::ClaimNotFound)?)
}

fn stands(call: &Call<'_>, stored: &Stored<Claim>) -> Result<Answer, Failure> {
    let status = stored.value.status(calendar::utc_day(call.now)).as_str();
    Ok(Answer::ok(&Stands { claim_id: &stored.value.id, status, rev: stored.rev })?.with_rev(stored.rev))
}

async fn report(
    call: &Call<'_>,
    reported: &Reported,
    intent: &Intent,
    known: Option<Stored<Claim>>,
) -> Result<Stored<Claim>, Failure> {
    let known = known.ok_or(Refusal::ClaimNotFound)?;
    if known.has_seen(&intent.attempt) {
        return Ok(known);
    }
    let outcome: Outcome = known.value.clone().report_payment(reported)?;
    Ok(call.deps.table.apply(Some(known), outcome, intent).await?)
}

/// Counts what somebody must look at: an alarm goes off by it.
const ALERTS: &str = "PaymentAlerts";

/// Nothing here can take money back; somebody must look.
fn warn_of_money_that_should_not_be(claim: &Claim) {
    let Some(approved) = claim.approved() else { return };
    let (claim_id, payments) = (claim.id.as_str(), approved.payments.sent());
    if payments > 1 {
        tracing::error!(claim_id, payments, "a claim was paid twice");
    }
    if payments > 0 && approved.held.is_some() {
        tracing::error!(claim_id, payments, "a claim was paid that was held back");
    }
    if payments > 1 || (payments > 0 && approved.held.is_some()) {
        host::metrics::count(ALERTS, &[]);
    }
}

/// Money that was sent for what this program does not owe: the payer is told by the answer, operations by this.
fn warn_of_refused_money(number: &VoucherNumber, reported: &Reported, failure: &Failure) {
    if reported.word.event == PaymentEvent::Sent && failure.status().is_client_error() {
        let (claim_id, code) = (ClaimId::of(number), failure.code());
        tracing::error!(claim_id = claim_id.as_str(), code, "a payment was sent that is refused here");
        host::metrics::count(ALERTS, &[]);
    }
}

fn read(call: &Call<'_>) -> Result<(VoucherNumber, Reported), Failure> {
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let kind = fields.required("type", kind);
    let read = fields.object("data", |data| {
        let claim = data.required("claim_id", claim);
        let id = data.required("payment_id", PaymentId::parse);
        let amount = data.object("amount", |money| {
            let minor = money.integer("minor", 1..=i64::MAX);
            let currency = money.required("currency", Currency::parse);
            Some(Money { minor: minor?, currency: currency? })
        });
        let at = data.required("at", api::instant);
        if at.is_some_and(|at| at.duration_since(call.now) > CLOCK_AHEAD) {
            data.reject("at", "lies in the future");
        }
        Some((claim?, id?, amount?, at?))
    });
    // When it was sent is said as well, and decides nothing: what happened to the payment has a time of its own.
    fields.optional("occurred_at", api::instant);
    fields.finish(|| {
        let (claim, id, amount, at) = read?;
        Some((claim, Reported { payment: id, word: Word { at, event: kind? }, amount }))
    })
}

fn kind(text: &str) -> Result<PaymentEvent, &'static str> {
    match text {
        "payment.scheduled" => Ok(PaymentEvent::Scheduled),
        "payment.sent" => Ok(PaymentEvent::Sent),
        "payment.failed" => Ok(PaymentEvent::Failed),
        "payment.reversed" => Ok(PaymentEvent::Reversed),
        _ => Err("must be one of payment.scheduled, payment.sent, payment.failed, payment.reversed"),
    }
}

fn claim(text: &str) -> Result<VoucherNumber, &'static str> {
    let id = ClaimId::parse(text).ok();
    id.and_then(|id| id.voucher()).ok_or("is not the id of a claim")
}
