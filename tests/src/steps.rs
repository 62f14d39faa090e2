//! The steps of a voucher's life, as requests that succeed.

use serde_json::{Value, json};
use testkit::sha256_hex;

use crate::world::{Function, World};

/// A file that is what it claims.
pub const PDF: &[u8] = b"%PDF-1.7\nthe plan\n%%EOF\n";

/// The event that assigns a voucher to Lin Mei.
pub fn assigned(number: &str) -> Value {
    json!({
        "type": "voucher.assigned",
        "occurred_at": "2026-11-01T09:00:00Z",
        "data": {
            "voucher_number": number, "program": "DDPS", "days": 5,
            "customer": {"id": "C-1001", "name": "Contoso Ltd", "country": "TW"},
            "license_id": "LIC-2001", "license_ends_on": "2027-06-30",
            "admin": {"name": "Lin Mei", "email": "lin.mei@contoso.example"},
            "created_at": "2026-11-01T09:00:00Z",
        },
    })
}

/// The same for another number of days.
pub fn assigned_days(number: &str, days: u8) -> Value {
    let mut event = assigned(number);
    event["data"]["days"] = json!(days);
    event
}

/// A reservation that keeps every rule and is finished today.
pub fn reservation(number: &str) -> Value {
    json!({
        "voucher_number": number, "admin_email": "lin.mei@contoso.example", "location_id": "L-1",
        "delivery_country": "TW", "engagement_type": "DDPS-WINOFFICE", "start_date": "2026-11-22",
        "end_date": "2026-11-22", "lead_consultant": "U-7", "accept_terms": true,
    })
}

/// The same by either company: the one location of `P-2` lies in the US.
pub fn reservation_by(company: &str, number: &str) -> Value {
    let mut body = reservation(number);
    if company == "P-2" {
        body["delivery_country"] = json!("US");
    }
    body
}

/// The announcement of a file.
pub fn announcement(name: &str, bytes: &[u8]) -> Value {
    json!({
        "file_name": name, "content_type": "application/pdf", "size": bytes.len(), "sha256": sha256_hex(bytes),
        "kind": "deployment_plan",
    })
}

/// A complete report.
pub fn answers() -> Value {
    json!({
        "onsite_days": 4, "offsite_days": 1, "walk_on_hours": 2, "delivered_from": "2026-11-22",
        "delivered_to": "2026-11-22", "delivery_country": "TW", "lead_consultant": "U-7",
        "outcome": "deployment_plan", "current_versions": "Windows 10", "target_versions": "Windows 11", "seats": 250,
        "handed_over_on": "2026-11-22", "no_extra_fee": true,
    })
}

impl World {
    /// Assigned.
    pub async fn assign(&self, number: &str) -> Value {
        self.webhook(&format!("assign-{number}"), &assigned(number)).await.expect(201)
    }

    /// Reserved by `P-1`.
    pub async fn reserve(&self, number: &str) -> Value {
        let body = reservation(number);
        self.as_admin("P-1", Function::Reservation, "POST", "/reservations", &body).await.expect(201)
    }

    /// The same by whoever knows this address of its administrator.
    pub async fn reserve_as(&self, number: &str, admin_email: &str) -> Value {
        let mut body = reservation(number);
        body["admin_email"] = json!(admin_email);
        self.as_admin("P-1", Function::Reservation, "POST", "/reservations", &body).await.expect(201)
    }

    /// A file announced; its id.
    pub async fn announce(&self, number: &str, name: &str, bytes: &[u8]) -> String {
        let body = announcement(name, bytes);
        let path = format!("/vouchers/{number}/deliverables");
        let answer = self.as_admin("P-1", Function::Deliverable, "POST", &path, &body).await.expect(201);
        answer["deliverable_id"].as_str().unwrap().to_owned()
    }

    /// A file uploaded and found clean; its id.
    pub async fn deliver(&self, number: &str) -> String {
        let id = self.announce(number, "plan.pdf", PDF).await;
        self.upload(number, &id, 1, PDF).await;
        id
    }

    /// The report drafted and submitted.
    pub async fn report(&self, number: &str) -> Value {
        let path = format!("/vouchers/{number}/report");
        self.as_admin("P-1", Function::Completion, "PUT", &path, &answers()).await.expect(200);
        let path = format!("{path}/submit");
        self.as_admin("P-1", Function::Completion, "POST", &path, &Value::Null).await.expect(200)
    }

    /// Everything up to the moment before it is redeemed.
    pub async fn ready(&self, number: &str) {
        self.assign(number).await;
        self.reserve(number).await;
        self.deliver(number).await;
        self.report(number).await;
    }

    /// Redeems vouchers as `P-1`; the items of the answer.
    pub async fn redeem(&self, numbers: &[&str]) -> Vec<Value> {
        let body = json!({"voucher_numbers": numbers, "confirm": true});
        let answer = self.as_admin("P-1", Function::Redemption, "POST", "/redemptions", &body).await.expect(200);
        answer["items"].as_array().unwrap().clone()
    }
}
