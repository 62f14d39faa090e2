//! Lists in an order that the index does not have, and the list of vouchers that can be claimed.
//!
//! Such a list is sorted as a whole, from summaries of its vouchers, at most 5,000 of each status. For vouchers that
//! can be claimed the claims are read first, at most 5,000 of each status in which a claim can be submitted; then the
//! vouchers from the earliest claim deadline on. A larger list is refused, and the refusal names the filters that
//! narrow it: a part in order would look complete (DECISIONS.md 30).

use std::collections::HashSet;

use api::{Failure, log_unreadable};
use domain::{VoucherNumber, claim};
use table::{
    ClaimQuery, ClaimSummary, CompanySummary, SUMMARY_MAX, Sorted, StoredVoucher, SummaryQuery, VoucherQuery,
    VoucherSummary, readable,
};

use crate::Context;
use crate::filter::{Order, VoucherAbility, VoucherFilter};

/// Reads the summaries of all matching vouchers and sorts them.
///
/// # Errors
/// 422 for a list longer than [`SUMMARY_MAX`].
pub(crate) async fn sort_summaries<Q>(
    context: &Context<'_, Q>,
    filter: &VoucherFilter,
    query: &VoucherQuery,
    order: Order,
) -> Result<Sorted<VoucherSummary>, Failure> {
    let mut vouchers = match filter.can {
        Some(VoucherAbility::Claim) => claimable_vouchers(context, query).await?,
        Some(VoucherAbility::Redeem | VoucherAbility::Report | VoucherAbility::Upload) | None => {
            read_summary(context, &SummaryQuery::of(query), too_many_to_sort).await?.vouchers
        }
    };
    vouchers.retain(|voucher| filter.matches_summary(voucher, &context.caller, context.today()));
    Ok(Sorted::new(vouchers, order.descending, |voucher| order.key(voucher), |voucher| &voucher.number))
}

/// Reads the summaries of the vouchers whose claims can be submitted.
async fn claimable_vouchers<Q>(context: &Context<'_, Q>, query: &VoucherQuery) -> Result<Vec<VoucherSummary>, Failure> {
    let [first, rest @ ..] = claim::StatusFacts::SUBMITTABLE.map(|status| claims_in_status(query, status));
    let claims = rest.iter().fold(SummaryQuery::of(&first), SummaryQuery::with);
    let mut claims = read_summary(context, &claims, too_many_to_claim).await?.claims;
    claims.retain(|claim| is_submittable(context, claim));
    // The index sorts a redeemed voucher by the `due_on` that its claim was created with.
    let Some(earliest) = claims.iter().map(|claim| claim.status_facts.due_on).min() else { return Ok(Vec::new()) };
    let query = VoucherQuery { claim_due_from: Some(earliest), ..query.clone() };
    let mut vouchers = read_summary(context, &SummaryQuery::of(&query), too_many_to_claim).await?.vouchers;
    let claimable: HashSet<VoucherNumber> = claims.into_iter().map(|claim| claim.number).collect();
    vouchers.retain(|voucher| claimable.contains(&voucher.number));
    Ok(vouchers)
}

async fn read_summary<Q>(
    context: &Context<'_, Q>,
    query: &SummaryQuery,
    too_many: fn() -> Failure,
) -> Result<CompanySummary, Failure> {
    let summary = context.services.table.summary(query).await?;
    log_unreadable(&summary.unreadable);
    if summary.is_cut { Err(too_many()) } else { Ok(summary) }
}

/// Reads the vouchers of one page in their current state, without those that no longer match.
pub(crate) async fn read_vouchers<Q>(
    context: &Context<'_, Q>,
    filter: &VoucherFilter,
    query: &VoucherQuery,
    numbers: &[VoucherNumber],
) -> Result<Vec<StoredVoucher>, Failure> {
    let mut found = context.services.table.listed_vouchers(numbers).await?;
    let (mut vouchers, unreadable) = readable(numbers.iter().filter_map(|number| found.remove(number)));
    log_unreadable(&unreadable);
    vouchers.retain(|stored| still_matches(context, filter, query, stored));
    Ok(vouchers)
}

fn still_matches<Q>(
    context: &Context<'_, Q>,
    filter: &VoucherFilter,
    query: &VoucherQuery,
    stored: &StoredVoucher,
) -> bool {
    let (voucher, today) = (&stored.value, context.today());
    voucher.is_held_by(&query.company)
        && query.status.is_none_or(|status| status == voucher.status(today))
        && filter.matches_voucher(context, voucher)
}

fn claims_in_status(query: &VoucherQuery, status: claim::Status) -> ClaimQuery {
    let (company, status) = (query.company.clone(), Some(status));
    ClaimQuery { company, status, due_before: None, descending: false, today: query.today }
}

fn is_submittable<Q>(context: &Context<'_, Q>, claim: &ClaimSummary) -> bool {
    let is_frozen = context.services.catalog.frozen_until(&claim.country, context.today()).is_some();
    claim.status_facts.is_submittable(is_frozen, context.today())
}

fn too_many_to_sort() -> Failure {
    let detail = format!(
        "takes at most {SUMMARY_MAX} vouchers of a status in this order, and there are more: name another status, or with \
         reserved or expired ones expiring_before, or sort by deadline"
    );
    Failure::invalid("sort", detail)
}

fn too_many_to_claim() -> Failure {
    let detail = format!("takes at most {SUMMARY_MAX} vouchers to claim, and there are more: list the claims instead");
    Failure::invalid("can", detail)
}
