//! Looking at claims.

use api::{Answer, Failure, Page, PageRequest, log_unreadable};
use domain::claim::{Claim, Status};
use domain::{Fault, VoucherNumber};
use futures::future::OptionFuture;
use schemars::JsonSchema;
use serde::Serialize;
use table::{ClaimQuery, Due, ListCursor, Payees, SortedCursor, Stored, WaitingPlace};

use crate::access::{visible, voucher_number};
use crate::filter::{ClaimFilter, ClaimSort};
use crate::view::{ClaimHistoryLine, ClaimView};
use crate::{Context, sorted};

/// A claim with its history.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ClaimDetails {
    #[serde(flatten)]
    claim: ClaimView,
    history: Vec<ClaimHistoryLine>,
}

/// The list that is meant follows from the caller, and with it what its places are.
type ListContext<'a> = Context<'a, (), (ClaimFilter, PageRequest<String>)>;

/// `GET /claims`: a company's; for operations without a company, those of all that wait for a review, for the payer or for
/// an answer to a dispute, oldest first.
pub(crate) async fn list(context: ListContext<'_>) -> Result<Answer<Page<ClaimView>>, Failure> {
    let (filter, _) = &context.query;
    if let Some(waits_for) = filter.waits_for(&context.caller)? {
        return waiting(&context, waits_for).await;
    }
    let wanted = filter.wanted(&context)?;
    match filter.order() {
        None => by_index(&context, &wanted).await,
        Some(order) => by_summary(&context, &wanted, order).await,
    }
}

async fn by_index(context: &ListContext<'_>, wanted: &ClaimQuery) -> Result<Answer<Page<ClaimView>>, Failure> {
    let (filter, page) = &context.query;
    let page = page.with_cursor::<ListCursor>()?;
    let matches = |claim: &_| filter.is_one(claim, &context.caller);
    let matches: Option<table::Predicate<'_, _>> =
        if filter.needs_filtering(&context.caller) { Some(&matches) } else { None };
    let found = context.services.table.page(wanted, page.after.as_ref(), page.limit, matches);
    let (found, payees) = futures::try_join!(found, payees(context, wanted))?;
    log_unreadable(&found.unreadable);
    Answer::json(&page.cut(views(context, &found.items, &payees), found.next))
}

async fn by_summary(
    context: &ListContext<'_>,
    wanted: &ClaimQuery,
    order: ClaimSort,
) -> Result<Answer<Page<ClaimView>>, Failure> {
    let (filter, page) = &context.query;
    let page = page.with_cursor::<SortedCursor>()?;
    let payees = async { Ok(payees(context, wanted).await?) };
    let (sorted, payees) = futures::try_join!(sorted::sorted(context, filter, wanted, order), payees)?;
    let (summaries, next) = sorted.page(page.after.as_ref(), page.limit);
    let numbers: Vec<VoucherNumber> = summaries.into_iter().map(|summary| summary.number).collect();
    let found = sorted::read(context, filter, wanted, &numbers).await?;
    Answer::json(&page.cut(views(context, &found, &payees), next))
}

fn views(context: &ListContext<'_>, found: &[Stored<Claim>], payees: &Payees) -> Vec<ClaimView> {
    found.iter().map(|stored| ClaimView::with_payees(context, stored, payees)).collect()
}

/// Only what waits for its partner says what is missing to be paid.
async fn payees(context: &ListContext<'_>, wanted: &ClaimQuery) -> Result<Payees, Fault> {
    match wanted.status {
        None | Some(Status::Draft | Status::ActionRequired) => context.services.table.payees(&wanted.company).await,
        Some(_) => Ok(Payees::new()),
    }
}

async fn waiting(context: &ListContext<'_>, waits_for: Due) -> Result<Answer<Page<ClaimView>>, Failure> {
    let (filter, page) = &context.query;
    let page = page.with_cursor::<WaitingPlace>()?;
    let matches = |claim: &Claim| {
        filter.status.is_none_or(|status| status == claim.stored_status()) && filter.is_one(claim, &context.caller)
    };
    let found = context.services.table.waiting(waits_for, page.after.as_ref(), page.limit, &matches).await?;
    log_unreadable(&found.unreadable);
    let items = found.claims.iter().map(|stored| ClaimView::new(context, stored)).collect();
    Answer::json(&page.cut(items, found.next))
}

/// `GET /claims/{claim_id}`, with its history.
pub(crate) async fn show(context: Context<'_>) -> Result<Answer<ClaimDetails>, Failure> {
    let (table, number) = (&context.services.table, voucher_number(&context.path)?);
    let own = OptionFuture::from(context.caller.company.as_ref().map(|company| table.payees(company)));
    let payees = async { own.await.transpose() };
    let (seen, (lines, unreadable), payees) =
        futures::try_join!(table.claim(&number), table.claim_history(&number), payees)?;
    log_unreadable(&unreadable);
    let stored = visible(&context.caller, seen)?;
    let company = &stored.value.voucher.company_id;
    // Operations name no company: whose it is is known only now.
    let payees = match payees.filter(|_| context.caller.company.as_ref() == Some(company)) {
        Some(payees) => payees,
        None => table.payees(company).await?,
    };
    let shown = ClaimDetails {
        claim: ClaimView::with_payees(&context, &stored, &payees),
        history: ClaimHistoryLine::of(&lines),
    };
    Ok(Answer::json(&shown)?.with_rev(stored.rev))
}
