//! Changes of a voucher that depend on the calendar only: reminders of the last valid day, expiry, a missing claim, and
//! the reopening of an expired voucher by an extension.

use jiff::{Timestamp, civil::Date};

use super::{Assigned, Core, Event, Expired, Outcome, REPEAT_LIMITED_DAYS, Reserved, Voucher, Work, rules};
use crate::calendar;
use crate::ids::EngagementCode;
use crate::partner::Repeat;
use crate::reminder::Series;

/// The reminders to customer and partner, in days from the last valid day (PROGRAM.md 6.7).
pub const REMINDERS: Series = &[-60, -30, -7];

impl Voucher {
    /// The key in the due index: the day of the next reminder, or the day after the last valid day (DECISIONS.md 20).
    pub fn due_on(&self) -> Option<Date> {
        let core = match self {
            Self::Assigned(v) => &v.core,
            Self::Reserved(v) => &v.core,
            Self::Redeemed(_) | Self::Expired(_) | Self::Cancelled(_) => return None,
        };
        let expiry = calendar::days_after(core.expires_on, 1);
        Some(core.reminded.next_day(REMINDERS, core.expires_on).map_or(expiry, |day| day.min(expiry)))
    }

    /// The instant by which a redeemed voucher must have its claim; after it the queue message counts as lost
    /// (DECISIONS.md 26).
    pub fn claim_expected_by(&self) -> Option<Timestamp> {
        let redeemed_at = self.redeemed_at()?;
        Some(redeemed_at.saturating_add(calendar::CLAIM_OVERDUE_AFTER).unwrap_or(redeemed_at))
    }

    /// Applies the calendar: expires an open voucher after its last valid day and closes its reservation
    /// (PROGRAM.md 6.3), or else emits every reminder that is due. Other states stay unchanged.
    pub fn advance(self, today: Date) -> Outcome {
        match self {
            Self::Assigned(v) if today > v.core.expires_on => v.expire(),
            Self::Reserved(v) if today > v.core.expires_on => v.expire(),
            Self::Assigned(mut v) => match v.core.remind(today) {
                Some(event) => Outcome::applied(Self::Assigned(v), event),
                None => Outcome::Unchanged,
            },
            Self::Reserved(mut v) => match v.core.remind(today) {
                Some(event) => Outcome::applied(Self::Reserved(v), event),
                None => Outcome::Unchanged,
            },
            Self::Redeemed(_) | Self::Expired(_) | Self::Cancelled(_) => Outcome::Unchanged,
        }
    }

    /// The engagement type that an extension of this expired voucher would restore, if a customer may have only one of
    /// it (PROGRAM.md 7.6). The caller of [`Voucher::extend`] looks up the current holder of that type.
    pub fn engagement_to_restore(&self) -> Option<&EngagementCode> {
        let Self::Expired(Expired { core, reservation: Some(closed), work: Some(_) }) = self else { return None };
        let is_limited = core.days >= REPEAT_LIMITED_DAYS && closed.repeat_exception.is_none();
        is_limited.then_some(&closed.engagement_type)
    }

    /// Reopens an expired voucher whose last valid day is not past: reserved with the reservation that expiry closed,
    /// or assigned (PROGRAM.md 6.5). Other states stay unchanged.
    pub(super) fn reopen(self, repeat: &Repeat, today: Date) -> Self {
        match self {
            Self::Expired(v) if today <= v.core.expires_on => v.reopen(repeat),
            Self::Assigned(_) | Self::Reserved(_) | Self::Redeemed(_) | Self::Expired(_) | Self::Cancelled(_) => self,
        }
    }
}

impl Assigned {
    fn expire(self) -> Outcome {
        let expired = Expired { core: self.core, reservation: None, work: None };
        Outcome::applied(Voucher::Expired(expired), Event::Expired)
    }
}

impl Reserved {
    /// Stores the files and report, so that an extension that arrives later can restore them.
    fn expire(self) -> Outcome {
        let work = Work { deliverables: self.deliverables, report: self.report };
        let expired = Expired { core: self.core, reservation: Some(self.reservation), work: Some(work) };
        Outcome::applied(Voucher::Expired(expired), Event::Expired)
    }
}

impl Expired {
    /// Restores the reservation, unless its holder cancelled it or another voucher now holds the customer's only
    /// engagement of the type; the voucher is then assigned.
    fn reopen(self, repeat: &Repeat) -> Voucher {
        let Self { core, reservation, work } = self;
        let closed = reservation.zip(work).filter(|(closed, _)| !rules::exceeds_repeat_limit(&core, closed, repeat));
        match closed {
            Some((reservation, Work { deliverables, report })) => {
                Voucher::Reserved(Reserved { core, reservation, deliverables, report })
            }
            None => Voucher::Assigned(Assigned { core }),
        }
    }
}

impl Core {
    fn remind(&mut self, today: Date) -> Option<Event> {
        let reminders = self.reminded.due(REMINDERS, self.expires_on, today);
        self.reminded = self.reminded.after(&reminders);
        (!reminders.is_empty()).then_some(Event::Reminded { reminders })
    }
}
