//! A partner company, and the agreement it signed.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::Country;
use crate::attempt::Actor;
use crate::calendar;
use crate::ids::{AgreementVersion, CompanyId, MpnId};
use crate::outcome::Outcome;
use crate::refusal::{Refusal, Refusals};
use crate::text::{Email, Name};

/// Days before the end of the membership from which it must be renewed first.
pub const MEMBERSHIP_GUARD_DAYS: i32 = 90;

/// A partner company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Its id.
    pub company_id: CompanyId,
    /// What operations registered.
    #[serde(flatten)]
    pub details: CompanyDetails,
    /// The provider agreement, once it is signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Signature>,
}

/// What operations know of a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyDetails {
    /// Its legal name.
    pub name: Name,
    /// Its number in the partner network.
    pub mpn_id: MpnId,
    /// Where it is registered.
    pub country: Country,
    /// Last day of its membership.
    pub membership_ends_on: Date,
    /// A day on which its membership year ends, if known: terms of enrollments then end on its anniversaries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub membership_anniversary: Option<Date>,
    /// Whom to write to, unless a location has a contact of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_contact_email: Option<Email>,
}

/// A signature under the provider agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Which version.
    pub version: AgreementVersion,
    /// A global administrator.
    pub signed_by: Actor,
    /// When.
    pub signed_at: Timestamp,
}

crate::codes::events! {
    /// What happened to a company.
    pub enum CompanyEvent {
        Registered = "company.registered",
        Changed = "company.changed",
        AgreementSigned { version: AgreementVersion } = "agreement.signed",
    }
}

impl Company {
    /// Registers a company, or changes what is known of it; what it signed stays signed.
    pub fn register(
        seen: Option<&Self>,
        company_id: CompanyId,
        details: CompanyDetails,
    ) -> Outcome<Self, CompanyEvent> {
        let event = if seen.is_some() { CompanyEvent::Changed } else { CompanyEvent::Registered };
        let agreement = seen.and_then(|company| company.agreement.clone());
        Outcome::of(seen, Self { company_id, details, agreement }, event)
    }

    /// Signs the agreement in force. Signed again, it is the same signature.
    ///
    /// # Errors
    /// [`Refusal::AgreementNotCurrent`] for another version than the one in force.
    pub fn sign(
        self,
        version: AgreementVersion,
        current: &AgreementVersion,
        by: &Actor,
        now: Timestamp,
    ) -> Result<Outcome<Self, CompanyEvent>, Refusals> {
        if version != *current {
            return Err(Refusal::AgreementNotCurrent { current: current.clone() }.into());
        }
        if self.has_signed(current) {
            return Ok(Outcome::Unchanged);
        }
        let signature = Signature { version: version.clone(), signed_by: by.clone(), signed_at: now };
        let signed = Self { agreement: Some(signature), ..self };
        Ok(Outcome::applied(signed, CompanyEvent::AgreementSigned { version }))
    }

    /// Whether it signed this version.
    pub fn has_signed(&self, version: &AgreementVersion) -> bool {
        self.agreement.as_ref().is_some_and(|signature| signature.version == *version)
    }

    /// Whether its membership is over or ends within 90 days.
    pub fn membership_is_expiring(&self, today: Date) -> bool {
        calendar::days_left(today, self.details.membership_ends_on) <= MEMBERSHIP_GUARD_DAYS
    }
}
