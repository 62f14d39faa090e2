//! A partner company, and the agreement that it signed.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::Country;
use crate::accepted_text::{Acceptance, AcceptedText, ShownText};
use crate::attempt::{Actor, Intent};
use crate::calendar;
use crate::ids::{CompanyId, MpnId, TextVersion};
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
    /// The wording that was signed.
    #[serde(flatten)]
    pub accepted: Acceptance,
    /// The global administrator who signed.
    pub signed_by: Actor,
    /// The name that the administrator's token had then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by_name: Option<Name>,
    /// The time of signing.
    pub signed_at: Timestamp,
}

crate::codes::events! {
    /// The events of a company.
    pub enum CompanyEvent {
        Registered = "company.registered",
        Changed = "company.changed",
        AgreementSigned(Acceptance) = "agreement.signed",
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

    /// Signs the agreement in force, in the wording that was shown. A repeated signature of the same version changes
    /// nothing (PROGRAM.md 3.3).
    ///
    /// # Errors
    /// [`Refusal::AgreementNotCurrent`] for a version or wording that is not in force.
    pub fn sign(
        self,
        shown: &ShownText,
        agreement: &AcceptedText,
        by: &Intent,
    ) -> Result<Outcome<Self, CompanyEvent>, Refusals> {
        let not_current = || Refusal::AgreementNotCurrent { current: agreement.version.clone() };
        let accepted = agreement.accept(shown).ok_or_else(not_current)?;
        if self.has_signed(&agreement.version) {
            return Ok(Outcome::Unchanged);
        }
        let event = CompanyEvent::AgreementSigned(accepted.clone());
        let (signed_by, signed_by_name) = (by.by.clone(), by.by_name.clone());
        let signature = Signature { accepted, signed_by, signed_by_name, signed_at: by.at };
        Ok(Outcome::applied(Self { agreement: Some(signature), ..self }, event))
    }

    /// True when its last signature is under this version.
    pub fn has_signed(&self, version: &TextVersion) -> bool {
        self.agreement.as_ref().is_some_and(|signature| signature.accepted.version == *version)
    }

    /// True when its membership is over or ends within [`MEMBERSHIP_GUARD_DAYS`] (PROGRAM.md 4.1).
    pub fn membership_is_expiring(&self, today: Date) -> bool {
        calendar::days_left(today, self.details.membership_ends_on) <= MEMBERSHIP_GUARD_DAYS
    }
}
