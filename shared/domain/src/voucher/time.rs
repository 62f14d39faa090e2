//! What time alone does to a voucher: reminders of its last day, expiry, and a claim that must have come by now. And
//! what becomes of an expiry that an extension has overtaken.

use jiff::{Timestamp, civil::Date};

use super::{Assigned, Core, Event, Expired, Outcome, REPEAT_LIMITED_DAYS, Reserved, Voucher, Work, rules};
use crate::calendar;
use crate::ids::EngagementCode;
use crate::partner::Repeat;
use crate::reminder::Series;

/// When customer and partner are reminded, in days from the last valid day.
pub const REMINDERS: Series = &[-60, -30, -7];

impl Voucher {
    /// The day on which time alone will change it next, for the due index: a reminder, or the day after its last one.
    pub fn due_on(&self) -> Option<Date> {
        let core = match self {
            Self::Assigned(v) => &v.core,
            Self::Reserved(v) => &v.core,
            Self::Redeemed(_) | Self::Expired(_) | Self::Cancelled(_) => return None,
        };
        let expiry = calendar::days_after(core.expires_on, 1);
        Some(core.reminded.next_day(REMINDERS, core.expires_on).map_or(expiry, |day| day.min(expiry)))
    }

    /// When a redeemed voucher must have its claim, unless the message of it was lost on the way.
    pub fn claim_expected_by(&self) -> Option<Timestamp> {
        let redeemed_at = self.redeemed_at()?;
        Some(redeemed_at.saturating_add(calendar::CLAIM_PATIENCE).unwrap_or(redeemed_at))
    }

    /// Does what time has brought on by a day: ends it when its last day is over, closing the reservation; else sends
    /// every reminder whose day has come. Anything else stays as it is.
    pub fn advance(self, today: Date) -> Outcome {
        match self {
            Self::Assigned(v) if today > v.core.expires_on => v.expired(),
            Self::Reserved(v) if today > v.core.expires_on => v.expired(),
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

    /// The type of the engagement that comes back with the reservation when an expired voucher is extended, where a
    /// customer may have only one of the type: whoever extends the voucher must know who holds that one now.
    pub fn engagement_to_regain(&self) -> Option<&EngagementCode> {
        let Self::Expired(Expired { core, reservation: Some(closed), work: Some(_) }) = self else { return None };
        let is_limited = core.days >= REPEAT_LIMITED_DAYS && closed.repeat_exception.is_none();
        is_limited.then_some(&closed.engagement_type)
    }

    /// What an expired voucher becomes again once its last day lies ahead: reserved with the reservation that its
    /// expiry closed, or assigned. Anything else stays as it is.
    pub(super) fn reopened(self, repeat: &Repeat, today: Date) -> Self {
        match self {
            Self::Expired(v) if today <= v.core.expires_on => v.reopened(repeat),
            Self::Assigned(_) | Self::Reserved(_) | Self::Redeemed(_) | Self::Expired(_) | Self::Cancelled(_) => self,
        }
    }
}

impl Assigned {
    fn expired(self) -> Outcome {
        let expired = Expired { core: self.core, reservation: None, work: None };
        Outcome::applied(Voucher::Expired(expired), Event::Expired)
    }
}

impl Reserved {
    /// Keeps the work: it is the partner's again when an extension that was in time arrives after this.
    fn expired(self) -> Outcome {
        let work = Work { deliverables: self.deliverables, report: self.report };
        let expired = Expired { core: self.core, reservation: Some(self.reservation), work: Some(work) };
        Outcome::applied(Voucher::Expired(expired), Event::Expired)
    }
}

impl Expired {
    /// The reservation comes back as well, unless its holder gave it back, or the customer's one engagement of the type
    /// is another voucher's by now: then the voucher can be reserved anew.
    fn reopened(self, repeat: &Repeat) -> Voucher {
        let Self { core, reservation, work } = self;
        let closed = reservation.zip(work).filter(|(closed, _)| !rules::repeats(&core, closed, repeat));
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
