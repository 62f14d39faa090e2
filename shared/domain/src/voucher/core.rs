//! What a voucher says in every state.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::Country;
use crate::ids::{CompanyId, CustomerId, LicenseId, ProgramCode, VoucherNumber};
use crate::reminder::ReminderState;
use crate::text::{Email, Name};

/// What a voucher says in every state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Core {
    /// Its number.
    pub number: VoucherNumber,
    /// The program it is for.
    pub program: ProgramCode,
    /// Its service level, in planning days.
    pub days: u8,
    /// Whose it is.
    pub customer: Customer,
    /// The agreement it came from.
    pub license: License,
    /// The customer's person it was assigned to; their e-mail is the second factor of validation.
    pub admin: Admin,
    /// When it was assigned.
    pub assigned_at: Timestamp,
    /// Last valid day; neither reserving nor cancelling ever moves it.
    pub expires_on: Date,
    /// The only partner that may reserve it, if the customer named one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intended_company: Option<CompanyId>,
    /// When the licensing side last named the administrator, if it did after assigning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reassigned_at: Option<Timestamp>,
    /// The message that named the administrator then, by its sender's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reassigned_by: Option<String>,
    /// When the licensing side last extended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended_at: Option<Timestamp>,
    /// How far the reminders of its last day were sent.
    #[serde(default, skip_serializing_if = "ReminderState::is_none")]
    pub reminded: ReminderState,
    /// How many reservations there have been: numbers each of them.
    pub reservations: u32,
}

impl Core {
    /// Since when its administrator has been that.
    pub fn admin_since(&self) -> Timestamp {
        self.reassigned_at.unwrap_or(self.assigned_at)
    }
}

/// The customer of a voucher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[expect(missing_docs, reason = "each field is that of the interface")]
pub struct Customer {
    pub id: CustomerId,
    pub name: Name,
    pub country: Country,
}

/// The customer's agreement. Its end does not shorten the voucher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is that of the interface")]
pub struct License {
    pub id: LicenseId,
    pub ends_on: Date,
}

/// The customer's person a voucher is assigned to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[expect(missing_docs, reason = "each field is that of the interface")]
pub struct Admin {
    pub name: Name,
    pub email: Email,
}
