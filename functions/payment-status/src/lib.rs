//! What the payer's system reports of payments.
//!
//! Reports come late, twice, in any order and may contradict each other: they are merged, whatever order they come in. A
//! message that was processed changes nothing when it is delivered again. Tests: `tests/it/payment_status`.

use api::{Answer, Decode, Endpoint, Failure, Fields, Verified};
use domain::attempt::{Actor, Intent};
use domain::claim::{Claim, Outcome, PaymentEvent, PaymentId, Reported, Word};
use domain::{ClaimId, Currency, Money, Refusal, VoucherNumber, calendar};
use jiff::SignedDuration;
use serde::Serialize;
use table::{Delivery, Processed, Stored, Table};

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "PAYMENT_WEBHOOK_SECRET"];

/// Whose webhook ids these are, and what its attempts are called.
const SENDER: &str = "payer";
/// How far the payer's clock may be ahead of ours.
const CLOCK_AHEAD: SignedDuration = SignedDuration::from_mins(10);

/// What the endpoint works with.
#[derive(Debug)]
pub struct Services {
    /// Claims.
    pub table: Table,
}

type Call<'a> = api::Call<'a, Services, Report, (), Verified>;

/// The function's operations.
pub fn endpoints() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::post("/events", "Take what the payer's system reports of a payment.")
            .signed()
            .body::<Report>()
            .answers(|call| Box::pin(event(call))),
    ]
}

/// A report, and the voucher whose claim it is about.
struct Report {
    voucher: VoucherNumber,
    reported: Reported,
}

#[derive(Serialize)]
struct Stands<'a> {
    claim_id: &'a ClaimId,
    status: &'static str,
    rev: u64,
}

async fn event(call: Call<'_>) -> Result<Answer, Failure> {
    let Report { voucher: number, reported } = &call.body;
    if reported.word.at.duration_since(call.now) > CLOCK_AHEAD {
        return Err(Failure::invalid("data.at", "lies in the future"));
    }
    let intent = Intent::new(Actor::system(SENDER), SENDER, call.now, None, call.caller.id(), "");
    let delivery = Delivery::new(SENDER, call.caller.id(), call.now);
    let table = &call.services.table;
    let act = |known| report(&call, reported, &intent, known);
    let processed = table::process(table, &delivery, number, &intent, || table.claim(number), act).await;
    match processed.inspect_err(|failure| warn_of_refused_money(number, reported, failure))? {
        Processed::Now(stored) => {
            warn_of_money_that_should_not_be(&stored.value);
            stands(&call, &stored)
        }
        Processed::Before { about, seen } if about == *number => redelivered(&call, seen),
        Processed::Before { about, .. } => {
            tracing::warn!(%about, ignored = %number, "a webhook id came again with a message about another claim");
            redelivered(&call, table.claim(&about).await?)
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
    Ok(call.services.table.write(Some(known), outcome, intent).await?)
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

impl Decode<Services> for Report {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
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
            Some((claim?, id?, amount?, at?))
        });
        // When it was sent is said as well, and decides nothing: what happened to the payment has a time of its own.
        fields.optional("occurred_at", api::instant);
        let (voucher, payment, amount, at) = read?;
        Some(Self { voucher, reported: Reported { payment, word: Word { at, event: kind? }, amount } })
    }
}

fn kind(text: &str) -> Result<PaymentEvent, &'static str> {
    let event = text.strip_prefix("payment.").and_then(|event| PaymentEvent::parse(event).ok());
    event.ok_or("must be one of payment.scheduled, payment.sent, payment.failed, payment.reversed")
}

fn claim(text: &str) -> Result<VoucherNumber, &'static str> {
    let id = ClaimId::parse(text).ok();
    id.and_then(|id| id.voucher()).ok_or("is not the id of a claim")
}
