//! What the payer would deny a claim for, looked at once more when operations take it up (domain.md 3.6 C4, 6.23,
//! EXNEWS). A partner could not redeem without all of it; what changed since then is for whoever reviews to judge.

use super::Claim;
use crate::catalog::{Catalog, EngagementType};
use crate::partner::{Evidence, Location};
use crate::report::ReportState;
use crate::voucher::{Reservation, Voucher};

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// The completion report was submitted.
    Report,
    /// A deliverable was uploaded and is clean.
    Deliverable,
    /// The location lies in the country of delivery, today as when the voucher was reserved.
    Country,
    /// The length is one that the engagement comes in.
    Length,
    /// Company and lead consultant were qualified when the engagement began.
    Competency,
}

/// What became of one check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was looked at.
    pub checked: Checked,
    /// Whether all is well.
    pub is_met: bool,
    /// What was found.
    pub detail: String,
}

/// What the checks rest on, as it stands today.
#[derive(Clone, Copy, Debug)]
pub struct CheckFacts<'a> {
    /// The voucher that the claim is for.
    pub voucher: &'a Voucher,
    /// Where it was delivered, if the company still has that location.
    pub location: Option<&'a Location>,
    /// What the company has shown.
    pub evidence: &'a [Evidence],
    /// The programs.
    pub catalog: &'a Catalog,
}

impl Checked {
    /// The code of the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Deliverable => "deliverable",
            Self::Country => "country",
            Self::Length => "length",
            Self::Competency => "competency",
        }
    }
}

impl Claim {
    /// Every check.
    pub fn checks(&self, facts: CheckFacts<'_>) -> Vec<Check> {
        let reservation = facts.voucher.reservation();
        let engagement =
            reservation.and_then(|held| facts.catalog.engagement(&self.voucher.program, &held.engagement_type));
        vec![
            report(facts.voucher),
            deliverable(facts.voucher),
            self.country(facts.location),
            self.length(engagement),
            competency(reservation.zip(engagement), facts.evidence),
        ]
    }

    fn country(&self, location: Option<&Location>) -> Check {
        let delivered = &self.voucher.country;
        let (is_met, detail) = match location {
            None => (false, format!("{} is no location of the company any more", self.voucher.location_id)),
            Some(location) if location.country != *delivered => {
                (false, format!("delivered in {delivered}, and the location lies in {}", location.country))
            }
            Some(_) => (true, format!("location and delivery are in {delivered}")),
        };
        Check { checked: Checked::Country, is_met, detail }
    }

    fn length(&self, engagement: Option<&EngagementType>) -> Check {
        let days = self.voucher.days;
        let (is_met, detail) = match engagement {
            None => (false, "there is no such engagement in the program any more".to_owned()),
            Some(engagement) => (engagement.days.contains(&days), format!("{days} days of {}", engagement.code)),
        };
        Check { checked: Checked::Length, is_met, detail }
    }
}

fn report(voucher: &Voucher) -> Check {
    let (is_met, detail) = match voucher.report() {
        ReportState::Submitted(receipt) => (true, format!("submitted, receipt {}", receipt.id)),
        ReportState::Draft => (false, "not submitted".to_owned()),
        ReportState::None => (false, "there is none".to_owned()),
    };
    Check { checked: Checked::Report, is_met, detail }
}

fn deliverable(voucher: &Voucher) -> Check {
    let clean = voucher.deliverables().deliverables();
    Check { checked: Checked::Deliverable, is_met: clean > 0, detail: format!("{clean} clean") }
}

/// By what counted on the day on which the engagement began.
fn competency(delivered: Option<(&Reservation, &EngagementType)>, evidence: &[Evidence]) -> Check {
    let checked = Checked::Competency;
    let Some((reservation, engagement)) = delivered else {
        return Check { checked, is_met: false, detail: "there is no such engagement any more".to_owned() };
    };
    let (day, consultant) = (reservation.start_date, &reservation.lead_consultant);
    let company = engagement.company_qualifies(evidence, day);
    let person = engagement.consultant_qualifies(consultant, evidence, day);
    let detail = match (company, person) {
        (true, true) => format!("the company and {consultant} were qualified on {day}"),
        (false, true) => format!("the company was not qualified on {day}"),
        (true, false) => format!("{consultant} was not qualified on {day}"),
        (false, false) => format!("neither the company nor {consultant} was qualified on {day}"),
    };
    Check { checked, is_met: company && person, detail }
}
