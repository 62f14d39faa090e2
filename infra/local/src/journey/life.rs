//! The steps of a voucher's life, as requests that must succeed. The sample vouchers live by them too.

use crate::clock;
use crate::failure::{Failure, Outcome};
use crate::partner::Partner;
use crate::program::{Answer, at, text};
use api::Role;
use domain::calendar;
use jiff::SignedDuration;
use jiff::civil::Date;
use reqwest::Method;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use std::time::Duration;

/// The administrator that vouchers are assigned to.
pub const ADMIN: &str = "lin.mei@contoso.example";
/// The program they are for.
pub const PROGRAM: &str = "DDPS";
/// The sample company that works on the sample vouchers.
pub const SAMPLE_PARTNER: &str = "P-1";
/// How long the cloud may take with what happens by itself: an upload's check, a claim.
const PATIENCE: Duration = Duration::from_secs(30);
const GLANCE: Duration = Duration::from_millis(150);

/// A file to deliver.
#[derive(Clone, Copy)]
pub struct File {
    pub name: &'static str,
    pub content_type: &'static str,
    pub bytes: &'static [u8],
}

/// A plan as PDF.
pub const PDF: File = File {
    name: "deployment-plan.pdf",
    content_type: "application/pdf",
    bytes: include_bytes!("../../sample/plan.pdf"),
};

/// The same plan as DOCX.
pub const DOCX: File = File {
    name: "deployment-plan.docx",
    content_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    bytes: include_bytes!("../../sample/plan.docx"),
};

/// The event that assigns a voucher, created some days ago.
pub fn assigned(number: &str, days_ago: i64) -> Value {
    let created_at = clock::now() - SignedDuration::from_hours(days_ago.saturating_mul(24));
    json!({
        "type": "voucher.assigned", "occurred_at": created_at,
        "data": {
            "voucher_number": number, "program": PROGRAM, "days": 5,
            "customer": {"id": "C-1001", "name": "Contoso Ltd", "country": "TW"},
            "license_id": "LIC-2001", "license_ends_on": "2027-06-30",
            "admin": {"name": "Lin Mei", "email": ADMIN}, "created_at": created_at,
        },
    })
}

/// The same with a last valid day of its own.
pub fn assigned_until(number: &str, days_ago: i64, expires_on: Date) -> Value {
    let mut event = assigned(number, days_ago);
    if let Some(data) = event.get_mut("data").and_then(Value::as_object_mut) {
        data.insert("expires_on".to_owned(), json!(expires_on));
    }
    event
}

/// A reservation at the partner's first location, in Taiwan, planned for today alone.
pub fn reservation(number: &str) -> Value {
    let today = calendar::utc_day(clock::now());
    json!({
        "voucher_number": number, "admin_email": ADMIN, "location_id": "L-1", "delivery_country": "TW",
        "engagement_type": "DDPS-WINOFFICE", "start_date": today, "end_date": today, "lead_consultant": "U-7",
        "accept_terms": true,
    })
}

/// What a partner does with vouchers, as requests that must succeed.
impl Partner<'_> {
    /// Reserves a voucher.
    pub async fn reserve(&self, number: &str) -> Outcome<Value> {
        self.try_to_reserve(number).await?.expect(201)
    }

    /// Asks for a reservation; the answer may be a refusal.
    pub async fn try_to_reserve(&self, number: &str) -> Outcome<Answer> {
        let body = reservation(number);
        let key = format!("reserve-{number}-{}", text(&body, "/start_date"));
        let (admin, path) = (self.person(Role::MpnAdmin), "reservation/reservations");
        self.program.ask_with_key(&admin, Method::POST, path, &body, Some(&key)).await
    }

    /// Announces a file; the answer may be a refusal.
    pub async fn try_to_announce(&self, number: &str, file: File) -> Outcome<Answer> {
        let sha256 = hex::encode(digest(&SHA256, file.bytes));
        let body = json!({
            "file_name": file.name, "content_type": file.content_type, "size": file.bytes.len(), "sha256": sha256,
            "kind": "deployment_plan",
        });
        self.ask(Method::POST, &format!("deliverable/vouchers/{number}/deliverables"), &body).await
    }

    /// Announces a file; the deliverable with its upload.
    pub async fn announce(&self, number: &str, file: File) -> Outcome<Value> {
        self.try_to_announce(number, file).await?.expect(201)
    }

    /// Announces and uploads a file; the deliverable once it was judged.
    pub async fn deliver(&self, number: &str, file: File) -> Outcome<Value> {
        let announced = self.announce(number, file).await?;
        match self.program.upload(at(&announced, "/upload"), file.bytes).await? {
            200 => self.judged(number, text(&announced, "/deliverable_id")).await,
            other => Err(Failure::new(format!("the upload of {} was answered with {other}", file.name))),
        }
    }

    /// The deliverable, as soon as it is no longer merely announced.
    async fn judged(&self, number: &str, id: &str) -> Outcome<Value> {
        let path = format!("deliverable/vouchers/{number}/deliverables/{id}");
        let look = async || {
            let seen = self.ask(Method::GET, &path, &Value::Null).await?.expect(200)?;
            Ok(Some(seen).filter(|seen| text(seen, "/status") != "announced"))
        };
        eventually("the check of an upload", look).await
    }

    /// Changes a reservation.
    pub async fn amend(&self, number: &str, change: &Value) -> Outcome<Value> {
        self.ask(Method::PATCH, &format!("reservation/reservations/{number}"), change).await?.expect(200)
    }

    /// Drafts and submits the completion report of a delivery on the reserved days; the receipt.
    pub async fn report(&self, number: &str) -> Outcome<Value> {
        self.draft_report(number, &self.reserved_days(number).await?).await?;
        self.try_to_submit(number).await?.expect(200)
    }

    /// First and last day of a reservation, as an amendment names them.
    pub async fn reserved_days(&self, number: &str) -> Outcome<Value> {
        let shown = self.ask(Method::GET, &format!("overview/vouchers/{number}"), &Value::Null).await?.expect(200)?;
        let held = at(&shown, "/reservation");
        Ok(json!({"start_date": at(held, "/start_date"), "end_date": at(held, "/end_date")}))
    }

    /// Drafts the report of a delivery on these days, handed over on the last.
    pub async fn draft_report(&self, number: &str, days: &Value) -> Outcome<Value> {
        let (first, last) = (at(days, "/start_date"), at(days, "/end_date"));
        let answers = json!({
            "onsite_days": 4, "offsite_days": 1, "walk_on_hours": 2, "delivered_from": first, "delivered_to": last,
            "delivery_country": "TW", "lead_consultant": "U-7", "outcome": "deployment_plan",
            "current_versions": "Windows 10", "target_versions": "Windows 11", "seats": 250, "handed_over_on": last,
            "no_extra_fee": true,
        });
        self.ask(Method::PUT, &format!("completion/vouchers/{number}/report"), &answers).await?.expect(200)
    }

    /// Submits the report that was drafted; the answer may be a refusal.
    pub async fn try_to_submit(&self, number: &str) -> Outcome<Answer> {
        self.ask(Method::POST, &format!("completion/vouchers/{number}/report/submit"), &Value::Null).await
    }

    /// Redeems vouchers under a key; the answer.
    pub async fn redeem(&self, numbers: &[&str], key: &str) -> Outcome<Value> {
        let body = json!({"voucher_numbers": numbers, "confirm": true});
        let (admin, path) = (self.person(Role::MpnAdmin), "redemption/redemptions");
        self.program.ask_with_key(&admin, Method::POST, path, &body, Some(key)).await?.expect(200)
    }
}

/// Asks again and again until there is something, with an end.
pub async fn eventually<T>(what: &str, look: impl AsyncFn() -> Outcome<Option<T>>) -> Outcome<T> {
    let until = tokio::time::Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if tokio::time::Instant::now() > until {
            return Err(Failure::new(format!("{what} did not come within {} seconds", PATIENCE.as_secs())));
        }
        tokio::time::sleep(GLANCE).await;
    }
}
