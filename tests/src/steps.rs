//! The steps of a voucher's life, as requests that succeed.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::world::{Function, World};

/// The time between two commands that do not follow each other at once.
pub const PAUSE: SignedDuration = SignedDuration::from_mins(30);

/// A minimal valid PDF: header, catalog, cross-reference table, trailer.
pub const PDF: &[u8] =
    b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n\
    trailer<</Size 2/Root 1 0 R>>\nstartxref\n40\n%%EOF\n";

/// The event that assigns a voucher to Lin Mei.
pub fn assigned(number: &str) -> Value {
    bodies::assigned(number, "2026-11-01T09:00:00Z")
}

/// The same with another number of days.
pub fn assigned_days(number: &str, days: u8) -> Value {
    let mut event = assigned(number);
    event["data"]["days"] = json!(days);
    event
}

/// A valid reservation that ends today.
pub fn reservation(number: &str) -> Value {
    bodies::reservation(number, "2026-11-22")
}

/// The same for either company; the location of `P-2` is in the US.
pub fn reservation_by(company: &str, number: &str) -> Value {
    let mut body = reservation(number);
    if company == "P-2" {
        body["delivery_country"] = json!("US");
    }
    body
}

/// The announcement of a file.
pub fn announcement(name: &str, bytes: &[u8]) -> Value {
    bodies::announcement(name, "application/pdf", bytes)
}

/// The answers of a complete report.
pub fn answers() -> Value {
    bodies::report("2026-11-22", "2026-11-22", "2026-11-22")
}

impl World {
    /// Assigns a voucher.
    pub async fn assign(&self, number: &str) -> Value {
        self.webhook(&format!("assign-{number}"), &assigned(number)).await.expect(201)
    }

    /// Reserves a voucher as `P-1`.
    pub async fn reserve(&self, number: &str) -> Value {
        let body = reservation(number);
        self.as_admin("P-1", Function::Reservation, "POST", "/reservations", &body).await.expect(201)
    }

    /// The same with this e-mail address of the administrator.
    pub async fn reserve_as(&self, number: &str, admin_email: &str) -> Value {
        let mut body = reservation(number);
        body["admin_email"] = json!(admin_email);
        self.as_admin("P-1", Function::Reservation, "POST", "/reservations", &body).await.expect(201)
    }

    /// Announces a file; returns its id.
    pub async fn announce(&self, number: &str, name: &str, bytes: &[u8]) -> String {
        self.announce_as(number, &announcement(name, bytes)).await
    }

    /// Announces a file with this body; returns its id.
    pub async fn announce_as(&self, number: &str, body: &Value) -> String {
        let path = format!("/vouchers/{number}/deliverables");
        let answer = self.as_admin("P-1", Function::Deliverable, "POST", &path, body).await.expect(201);
        answer["deliverable_id"].as_str().unwrap().to_owned()
    }

    /// Announces and uploads a file of a kind, as the upload with this number; returns its id. The file is clean.
    pub async fn deliver_kind(&self, number: &str, kind: &str, upload: u32) -> String {
        let mut body = announcement(&format!("{kind}.pdf"), PDF);
        body["kind"] = json!(kind);
        let id = self.announce_as(number, &body).await;
        self.upload(number, &id, upload, PDF).await;
        id
    }

    /// Announces and uploads a clean file; returns its id.
    pub async fn deliver(&self, number: &str) -> String {
        let id = self.announce(number, "plan.pdf", PDF).await;
        self.upload(number, &id, 1, PDF).await;
        id
    }

    /// Drafts and submits the completion report.
    pub async fn report(&self, number: &str) -> Value {
        let path = format!("/vouchers/{number}/report");
        self.as_admin("P-1", Function::Completion, "PUT", &path, &answers()).await.expect(200);
        let path = format!("{path}/submit");
        self.as_admin("P-1", Function::Completion, "POST", &path, &Value::Null).await.expect(200)
    }

    /// Lets time pass between two commands. An item that changes again within minutes stores the attempts of both,
    /// which makes it larger (DECISIONS.md 2).
    pub fn pause(&self) {
        self.clock.advance(PAUSE);
    }

    /// Runs every step before the redemption.
    pub async fn ready(&self, number: &str) {
        self.assign(number).await;
        self.reserve(number).await;
        self.deliver(number).await;
        self.report(number).await;
    }

    /// Redeems vouchers as `P-1`; returns the items of the response.
    pub async fn redeem(&self, numbers: &[&str]) -> Vec<Value> {
        let body = bodies::redemption(numbers);
        let answer = self.as_admin("P-1", Function::Redemption, "POST", "/redemptions", &body).await.expect(200);
        answer["items"].as_array().unwrap().clone()
    }
}
