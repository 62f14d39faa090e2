//! The facts about a partner company that the rules use.

use crate::VoucherNumber;
use crate::attempt::Actor;
use crate::enrollment::Enrollment;
use crate::ids::CompanyId;
use crate::text::Name;

mod company;
mod evidence;
mod location;

pub use company::{Company, CompanyDetails, CompanyEvent, MEMBERSHIP_GUARD_DAYS, Signature};
pub use evidence::{Evidence, EvidenceEntry, EvidenceEvent, EvidenceKind, Level};
pub use location::{Location, LocationEvent};

/// The customer's other 15-day engagement of the same type, which prevents a second one (PROGRAM.md 7.6).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Repeat {
    /// There is no other one.
    #[default]
    None,
    /// There is one under this voucher.
    Of(VoucherNumber),
}

/// The facts about a company that decide on its reservation of a voucher (PROGRAM.md 7.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The company that reserves.
    pub company: CompanyId,
    /// The person who reserves for it.
    pub by: Actor,
    /// The name in the person's token.
    pub by_name: Option<Name>,
    /// The company's enrollment in the voucher's program, if any.
    pub enrollment: Option<Enrollment>,
    /// The requested location, if it belongs to the company.
    pub location: Option<Location>,
    /// True when the published directory profile shows that location (PROGRAM.md 5.2).
    pub location_is_listed: bool,
    /// The company's evidence.
    pub evidence: Vec<Evidence>,
    /// The customer's other 15-day engagement of the type, if it is live (DECISIONS.md 8).
    pub repeat: Repeat,
}

#[cfg(test)]
mod tests;
