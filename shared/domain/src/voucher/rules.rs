//! The rules of a reservation, each a few lines; all of them are always checked.

use jiff::civil::Date;

use super::{Core, Reservation};
use crate::catalog::{Catalog, EngagementType, Unlisted};
use crate::ids::{LocationId, PersonId};
use crate::partner::{Evidence, Partner, Repeat};
use crate::refusal::Refusal;

/// Length from which a customer may have only one engagement of a type.
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

/// What about the engagement as planned is in the way. An amendment is not asked again for the type that stays; for the
/// consultant only when it names another one, another type or another first day, and then on that day. Reserving asks
/// for both as of today.
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
    let is_new_start = standing.is_none_or(|standing| standing.start_date != planned.start_date);
    let judged_on = standing.map_or(today, |_| planned.start_date);
    let engagement = catalog.engagement(&core.program, &planned.engagement_type);
    let mut refusals = Vec::new();
    if is_new_type {
        refusals.extend(type_refusals(core, planned, partner, engagement, today));
    }
    if is_new_type || is_new_consultant || is_new_start {
        let judge = |engagement| consultant_refusal(&planned.lead_consultant, engagement, &partner.evidence, judged_on);
        refusals.extend(engagement.and_then(judge));
    }
    refusals.extend(dates_refusals(core, planned));
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

/// The consultant has no exam that qualifies for the engagement on a day.
pub fn consultant_refusal(
    consultant: &PersonId,
    engagement: &EngagementType,
    evidence: &[Evidence],
    day: Date,
) -> Option<Refusal> {
    let qualifies = engagement.consultant_qualifies(consultant, evidence, day);
    (!qualifies).then(|| Refusal::ConsultantNotQualified { consultant: consultant.clone(), on: day })
}

/// The engagement ends before it starts, or after the voucher's last valid day.
fn dates_refusals(core: &Core, planned: &Reservation) -> impl Iterator<Item = Refusal> {
    let (start, end) = (planned.start_date, planned.end_date);
    let backwards = (end < start).then_some(Refusal::EndsBeforeStart(start));
    let late = (start.max(end) > core.expires_on).then_some(Refusal::DatesOutsideWindow(core.expires_on));
    backwards.into_iter().chain(late)
}

fn length_refusal(core: &Core, engagement: &EngagementType) -> Refusal {
    let allowed: Vec<String> = engagement.days.iter().map(u8::to_string).collect();
    Refusal::LengthNotAllowed { engagement: engagement.code.clone(), days: core.days, allowed: allowed.join(", ") }
}

/// The location is not where customers would find it, if the catalog treats that so.
pub fn unlisted(location: &LocationId, partner: &Partner, catalog: &Catalog, treated: Unlisted) -> Option<Refusal> {
    let concerns = catalog.unlisted_location == treated && !partner.location_is_listed;
    concerns.then(|| Refusal::LocationNotListed { location: location.clone() })
}

/// What about the location is in the way: it is the company's, in the country of delivery.
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
