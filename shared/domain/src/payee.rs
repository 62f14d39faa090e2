//! Where a company is paid for a program.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{BankProfileId, CompanyId, LocationId, ProgramCode};
use crate::money::Currency;
use crate::outcome::Outcome;
use crate::refusal::{Refusal, Refusals};
use crate::text::Name;

/// A company's registration to be paid for one program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payee {
    /// Whose.
    pub company_id: CompanyId,
    /// For what.
    pub program: ProgramCode,
    /// Its bank profiles; account numbers are the payer's business.
    pub bank_profiles: Vec<BankProfile>,
    /// Which profile each paying location uses.
    pub locations: BTreeMap<LocationId, BankProfileId>,
}

/// A bank profile by its name at the payer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[expect(missing_docs, reason = "each field is that of the interface")]
pub struct BankProfile {
    pub id: BankProfileId,
    pub label: Name,
    pub currency: Currency,
}

crate::codes::events! {
    /// What happened to a registration.
    pub enum PayeeEvent {
        Registered(Registration) = "payee.registered",
        Changed(Registration) = "payee.changed",
    }
}

/// What a registration says from then on: whoever asks later where money went finds it in its history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[expect(missing_docs, reason = "as in the registration itself")]
pub struct Registration {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bank_profiles: Vec<BankProfile>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub locations: BTreeMap<LocationId, BankProfileId>,
}

impl Payee {
    /// Registers it, or changes what stands. The first time a voucher of the program must have been redeemed.
    ///
    /// # Errors
    /// [`Refusal::NoRedeemedVoucherYet`].
    pub fn put(self, seen: Option<&Self>, has_redeemed: bool) -> Result<Outcome<Self, PayeeEvent>, Refusals> {
        if seen.is_none() && !has_redeemed {
            return Err(Refusal::NoRedeemedVoucherYet { program: self.program }.into());
        }
        let says = self.registration();
        let event = if seen.is_some() { PayeeEvent::Changed(says) } else { PayeeEvent::Registered(says) };
        Ok(Outcome::of(seen, self, event))
    }

    /// What it says.
    pub fn registration(&self) -> Registration {
        Registration { bank_profiles: self.bank_profiles.clone(), locations: self.locations.clone() }
    }

    /// The bank profile that a location is mapped to; nothing when it is mapped to none that there is.
    pub fn profile_at(&self, location: &LocationId) -> Option<&BankProfile> {
        let mapped = self.locations.get(location)?;
        self.bank_profiles.iter().find(|profile| profile.id == *mapped)
    }
}

impl Registration {
    /// What is wrong with it as a whole: field and expectation.
    pub fn mistakes(&self) -> Vec<(String, &'static str)> {
        let mut mistakes = Vec::new();
        for (index, profile) in self.bank_profiles.iter().enumerate() {
            let earlier = self.bank_profiles.iter().take(index);
            if earlier.into_iter().any(|other| other.id == profile.id) {
                mistakes.push((
                    format!("bank_profiles[{index}].id"),
                    "is the id of another profile of the list; each stands there once",
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
