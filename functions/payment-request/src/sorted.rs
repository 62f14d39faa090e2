//! The claims of a list that the index does not sort.
//!
//! They are sorted as a whole, by a summary of them that takes 5,000 claims at most (of those that have expired, 5,000 of
//! each status they are stored in). Where there are more the list is refused and says how to narrow it: half a list in
//! order would pass for the whole.

use api::{Failure, log_unreadable};
use domain::VoucherNumber;
use domain::claim::Claim;
use table::{ClaimQuery, ClaimSummary, SUMMARY_MAX, Sorted, Stored, SummaryQuery, readable};

use crate::Context;
use crate::filter::{ClaimFilter, ClaimSort};

/// What is wanted, in order.
///
/// # Errors
/// 422 where it is more than is sorted.
pub(crate) async fn sorted<Q>(
    context: &Context<'_, (), Q>,
    filter: &ClaimFilter,
    wanted: &ClaimQuery,
    order: ClaimSort,
) -> Result<Sorted<ClaimSummary>, Failure> {
    let mut summary = context.services.table.summary(&SummaryQuery::of(wanted)).await?;
    log_unreadable(&summary.unreadable);
    if summary.is_cut {
        let detail = format!(
            "takes at most {SUMMARY_MAX} claims, and there are more: name a status or due_before, or leave sort out"
        );
        return Err(Failure::invalid("sort", detail));
    }
    summary.claims.retain(|claim| filter.matches(claim, &context.caller));
    Ok(Sorted::new(summary.claims, order.is_descending(), |claim| order.key(claim), |claim| &claim.number))
}

/// The claims of a part of it, as they are now: without those that are no longer what was asked for.
pub(crate) async fn read<Q>(
    context: &Context<'_, (), Q>,
    filter: &ClaimFilter,
    wanted: &ClaimQuery,
    numbers: &[VoucherNumber],
) -> Result<Vec<Stored<Claim>>, Failure> {
    let mut found = context.services.table.listed_claims(numbers).await?;
    let (mut claims, unreadable) = readable(numbers.iter().filter_map(|number| found.remove(number)));
    log_unreadable(&unreadable);
    claims.retain(|stored| is_still(context, filter, wanted, &stored.value));
    Ok(claims)
}

fn is_still<Q>(context: &Context<'_, (), Q>, filter: &ClaimFilter, wanted: &ClaimQuery, claim: &Claim) -> bool {
    claim.voucher.company_id == wanted.company
        && wanted.status.is_none_or(|status| status == claim.status(context.today()))
        && filter.is_one(claim, &context.caller)
}
