//! Records the payment reports of the payer's system on claims; triggered by the payer's signed webhook.
//!
//! Reports arrive late, repeated, in any order, and may contradict each other (PROGRAM.md 12.1). They are merged into
//! the same result in any order (DECISIONS.md 27). A message that is delivered again changes nothing (DECISIONS.md 31).
//! Tests: `tests/it/payment_status`.

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

/// The sender that webhook ids and attempts are stored under.
const SENDER: &str = "payer";
/// The longest time by which a report may lie in the future, because the payer's clock is ahead (PROGRAM.md 12.1).
const CLOCK_AHEAD: SignedDuration = SignedDuration::from_mins(10);

/// The clients that the endpoint needs.
#[derive(Debug)]
pub struct Services {
    /// The table of claims.
    pub table: Table,
}

type Context<'a> = api::Context<'a, Services, Report, (), Verified>;

/// The function's operations.
pub fn endpoints() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::post("report_payment", "/events", "Record a payment report of the payer's system.")
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
            .answers(StatusCode::OK, |context| Box::pin(take_report(context))),
    ]
}

/// A report, with the number of the claim's voucher.
struct Report {
    voucher: VoucherNumber,
    reported: ReportedPayment,
}

/// The current claim.
#[derive(Serialize, JsonSchema)]
struct PaidClaim {
    claim_id: ClaimId,
    status: Status,
    rev: u64,
}

async fn take_report(context: Context<'_>) -> Result<Answer<PaidClaim>, Failure> {
    let Report { voucher: number, reported } = &context.body;
    if reported.report.at.duration_since(context.now) > CLOCK_AHEAD {
        return Err(Failure::flawed("data.at", Invalid::new(Flaw::InTheFuture, "lies in the future")));
    }
    let intent = Intent::new(Actor::system(SENDER), SENDER, context.now, None, context.caller.id(), "");
    let delivery = Delivery::new(SENDER, context.caller.id(), context.now);
    let table = &context.services.table;
    let run = |stored| record_report(&context, reported, &intent, stored);
    let processed = table::process(table, &delivery, number, &intent, || table.claim(number), run).await;
    match processed.inspect_err(|failure| alert_on_refused_payment(number, reported, failure))? {
        Processed::Now(stored) => answer(&context, &stored),
        Processed::Before { about, seen } if about == *number => answer_redelivered(&context, seen),
        Processed::Before { about, .. } => {
            tracing::warn!(%about, ignored = %number, "a webhook id was reused for a message about another claim");
            answer_redelivered(&context, table.claim(&about).await?)
        }
    }
}

fn answer_redelivered(context: &Context<'_>, found: Option<Stored<Claim>>) -> Result<Answer<PaidClaim>, Failure> {
    answer(context, &found.ok_or(Refusal::ClaimNotFound)?)
}

fn answer(context: &Context<'_>, stored: &Stored<Claim>) -> Result<Answer<PaidClaim>, Failure> {
    let status = stored.value.status(calendar::utc_day(context.now));
    Ok(Answer::json(&PaidClaim { claim_id: stored.value.id.clone(), status, rev: stored.rev })?.with_rev(stored.rev))
}

/// Records the report, and alerts before its id is stored: a message that is delivered again after a crash is recorded
/// already, and alerts all the same.
async fn record_report(
    context: &Context<'_>,
    reported: &ReportedPayment,
    intent: &Intent,
    stored: Option<Stored<Claim>>,
) -> Result<Stored<Claim>, Failure> {
    let stored = stored.ok_or(Refusal::ClaimNotFound)?;
    let recorded = if stored.has_attempt(&intent.attempt) {
        stored
    } else {
        let outcome: Outcome = stored.value.clone().report_payment(reported)?;
        context.services.table.write(Some(stored), outcome, intent).await?
    };
    alert_on_unexpected_payment(&recorded.value);
    Ok(recorded)
}

/// The metric of payments that operations must check; an alarm watches it.
const ALERTS: &str = "PaymentAlerts";

/// Alerts operations to a claim that was paid twice or while it was on hold (PROGRAM.md 12.1). The program cannot take
/// money back.
fn alert_on_unexpected_payment(claim: &Claim) {
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

/// Alerts operations to money that was sent and whose report is refused. The payer learns of it by the response.
fn alert_on_refused_payment(number: &VoucherNumber, reported: &ReportedPayment, failure: &Failure) {
    if reported.report.event == PaymentEvent::Sent && failure.status().is_client_error() {
        let (claim_id, code) = (ClaimId::of(number), failure.code());
        tracing::error!(claim_id = claim_id.as_str(), code, "a payment was sent that is refused here");
        host::metrics::count(ALERTS, &[]);
    }
}

impl Decode<Services> for Report {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let kind: Option<Kind> = fields.required("type");
        let read = fields.object("data", |data| {
            let voucher = data.required_with("claim_id", |id| voucher_of(&id));
            let id = data.required("payment_id");
            let amount = data.object("amount", |money| {
                let minor = money.integer("minor", 1..=i64::MAX);
                let currency = money.required_with("currency", |ClaimCurrency(currency)| Ok(currency));
                Some(Money { minor: minor?, currency: currency? })
            });
            let at = data.required("at");
            Some((voucher?, id?, amount?, at?))
        });
        // The sending time is checked for its form and ignored: `data.at` is the time of the payment's event.
        fields.optional::<Timestamp>("occurred_at");
        let (voucher, payment, amount, at) = read?;
        Some(Self {
            voucher,
            reported: ReportedPayment {
                payment,
                report: PaymentReport { at, event: PaymentEvent::from(kind?) },
                amount,
            },
        })
    }
}

domain::codes! {
    /// The event types of the payer's system (PROGRAM.md 12.1).
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

/// The currency of a claim. Unlike a request's currency it may be withdrawn, because claims keep their currency
/// (PROGRAM.md 14.4).
struct ClaimCurrency(Currency);

impl Text for ClaimCurrency {
    const FORM: Form = Currency::FORM.or(&[Flaw::NotACurrency]);

    fn read(text: &str) -> Result<Self, Invalid> {
        Currency::parse(text).map(Self)
    }
}

fn voucher_of(id: &ClaimId) -> Result<VoucherNumber, Invalid> {
    id.voucher().ok_or_else(|| Invalid::new(Flaw::Invalid, "is not the id of a claim"))
}
