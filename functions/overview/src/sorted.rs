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
    ClaimSummary, ClaimsWanted, CompanySummary, SUMMARY_MAX, Sorted, StoredVoucher, SummaryWanted, VoucherSummary,
    VouchersWanted, readable,
};

use crate::Call;
use crate::filter::{Order, VoucherAbility, VoucherFilter};

/// What is wanted, in order.
///
/// # Errors
/// 422 where it is more than is sorted.
pub(crate) async fn sorted<Q>(
    call: &Call<'_, Q>,
    filter: &VoucherFilter,
    wanted: &VouchersWanted,
    order: Order,
) -> Result<Sorted<VoucherSummary>, Failure> {
    let mut vouchers = match filter.can {
        Some(VoucherAbility::Claim) => claimable(call, wanted).await?,
        Some(VoucherAbility::Redeem | VoucherAbility::Report | VoucherAbility::Upload) | None => {
            summary(call, &SummaryWanted::of(wanted), too_many_to_sort).await?.vouchers
        }
    };
    vouchers.retain(|voucher| filter.matches(voucher, &call.caller, call.today()));
    Ok(Sorted::new(vouchers, order.descending, |voucher| order.key(voucher), |voucher| &voucher.number))
}

/// The vouchers whose claims can be submitted.
async fn claimable<Q>(call: &Call<'_, Q>, wanted: &VouchersWanted) -> Result<Vec<VoucherSummary>, Failure> {
    let [first, rest @ ..] = claim::Standing::SUBMITTABLE.map(|status| in_status(wanted, status));
    let claims = rest.iter().fold(SummaryWanted::of(&first), SummaryWanted::with);
    let mut claims = summary(call, &claims, too_many_to_claim).await?.claims;
    claims.retain(|claim| is_submittable(call, claim));
    // A voucher is listed by the last day to claim that its claim was made with.
    let Some(earliest) = claims.iter().map(|claim| claim.standing.due_on).min() else { return Ok(Vec::new()) };
    let wanted = VouchersWanted { claim_due_from: Some(earliest), ..wanted.clone() };
    let mut vouchers = summary(call, &SummaryWanted::of(&wanted), too_many_to_claim).await?.vouchers;
    let claimable: HashSet<VoucherNumber> = claims.into_iter().map(|claim| claim.number).collect();
    vouchers.retain(|voucher| claimable.contains(&voucher.number));
    Ok(vouchers)
}

async fn summary<Q>(
    call: &Call<'_, Q>,
    wanted: &SummaryWanted,
    too_many: fn() -> Failure,
) -> Result<CompanySummary, Failure> {
    let summary = call.services.table.summary(wanted).await?;
    log_unreadable(&summary.unreadable);
    if summary.is_cut { Err(too_many()) } else { Ok(summary) }
}

/// The vouchers of a part of it, as they are now: without those that are no longer what was asked for.
pub(crate) async fn read<Q>(
    call: &Call<'_, Q>,
    filter: &VoucherFilter,
    wanted: &VouchersWanted,
    numbers: &[VoucherNumber],
) -> Result<Vec<StoredVoucher>, Failure> {
    let mut found = call.services.table.listed_vouchers(numbers).await?;
    let (mut vouchers, unreadable) = readable(numbers.iter().filter_map(|number| found.remove(number)));
    log_unreadable(&unreadable);
    vouchers.retain(|stored| is_still(call, filter, wanted, stored));
    Ok(vouchers)
}

fn is_still<Q>(call: &Call<'_, Q>, filter: &VoucherFilter, wanted: &VouchersWanted, stored: &StoredVoucher) -> bool {
    let (voucher, today) = (&stored.value, call.today());
    voucher.is_held_by(&wanted.company)
        && wanted.status.is_none_or(|status| status == voucher.status(today))
        && filter.is_one(call, voucher)
}

fn in_status(wanted: &VouchersWanted, status: claim::Status) -> ClaimsWanted {
    let (company, status) = (wanted.company.clone(), Some(status));
    ClaimsWanted { company, status, due_before: None, descending: false, today: wanted.today }
}

fn is_submittable<Q>(call: &Call<'_, Q>, claim: &ClaimSummary) -> bool {
    let is_frozen = call.services.catalog.frozen_until(&claim.country, call.today()).is_some();
    claim.standing.is_submittable(is_frozen, call.today())
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
