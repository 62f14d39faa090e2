//! Changing a reservation, and the record of what changed.
//!
//! Until the report is submitted, the dates may be amended to days that are past: a delivery that moved by a day is
//! reported as it happened. The history keeps both sides of every amendment, so that a reviewer sees which dates were
//! changed afterwards.

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

/// Change a reservation; a field that is `None` keeps its value.
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

/// Both sides of an amendment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Amendment {
    /// What changed, as it was.
    #[serde(skip_serializing_if = "Plan::is_empty")]
    pub before: Plan,
    /// What changed, as it became.
    #[serde(skip_serializing_if = "Plan::is_empty")]
    pub after: Plan,
}

/// The fields of a reservation that an amendment changed, with their values on one side of it.
///
/// The dates appear together, so that each side names a whole period. Attendees are people's addresses, which a history
/// must not keep: it records their number.
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
    /// When it was made.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// The period until then.
    pub before: Period,
    /// The period since then.
    pub after: Period,
}

impl Voucher {
    /// Changes dates, engagement type, location, consultant or attendees. The rules of reserving apply to what changes;
    /// what stays is not checked again, nor is the enrollment: what is reserved can always be finished.
    ///
    /// Dates may be past, from the day of reserving to the voucher's last valid day. The consultant is judged on the
    /// first day of the engagement whenever the consultant, that day or the engagement type changes.
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
        let mut held = self.held(&partner.company, today)?;
        if matches!(held.report, ReportState::Submitted(_)) {
            return Err(Refusal::ReportAlreadySubmitted.into());
        }
        let amended = command.applied_to(&held.reservation);
        let mut refusals =
            rules::engagement_refusals(&held.core, &amended, Some(&held.reservation), partner, catalog, today);
        if amended.location_id != held.reservation.location_id {
            refusals.extend(rules::location_refusal(&amended, partner));
            refusals.extend(rules::unlisted(&amended.location_id, partner, catalog, UnlistedLocation::Refuse));
        }
        refusals.extend(amended.too_early(&held.reservation));
        Refusals::none_of(refusals)?;
        if amended == held.reservation {
            return Ok(Outcome::Unchanged);
        }
        let amendment = Amendment::between(&held.reservation, &amended);
        held.reservation = Reservation { told: false, ..amended };
        Ok(Outcome::applied(Self::Reserved(held), Event::Amended(Box::new(amendment))))
    }
}

impl Reservation {
    /// A start that was moved to before the day of reserving: a voucher is reserved before its engagement starts.
    fn too_early(&self, previous: &Self) -> Option<Refusal> {
        let is_moved = self.start_date != previous.start_date;
        (is_moved && self.start_date < self.reserved_on())
            .then(|| Refusal::StartsBeforeReserved { reserved_on: self.reserved_on() })
    }
}

impl Amend {
    fn applied_to(&self, current: &Reservation) -> Reservation {
        let mut next = current.clone();
        let replace = |place: &mut Date, new: Option<Date>| *place = new.unwrap_or(*place);
        replace(&mut next.start_date, self.start_date);
        replace(&mut next.end_date, self.end_date);
        next.engagement_type = self.engagement_type.clone().unwrap_or(next.engagement_type);
        next.location_id = self.location_id.clone().unwrap_or(next.location_id);
        next.lead_consultant = self.lead_consultant.clone().unwrap_or(next.lead_consultant);
        next.attendees = self.attendees.clone().unwrap_or(next.attendees);
        next.repeat_exception = self.repeat_exception.or(next.repeat_exception);
        next
    }
}

impl Amendment {
    fn between(before: &Reservation, after: &Reservation) -> Self {
        Self { before: Plan::unlike(before, after), after: Plan::unlike(after, before) }
    }

    /// The periods before and after, where the dates changed.
    pub fn dates(&self) -> Option<(Period, Period)> {
        self.before.period().zip(self.after.period())
    }
}

impl Plan {
    /// The fields of `this` that differ from those of `other`.
    fn unlike(this: &Reservation, other: &Reservation) -> Self {
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
    /// The change of dates that an event records, if it records one.
    pub fn of(event: &Event, at: Timestamp, by: &Actor) -> Option<Self> {
        let Event::Amended(amendment) = event else { return None };
        let (before, after) = amendment.dates()?;
        Some(Self { at, by: by.clone(), before, after })
    }

    /// Whether it was made afterwards: the end before it, the end after it or a start that it moved was past by then.
    pub fn is_afterwards(&self) -> bool {
        let day = calendar::utc_day(self.at);
        let moves_start = self.before.start() != self.after.start();
        self.before.end() < day || self.after.end() < day || (moves_start && self.after.start() < day)
    }
}
