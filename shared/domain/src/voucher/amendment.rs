//! Amendment of a reservation, and the record of the changes (PROGRAM.md 7.8).
//!
//! Until the report is submitted, the dates may be amended to past days, because a delivery that moved must be reported
//! with its actual days. The history stores the values before and after every amendment, so that a reviewer sees dates
//! that were changed after the fact.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Event, Outcome, RepeatException, Reservation, Voucher, rules};
use crate::attempt::Actor;
use crate::calendar::{self, Period};
use crate::catalog::{Catalog, UnlistedLocation};
use crate::ids::{EngagementCode, LocationId, PersonId};
use crate::partner::Partner;
use crate::refusal::{Refusal, Refusals};
use crate::report::ReportState;
use crate::text::Email;

/// The command to amend a reservation; a field that is `None` keeps its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is that of the request")]
pub struct Amend {
    pub start_date: Option<Date>,
    pub end_date: Option<Date>,
    pub engagement_type: Option<EngagementCode>,
    pub location_id: Option<LocationId>,
    pub lead_consultant: Option<PersonId>,
    pub attendees: Option<Vec<Email>>,
    pub repeat_exception: Option<RepeatException>,
}

/// The changed fields of a reservation, before and after an amendment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Amendment {
    /// The values before the amendment.
    #[serde(skip_serializing_if = "Plan::is_empty")]
    pub before: Plan,
    /// The values after the amendment.
    #[serde(skip_serializing_if = "Plan::is_empty")]
    pub after: Plan,
}

/// The fields of a reservation that an amendment changed, with their values before or after it.
///
/// Both dates appear together, as a whole period. Attendees are personal e-mail addresses, which the history does not
/// store: it records their number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is that of the reservation")]
pub struct Plan {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engagement_type: Option<EngagementCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location_id: Option<LocationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_consultant: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attendees: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat_exception: Option<RepeatException>,
}

/// A recorded change of a reservation's dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateChange {
    /// The instant of the amendment.
    pub at: Timestamp,
    /// The person who amended the dates.
    pub by: Actor,
    /// The period before the amendment.
    pub before: Period,
    /// The period after the amendment.
    pub after: Period,
}

impl Voucher {
    /// Changes dates, engagement type, location, consultant or attendees (PROGRAM.md 7.8). The rules of reservation
    /// apply to the changed fields. Unchanged fields and the enrollment are not checked again, so that a reserved
    /// engagement can always be finished.
    ///
    /// Dates may be past, from the day of reservation to the voucher's last valid day. The consultant must qualify on
    /// the first day of the engagement when the consultant, that day or the engagement type changes.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn amend(
        self,
        command: &Amend,
        partner: &Partner,
        catalog: &Catalog,
        now: Timestamp,
    ) -> Result<Outcome, Refusals> {
        let today = calendar::utc_day(now);
        let mut reserved = self.own_reservation(&partner.company, today)?;
        if matches!(reserved.report, ReportState::Submitted(_)) {
            return Err(Refusal::ReportAlreadySubmitted.into());
        }
        let amended = command.applied_to(&reserved.reservation);
        let mut refusals =
            rules::engagement_refusals(&reserved.core, &amended, Some(&reserved.reservation), partner, catalog, today);
        if amended.location_id != reserved.reservation.location_id {
            refusals.extend(rules::location_refusal(&amended, partner));
            refusals.extend(rules::unlisted_refusal(&amended.location_id, partner, catalog, UnlistedLocation::Refuse));
        }
        refusals.extend(amended.early_start_refusal(&reserved.reservation));
        Refusals::none_of(refusals)?;
        if amended == reserved.reservation {
            return Ok(Outcome::Unchanged);
        }
        let amendment = Amendment::between(&reserved.reservation, &amended);
        reserved.reservation = Reservation { told: false, ..amended };
        Ok(Outcome::applied(Self::Reserved(reserved), Event::Amended(Box::new(amendment))))
    }
}

impl Reservation {
    /// Refuses a start moved to a day before the reservation: a voucher is reserved before its engagement starts
    /// (PROGRAM.md 7.8).
    fn early_start_refusal(&self, previous: &Self) -> Option<Refusal> {
        let is_moved = self.start_date != previous.start_date;
        (is_moved && self.start_date < self.reserved_on())
            .then(|| Refusal::StartsBeforeReserved { reserved_on: self.reserved_on() })
    }
}

impl Amend {
    fn applied_to(&self, current: &Reservation) -> Reservation {
        let mut amended = current.clone();
        let replace = |field: &mut Date, new: Option<Date>| *field = new.unwrap_or(*field);
        replace(&mut amended.start_date, self.start_date);
        replace(&mut amended.end_date, self.end_date);
        amended.engagement_type = self.engagement_type.clone().unwrap_or(amended.engagement_type);
        amended.location_id = self.location_id.clone().unwrap_or(amended.location_id);
        amended.lead_consultant = self.lead_consultant.clone().unwrap_or(amended.lead_consultant);
        amended.attendees = self.attendees.clone().unwrap_or(amended.attendees);
        amended.repeat_exception = self.repeat_exception.or(amended.repeat_exception);
        amended
    }
}

impl Amendment {
    fn between(before: &Reservation, after: &Reservation) -> Self {
        Self { before: Plan::differing(before, after), after: Plan::differing(after, before) }
    }

    /// The periods before and after; `None` when the dates did not change.
    pub fn dates(&self) -> Option<(Period, Period)> {
        self.before.period().zip(self.after.period())
    }
}

impl Plan {
    /// The fields of `this` that differ from those of `other`.
    fn differing(this: &Reservation, other: &Reservation) -> Self {
        let moved = this.period() != other.period();
        let exception = this.repeat_exception.filter(|_| this.repeat_exception != other.repeat_exception);
        Self {
            start_date: moved.then_some(this.start_date),
            end_date: moved.then_some(this.end_date),
            engagement_type: changed(&this.engagement_type, &other.engagement_type),
            location_id: changed(&this.location_id, &other.location_id),
            lead_consultant: changed(&this.lead_consultant, &other.lead_consultant),
            attendees: (this.attendees != other.attendees).then_some(this.attendees.len()),
            repeat_exception: exception,
        }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn period(&self) -> Option<Period> {
        self.start_date.zip(self.end_date).map(|(start, end)| Period::spanning(start, end))
    }
}

fn changed<T: Clone + PartialEq>(this: &T, other: &T) -> Option<T> {
    (this != other).then(|| this.clone())
}

impl DateChange {
    /// The change of dates that an event records; `None` for any other event.
    pub fn of(event: &Event, at: Timestamp, by: &Actor) -> Option<Self> {
        let Event::Amended(amendment) = event else { return None };
        let (before, after) = amendment.dates()?;
        Some(Self { at, by: by.clone(), before, after })
    }

    /// True when the dates were amended after the fact: the old end, the new end or a moved start was already past
    /// (PROGRAM.md 11.8).
    pub fn is_after_the_fact(&self) -> bool {
        let day = calendar::utc_day(self.at);
        let moves_start = self.before.start() != self.after.start();
        self.before.end() < day || self.after.end() < day || (moves_start && self.after.start() < day)
    }
}
