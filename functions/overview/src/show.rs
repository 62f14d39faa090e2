//! `GET /vouchers/{voucher_number}`: a voucher with its history and its claim, all read at once.

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
    /// What happened to it, oldest first. It follows from the table's stream: the last line may come a moment later.
    history: Vec<VoucherHistoryLine>,
    claim: Option<ClaimSummary>,
}

/// The claim of a redeemed voucher; `payment-request` tells all of it.
#[derive(Serialize, JsonSchema)]
struct ClaimSummary {
    claim_id: ClaimId,
    status: claim::Status,
    amount: Option<Money>,
    due_on: Date,
}

/// The voucher, for the company that holds it and for operations.
pub(crate) async fn show(context: Context<'_>) -> Result<Answer<VoucherDetails>, Failure> {
    let (table, number) = (&context.services.table, context.voucher_number()?);
    let ((seen, claim), (lines, unreadable)) =
        futures::try_join!(table.voucher_and_claim(&number), table.history(&number))?;
    log_unreadable(&unreadable);
    let seen = seen.ok_or(Refusal::VoucherNotFound)?;
    let claim = claim.and_then(|claim| claim.map_err(|fault| log_unreadable(&[fault])).ok());
    let held = context.caller.readable(&seen.value)?.filter(|_| !context.caller.is_operations());
    let lines = held.map_or_else(|| lines.iter().collect(), |held| history::of_holder(&lines, held.reserved_at));
    let shown = VoucherDetails {
        voucher: view(&context, &seen.value, seen.rev),
        history: lines.into_iter().map(VoucherHistoryLine::new).collect(),
        claim: claim.as_ref().map(|stored| ClaimSummary::new(&stored.value, context.today())),
    };
    Ok(Answer::json(&shown)?.with_rev(seen.rev))
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
