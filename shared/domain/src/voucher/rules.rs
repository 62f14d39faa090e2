//! The rules of a reservation. Every rule is checked, so that one answer lists all broken rules (DECISIONS.md 4).

use jiff::civil::Date;

use super::{Core, Reservation};
use crate::catalog::{Catalog, EngagementType, UnlistedLocation};
use crate::ids::{LocationId, PersonId};
use crate::partner::{Evidence, EvidenceKind, Partner, Repeat};
use crate::refusal::Refusal;

/// The length in days from which a customer may have only one engagement of a type (PROGRAM.md 7.6).
pub const REPEAT_LIMITED_DAYS: u8 = 15;

/// The broken rules about the company: the intended partner and the enrollment (PROGRAM.md 7.1).
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

/// The broken rules about the planned engagement: its type and length (PROGRAM.md 7.2), consultant, dates and
/// repetition. A reservation checks type and consultant as of today. An amendment (`previous` is set) checks the type
/// only when it changes, and the consultant only when consultant, type or first day changes, as of the first day.
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
    let qualified_on = previous.map_or(today, |_| planned.start_date);
    let engagement = catalog.engagement(&core.program, &planned.engagement_type);
    let mut refusals = Vec::new();
    if is_new_type {
        refusals.extend(offer_refusal(core, planned, catalog, today));
        refusals.extend(engagement.into_iter().flat_map(|engagement| type_refusals(core, engagement, partner, today)));
    }
    if is_new_type || is_new_consultant || is_new_start {
        let judge =
            |engagement| consultant_refusal(&planned.lead_consultant, engagement, &partner.evidence, qualified_on);
        refusals.extend(engagement.and_then(judge));
    }
    refusals.extend(dates_refusals(core, planned));
    if exceeds_repeat_limit(core, planned, &partner.repeat) {
        refusals.push(Refusal::Repeat15Day);
    }
    refusals
}

/// Requires that the program offers the engagement type: it exists and is not retired (PROGRAM.md 7.2).
fn offer_refusal(core: &Core, planned: &Reservation, catalog: &Catalog, today: Date) -> Option<Refusal> {
    let offered = catalog.offered(&core.program, today);
    (!offered.contains(&planned.engagement_type)).then(|| Refusal::EngagementNotOffered {
        engagement_type: planned.engagement_type.clone(),
        program: core.program.clone(),
        offered,
    })
}

/// Requires that the company qualifies for the engagement type, and that the type is offered in the voucher's length
/// (PROGRAM.md 7.2).
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

/// Requires that the consultant has an exam that qualifies for the engagement on a day (PROGRAM.md 7.5).
pub fn consultant_refusal(
    consultant: &PersonId,
    engagement: &EngagementType,
    evidence: &[Evidence],
    day: Date,
) -> Option<Refusal> {
    let qualifies = engagement.consultant_qualifies(consultant, evidence, day);
    (!qualifies).then(|| Refusal::ConsultantNotQualified { lead_consultant: consultant.clone(), day })
}

/// Requires an end that is not before the start and not after the voucher's last valid day (PROGRAM.md 7.4).
fn dates_refusals(core: &Core, planned: &Reservation) -> impl Iterator<Item = Refusal> {
    let (start, end) = (planned.start_date, planned.end_date);
    let backwards = (end < start).then_some(Refusal::EndsBeforeStart { start_date: start });
    let late =
        (start.max(end) > core.expires_on).then_some(Refusal::DatesOutsideWindow { valid_until: core.expires_on });
    backwards.into_iter().chain(late)
}

/// Reports a location that the directory does not list, if the catalog treats such locations as `treatment`
/// (PROGRAM.md 5.2).
pub fn unlisted_refusal(
    location: &LocationId,
    partner: &Partner,
    catalog: &Catalog,
    treatment: UnlistedLocation,
) -> Option<Refusal> {
    let is_reported = catalog.unlisted_location == treatment && !partner.location_is_listed;
    is_reported.then(|| Refusal::LocationNotListed { location_id: location.clone() })
}

/// Requires a location of the company in the country of delivery (PROGRAM.md 7.3).
pub fn location_refusal(planned: &Reservation, partner: &Partner) -> Option<Refusal> {
    match &partner.location {
        None => Some(Refusal::LocationNotApproved { location_id: planned.location_id.clone() }),
        Some(location) => (location.country != planned.country).then(|| Refusal::CountryMismatch {
            location_country: location.country.clone(),
            delivery_country: planned.country.clone(),
        }),
    }
}

/// True when the customer has another engagement of the type, while it may have only one and no exception is declared
/// (PROGRAM.md 7.6).
pub fn exceeds_repeat_limit(core: &Core, planned: &Reservation, repeat: &Repeat) -> bool {
    let another = match repeat {
        Repeat::None => false,
        Repeat::Of(voucher) => *voucher != core.number,
    };
    core.days >= REPEAT_LIMITED_DAYS && planned.repeat_exception.is_none() && another
}
