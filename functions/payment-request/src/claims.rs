//! Looking at claims.

use api::page::{Page, Wanted};
use api::{Answer, Failure, query};
use domain::claim::{Claim, Status};
use domain::{Fault, VoucherNumber};
use futures::future::OptionFuture;
use serde::Serialize;
use table::{ClaimsWanted, CompanyList, Due, ListPlace, Payees, WaitingPlace};

use crate::asked::Asked;
use crate::view::{ClaimView, HistoryLine};
use crate::{Call, tell};

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    claim: ClaimView,
    history: Vec<HistoryLine>,
}

/// `GET /claims`: a company's; for operations without a company, those of all that wait for a review, for the payer or for
/// an answer to a dispute, oldest first.
pub(crate) async fn list(call: &Call<'_>) -> Result<Answer, Failure> {
    let caller = call.reader()?;
    let (asked, ()) = Asked::read(call, Ok(()))?;
    let names_company = query::parameter(call.request, "company_id").is_some();
    if let Some(waits_for) = asked.waits_for().filter(|_| caller.is_operations() && !names_company) {
        return waiting(call, &asked, waits_for).await;
    }
    let company = caller.company_asked(call.request)?;
    let wanted = ClaimsWanted { company, status: asked.status, today: call.today() };
    let page = Wanted::<ListPlace>::read(call.request)?;
    if page.after.as_ref().is_some_and(|place| !wanted.holds(place)) {
        return Err(Failure::BadCursor);
    }
    let fits = |claim: &_| asked.fits(claim);
    let fits: Option<table::Fits<'_, _>> = if asked.is_narrow() { Some(&fits) } else { None };
    let found = call.table.page(&wanted, page.after.as_ref(), page.limit, fits);
    let (found, payees) = futures::try_join!(found, payees(call, &wanted))?;
    tell(&found.unreadable);
    let items = found.items.iter().map(|stored| ClaimView::with_payees(call, stored, &payees)).collect();
    Answer::ok(&Page::new(items, found.next))
}

/// Only what waits for its partner says what is missing to be paid.
async fn payees(call: &Call<'_>, wanted: &ClaimsWanted) -> Result<Payees, Fault> {
    match wanted.status {
        None | Some(Status::Draft | Status::ActionRequired) => call.table.payees(&wanted.company).await,
        Some(_) => Ok(Payees::new()),
    }
}

async fn waiting(call: &Call<'_>, asked: &Asked<'_>, waits_for: Due) -> Result<Answer, Failure> {
    let page = Wanted::<WaitingPlace>::read(call.request)?;
    let is_asked =
        |claim: &Claim| asked.status.is_none_or(|status| status == claim.stored_status()) && asked.fits(claim);
    let found = call.table.waiting(waits_for, page.after.as_ref(), page.limit, &is_asked).await?;
    tell(&found.unreadable);
    Answer::ok(&Page::new(found.claims.iter().map(|stored| ClaimView::new(call, stored)).collect(), found.next))
}

/// `GET /claims/{claim_id}`, with its history.
pub(crate) async fn show(call: &Call<'_>, number: VoucherNumber) -> Result<Answer, Failure> {
    call.reader()?;
    let own = OptionFuture::from(call.caller.company.as_ref().map(|company| call.table.payees(company)));
    let payees = async { own.await.transpose() };
    let (seen, (lines, unreadable), payees) =
        futures::try_join!(call.table.claim(&number), call.table.claim_history(&number), payees)?;
    tell(&unreadable);
    let stored = call.visible(seen)?;
    // Operations name no company: whose it is is known only now.
    let is_own = call.caller.company.as_ref() == Some(&stored.value.voucher.company_id);
    let payees = match payees.filter(|_| is_own) {
        Some(payees) => payees,
        None => call.table.payees(&stored.value.voucher.company_id).await?,
    };
    let (rev, history) = (stored.rev, HistoryLine::of(&lines));
    Ok(Answer::ok(&Shown { claim: ClaimView::with_payees(call, &stored, &payees), history })?.with_rev(rev))
}
