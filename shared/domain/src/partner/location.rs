//! A place from which a company delivers.

use serde::{Deserialize, Serialize};

use crate::Country;
use crate::ids::{CompanyId, LocationId};
use crate::outcome::Outcome;
use crate::text::{Email, Name, Note};

/// A place from which a company delivers; vouchers are reserved, redeemed and invoiced under one. It is never deleted:
/// payments hang on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Whose it is.
    pub company_id: CompanyId,
    /// Its id within the company.
    pub id: LocationId,
    /// Its name.
    pub name: Name,
    /// Must equal the country of delivery.
    pub country: Country,
    /// Postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Note>,
    /// Whom to write to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<Email>,
}

crate::codes::events! {
    /// What happened to a location.
    pub enum LocationEvent {
        Added = "location.added",
        Changed = "location.changed",
    }
}

impl Location {
    /// Adds it, or changes what stands under its id.
    pub fn put(self, seen: Option<&Self>) -> Outcome<Self, LocationEvent> {
        let event = if seen.is_some() { LocationEvent::Changed } else { LocationEvent::Added };
        Outcome::of(seen, self, event)
    }
}
