//! The rules of submission of a report: its answers are checked against the reservation, the company's evidence and the
//! calendar (PROGRAM.md 9.2).
//!
//! Days on and off site are person-days. Several consultants may work five of them on one calendar day, so no rule
//! compares their number with the length of the period.

use jiff::civil::Date;

use super::{Answers, OFFSITE_DAYS_MAX, WALK_ON_HOURS_MAX};
use crate::Country;
use crate::calendar::Period;
use crate::catalog::EngagementType;
use crate::partner::Evidence;
use crate::refusal::Refusal;
use crate::voucher::{Reservation, rules};

/// The facts against which the answers are checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Engagement<'a> {
    /// The days of the voucher.
    pub days: u8,
    pub reservation: &'a Reservation,
    /// The engagement type; `None` when the catalog no longer has it.
    pub kind: Option<&'a EngagementType>,
    /// The company's evidence.
    pub evidence: &'a [Evidence],
}

impl Answers {
    /// Every rule that the answers break on the day of submission.
    pub(crate) fn refusals(&self, engagement: Engagement<'_>, today: Date) -> Vec<Refusal> {
        let reservation = engagement.reservation;
        let mut refusals: Vec<Refusal> =
            self.missing().into_iter().map(|question| Refusal::ReportIncomplete { question }).collect();
        refusals.extend(self.length_refusals(engagement.days));
        refusals.extend(self.country_refusal(&reservation.country));
        refusals.extend(self.date_refusals(reservation));
        refusals.extend(self.consultant_refusal(engagement));
        refusals.extend(self.unfinished(reservation.end_date, today));
        refusals.extend((self.no_extra_fee == Some(false)).then_some(Refusal::ExtraFeeCharged));
        refusals.extend(self.handover_refusal(today));
        refusals
    }

    /// Requires days that add up to the voucher's, and at most [`OFFSITE_DAYS_MAX`] days off site and
    /// [`WALK_ON_HOURS_MAX`] hours of walk-on topics (PROGRAM.md 9.1).
    pub(crate) fn length_refusals(&self, days: u8) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if let (Some(onsite), Some(offsite)) = (self.onsite_days, self.offsite_days) {
            let reported = onsite.saturating_add(offsite);
            if reported != i64::from(days) {
                refusals.push(Refusal::DaysMismatch { reported, days });
            }
        }
        let offsite = self.offsite_days.filter(|days| *days > OFFSITE_DAYS_MAX);
        let walk_on = self.walk_on_hours.filter(|hours| *hours > WALK_ON_HOURS_MAX);
        refusals.extend(offsite.map(|reported| Refusal::OffsiteTooLong { reported, max: OFFSITE_DAYS_MAX }));
        refusals.extend(walk_on.map(|reported| Refusal::WalkOnTooLong { reported, max: WALK_ON_HOURS_MAX }));
        refusals
    }

    /// Requires the reserved country as the country of delivery.
    pub(crate) fn country_refusal(&self, reserved: &Country) -> Option<Refusal> {
        let delivery_country = self.delivery_country.clone().filter(|country| country != reserved)?;
        Some(Refusal::CountryMismatch { location_country: reserved.clone(), delivery_country })
    }

    /// Requires delivered days within the reservation, and none before the day of reservation (PROGRAM.md 9.2).
    pub(crate) fn date_refusals(&self, reservation: &Reservation) -> Vec<Refusal> {
        let (reserved, reserved_on) = (reservation.period(), reservation.reserved_on());
        let outside = self.delivered().filter(|delivered| !reserved.covers(*delivered));
        let early = self.delivered_from.filter(|first| *first < reserved_on);
        let outside = outside.map(|delivered| Refusal::DatesDifferFromReservation { delivered, reserved });
        let early = early.map(|delivered_from| Refusal::DeliveredBeforeReserved { delivered_from, reserved_on });
        outside.into_iter().chain(early).collect()
    }

    /// Requires a hand-over between the first delivered day and the day of submission (PROGRAM.md 9.2).
    pub(crate) fn handover_refusal(&self, today: Date) -> Option<Refusal> {
        let Some(handed_over_on) = self.handed_over_on else {
            return Some(Refusal::HandoverMissing);
        };
        let earliest = self.delivered_from;
        let is_inside = handed_over_on <= today && earliest.is_none_or(|first| first <= handed_over_on);
        (!is_inside).then_some(Refusal::HandoverOutside { handed_over_on, earliest, latest: today })
    }

    /// The delivered days; when only one end is reported, that day.
    fn delivered(&self) -> Option<Period> {
        let (from, to) = (self.delivered_from.or(self.delivered_to)?, self.delivered_to.or(self.delivered_from)?);
        Some(Period::spanning(from, to))
    }

    /// Requires that the consultant of the report qualifies on the first delivered day (PROGRAM.md 9.2). Not checked
    /// when the catalog no longer has the engagement type.
    fn consultant_refusal(&self, engagement: Engagement<'_>) -> Option<Refusal> {
        let (consultant, first) = (self.lead_consultant.as_ref()?, self.delivered_from?);
        rules::consultant_refusal(consultant, engagement.kind?, engagement.evidence, first)
    }

    /// Requires that delivery and reservation are finished (PROGRAM.md 9.2).
    fn unfinished(&self, end_date: Date, today: Date) -> Option<Refusal> {
        let last_day = self.delivered_to.map_or(end_date, |day| day.max(end_date));
        (today < last_day).then_some(Refusal::EngagementNotFinished { ends_on: last_day })
    }

    /// The required questions without an answer. The hand-over is not among them, because it has its own refusal.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let answered = [
            ("onsite_days", self.onsite_days.is_some()),
            ("offsite_days", self.offsite_days.is_some()),
            ("walk_on_hours", self.walk_on_hours.is_some()),
            ("delivered_from", self.delivered_from.is_some()),
            ("delivered_to", self.delivered_to.is_some()),
            ("delivery_country", self.delivery_country.is_some()),
            ("lead_consultant", self.lead_consultant.is_some()),
            ("outcome", self.outcome.is_some()),
            ("current_versions", self.current_versions.is_some()),
            ("target_versions", self.target_versions.is_some()),
            ("seats", self.seats.is_some()),
            ("no_extra_fee", self.no_extra_fee.is_some()),
        ];
        answered.into_iter().filter_map(|(field, is_answered)| (!is_answered).then_some(field)).collect()
    }
}
