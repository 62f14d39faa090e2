//! The rules of a reservation, each a few lines, all of them always asked (domain.md 4.1-4.3).

use jiff::civil::Date;

use super::{Core, Reservation};
use crate::catalog::{Catalog, EngagementType, Unlisted};
use crate::ids::LocationId;
use crate::partner::{Partner, Repeat};
use crate::refusal::Refusal;

/// Length from which a customer may have only one engagement of a type (domain.md 4.2, 6.17).
pub const REPEAT_LIMITED_DAYS: u8 = 15;

/// What about the company itself is in the way.
pub fn company_refusals(core: &Core, partner: &Partner, today: Date) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if core.intended_company.as_ref().is_some_and(|intended| *intended != partner.company) {
        refusals.push(Refusal::IntendedForOtherCompany);
    }
    if !partner.enrollment.as_ref().is_some_and(|enrollment| enrollment.is_in_force(today)) {
        refusals.push(Refusal::EnrollmentInactive { company: partner.company.clone() });
    }
    refusals
}

/// What about the engagement as planned is in the way. Type and consultant that already stand are not asked again:
/// what qualified when the partner reserved still does (domain.md 6.19).
pub fn engagement_refusals(
    core: &Core,
    planned: &Reservation,
    standing: Option<&Reservation>,
    partner: &Partner,
    catalog: &Catalog,
    today: Date,
) -> Vec<Refusal> {
    let is_new_type = standing.is_none_or(|standing| standing.engagement_type != planned.engagement_type);
    let is_new_consultant = standing.is_none_or(|standing| standing.lead_consultant != planned.lead_consultant);
    let engagement = catalog.engagement(&core.program, &planned.engagement_type);
    let mut refusals = Vec::new();
    if is_new_type {
        refusals.extend(type_refusals(core, planned, partner, engagement, today));
    }
    if is_new_type || is_new_consultant {
        refusals.extend(engagement.and_then(|engagement| consultant_refusal(planned, partner, engagement, today)));
    }
    if planned.end_date > core.expires_on || planned.end_date < planned.start_date {
        refusals.push(Refusal::DatesOutsideWindow(core.expires_on));
    }
    if repeats(core, planned, &partner.repeat) {
        refusals.push(Refusal::Repeat15Day);
    }
    refusals
}

fn type_refusals(
    core: &Core,
    planned: &Reservation,
    partner: &Partner,
    engagement: Option<&EngagementType>,
    today: Date,
) -> Vec<Refusal> {
    let not_eligible = Refusal::NotEligibleEngagement { engagement: planned.engagement_type.clone() };
    let Some(engagement) = engagement else {
        return vec![not_eligible];
    };
    let mut refusals = Vec::new();
    if engagement.is_retired(today) || !engagement.company_qualifies(&partner.evidence, today) {
        refusals.push(not_eligible);
    }
    if !engagement.days.contains(&core.days) {
        refusals.push(length_refusal(core, engagement));
    }
    refusals
}

fn consultant_refusal(
    planned: &Reservation,
    partner: &Partner,
    engagement: &EngagementType,
    today: Date,
) -> Option<Refusal> {
    let qualifies = engagement.consultant_qualifies(&planned.lead_consultant, &partner.evidence, today);
    (!qualifies).then(|| Refusal::ConsultantNotQualified { consultant: planned.lead_consultant.clone() })
}

fn length_refusal(core: &Core, engagement: &EngagementType) -> Refusal {
    let allowed: Vec<String> = engagement.days.iter().map(u8::to_string).collect();
    Refusal::LengthNotAllowed { engagement: engagement.code.clone(), days: core.days, allowed: allowed.join(", ") }
}

/// The location is not where customers would find it, if the catalog treats that so (domain.md 6.24).
pub fn unlisted(location: &LocationId, partner: &Partner, catalog: &Catalog, treated: Unlisted) -> Option<Refusal> {
    let concerns = catalog.unlisted_location == treated && !partner.location_is_listed;
    concerns.then(|| Refusal::LocationNotListed { location: location.clone() })
}

/// What about the location is in the way (domain.md 4.3).
pub fn location_refusal(planned: &Reservation, partner: &Partner) -> Option<Refusal> {
    match &partner.location {
        None => Some(Refusal::LocationNotApproved { location: planned.location_id.clone() }),
        Some(location) => (location.country != planned.country).then(|| Refusal::CountryMismatch {
            location: location.country.clone(),
            delivery: planned.country.clone(),
        }),
    }
}

/// Whether the customer has another engagement of the type, where it may have only one.
pub fn repeats(core: &Core, planned: &Reservation, repeat: &Repeat) -> bool {
    let another = match repeat {
        Repeat::None => false,
        Repeat::Of(voucher) => *voucher != core.number,
    };
    core.days >= REPEAT_LIMITED_DAYS && planned.repeat_exception.is_none() && another
}
