//! The voucher aggregate: the voucher, its reservation, the counts of its files and the state of its report.
//!
//! Each state is a struct of its own with the fields of that state only (PROGRAM.md 6.1). Every command handles every
//! state; there is no `_` arm, so a new state does not compile until each command handles it.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::calendar;
use crate::deliverable::Counts;
use crate::ids::CompanyId;
use crate::refusal::{Refusal, Refusals};
use crate::report::{ReceiptRef, ReportState};
use crate::text::Note;

mod amendment;
mod assignment;
mod core;
mod event;
mod redemption;
mod reservation;
pub(crate) mod rules;
mod status_facts;
mod time;
mod work;

pub use amendment::{Amend, Amendment, DateChange, Plan};
pub use assignment::{Assign, Extend, Reassign, Withdraw};
pub use core::{Admin, Core, Customer, License};
pub use event::{Event, Letter};
pub use redemption::Redeem;
pub use reservation::{CancelReason, NOTIFY_AGAIN_AFTER, RepeatException, Reservation, Reserve};
pub use rules::REPEAT_LIMITED_DAYS;
pub use status_facts::StatusFacts;
pub use time::REMINDERS;
pub use work::{Deliverer, FileOutcome, SubmitReport};

/// A voucher in any state (PROGRAM.md 6.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Voucher {
    /// Assigned to a customer's administrator; any qualified partner may reserve it.
    Assigned(Assigned),
    /// Reserved by a partner.
    Reserved(Reserved),
    /// Delivered, reported and redeemed.
    Redeemed(Redeemed),
    /// Past its last valid day.
    Expired(Expired),
    /// Withdrawn by the licensing side.
    Cancelled(Cancelled),
}

/// The fields of [`Voucher::Assigned`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    #[serde(flatten)]
    pub(crate) core: Core,
}

/// The fields of [`Voucher::Reserved`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserved {
    #[serde(flatten)]
    pub(crate) core: Core,
    pub(crate) reservation: Reservation,
    pub(crate) deliverables: Counts,
    pub(crate) report: ReportState,
}

/// The fields of [`Voucher::Redeemed`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redeemed {
    #[serde(flatten)]
    pub(crate) core: Core,
    pub(crate) reservation: Reservation,
    pub(crate) deliverables: Counts,
    /// The latest receipt. Its name and shape keep the voucher within one write unit (DECISIONS.md 45).
    pub(crate) receipt: ReceiptRef,
    /// True while the report is reopened for a claim that was sent back (PROGRAM.md 9.4).
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) reopened: bool,
    #[serde(rename = "redeemed_at")]
    pub(crate) at: Timestamp,
}

/// The fields of [`Voucher::Expired`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expired {
    #[serde(flatten)]
    pub(crate) core: Core,
    /// The last reservation: closed by expiry, or cancelled by its holder after the last valid day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reservation: Option<Reservation>,
    /// The files and report of a reservation that expiry closed; an extension restores them. `None` when the holder
    /// cancelled the reservation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) work: Option<Work>,
}

/// The counts of a reservation's files and the state of its report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Work {
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) deliverables: Counts,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) report: ReportState,
}

/// True when the value is the default and is left out of the stored item.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The fields of [`Voucher::Cancelled`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    #[serde(flatten)]
    pub(crate) core: Core,
    /// The instant at which the licensing side withdrew it.
    pub(crate) withdrawn_at: Timestamp,
    pub(crate) reason: Note,
}

crate::codes! {
    /// The status of a voucher (PROGRAM.md 6.1).
    pub enum Status {
        Assigned = "assigned",
        Reserved = "reserved",
        Redeemed = "redeemed",
        Expired = "expired",
        Cancelled = "cancelled",
    }
}

/// The result of a command on a voucher.
pub type Outcome = crate::Outcome<Voucher, Event>;

crate::codes! {
    /// An action on a voucher: `reserve` by a partner that qualifies, the others by the holder.
    pub enum Action {
        Reserve = "reserve",
        Cancel = "cancel",
        Reschedule = "reschedule",
        Notify = "notify",
        Upload = "upload",
        Report = "report",
        Submit = "submit",
        Reopen = "reopen",
        Redeem = "redeem",
    }
}

impl Voucher {
    /// The fields that every state has.
    pub fn core(&self) -> &Core {
        match self {
            Self::Assigned(v) => &v.core,
            Self::Reserved(v) => &v.core,
            Self::Redeemed(v) => &v.core,
            Self::Expired(v) => &v.core,
            Self::Cancelled(v) => &v.core,
        }
    }

    fn core_mut(&mut self) -> &mut Core {
        match self {
            Self::Assigned(v) => &mut v.core,
            Self::Reserved(v) => &mut v.core,
            Self::Redeemed(v) => &mut v.core,
            Self::Expired(v) => &mut v.core,
            Self::Cancelled(v) => &mut v.core,
        }
    }

    /// The reservation in force, the one that was redeemed, or the last one of an expired voucher.
    pub fn reservation(&self) -> Option<&Reservation> {
        match self {
            Self::Reserved(v) => Some(&v.reservation),
            Self::Redeemed(v) => Some(&v.reservation),
            Self::Expired(v) => v.reservation.as_ref(),
            Self::Assigned(_) | Self::Cancelled(_) => None,
        }
    }

    /// The counts of the reservation's files; zero in states without one.
    pub fn deliverables(&self) -> Counts {
        match self {
            Self::Reserved(v) => v.deliverables,
            Self::Redeemed(v) => v.deliverables,
            Self::Assigned(_) | Self::Expired(_) | Self::Cancelled(_) => Counts::default(),
        }
    }

    /// The state of the completion report.
    pub fn report(&self) -> ReportState {
        match self {
            Self::Reserved(v) => v.report.clone(),
            Self::Redeemed(v) if v.reopened => ReportState::Draft,
            Self::Redeemed(v) => ReportState::Submitted(v.receipt.clone()),
            Self::Assigned(_) | Self::Expired(_) | Self::Cancelled(_) => ReportState::None,
        }
    }

    /// The instant of redemption.
    pub fn redeemed_at(&self) -> Option<Timestamp> {
        match self {
            Self::Redeemed(v) => Some(v.at),
            Self::Assigned(_) | Self::Reserved(_) | Self::Expired(_) | Self::Cancelled(_) => None,
        }
    }

    /// The last day to request payment for it (UTC, inclusive).
    pub fn claim_due_on(&self) -> Option<Date> {
        self.redeemed_at().map(calendar::claim_due_on)
    }

    /// The status as stored, without regard to the calendar.
    pub fn stored_status(&self) -> Status {
        match self {
            Self::Assigned(_) => Status::Assigned,
            Self::Reserved(_) => Status::Reserved,
            Self::Redeemed(_) => Status::Redeemed,
            Self::Expired(_) => Status::Expired,
            Self::Cancelled(_) => Status::Cancelled,
        }
    }

    /// True when the voucher's reservation is the company's.
    pub fn is_held_by(&self, company: &CompanyId) -> bool {
        self.reservation().is_some_and(|reservation| reservation.company_id == *company)
    }

    /// Returns the voucher as [`Reserved`] when `company` holds it and it is still valid.
    ///
    /// # Errors
    /// [`Refusal::VoucherNotFound`] when the company does not hold it, whether another one does or none
    /// (PROGRAM.md 15.2); [`Refusal::Expired`] after the last valid day; [`Refusal::AlreadyRedeemed`].
    fn own_reservation(self, company: &CompanyId, today: Date) -> Result<Reserved, Refusals> {
        let is_own = self.is_held_by(company);
        let refusal = match self {
            Self::Reserved(v) if is_own && today <= v.core.expires_on => return Ok(v),
            Self::Reserved(v) if is_own => Refusal::Expired { valid_until: v.core.expires_on },
            Self::Expired(v) if is_own => Refusal::Expired { valid_until: v.core.expires_on },
            Self::Redeemed(_) if is_own => Refusal::AlreadyRedeemed,
            Self::Assigned(_) | Self::Reserved(_) | Self::Redeemed(_) | Self::Expired(_) | Self::Cancelled(_) => {
                Refusal::VoucherNotFound
            }
        };
        Err(refusal.into())
    }
}

#[cfg(test)]
pub(crate) mod tests;
