//! The payee registration: the bank profiles of a company for a program (PROGRAM.md 11.4).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{BankProfileId, CompanyId, LocationId, ProgramCode};
use crate::money::Currency;
use crate::outcome::Outcome;
use crate::refusal::{Refusal, Refusals};
use crate::text::Name;

/// A company's registration to be paid for one program (PROGRAM.md 11.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payee {
    /// The company.
    pub company_id: CompanyId,
    /// The program.
    pub program: ProgramCode,
    /// The bank profiles. Account numbers are known to the payer only.
    pub bank_profiles: Vec<BankProfile>,
    /// The bank profile of each paid location.
    pub locations: BTreeMap<LocationId, BankProfileId>,
}

/// A bank profile, identified by its id at the payer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[expect(missing_docs, reason = "each field is that of the API")]
pub struct BankProfile {
    pub id: BankProfileId,
    pub label: Name,
    pub currency: Currency,
}

crate::codes::events! {
    /// An event of a payee registration.
    pub enum PayeeEvent {
        Registered(Registration) = "payee.registered",
        Changed(Registration) = "payee.changed",
    }
}

/// The content of a registration after an event. It is part of the history, so that the destination of past payments
/// can be traced.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[expect(missing_docs, reason = "as in the registration itself")]
pub struct Registration {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bank_profiles: Vec<BankProfile>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub locations: BTreeMap<LocationId, BankProfileId>,
}

impl Payee {
    /// Registers the company, or changes its registration. The first registration needs a redeemed voucher of the
    /// program (PROGRAM.md 11.4).
    ///
    /// # Errors
    /// [`Refusal::NoRedeemedVoucherYet`].
    pub fn put(self, before: Option<&Self>, has_redeemed: bool) -> Result<Outcome<Self, PayeeEvent>, Refusals> {
        if before.is_none() && !has_redeemed {
            return Err(Refusal::NoRedeemedVoucherYet { program: self.program }.into());
        }
        let registration = self.registration();
        let event =
            if before.is_some() { PayeeEvent::Changed(registration) } else { PayeeEvent::Registered(registration) };
        Ok(Outcome::of(before, self, event))
    }

    /// The content of the registration.
    pub fn registration(&self) -> Registration {
        Registration { bank_profiles: self.bank_profiles.clone(), locations: self.locations.clone() }
    }

    /// The bank profile of a location; `None` when it is mapped to none, or to one that does not exist.
    pub fn profile_at(&self, location: &LocationId) -> Option<&BankProfile> {
        let mapped = self.locations.get(location)?;
        self.bank_profiles.iter().find(|profile| profile.id == *mapped)
    }
}

impl Registration {
    /// The inconsistencies of the registration, each as field and expectation.
    pub fn mistakes(&self) -> Vec<(String, &'static str)> {
        let mut mistakes = Vec::new();
        for (index, profile) in self.bank_profiles.iter().enumerate() {
            let earlier = self.bank_profiles.iter().take(index);
            if earlier.into_iter().any(|other| other.id == profile.id) {
                mistakes.push((
                    format!("bank_profiles[{index}].id"),
                    "is the id of another profile of the list; each id appears once",
                ));
            }
        }
        for (location, id) in &self.locations {
            if !self.bank_profiles.iter().any(|profile| profile.id == *id) {
                mistakes
                    .push((format!("locations.{location}"), "is not the id of one of the bank_profiles sent with it"));
            }
        }
        mistakes
    }
}

#[cfg(test)]
mod tests;
