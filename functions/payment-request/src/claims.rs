//! Looking at claims.

use domain::claim::Status;
use domain::{LocationId, ProgramCode, VoucherNumber};
use serde::Serialize;
use table::{ClaimPlace, ClaimsWanted, ReviewPlace};
use web::page::{Page, Wanted};
use web::{Answer, Failure, FetchKeys, query};

use crate::Call;
use crate::view::{ClaimView, HistoryLine};

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    claim: ClaimView,
    history: Vec<HistoryLine>,
}

/// `GET /claims`: a company's; for operations without a company, those of all that wait for a review, oldest first.
pub(crate) async fn list<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let caller = call.reader()?;
    let status = query::parsed(call.request, "status", Status::parse)?;
    let program = query::parsed(call.request, "program", ProgramCode::parse)?;
    let location = query::parsed(call.request, "location_id", LocationId::parse)?;
    let asked = ClaimsWanted { status, program, location };
    let names_company = query::parameter(call.request, "company_id").is_some();
    let waits = matches!(status, Some(Status::Submitted | Status::UnderReview));
    if caller.is_operations() && !names_company && waits {
        return to_review(call, &asked).await;
    }
    let company = caller.company_asked(call.request)?;
    let wanted = Wanted::<ClaimPlace>::read(call.request)?;
    if wanted.after.as_ref().is_some_and(|place| !place.is_in(status)) {
        return Err(Failure::BadCursor);
    }
    let page = call.deps.table.claims_of(&company, &asked, wanted.after.as_ref(), wanted.limit).await?;
    let visible = page.claims.iter().filter(|stored| caller.may_act_at(&stored.value.voucher.location_id));
    Answer::ok(&Page::new(visible.map(|stored| ClaimView::new(call, stored)).collect(), page.next))
}

async fn to_review<K: FetchKeys>(call: &Call<'_, K>, asked: &ClaimsWanted) -> Result<Answer, Failure> {
    let wanted = Wanted::<ReviewPlace>::read(call.request)?;
    let page = call.deps.table.reviews(asked, wanted.after.as_ref(), wanted.limit).await?;
    let items = page.claims.iter().map(|stored| ClaimView::new(call, stored)).collect();
    Answer::ok(&Page::new(items, page.next))
}

/// `GET /claims/{claim_id}`, with its history.
pub(crate) async fn show<K: FetchKeys>(call: &Call<'_, K>, number: VoucherNumber) -> Result<Answer, Failure> {
    call.reader()?;
    let table = &call.deps.table;
    let (seen, lines) = futures::try_join!(table.claim(&number), table.claim_history(&number))?;
    let stored = call.visible(seen)?;
    let rev = stored.rev;
    let history = HistoryLine::of(&lines);
    Ok(Answer::ok(&Shown { claim: ClaimView::new(call, &stored), history })?.with_rev(rev))
}
