//! The claims of a list that the index does not sort.
//!
//! They are sorted as a whole, by a summary of them that takes 5,000 claims at most (of those that have expired, 5,000 of
//! each status they are stored in). Where there are more the list is refused and says how to narrow it: half a list in
//! order would pass for the whole.

use api::{Failure, log_unreadable};
use domain::VoucherNumber;
use domain::claim::Claim;
use table::{ClaimSummary, ClaimsWanted, SUMMARY_MAX, Sorted, Stored, SummaryWanted, readable};

use crate::Call;
use crate::filter::{ClaimFilter, ClaimSort};

/// What is wanted, in order.
///
/// # Errors
/// 422 where it is more than is sorted.
pub(crate) async fn sorted<Q>(
    call: &Call<'_, (), Q>,
    filter: &ClaimFilter,
    wanted: &ClaimsWanted,
    order: ClaimSort,
) -> Result<Sorted<ClaimSummary>, Failure> {
    let mut summary = call.services.table.summary(&SummaryWanted::of(wanted)).await?;
    log_unreadable(&summary.unreadable);
    if summary.is_cut {
        let detail = format!(
            "takes at most {SUMMARY_MAX} claims, and there are more: name a status or due_before, or leave sort out"
        );
        return Err(Failure::invalid("sort", detail));
    }
    summary.claims.retain(|claim| filter.matches(claim, &call.caller));
    Ok(Sorted::new(summary.claims, order.is_descending(), |claim| order.key(claim), |claim| &claim.number))
}

/// The claims of a part of it, as they are now: without those that are no longer what was asked for.
pub(crate) async fn read<Q>(
    call: &Call<'_, (), Q>,
    filter: &ClaimFilter,
    wanted: &ClaimsWanted,
    numbers: &[VoucherNumber],
) -> Result<Vec<Stored<Claim>>, Failure> {
    let mut found = call.services.table.listed_claims(numbers).await?;
    let (mut claims, unreadable) = readable(numbers.iter().filter_map(|number| found.remove(number)));
    log_unreadable(&unreadable);
    claims.retain(|stored| is_still(call, filter, wanted, &stored.value));
    Ok(claims)
}

fn is_still<Q>(call: &Call<'_, (), Q>, filter: &ClaimFilter, wanted: &ClaimsWanted, claim: &Claim) -> bool {
    claim.voucher.company_id == wanted.company
        && wanted.status.is_none_or(|status| status == claim.status(call.today()))
        && filter.is_one(claim, &call.caller)
}
