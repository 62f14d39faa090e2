//! The state of the form that reserves a voucher. It travels sealed in one hidden field, bound to the person who
//! validated the voucher: nothing is stored until the last page is sent, and the administrator's address is in no
//! address of a page.

use domain::voucher::{REPEAT_LIMITED_DAYS, RepeatException};
use domain::{Country, Email, EngagementCode, LocationId, PersonId, ProgramCode, VoucherNumber};
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::model::{Customer, ValidatedVoucher};
use crate::accepted_text::ShownText;

/// What was chosen so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReserveState {
    /// The voucher.
    pub number: VoucherNumber,
    /// Its administrator, as validated.
    pub admin_email: Email,
    /// Its program.
    pub program: ProgramCode,
    /// Its planning days.
    pub days: u32,
    /// Its customer.
    pub customer: Customer,
    /// Its last valid day.
    pub expires_on: Date,
    /// The location.
    pub location: Option<LocationId>,
    /// The country of delivery: that of the location.
    pub country: Option<Country>,
    /// The engagement type.
    pub engagement: Option<EngagementCode>,
    /// Why the customer may have another 15-day engagement of the type.
    pub repeat: Option<RepeatException>,
    /// The first day.
    pub start: Option<Date>,
    /// The last day.
    pub end: Option<Date>,
    /// The consultant.
    pub consultant: Option<PersonId>,
    /// The addresses of those who attend.
    pub attendees: Vec<String>,
    /// The terms that were shown and accepted.
    pub terms: Option<ShownText>,
}

/// The steps, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Where; the country follows.
    Location,
    /// Which engagement type.
    Engagement,
    /// When.
    Dates,
    /// The consultant, those who attend, the terms.
    People,
    /// Everything, before it is sent.
    Check,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 5] = [Self::Location, Self::Engagement, Self::Dates, Self::People, Self::Check];

    /// The name in forms and texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Location => "location",
            Self::Engagement => "engagement",
            Self::Dates => "dates",
            Self::People => "people",
            Self::Check => "check",
        }
    }

    /// The step with a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// The place among the steps, from 0.
    pub fn index(self) -> usize {
        Self::ALL.into_iter().position(|step| step == self).unwrap_or_default()
    }

    /// The step before.
    pub fn before(self) -> Option<Self> {
        Self::ALL.get(self.index().checked_sub(1)?).copied()
    }

    /// The step after; the last one has itself.
    pub fn after(self) -> Self {
        Self::ALL.get(self.index().saturating_add(1)).copied().unwrap_or(Self::Check)
    }

    /// The step in which a refused reservation is corrected. `None` for a rule about voucher or company.
    pub fn of_reason(code: &str, field: &str) -> Option<Self> {
        match (code, field) {
            ("location_not_approved" | "country_mismatch" | "location_not_listed", _)
            | (_, "location_id" | "delivery_country") => Some(Self::Location),
            ("engagement_not_offered" | "not_eligible_engagement" | "length_not_allowed" | "repeat_15_day", _)
            | (_, "engagement_type" | "repeat_15_day_exception") => Some(Self::Engagement),
            ("dates_outside_window" | "ends_before_start" | "starts_in_past" | "starts_before_reserved", _)
            | (_, "start_date" | "end_date") => Some(Self::Dates),
            ("consultant_not_qualified" | "terms_not_accepted" | "terms_not_current", _)
            | (_, "lead_consultant" | "accept_terms" | "terms_version" | "terms_sha256") => Some(Self::People),
            (_, field) if field.starts_with("attendees") => Some(Self::People),
            (_, _) => None,
        }
    }
}

impl ReserveState {
    /// The state of a voucher that was just validated.
    pub fn new(voucher: &ValidatedVoucher, admin_email: &Email) -> Self {
        Self {
            number: voucher.voucher_number.clone(),
            admin_email: admin_email.clone(),
            program: voucher.program.clone(),
            days: voucher.days,
            customer: voucher.customer.clone(),
            expires_on: voucher.expires_on,
            location: None,
            country: None,
            engagement: None,
            repeat: None,
            start: None,
            end: None,
            consultant: None,
            attendees: Vec::new(),
            terms: None,
        }
    }

    /// The first step that lacks something; the check when none does.
    pub fn first_open(&self) -> Step {
        let done = [
            (self.location.is_some() && self.country.is_some(), Step::Location),
            (self.engagement.is_some(), Step::Engagement),
            (self.start.is_some() && self.end.is_some(), Step::Dates),
            (self.consultant.is_some() && self.terms.is_some(), Step::People),
        ];
        done.into_iter().find(|(is_done, _)| !is_done).map_or(Step::Check, |(_, step)| step)
    }

    /// True when a repetition of the engagement is asked about (PROGRAM.md 7.6).
    pub fn may_repeat(&self) -> bool {
        self.days >= u32::from(REPEAT_LIMITED_DAYS)
    }

    /// The body of the reservation.
    pub fn body(&self) -> Value {
        let mut body = json!({
            "voucher_number": self.number,
            "admin_email": self.admin_email,
            "location_id": self.location,
            "delivery_country": self.country,
            "engagement_type": self.engagement,
            "start_date": self.start,
            "end_date": self.end,
            "lead_consultant": self.consultant,
            "attendees": self.attendees,
            "accept_terms": self.terms.is_some(),
            "terms_version": self.terms.as_ref().map(|shown| &shown.version),
            "terms_sha256": self.terms.as_ref().map(|shown| &shown.sha256),
        });
        if let (Some(repeat), Some(members)) = (self.repeat.filter(|_| self.may_repeat()), body.as_object_mut()) {
            members.insert("repeat_15_day_exception".to_owned(), json!(repeat));
        }
        body
    }
}

/// The last day of an engagement of so many planning days on working days, at most `latest`.
pub fn suggested_end(start: Date, days: u32, latest: Date) -> Date {
    let is_working = |day: &Date| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let count = usize::try_from(days.saturating_sub(1)).unwrap_or_default();
    let end = start.series(jiff::Span::new().days(1)).filter(is_working).nth(count);
    end.unwrap_or(start).min(latest).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_suggested_end_counts_working_days_and_stays_within_the_validity() {
        let latest = date(2027, 4, 30);
        // 2026-11-23 is a Monday.
        assert_eq!(suggested_end(date(2026, 11, 23), 5, latest), date(2026, 11, 27));
        assert_eq!(suggested_end(date(2026, 11, 26), 5, latest), date(2026, 12, 2));
        assert_eq!(suggested_end(date(2026, 11, 26), 1, latest), date(2026, 11, 26));
        assert_eq!(suggested_end(date(2026, 11, 26), 5, date(2026, 11, 30)), date(2026, 11, 30));
    }

    #[test]
    fn every_rule_of_the_plan_is_corrected_in_a_step() {
        let step = |code| Step::of_reason(code, "").map(Step::name);
        assert_eq!(step("country_mismatch"), Some("location"));
        assert_eq!(step("length_not_allowed"), Some("engagement"));
        assert_eq!(step("starts_in_past"), Some("dates"));
        assert_eq!((step("terms_not_accepted"), step("terms_not_current")), (Some("people"), Some("people")));
        assert_eq!(step("already_reserved"), None);
        assert_eq!(Step::of_reason("not_an_email", "attendees[2]"), Some(Step::People));
    }

    #[test]
    fn steps_have_a_place_a_predecessor_and_a_successor() {
        assert_eq!((Step::Location.before(), Step::Check.after()), (None, Step::Check));
        assert_eq!((Step::Dates.before(), Step::Dates.after()), (Some(Step::Engagement), Step::People));
        assert_eq!((Step::named("people"), Step::named("x")), (Some(Step::People), None));
    }
}
