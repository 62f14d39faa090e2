//! `GET /vouchers/{voucher_number}`: a voucher with its history and its claim, all read at once.

use api::{Answer, Failure, VoucherView, log_unreadable};
use domain::claim::Claim;
use domain::{ClaimId, Money, Refusal};
use jiff::civil::Date;
use serde::Serialize;

use crate::history::{self, HistoryLine};
use crate::{Call, view};

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    voucher: VoucherView<'a>,
    /// What happened to it, oldest first. It follows from the table's stream: the last line may come a moment later.
    history: Vec<HistoryLine<'a>>,
    claim: Option<ClaimSummary<'a>>,
}

/// The claim of a redeemed voucher; `payment-request` tells all of it.
#[derive(Serialize)]
struct ClaimSummary<'a> {
    claim_id: &'a ClaimId,
    status: &'static str,
    amount: Option<&'a Money>,
    due_on: Date,
}

/// The voucher, for the company that holds it and for operations.
pub(crate) async fn show(call: Call<'_>) -> Result<Answer, Failure> {
    let (table, number) = (&call.services.table, call.voucher_number()?);
    let ((seen, claim), (lines, unreadable)) =
        futures::try_join!(table.voucher_and_claim(&number), table.history(&number))?;
    log_unreadable(&unreadable);
    let seen = seen.ok_or(Refusal::VoucherNotFound)?;
    let claim = claim.and_then(|claim| claim.map_err(|fault| log_unreadable(&[fault])).ok());
    let held = call.caller.readable(&seen.value)?.filter(|_| !call.caller.is_operations());
    let lines = held.map_or_else(|| lines.iter().collect(), |held| history::of_holder(&lines, held.reserved_at));
    let shown = Shown {
        voucher: view(&call, &seen.value, seen.rev),
        history: lines.into_iter().map(HistoryLine::new).collect(),
        claim: claim.as_ref().map(|stored| ClaimSummary::new(&stored.value, call.today())),
    };
    Ok(Answer::ok(&shown)?.with_rev(seen.rev))
}

impl<'a> ClaimSummary<'a> {
    fn new(claim: &'a Claim, today: Date) -> Self {
        Self {
            claim_id: &claim.id,
            status: claim.status(today).as_str(),
            amount: claim.amount.as_ref(),
            due_on: claim.due_on,
        }
    }
}
