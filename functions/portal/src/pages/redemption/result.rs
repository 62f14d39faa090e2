//! `/redeem/result`: redeems, and says what became of each voucher. The form carries its key, so that loading the page
//! again shows the same result and redeems nothing (PROGRAM.md 10.2).

use askama::Template;
use serde_json::json;

use super::confirm::LeftOut;
use super::list;
use super::model::{Redemption, RedemptionItem};
use crate::failure::PageError;
use crate::format;
use crate::functions::{CallError, Got};
use crate::html::{Errors, Layout, Section, StepMark};
use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "pages/redemption/result.html")]
struct ResultPage {
    layout: Layout,
    marks: Vec<StepMark>,
    redemption_id: String,
    /// The page that shows the redemption later.
    later: String,
    redeemed: Vec<String>,
    refused: Vec<LeftOut>,
    /// The first of the last days to submit a payment request.
    due: Option<String>,
}

/// Redeems the vouchers of the confirmed page.
pub fn redeem<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let numbers: Vec<&str> = visit.form.all("voucher").filter(|number| !number.is_empty()).collect();
        let body = json!({"voucher_numbers": numbers, "confirm": true});
        let answer: Result<Got<Redemption>, CallError> = visit.post("redemption", "/redemptions", &body).await;
        match answer {
            Ok(got) => Reply::page(&ResultPage::new(visit, &got.value)),
            Err(CallError::Refused(problem)) if problem.status == 422 => {
                list::page(visit, Errors::of(visit.words, &problem.all_reasons())).await
            }
            Err(error) => Err(PageError::from(error)),
        }
    })
}

impl ResultPage {
    fn new(visit: &Visit<'_>, redemption: &Redemption) -> Self {
        let w = visit.words;
        let (redeemed, refused): (Vec<&RedemptionItem>, Vec<&RedemptionItem>) =
            redemption.items.iter().partition(|item| item.is_redeemed());
        let due = redeemed.iter().filter_map(|item| item.claim_due_on).min();
        let title = if redeemed.is_empty() {
            w.get("redeem-result-title-none")
        } else {
            w.count("redeem-result-title", redeemed.len())
        };
        Self {
            marks: super::marks(w, 2),
            layout: Layout::new(visit, Section::Redeem, title),
            later: format!("/redemptions/{}", redemption.redemption_id),
            redemption_id: redemption.redemption_id.clone(),
            redeemed: redeemed.iter().map(|item| item.voucher_number.clone()).collect(),
            refused: refused.iter().map(|item| LeftOut::of(visit, &item.voucher_number, &item.reasons)).collect(),
            due: due.map(|day| format::day(day, visit.language())),
        }
    }
}
