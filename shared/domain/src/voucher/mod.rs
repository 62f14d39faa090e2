//! The voucher: one aggregate with its reservation, the counts of its files and the state of its report.
//!
//! Each state is a struct of its own and holds what is true in that state only. A command says what it means in every
//! state; there is no `_` arm, so a new state must be decided everywhere.

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
pub use reservation::{CancelReason, NOTIFY_AGAIN_AFTER, RepeatException, Reservation, Reserve, TERMS_VERSION};
pub use rules::REPEAT_LIMITED_DAYS;
pub use status_facts::StatusFacts;
pub use time::REMINDERS;
pub use work::{FileOutcome, SubmitReport};

/// A voucher in whatever state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Voucher {
    /// A customer's administrator holds it; any qualified partner may reserve it.
    Assigned(Assigned),
    /// A partner works on it.
    Reserved(Reserved),
    /// Delivered, reported and redeemed.
    Redeemed(Redeemed),
    /// Its time ran out.
    Expired(Expired),
    /// The licensing side withdrew it.
    Cancelled(Cancelled),
}

/// See [`Voucher::Assigned`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    #[serde(flatten)]
    pub(crate) core: Core,
}

/// See [`Voucher::Reserved`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserved {
    #[serde(flatten)]
    pub(crate) core: Core,
    pub(crate) reservation: Reservation,
    pub(crate) deliverables: Counts,
    pub(crate) report: ReportState,
}

/// See [`Voucher::Redeemed`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redeemed {
    #[serde(flatten)]
    pub(crate) core: Core,
    pub(crate) reservation: Reservation,
    pub(crate) deliverables: Counts,
    pub(crate) receipt: ReceiptRef,
    #[serde(rename = "redeemed_at")]
    pub(crate) at: Timestamp,
}

/// See [`Voucher::Expired`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expired {
    #[serde(flatten)]
    pub(crate) core: Core,
    /// The last reservation: its expiry closed it, or its holder gave it back after the last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reservation: Option<Reservation>,
    /// The work on a reservation that its expiry closed: what comes back with it. Nothing when its holder gave it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) work: Option<Work>,
}

/// How far the work on a reservation has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Work {
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) deliverables: Counts,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) report: ReportState,
}

/// Whether nothing needs to be stored: what is read then is the same.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// See [`Voucher::Cancelled`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    #[serde(flatten)]
    pub(crate) core: Core,
    /// When the licensing side did it.
    pub(crate) withdrawn_at: Timestamp,
    pub(crate) reason: Note,
}

crate::codes! {
    /// The name of a state.
    pub enum Status {
        Assigned = "assigned",
        Reserved = "reserved",
        Redeemed = "redeemed",
        Expired = "expired",
        Cancelled = "cancelled",
    }
}

/// What a command did to a voucher.
pub type Outcome = crate::Outcome<Voucher, Event>;

crate::codes! {
    /// What the holder of a voucher may do with it now.
    pub enum Action {
        Reserve = "reserve",
        Cancel = "cancel",
        Reschedule = "reschedule",
        Notify = "notify",
        Upload = "upload",
        Report = "report",
        Submit = "submit",
        Redeem = "redeem",
    }
}

impl Voucher {
    /// What every state knows.
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

    /// The reservation: the one in force, the one that was redeemed, or the one that expiry closed.
    pub fn reservation(&self) -> Option<&Reservation> {
        match self {
            Self::Reserved(v) => Some(&v.reservation),
            Self::Redeemed(v) => Some(&v.reservation),
            Self::Expired(v) => v.reservation.as_ref(),
            Self::Assigned(_) | Self::Cancelled(_) => None,
        }
    }

    /// How many files there are.
    pub fn deliverables(&self) -> Counts {
        match self {
            Self::Reserved(v) => v.deliverables,
            Self::Redeemed(v) => v.deliverables,
            Self::Assigned(_) | Self::Expired(_) | Self::Cancelled(_) => Counts::default(),
        }
    }

    /// How far the completion report has come.
    pub fn report(&self) -> ReportState {
        match self {
            Self::Reserved(v) => v.report.clone(),
            Self::Redeemed(v) => ReportState::Submitted(v.receipt.clone()),
            Self::Assigned(_) | Self::Expired(_) | Self::Cancelled(_) => ReportState::None,
        }
    }

    /// When it was redeemed.
    pub fn redeemed_at(&self) -> Option<Timestamp> {
        match self {
            Self::Redeemed(v) => Some(v.at),
            Self::Assigned(_) | Self::Reserved(_) | Self::Expired(_) | Self::Cancelled(_) => None,
        }
    }

    /// Last day to request payment for it.
    pub fn claim_due_on(&self) -> Option<Date> {
        self.redeemed_at().map(calendar::claim_due_on)
    }

    /// The state it is stored in.
    pub fn stored_status(&self) -> Status {
        match self {
            Self::Assigned(_) => Status::Assigned,
            Self::Reserved(_) => Status::Reserved,
            Self::Redeemed(_) => Status::Redeemed,
            Self::Expired(_) => Status::Expired,
            Self::Cancelled(_) => Status::Cancelled,
        }
    }

    /// Whether the company is the one whose reservation this is.
    pub fn is_held_by(&self, company: &CompanyId) -> bool {
        self.reservation().is_some_and(|reservation| reservation.company_id == *company)
    }

    /// The reserved voucher that `company` works on, for a command that needs one.
    ///
    /// # Errors
    /// What is in the way: a voucher that the company does not hold does not exist, whether somebody else holds it or
    /// nobody does; nothing is done after the last day.
    fn held(self, company: &CompanyId, today: Date) -> Result<Reserved, Refusals> {
        let ours = self.is_held_by(company);
        let refusal = match self {
            Self::Reserved(v) if ours && today <= v.core.expires_on => return Ok(v),
            Self::Reserved(v) if ours => Refusal::Expired { valid_until: v.core.expires_on },
            Self::Expired(v) if ours => Refusal::Expired { valid_until: v.core.expires_on },
            Self::Redeemed(_) if ours => Refusal::AlreadyRedeemed,
            Self::Assigned(_) | Self::Reserved(_) | Self::Redeemed(_) | Self::Expired(_) | Self::Cancelled(_) => {
                Refusal::VoucherNotFound
            }
        };
        Err(refusal.into())
    }
}

#[cfg(test)]
pub(crate) mod tests;
