//! The stages from reservation to payment, each with its list.

use api::Role;
use domain::progress::Stage;

use super::model::{Dashboard, StageCount};
use crate::html::dashed;
use crate::pages::claims::sums;
use crate::visit::Person;
use crate::words::Words;

/// A stage.
pub struct StageLink {
    /// The list of its vouchers or claims.
    pub href: &'static str,
    /// The name.
    pub name: String,
    /// The number of vouchers.
    pub count: usize,
    /// The sums.
    pub totals: Vec<String>,
    /// True when the reader acts on it next.
    pub is_open: bool,
}

/// Every stage of a dashboard.
pub fn links(w: Words, person: &Person, dashboard: &Dashboard) -> Vec<StageLink> {
    dashboard.stages.iter().map(|stage| StageLink::new(w, person, stage)).collect()
}

impl StageLink {
    fn new(w: Words, person: &Person, count: &StageCount) -> Self {
        let (href, acting): (_, &[Role]) = place(count.stage, person.has(&[Role::MpnAdmin]));
        Self {
            href,
            name: w.get(&format!("overview-stage-{}", dashed(count.stage.as_str()))),
            count: count.count,
            totals: sums::shown(&count.totals),
            is_open: count.count > 0 && person.has(acting),
        }
    }
}

/// The list of a stage, and the roles that act on it.
fn place(stage: Stage, redeems: bool) -> (&'static str, &'static [Role]) {
    match stage {
        Stage::Reserved | Stage::InDelivery => ("/vouchers", &[]),
        Stage::ReportDue => ("/vouchers?can=report", &[Role::MpnAdmin]),
        Stage::ReadyToRedeem if redeems => ("/redeem", &[Role::MpnAdmin]),
        Stage::ReadyToRedeem => ("/vouchers?can=redeem", &[]),
        Stage::ClaimToSubmit => ("/claims?tab=needs-you", &[Role::MpnAdmin, Role::Incentives]),
        Stage::WithProgram => ("/claims?tab=with-program", &[]),
        Stage::Paid => ("/claims?tab=paid", &[]),
    }
}
