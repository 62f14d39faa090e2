//! A partner company, and the agreement that it signed.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::Country;
use crate::attempt::Actor;
use crate::calendar;
use crate::ids::{AgreementVersion, CompanyId, MpnId};
use crate::outcome::Outcome;
use crate::refusal::{Refusal, Refusals};
use crate::text::{Email, Name};

/// Days before the end of the membership from which it must be renewed before a new term (PROGRAM.md 4.1).
pub const MEMBERSHIP_GUARD_DAYS: i32 = 90;

/// A partner company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// The company's id.
    pub company_id: CompanyId,
    /// The details that operations registered.
    #[serde(flatten)]
    pub details: CompanyDetails,
    /// The last signature under the provider agreement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Signature>,
}

/// The registered details of a company (PROGRAM.md 3.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyDetails {
    /// The legal name.
    pub name: Name,
    /// The number in the partner network (MPN).
    pub mpn_id: MpnId,
    /// The country of registration.
    pub country: Country,
    /// The last day of the membership (UTC, inclusive).
    pub membership_ends_on: Date,
    /// A day on which the membership year ends, if known. Enrollment terms then end on its anniversaries
    /// (PROGRAM.md 4.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub membership_anniversary: Option<Date>,
    /// The address for letters, unless a location has its own (PROGRAM.md 13.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_contact_email: Option<Email>,
}

/// A signature under the provider agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The version that was signed.
    pub version: AgreementVersion,
    /// The global administrator who signed.
    pub signed_by: Actor,
    /// The time of signing.
    pub signed_at: Timestamp,
}

crate::codes::events! {
    /// The events of a company.
    pub enum CompanyEvent {
        Registered = "company.registered",
        Changed = "company.changed",
        AgreementSigned { version: AgreementVersion } = "agreement.signed",
    }
}

impl Company {
    /// Registers a company, or changes its details. Its signature does not change (PROGRAM.md 3.1).
    pub fn register(
        before: Option<&Self>,
        company_id: CompanyId,
        details: CompanyDetails,
    ) -> Outcome<Self, CompanyEvent> {
        let event = if before.is_some() { CompanyEvent::Changed } else { CompanyEvent::Registered };
        let agreement = before.and_then(|company| company.agreement.clone());
        Outcome::of(before, Self { company_id, details, agreement }, event)
    }

    /// Signs the agreement in force. A repeated signature of the same version changes nothing (PROGRAM.md 3.3).
    ///
    /// # Errors
    /// [`Refusal::AgreementNotCurrent`] for a version that is not in force.
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

    /// True when its last signature is under this version.
    pub fn has_signed(&self, version: &AgreementVersion) -> bool {
        self.agreement.as_ref().is_some_and(|signature| signature.version == *version)
    }

    /// True when its membership is over or ends within [`MEMBERSHIP_GUARD_DAYS`] (PROGRAM.md 4.1).
    pub fn membership_is_expiring(&self, today: Date) -> bool {
        calendar::days_left(today, self.details.membership_ends_on) <= MEMBERSHIP_GUARD_DAYS
    }
}
