//! The locations of a company.

use serde::{Deserialize, Serialize};

use crate::Country;
use crate::ids::{CompanyId, LocationId};
use crate::outcome::Outcome;
use crate::text::{Email, Name, Note};

/// A location from which a company delivers. Vouchers are reserved, redeemed and invoiced under a location, so it is
/// never deleted (PROGRAM.md 3.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// The company to which it belongs.
    pub company_id: CompanyId,
    /// The id, unique within the company.
    pub id: LocationId,
    /// The name of the location.
    pub name: Name,
    /// The country, which must equal the country of delivery (PROGRAM.md 7.3).
    pub country: Country,
    /// The postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Note>,
    /// The address for letters about vouchers of this location.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<Email>,
}

crate::codes::events! {
    /// The events of a location.
    pub enum LocationEvent {
        Added = "location.added",
        Changed = "location.changed",
    }
}

impl Location {
    /// Adds the location, or replaces the one with its id.
    pub fn put(self, before: Option<&Self>) -> Outcome<Self, LocationEvent> {
        let event = if before.is_some() { LocationEvent::Changed } else { LocationEvent::Added };
        Outcome::of(before, self, event)
    }
}
