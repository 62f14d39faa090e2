//! The rules of a reservation, each a few lines; all of them are always checked.

use jiff::civil::Date;

use super::{Core, Reservation};
use crate::catalog::{Catalog, EngagementType, UnlistedLocation};
use crate::ids::{LocationId, PersonId};
use crate::partner::{Evidence, EvidenceKind, Partner, Repeat};
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
        refusals
            .push(Refusal::EnrollmentInactive { company_id: partner.company.clone(), program: core.program.clone() });
    }
    refusals
}

/// What about the engagement as planned is in the way. An amendment is not asked again for the type that stays; for the
/// consultant only when it names another one, another type or another first day, and then on that day. Reserving asks
/// for both as of today.
pub fn engagement_refusals(
    core: &Core,
    planned: &Reservation,
    previous: Option<&Reservation>,
    partner: &Partner,
    catalog: &Catalog,
    today: Date,
) -> Vec<Refusal> {
    let is_new_type = previous.is_none_or(|previous| previous.engagement_type != planned.engagement_type);
    let is_new_consultant = previous.is_none_or(|previous| previous.lead_consultant != planned.lead_consultant);
    let is_new_start = previous.is_none_or(|previous| previous.start_date != planned.start_date);
    let judged_on = previous.map_or(today, |_| planned.start_date);
    let engagement = catalog.engagement(&core.program, &planned.engagement_type);
    let mut refusals = Vec::new();
    if is_new_type {
        refusals.extend(offer_refusal(core, planned, catalog, today));
        refusals.extend(engagement.into_iter().flat_map(|engagement| type_refusals(core, engagement, partner, today)));
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

/// The program does not offer the engagement type: it has none of this code, or retired it.
fn offer_refusal(core: &Core, planned: &Reservation, catalog: &Catalog, today: Date) -> Option<Refusal> {
    let offered = catalog.offered(&core.program, today);
    (!offered.contains(&planned.engagement_type)).then(|| Refusal::EngagementNotOffered {
        engagement_type: planned.engagement_type.clone(),
        program: core.program.clone(),
        offered,
    })
}

/// The company does not qualify for the engagement type, or it does not come in the voucher's length.
fn type_refusals(core: &Core, engagement: &EngagementType, partner: &Partner, today: Date) -> Vec<Refusal> {
    let qualifies = engagement.company_qualifies(&partner.evidence, today);
    let not_eligible = (!qualifies).then(|| Refusal::NotEligibleEngagement {
        engagement_type: engagement.code.clone(),
        any_of: engagement.any_of(EvidenceKind::Competency).into_iter().map(|name| name.en).collect(),
    });
    let wrong_length = (!engagement.days.contains(&core.days)).then(|| Refusal::LengthNotAllowed {
        engagement_type: engagement.code.clone(),
        days: core.days,
        allowed_days: engagement.days.clone(),
    });
    not_eligible.into_iter().chain(wrong_length).collect()
}

/// The consultant has no exam that qualifies for the engagement on a day.
pub fn consultant_refusal(
    consultant: &PersonId,
    engagement: &EngagementType,
    evidence: &[Evidence],
    day: Date,
) -> Option<Refusal> {
    let qualifies = engagement.consultant_qualifies(consultant, evidence, day);
    (!qualifies).then(|| Refusal::ConsultantNotQualified { lead_consultant: consultant.clone(), day })
}

/// The engagement ends before it starts, or after the voucher's last valid day.
fn dates_refusals(core: &Core, planned: &Reservation) -> impl Iterator<Item = Refusal> {
    let (start, end) = (planned.start_date, planned.end_date);
    let backwards = (end < start).then_some(Refusal::EndsBeforeStart { start_date: start });
    let late =
        (start.max(end) > core.expires_on).then_some(Refusal::DatesOutsideWindow { valid_until: core.expires_on });
    backwards.into_iter().chain(late)
}

/// The location is not where customers would find it, if the catalog treats that so.
pub fn unlisted(
    location: &LocationId,
    partner: &Partner,
    catalog: &Catalog,
    treated: UnlistedLocation,
) -> Option<Refusal> {
    let concerns = catalog.unlisted_location == treated && !partner.location_is_listed;
    concerns.then(|| Refusal::LocationNotListed { location_id: location.clone() })
}

/// What about the location is in the way: it is the company's, in the country of delivery.
pub fn location_refusal(planned: &Reservation, partner: &Partner) -> Option<Refusal> {
    match &partner.location {
        None => Some(Refusal::LocationNotApproved { location_id: planned.location_id.clone() }),
        Some(location) => (location.country != planned.country).then(|| Refusal::CountryMismatch {
            location_country: location.country.clone(),
            delivery_country: planned.country.clone(),
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
