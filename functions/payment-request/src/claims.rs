//! The two `GET` operations on claims: the list, and one with its history.

use api::{Answer, Failure, Page, PageRequest, log_unreadable};
use domain::claim::{Claim, Correction, Status};
use domain::{Fault, Refusal, VoucherNumber};
use futures::future::OptionFuture;
use schemars::JsonSchema;
use serde::Serialize;
use table::{ClaimQuery, ClaimWithHistory, Due, ListCursor, Payees, SortedCursor, Stored, Table, WaitingCursor};

use crate::access::{visible_claim, voucher_number};
use crate::comments::CommentView;
use crate::filter::{ClaimFilter, ClaimSort};
use crate::invoices::NeededInvoice;
use crate::view::{ClaimHistoryLine, ClaimView};
use crate::{Context, sorted};

/// A claim with its history.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ClaimDetails {
    #[serde(flatten)]
    claim: ClaimView,
    /// What both sides wrote, oldest first: comments, and the texts that other commands carried.
    comments: Vec<CommentView>,
    history: Vec<ClaimHistoryLine>,
}

/// The cursor is decoded later: its type depends on the list, which depends on the caller (DECISIONS.md 5).
type ListContext<'a> = Context<'a, (), (ClaimFilter, PageRequest<String>)>;

/// `GET /claims`: the claims of one company. For operations without a company: the claims of all companies that wait
/// for a review, for the payer or for an answer to a dispute, oldest first (DECISIONS.md 36).
pub(crate) async fn list(context: ListContext<'_>) -> Result<Answer<Page<ClaimView>>, Failure> {
    let (filter, _) = &context.query;
    if let Some(waits_for) = filter.waits_for(&context.caller)? {
        return list_waiting(&context, waits_for).await;
    }
    let query = filter.index_query(&context)?;
    match filter.order() {
        None => list_by_index(&context, &query).await,
        Some(order) => list_by_summary(&context, &query, order).await,
    }
}

async fn list_by_index(context: &ListContext<'_>, query: &ClaimQuery) -> Result<Answer<Page<ClaimView>>, Failure> {
    let (filter, page) = &context.query;
    let page = page.with_cursor::<ListCursor>()?;
    let matches = |claim: &_| filter.matches_claim(claim, &context.caller);
    let matches: Option<table::Predicate<'_, _>> =
        if filter.needs_filtering(&context.caller) { Some(&matches) } else { None };
    let found = context.services.table.page(query, page.after.as_ref(), page.limit, matches);
    let (found, payees) = futures::try_join!(found, read_payees(context, query))?;
    log_unreadable(&found.unreadable);
    Answer::json(&page.cut(views(context, &found.items, &payees), found.next))
}

async fn list_by_summary(
    context: &ListContext<'_>,
    query: &ClaimQuery,
    order: ClaimSort,
) -> Result<Answer<Page<ClaimView>>, Failure> {
    let (filter, page) = &context.query;
    let page = page.with_cursor::<SortedCursor>()?;
    let payees = async { Ok(read_payees(context, query).await?) };
    let (sorted, payees) = futures::try_join!(sorted::sort_summaries(context, filter, query, order), payees)?;
    let (summaries, next) = sorted.page(page.after.as_ref(), page.limit);
    let numbers: Vec<VoucherNumber> = summaries.into_iter().map(|summary| summary.number).collect();
    let found = sorted::read_claims(context, filter, query, &numbers).await?;
    Answer::json(&page.cut(views(context, &found, &payees), next))
}

fn views(context: &ListContext<'_>, found: &[Stored<Claim>], payees: &Payees) -> Vec<ClaimView> {
    found.iter().map(|stored| ClaimView::with_payees(context, stored, payees)).collect()
}

/// Reads the payees, which only claims that wait for their partner need.
async fn read_payees(context: &ListContext<'_>, query: &ClaimQuery) -> Result<Payees, Fault> {
    match query.status {
        None | Some(Status::Draft | Status::ActionRequired) => context.services.table.payees(&query.company).await,
        Some(_) => Ok(Payees::new()),
    }
}

async fn list_waiting(context: &ListContext<'_>, waits_for: Due) -> Result<Answer<Page<ClaimView>>, Failure> {
    let (filter, page) = &context.query;
    let page = page.with_cursor::<WaitingCursor>()?;
    let matches = |claim: &Claim| {
        filter.status.is_none_or(|status| status == claim.stored_status())
            && filter.matches_claim(claim, &context.caller)
    };
    let found = context.services.table.waiting(waits_for, page.after.as_ref(), page.limit, &matches).await?;
    log_unreadable(&found.unreadable);
    let items = found.claims.iter().map(|stored| ClaimView::new(context, stored)).collect();
    Answer::json(&page.cut(items, found.next))
}

/// `GET /claims/{claim_id}`, with its history.
pub(crate) async fn show(context: Context<'_>) -> Result<Answer<ClaimDetails>, Failure> {
    let (table, number) = (&context.services.table, voucher_number(&context.path)?);
    let own_payees = OptionFuture::from(context.caller.company.as_ref().map(|company| table.payees(company)));
    let payees = async { own_payees.await.transpose() };
    let (found, payees) = futures::try_join!(table.claim_and_history(&number), payees)?;
    let ClaimWithHistory { claim, history, unreadable } = found.ok_or(Refusal::ClaimNotFound)?;
    log_unreadable(&unreadable);
    let stored = visible_claim(&context.caller, Some(claim))?;
    let company = &stored.value.voucher.company_id;
    // For operations the company is known only from the claim.
    let payees = async {
        match payees.filter(|_| context.caller.company.as_ref() == Some(company)) {
            Some(payees) => Ok(payees),
            None => table.payees(company).await,
        }
    };
    let (payees, correction, invoice) = futures::try_join!(
        payees,
        read_correction(table, &stored.value),
        NeededInvoice::of(&context, Some(&stored.value))
    )?;
    let view = ClaimView::with_payees(&context, &stored, &payees);
    let shown = ClaimDetails {
        claim: view.with_correction(correction).with_invoice(invoice.facts()),
        comments: CommentView::of(&history),
        history: ClaimHistoryLine::of(&history),
    };
    Ok(Answer::json(&shown)?.with_rev(stored.rev))
}

/// Reads the work on report and files of a claim that was sent back.
async fn read_correction(table: &Table, claim: &Claim) -> Result<Correction, Fault> {
    if claim.stored_status() != Status::ActionRequired {
        return Ok(Correction::default());
    }
    let voucher = table.voucher(&claim.voucher.voucher_number).await?;
    Ok(voucher.map(|voucher| Correction::of(&voucher.value)).unwrap_or_default())
}
