//! The stages of a company's vouchers.

use std::collections::BTreeMap;

use api::Failure;
use domain::Money;
use domain::progress::Stage;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Facts, totals};

/// The vouchers in one stage.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct StageCount {
    stage: Stage,
    count: usize,
    /// One sum for each currency, without vouchers that have no rate. Before redemption the amounts are those of
    /// today's rates.
    totals: Vec<Money>,
}

/// Every stage in order, also the empty ones.
pub(super) fn stages(facts: &Facts) -> Result<Vec<StageCount>, Failure> {
    let mut found: BTreeMap<Stage, Vec<Option<Money>>> =
        Stage::ALL.into_iter().map(|stage| (stage, Vec::new())).collect();
    let vouchers = facts
        .summary
        .vouchers
        .iter()
        .filter_map(|voucher| Some((voucher.status_facts.stage(facts.today)?, facts.expected(voucher))));
    let claims = facts.summary.claims.iter();
    let claims = claims.filter_map(|claim| Some((claim.status_facts.stage(facts.today)?, claim.amount.clone())));
    for (stage, amount) in vouchers.chain(claims) {
        found.entry(stage).or_default().push(amount);
    }
    let summed = |(stage, amounts): (Stage, Vec<Option<Money>>)| {
        Ok(StageCount { stage, count: amounts.len(), totals: totals(amounts.iter().flatten())? })
    };
    found.into_iter().map(summed).collect()
}
