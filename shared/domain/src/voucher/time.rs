//! What time alone does to a voucher: reminders of its last day, expiry, and a claim that must have come by now
//! (domain.md 3.1 V8, 3.8; design ideas 3 and 4).

use jiff::{Timestamp, civil::Date};

use super::{Core, Event, Expired, Outcome, Reservation, Voucher};
use crate::calendar;
use crate::reminder::Series;

/// When customer and partner are reminded, in days from the last valid day (domain.md 3.8).
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
            Self::Assigned(v) if today > v.core.expires_on => v.core.expired(None),
            Self::Reserved(v) if today > v.core.expires_on => v.core.expired(Some(v.reservation)),
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
}

impl Core {
    fn expired(self, reservation: Option<Reservation>) -> Outcome {
        Outcome::applied(Voucher::Expired(Expired { core: self, reservation }), Event::Expired)
    }

    fn remind(&mut self, today: Date) -> Option<Event> {
        let reminders = self.reminded.due(REMINDERS, self.expires_on, today);
        self.reminded = self.reminded.after(&reminders);
        (!reminders.is_empty()).then_some(Event::Reminded { reminders })
    }
}
