//! What the payer's system reports of payments.
//!
//! Reports come late, twice, in any order and may contradict each other: they are merged, whatever order they come in. A
//! message that was processed changes nothing when it is delivered again. Tests: `tests/it/payment_status`.

use api::{Answer, Decode, Endpoint, Failure, Fields, Verified};
use domain::attempt::{Actor, Intent};
use domain::claim::{Claim, Outcome, PaymentEvent, PaymentReport, ReportedPayment, Status};
use domain::refusal::Rule;
use domain::{ClaimId, Currency, Flaw, Form, Invalid, Money, Refusal, Text, VoucherNumber, calendar};
use jiff::{SignedDuration, Timestamp};
use lambda_http::http::StatusCode;
use schemars::JsonSchema;
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

type Context<'a> = api::Context<'a, Services, Report, (), Verified>;

/// The function's operations.
pub fn endpoints() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::post("report_payment", "/events", "Take what the payer's system reports of a payment.")
            .signed()
            .body::<Report>()
            .etag()
            .refuses(&[
                Rule::ClaimNotFound,
                Rule::WrongClaimStatus,
                Rule::AmountMismatch,
                Rule::PaymentBeforeApproval,
                Rule::TooManyPayments,
            ])
            .rejects(&[Flaw::Invalid, Flaw::InTheFuture])
            .answers(StatusCode::OK, |context| Box::pin(event(context))),
    ]
}

/// A report, and the voucher whose claim it is about.
struct Report {
    voucher: VoucherNumber,
    reported: ReportedPayment,
}

/// The claim as it is now.
#[derive(Serialize, JsonSchema)]
struct PaidClaim {
    claim_id: ClaimId,
    status: Status,
    rev: u64,
}

async fn event(context: Context<'_>) -> Result<Answer<PaidClaim>, Failure> {
    let Report { voucher: number, reported } = &context.body;
    if reported.word.at.duration_since(context.now) > CLOCK_AHEAD {
        return Err(Failure::flawed("data.at", Invalid::new(Flaw::InTheFuture, "lies in the future")));
    }
    let intent = Intent::new(Actor::system(SENDER), SENDER, context.now, None, context.caller.id(), "");
    let delivery = Delivery::new(SENDER, context.caller.id(), context.now);
    let table = &context.services.table;
    let act = |known| report(&context, reported, &intent, known);
    let processed = table::process(table, &delivery, number, &intent, || table.claim(number), act).await;
    match processed.inspect_err(|failure| warn_of_refused_money(number, reported, failure))? {
        Processed::Now(stored) => {
            warn_of_money_that_should_not_be(&stored.value);
            stands(&context, &stored)
        }
        Processed::Before { about, seen } if about == *number => redelivered(&context, seen),
        Processed::Before { about, .. } => {
            tracing::warn!(%about, ignored = %number, "a webhook id came again with a message about another claim");
            redelivered(&context, table.claim(&about).await?)
        }
    }
}

fn redelivered(context: &Context<'_>, found: Option<Stored<Claim>>) -> Result<Answer<PaidClaim>, Failure> {
    stands(context, &found.ok_or(Refusal::ClaimNotFound)?)
}

fn stands(context: &Context<'_>, stored: &Stored<Claim>) -> Result<Answer<PaidClaim>, Failure> {
    let status = stored.value.status(calendar::utc_day(context.now));
    Ok(Answer::json(&PaidClaim { claim_id: stored.value.id.clone(), status, rev: stored.rev })?.with_rev(stored.rev))
}

async fn report(
    context: &Context<'_>,
    reported: &ReportedPayment,
    intent: &Intent,
    known: Option<Stored<Claim>>,
) -> Result<Stored<Claim>, Failure> {
    let known = known.ok_or(Refusal::ClaimNotFound)?;
    if known.has_seen(&intent.attempt) {
        return Ok(known);
    }
    let outcome: Outcome = known.value.clone().report_payment(reported)?;
    Ok(context.services.table.write(Some(known), outcome, intent).await?)
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
fn warn_of_refused_money(number: &VoucherNumber, reported: &ReportedPayment, failure: &Failure) {
    if reported.word.event == PaymentEvent::Sent && failure.status().is_client_error() {
        let (claim_id, code) = (ClaimId::of(number), failure.code());
        tracing::error!(claim_id = claim_id.as_str(), code, "a payment was sent that is refused here");
        host::metrics::count(ALERTS, &[]);
    }
}

impl Decode<Services> for Report {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let kind: Option<Kind> = fields.required("type");
        let read = fields.object("data", |data| {
            let claim = data.required_with("claim_id", |id| claim(&id));
            let id = data.required("payment_id");
            let amount = data.object("amount", |money| {
                let minor = money.integer("minor", 1..=i64::MAX);
                let currency = money.required_with("currency", |ClaimCurrency(currency)| Ok(currency));
                Some(Money { minor: minor?, currency: currency? })
            });
            let at = data.required("at");
            Some((claim?, id?, amount?, at?))
        });
        // When it was sent is said as well, and decides nothing: what happened to the payment has a time of its own.
        fields.optional::<Timestamp>("occurred_at");
        let (voucher, payment, amount, at) = read?;
        Some(Self {
            voucher,
            reported: ReportedPayment { payment, word: PaymentReport { at, event: PaymentEvent::from(kind?) }, amount },
        })
    }
}

domain::codes! {
    /// The types of events that the payer's system sends.
    pub enum Kind {
        Scheduled = "payment.scheduled",
        Sent = "payment.sent",
        Failed = "payment.failed",
        Reversed = "payment.reversed",
    }
}

impl From<Kind> for PaymentEvent {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Scheduled => Self::Scheduled,
            Kind::Sent => Self::Sent,
            Kind::Failed => Self::Failed,
            Kind::Reversed => Self::Reversed,
        }
    }
}

/// The currency of a claim, which may have been withdrawn since the claim was priced.
struct ClaimCurrency(Currency);

impl Text for ClaimCurrency {
    const FORM: Form = Currency::FORM.or(&[Flaw::NotACurrency]);

    fn read(text: &str) -> Result<Self, Invalid> {
        Currency::parse(text).map(Self)
    }
}

fn claim(id: &ClaimId) -> Result<VoucherNumber, Invalid> {
    id.voucher().ok_or_else(|| Invalid::new(Flaw::Invalid, "is not the id of a claim"))
}
