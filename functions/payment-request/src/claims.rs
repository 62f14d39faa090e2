//! Looking at claims.

use api::{Answer, Failure, Page, PageRequest, log_unreadable};
use domain::claim::{Claim, Status};
use domain::{Fault, VoucherNumber};
use futures::future::OptionFuture;
use schemars::JsonSchema;
use serde::Serialize;
use table::{ClaimsWanted, Due, ListPlace, Payees, SortedPlace, Stored, WaitingPlace};

use crate::access::{visible, voucher_number};
use crate::filter::{ClaimFilter, ClaimSort};
use crate::view::{ClaimHistoryLine, ClaimView};
use crate::{Call, sorted};

/// A claim with its history.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ClaimDetails {
    #[serde(flatten)]
    claim: ClaimView,
    history: Vec<ClaimHistoryLine>,
}

/// The list that is meant follows from the caller, and with it what its places are.
type ListCall<'a> = Call<'a, (), (ClaimFilter, PageRequest<String>)>;

/// `GET /claims`: a company's; for operations without a company, those of all that wait for a review, for the payer or for
/// an answer to a dispute, oldest first.
pub(crate) async fn list(call: ListCall<'_>) -> Result<Answer<Page<ClaimView>>, Failure> {
    let (filter, _) = &call.query;
    if let Some(waits_for) = filter.waits_for(&call.caller)? {
        return waiting(&call, waits_for).await;
    }
    let wanted = filter.wanted(&call)?;
    match filter.order() {
        None => by_index(&call, &wanted).await,
        Some(order) => by_summary(&call, &wanted, order).await,
    }
}

async fn by_index(call: &ListCall<'_>, wanted: &ClaimsWanted) -> Result<Answer<Page<ClaimView>>, Failure> {
    let (filter, page) = &call.query;
    let page = page.of_places::<ListPlace>()?;
    let matches = |claim: &_| filter.is_one(claim, &call.caller);
    let matches: Option<table::Fits<'_, _>> = if filter.needs_filtering(&call.caller) { Some(&matches) } else { None };
    let found = call.services.table.page(wanted, page.after.as_ref(), page.limit, matches);
    let (found, payees) = futures::try_join!(found, payees(call, wanted))?;
    log_unreadable(&found.unreadable);
    Answer::json(&page.cut(views(call, &found.items, &payees), found.next))
}

async fn by_summary(
    call: &ListCall<'_>,
    wanted: &ClaimsWanted,
    order: ClaimSort,
) -> Result<Answer<Page<ClaimView>>, Failure> {
    let (filter, page) = &call.query;
    let page = page.of_places::<SortedPlace>()?;
    let payees = async { Ok(payees(call, wanted).await?) };
    let (sorted, payees) = futures::try_join!(sorted::sorted(call, filter, wanted, order), payees)?;
    let (summaries, next) = sorted.page(page.after.as_ref(), page.limit);
    let numbers: Vec<VoucherNumber> = summaries.into_iter().map(|summary| summary.number).collect();
    let found = sorted::read(call, filter, wanted, &numbers).await?;
    Answer::json(&page.cut(views(call, &found, &payees), next))
}

fn views(call: &ListCall<'_>, found: &[Stored<Claim>], payees: &Payees) -> Vec<ClaimView> {
    found.iter().map(|stored| ClaimView::with_payees(call, stored, payees)).collect()
}

/// Only what waits for its partner says what is missing to be paid.
async fn payees(call: &ListCall<'_>, wanted: &ClaimsWanted) -> Result<Payees, Fault> {
    match wanted.status {
        None | Some(Status::Draft | Status::ActionRequired) => call.services.table.payees(&wanted.company).await,
        Some(_) => Ok(Payees::new()),
    }
}

async fn waiting(call: &ListCall<'_>, waits_for: Due) -> Result<Answer<Page<ClaimView>>, Failure> {
    let (filter, page) = &call.query;
    let page = page.of_places::<WaitingPlace>()?;
    let matches = |claim: &Claim| {
        filter.status.is_none_or(|status| status == claim.stored_status()) && filter.is_one(claim, &call.caller)
    };
    let found = call.services.table.waiting(waits_for, page.after.as_ref(), page.limit, &matches).await?;
    log_unreadable(&found.unreadable);
    let items = found.claims.iter().map(|stored| ClaimView::new(call, stored)).collect();
    Answer::json(&page.cut(items, found.next))
}

/// `GET /claims/{claim_id}`, with its history.
pub(crate) async fn show(call: Call<'_>) -> Result<Answer<ClaimDetails>, Failure> {
    let (table, number) = (&call.services.table, voucher_number(&call.path)?);
    let own = OptionFuture::from(call.caller.company.as_ref().map(|company| table.payees(company)));
    let payees = async { own.await.transpose() };
    let (seen, (lines, unreadable), payees) =
        futures::try_join!(table.claim(&number), table.claim_history(&number), payees)?;
    log_unreadable(&unreadable);
    let stored = visible(&call.caller, seen)?;
    let company = &stored.value.voucher.company_id;
    // Operations name no company: whose it is is known only now.
    let payees = match payees.filter(|_| call.caller.company.as_ref() == Some(company)) {
        Some(payees) => payees,
        None => table.payees(company).await?,
    };
    let shown =
        ClaimDetails { claim: ClaimView::with_payees(&call, &stored, &payees), history: ClaimHistoryLine::of(&lines) };
    Ok(Answer::json(&shown)?.with_rev(stored.rev))
}
