//! `GET /vouchers/{voucher_number}`: a voucher with its history and its claim, read concurrently.

use api::{Answer, Failure, VoucherView, log_unreadable};
use domain::claim::{self, Claim};
use domain::{ClaimId, Money, Refusal};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::history::{self, VoucherHistoryLine};
use crate::{Context, view};

/// A voucher with its history and its claim.
#[derive(Serialize, JsonSchema)]
pub(crate) struct VoucherDetails {
    #[serde(flatten)]
    voucher: VoucherView,
    /// The events of the voucher, oldest first. Lines are recorded asynchronously: the last one may appear a moment
    /// later.
    history: Vec<VoucherHistoryLine>,
    claim: Option<ClaimSummary>,
}

/// The claim of a redeemed voucher, in short.
#[derive(Serialize, JsonSchema)]
struct ClaimSummary {
    claim_id: ClaimId,
    status: claim::Status,
    amount: Option<Money>,
    due_on: Date,
}

/// Shows the voucher to the company that holds it and to operations.
pub(crate) async fn show(context: Context<'_>) -> Result<Answer<VoucherDetails>, Failure> {
    let (table, number) = (&context.services.table, context.voucher_number()?);
    let ((stored, claim), (lines, unreadable)) =
        futures::try_join!(table.voucher_and_claim(&number), table.history(&number))?;
    log_unreadable(&unreadable);
    let stored = stored.ok_or(Refusal::VoucherNotFound)?;
    let claim = claim.and_then(|claim| claim.map_err(|fault| log_unreadable(&[fault])).ok());
    let reservation = context.caller.readable(&stored.value)?.filter(|_| !context.caller.is_operations());
    let lines = reservation.map_or_else(
        || lines.iter().collect(),
        |reservation| history::visible_to_holder(&lines, reservation.reserved_at),
    );
    let shown = VoucherDetails {
        voucher: view(&context, &stored, claim.as_ref().map(|claim| &claim.value)),
        history: lines.into_iter().map(VoucherHistoryLine::new).collect(),
        claim: claim.as_ref().map(|stored| ClaimSummary::new(&stored.value, context.today())),
    };
    Ok(Answer::json(&shown)?.with_rev(stored.rev))
}

impl ClaimSummary {
    fn new(claim: &Claim, today: Date) -> Self {
        Self {
            claim_id: claim.id.clone(),
            status: claim.status(today),
            amount: claim.amount.clone(),
            due_on: claim.due_on,
        }
    }
}
