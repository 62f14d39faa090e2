//! The fields that a voucher has in every state.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::Country;
use crate::ids::{CompanyId, CustomerId, LicenseId, ProgramCode, VoucherNumber};
use crate::reminder::ReminderState;
use crate::text::{Email, Name};

/// The fields that a voucher has in every state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Core {
    /// The voucher number.
    pub number: VoucherNumber,
    /// The program under which it was issued.
    pub program: ProgramCode,
    /// The service level, in planning days.
    pub days: u8,
    /// The customer that owns it.
    pub customer: Customer,
    /// The license agreement under which it was issued.
    pub license: License,
    /// The customer's administrator; the e-mail address is the second factor of validation.
    pub admin: Admin,
    /// The instant of assignment.
    pub assigned_at: Timestamp,
    /// The last valid day (UTC, inclusive). Only an extension changes it.
    pub expires_on: Date,
    /// The only company that may reserve it, when the customer named one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intended_company: Option<CompanyId>,
    /// The instant of the latest reassignment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reassigned_at: Option<Timestamp>,
    /// The sender's id of the latest reassignment message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reassigned_by: Option<String>,
    /// The latest instant at which an applied extension occurred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended_at: Option<Timestamp>,
    /// The last reminder of the last valid day that was sent.
    #[serde(default, skip_serializing_if = "ReminderState::is_none")]
    pub reminded: ReminderState,
    /// The number of reservations so far; it numbers the next one.
    pub reservations: u32,
}

impl Core {
    /// The instant from which the current administrator counts.
    pub fn admin_since(&self) -> Timestamp {
        self.reassigned_at.unwrap_or(self.assigned_at)
    }
}

/// The customer of a voucher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[expect(missing_docs, reason = "each field is that of the API")]
pub struct Customer {
    pub id: CustomerId,
    pub name: Name,
    pub country: Country,
}

/// The customer's license agreement. Its end does not shorten the voucher (PROGRAM.md 6.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is that of the API")]
pub struct License {
    pub id: LicenseId,
    pub ends_on: Date,
}

/// The customer's administrator, to whom a voucher is assigned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[expect(missing_docs, reason = "each field is that of the API")]
pub struct Admin {
    pub name: Name,
    pub email: Email,
}
