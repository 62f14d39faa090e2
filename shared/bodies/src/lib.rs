//! Sample request bodies that keep every rule: one set for the tests, the journey and the sample data.
//!
//! They are about a five-day voucher of Contoso Ltd in Taiwan, administered by Lin Mei, delivered by person `U-7` at
//! location `L-1`. A caller replaces single fields for a case of its own.

use std::fmt::Display;

use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

/// The address of the administrator that vouchers are assigned to.
pub const ADMIN_EMAIL: &str = "lin.mei@contoso.example";
/// The program of the vouchers.
pub const PROGRAM: &str = "DDPS";

/// The event that assigns a voucher, created and assigned at the same instant.
pub fn assigned(number: &str, at: impl Display) -> Value {
    let at = at.to_string();
    json!({
        "type": "voucher.assigned",
        "occurred_at": at,
        "data": {
            "voucher_number": number, "program": PROGRAM, "days": 5,
            "customer": {"id": "C-1001", "name": "Contoso Ltd", "country": "TW"},
            "license_id": "LIC-2001", "license_ends_on": "2027-06-30",
            "admin": {"name": "Lin Mei", "email": ADMIN_EMAIL},
            "created_at": at,
        },
    })
}

/// A reservation for an engagement of one day.
pub fn reservation(number: &str, day: impl Display) -> Value {
    let day = day.to_string();
    json!({
        "voucher_number": number, "admin_email": ADMIN_EMAIL, "location_id": "L-1", "delivery_country": "TW",
        "engagement_type": "DDPS-WINOFFICE", "start_date": day, "end_date": day, "lead_consultant": "U-7",
        "accept_terms": true,
    })
}

/// The announcement of a deployment plan.
pub fn announcement(file_name: &str, content_type: &str, bytes: &[u8]) -> Value {
    json!({
        "file_name": file_name, "content_type": content_type, "size": bytes.len(),
        "sha256": hex::encode(digest(&SHA256, bytes)), "kind": "deployment_plan",
    })
}

/// A complete report of five person-days, delivered between two days and handed over on `handed_over_on`.
pub fn report(delivered_from: &str, delivered_to: &str, handed_over_on: &str) -> Value {
    json!({
        "onsite_days": 4, "offsite_days": 1, "walk_on_hours": 2, "delivered_from": delivered_from,
        "delivered_to": delivered_to, "delivery_country": "TW", "lead_consultant": "U-7",
        "outcome": "deployment_plan", "current_versions": "Windows 10", "target_versions": "Windows 11", "seats": 250,
        "handed_over_on": handed_over_on, "no_extra_fee": true,
    })
}

/// The request that redeems vouchers.
pub fn redemption(numbers: &[&str]) -> Value {
    json!({"voucher_numbers": numbers, "confirm": true})
}
