//! The vouchers of a list that the index does not sort, or does not filter: those whose claim can be submitted.
//!
//! They are sorted as a whole, by a summary of them that takes 5,000 vouchers of one status at most: 5,000 that are
//! reserved, as many that are redeemed, as many that have expired. Of those that can be claimed the claims are read first,
//! 5,000 at most in each status in which they can be submitted, and the vouchers from the earliest of them on. Where there
//! are more the list is refused and says how to narrow it: half a list in order would pass for the whole.

use std::collections::HashSet;

use api::{Failure, log_unreadable};
use domain::{VoucherNumber, claim};
use table::{
    ClaimQuery, ClaimSummary, CompanySummary, SUMMARY_MAX, Sorted, StoredVoucher, SummaryQuery, VoucherQuery,
    VoucherSummary, readable,
};

use crate::Context;
use crate::filter::{Order, VoucherAbility, VoucherFilter};

/// What is wanted, in order.
///
/// # Errors
/// 422 where it is more than is sorted.
pub(crate) async fn sorted<Q>(
    context: &Context<'_, Q>,
    filter: &VoucherFilter,
    wanted: &VoucherQuery,
    order: Order,
) -> Result<Sorted<VoucherSummary>, Failure> {
    let mut vouchers = match filter.can {
        Some(VoucherAbility::Claim) => claimable(context, wanted).await?,
        Some(VoucherAbility::Redeem | VoucherAbility::Report | VoucherAbility::Upload) | None => {
            summary(context, &SummaryQuery::of(wanted), too_many_to_sort).await?.vouchers
        }
    };
    vouchers.retain(|voucher| filter.matches(voucher, &context.caller, context.today()));
    Ok(Sorted::new(vouchers, order.descending, |voucher| order.key(voucher), |voucher| &voucher.number))
}

/// The vouchers whose claims can be submitted.
async fn claimable<Q>(context: &Context<'_, Q>, wanted: &VoucherQuery) -> Result<Vec<VoucherSummary>, Failure> {
    let [first, rest @ ..] = claim::StatusFacts::SUBMITTABLE.map(|status| in_status(wanted, status));
    let claims = rest.iter().fold(SummaryQuery::of(&first), SummaryQuery::with);
    let mut claims = summary(context, &claims, too_many_to_claim).await?.claims;
    claims.retain(|claim| is_submittable(context, claim));
    // A voucher is listed by the last day to claim that its claim was made with.
    let Some(earliest) = claims.iter().map(|claim| claim.status_facts.due_on).min() else { return Ok(Vec::new()) };
    let wanted = VoucherQuery { claim_due_from: Some(earliest), ..wanted.clone() };
    let mut vouchers = summary(context, &SummaryQuery::of(&wanted), too_many_to_claim).await?.vouchers;
    let claimable: HashSet<VoucherNumber> = claims.into_iter().map(|claim| claim.number).collect();
    vouchers.retain(|voucher| claimable.contains(&voucher.number));
    Ok(vouchers)
}

async fn summary<Q>(
    context: &Context<'_, Q>,
    wanted: &SummaryQuery,
    too_many: fn() -> Failure,
) -> Result<CompanySummary, Failure> {
    let summary = context.services.table.summary(wanted).await?;
    log_unreadable(&summary.unreadable);
    if summary.is_cut { Err(too_many()) } else { Ok(summary) }
}

/// The vouchers of a part of it, as they are now: without those that are no longer what was asked for.
pub(crate) async fn read<Q>(
    context: &Context<'_, Q>,
    filter: &VoucherFilter,
    wanted: &VoucherQuery,
    numbers: &[VoucherNumber],
) -> Result<Vec<StoredVoucher>, Failure> {
    let mut found = context.services.table.listed_vouchers(numbers).await?;
    let (mut vouchers, unreadable) = readable(numbers.iter().filter_map(|number| found.remove(number)));
    log_unreadable(&unreadable);
    vouchers.retain(|stored| is_still(context, filter, wanted, stored));
    Ok(vouchers)
}

fn is_still<Q>(
    context: &Context<'_, Q>,
    filter: &VoucherFilter,
    wanted: &VoucherQuery,
    stored: &StoredVoucher,
) -> bool {
    let (voucher, today) = (&stored.value, context.today());
    voucher.is_held_by(&wanted.company)
        && wanted.status.is_none_or(|status| status == voucher.status(today))
        && filter.is_one(context, voucher)
}

fn in_status(wanted: &VoucherQuery, status: claim::Status) -> ClaimQuery {
    let (company, status) = (wanted.company.clone(), Some(status));
    ClaimQuery { company, status, due_before: None, descending: false, today: wanted.today }
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
