//! Lists in an order that the index does not have.
//!
//! Such a list is sorted as a whole, from summaries of its claims, at most 5,000 (of expired claims 5,000 of each
//! status in which they are stored). A larger list is refused, and the refusal names the filters that narrow it: a part
//! in order would look complete (DECISIONS.md 30).

use api::{Failure, log_unreadable};
use domain::VoucherNumber;
use domain::claim::Claim;
use table::{ClaimQuery, ClaimSummary, SUMMARY_MAX, Sorted, Stored, SummaryQuery, readable};

use crate::Context;
use crate::filter::{ClaimFilter, ClaimSort};

/// Reads the summaries of all matching claims and sorts them.
///
/// # Errors
/// 422 for a list longer than [`SUMMARY_MAX`].
pub(crate) async fn sort_summaries<Q>(
    context: &Context<'_, (), Q>,
    filter: &ClaimFilter,
    query: &ClaimQuery,
    order: ClaimSort,
) -> Result<Sorted<ClaimSummary>, Failure> {
    let mut summary = context.services.table.summary(&SummaryQuery::of(query)).await?;
    log_unreadable(&summary.unreadable);
    if summary.is_cut {
        let detail = format!(
            "takes at most {SUMMARY_MAX} claims, and there are more: name a status or due_before, or leave sort out"
        );
        return Err(Failure::invalid("sort", detail));
    }
    summary.claims.retain(|claim| filter.matches_summary(claim, &context.caller));
    Ok(Sorted::new(summary.claims, order.is_descending(), |claim| order.key(claim), |claim| &claim.number))
}

/// Reads the claims of one page in their current state, without those that no longer match.
pub(crate) async fn read_claims<Q>(
    context: &Context<'_, (), Q>,
    filter: &ClaimFilter,
    query: &ClaimQuery,
    numbers: &[VoucherNumber],
) -> Result<Vec<Stored<Claim>>, Failure> {
    let mut found = context.services.table.listed_claims(numbers).await?;
    let (mut claims, unreadable) = readable(numbers.iter().filter_map(|number| found.remove(number)));
    log_unreadable(&unreadable);
    claims.retain(|stored| still_matches(context, filter, query, &stored.value));
    Ok(claims)
}

fn still_matches<Q>(context: &Context<'_, (), Q>, filter: &ClaimFilter, query: &ClaimQuery, claim: &Claim) -> bool {
    claim.voucher.company_id == query.company
        && query.status.is_none_or(|status| status == claim.status(context.today()))
        && filter.matches_claim(claim, &context.caller)
}
