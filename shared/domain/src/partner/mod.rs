//! What the rules need to know about a partner company. Facts come in as values; where they are kept is not said here.

use crate::VoucherNumber;
use crate::attempt::Actor;
use crate::enrollment::Enrollment;
use crate::ids::CompanyId;

mod company;
mod evidence;
mod location;

pub use company::{Company, CompanyDetails, CompanyEvent, MEMBERSHIP_GUARD_DAYS, Signature};
pub use evidence::{Evidence, EvidenceEntry, EvidenceEvent, EvidenceKind, Level};
pub use location::{Location, LocationEvent};

/// Whether another engagement stands in the way of a 15-day one.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Repeat {
    /// None is known.
    #[default]
    None,
    /// The customer's 15-day engagement of the same type under this voucher.
    Of(VoucherNumber),
}

/// Everything about a company that decides whether it may reserve one voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The company that asks.
    pub company: CompanyId,
    /// The person who asks for it.
    pub by: Actor,
    /// Its enrollment in the voucher's program, if any.
    pub enrollment: Option<Enrollment>,
    /// The location it named, if it has it.
    pub location: Option<Location>,
    /// Whether that location stands in its published directory profile.
    pub location_is_listed: bool,
    /// Its evidence.
    pub evidence: Vec<Evidence>,
    /// The customer's other 15-day engagement of the type, if it is live.
    pub repeat: Repeat,
}

#[cfg(test)]
mod tests;
