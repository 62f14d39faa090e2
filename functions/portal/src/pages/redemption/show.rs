//! `/redemptions/{redemption_id}`: which vouchers a redemption redeemed, when and by whom (PROGRAM.md 10.2).

use askama::Template;
use domain::RedemptionId;

use super::model::{RedeemedVoucher, RedemptionDetails};
use crate::format;
use crate::functions::Got;
use crate::html::{Layout, Section};
use crate::page::Handled;
use crate::pages::claims::forms::address as claim_address;
use crate::pages::vouchers::forms::address;
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "pages/redemption/show.html")]
struct RedemptionPage {
    layout: Layout,
    id: String,
    /// The instant, for scripts and in words.
    at: (String, String),
    by: String,
    rows: Vec<Row>,
}

/// A redeemed voucher.
struct Row {
    number: String,
    href: String,
    claim: String,
    due: String,
}

/// Shows the redemption.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let id: RedemptionId = visit.capture("redemption_id")?;
        let got: Got<RedemptionDetails> = visit.get("redemption", &format!("/redemptions/{id}"), &[]).await?;
        Reply::page(&RedemptionPage::new(visit, got.value))
    })
}

impl RedemptionPage {
    fn new(visit: &Visit<'_>, redemption: RedemptionDetails) -> Self {
        let (w, language) = (visit.words, visit.language());
        Self {
            layout: Layout::new(visit, Section::Redeem, w.count("redeem-result-title", redemption.items.len())),
            id: redemption.redemption_id,
            at: (redemption.redeemed_at.to_string(), format::instant(redemption.redeemed_at, language)),
            by: redemption.redeemed_by_name.unwrap_or(redemption.redeemed_by),
            rows: redemption.items.iter().map(|item| Row::new(visit, item)).collect(),
        }
    }
}

impl Row {
    fn new(visit: &Visit<'_>, item: &RedeemedVoucher) -> Self {
        Self {
            number: item.voucher_number.to_string(),
            href: address(&item.voucher_number, ""),
            claim: claim_address(&item.claim_id, ""),
            due: format::day(item.claim_due_on, visit.language()),
        }
    }
}
