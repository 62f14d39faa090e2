//! The steps of a voucher's life as requests. The journey, the drills and the sample data use them.

use crate::clock;
use crate::failure::{Failure, Outcome};
use crate::partner::Partner;
use crate::program::{Answer, at, text};
use api::Role;
use domain::calendar;
use jiff::SignedDuration;
use jiff::civil::Date;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// The administrator that vouchers are assigned to.
pub use bodies::ADMIN_EMAIL as ADMIN;
/// The program of the vouchers.
pub use bodies::PROGRAM;
/// The sample company that works on the sample vouchers.
pub const SAMPLE_PARTNER: &str = "P-1";
/// The timeout for asynchronous work: the check of an upload, a claim, a history line.
const TIMEOUT: Duration = Duration::from_secs(30);
const POLL_INTERVAL: Duration = Duration::from_millis(150);

/// A file to deliver.
#[derive(Clone, Copy)]
pub struct File {
    pub name: &'static str,
    pub content_type: &'static str,
    pub bytes: &'static [u8],
}

/// A deployment plan as PDF.
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
    bodies::assigned(number, created_at)
}

/// The event that assigns a voucher, with a last valid day.
pub fn assigned_until(number: &str, days_ago: i64, expires_on: Date) -> Value {
    let mut event = assigned(number, days_ago);
    if let Some(data) = event.get_mut("data").and_then(Value::as_object_mut) {
        data.insert("expires_on".to_owned(), json!(expires_on));
    }
    event
}

/// The body of a reservation at the location L-1 in Taiwan, for today.
pub fn reservation(number: &str) -> Value {
    bodies::reservation(number, calendar::utc_day(clock::now()))
}

/// A complete report of an engagement on these days, handed over on the last.
pub fn report_of(days: &Value) -> Value {
    let (first, last) = (text(days, "/start_date"), text(days, "/end_date"));
    bodies::report(first, last, last)
}

/// The work of a partner on vouchers. Requests must succeed unless their name begins with `try_to`.
impl Partner<'_> {
    /// Reserves a voucher.
    pub async fn reserve(&self, number: &str) -> Outcome<Value> {
        self.try_to_reserve(number).await?.expect(201)
    }

    /// Requests a reservation; the answer may be a refusal.
    pub async fn try_to_reserve(&self, number: &str) -> Outcome<Answer> {
        let body = reservation(number);
        let key = format!("reserve-{number}-{}", text(&body, "/start_date"));
        let (admin, path) = (self.person(Role::MpnAdmin), "reservation/reservations");
        self.program.call_with_key(&admin, Method::POST, path, &body, Some(&key)).await
    }

    /// Announces a file; the answer may be a refusal.
    pub async fn try_to_announce(&self, number: &str, file: File) -> Outcome<Answer> {
        let body = bodies::announcement(file.name, file.content_type, file.bytes);
        self.call(Method::POST, &format!("deliverable/vouchers/{number}/deliverables"), &body).await
    }

    /// Announces a file; returns the deliverable with its upload.
    pub async fn announce(&self, number: &str, file: File) -> Outcome<Value> {
        self.try_to_announce(number, file).await?.expect(201)
    }

    /// Announces and uploads a file; returns the deliverable after its check.
    pub async fn deliver(&self, number: &str, file: File) -> Outcome<Value> {
        let announced = self.announce(number, file).await?;
        match self.program.upload(at(&announced, "/upload"), file.bytes).await? {
            200 => self.wait_until_judged(number, text(&announced, "/deliverable_id")).await,
            other => Err(Failure::new(format!("the upload of {} returned status {other}", file.name))),
        }
    }

    /// Waits until the deliverable is no longer `announced`.
    async fn wait_until_judged(&self, number: &str, id: &str) -> Outcome<Value> {
        let path = format!("deliverable/vouchers/{number}/deliverables/{id}");
        let poll = async || {
            let seen = self.call(Method::GET, &path, &Value::Null).await?.expect(200)?;
            Ok(Some(seen).filter(|seen| text(seen, "/status") != "announced"))
        };
        eventually("the check of an upload", poll).await
    }

    /// Changes a reservation.
    pub async fn amend(&self, number: &str, change: &Value) -> Outcome<Value> {
        self.call(Method::PATCH, &format!("reservation/reservations/{number}"), change).await?.expect(200)
    }

    /// Drafts and submits a completion report for the reserved days; returns the receipt.
    pub async fn report(&self, number: &str) -> Outcome<Value> {
        self.draft_report(number, &self.reserved_days(number).await?).await?;
        self.try_to_submit(number).await?.expect(200)
    }

    /// Returns the first and last day of a reservation as the body of an amendment.
    pub async fn reserved_days(&self, number: &str) -> Outcome<Value> {
        let shown = self.call(Method::GET, &format!("overview/vouchers/{number}"), &Value::Null).await?.expect(200)?;
        let held = at(&shown, "/reservation");
        Ok(json!({"start_date": at(held, "/start_date"), "end_date": at(held, "/end_date")}))
    }

    /// Drafts a completion report for these days.
    pub async fn draft_report(&self, number: &str, days: &Value) -> Outcome<Value> {
        self.call(Method::PUT, &format!("completion/vouchers/{number}/report"), &report_of(days)).await?.expect(200)
    }

    /// Submits the drafted report; the answer may be a refusal.
    pub async fn try_to_submit(&self, number: &str) -> Outcome<Answer> {
        self.call(Method::POST, &format!("completion/vouchers/{number}/report/submit"), &Value::Null).await
    }

    /// Redeems vouchers with an idempotency key; returns the answer.
    pub async fn redeem(&self, numbers: &[&str], key: &str) -> Outcome<Value> {
        let body = bodies::redemption(numbers);
        let (admin, path) = (self.person(Role::MpnAdmin), "redemption/redemptions");
        self.program.call_with_key(&admin, Method::POST, path, &body, Some(key)).await?.expect(200)
    }
}

/// Polls until a value is present, at most [`TIMEOUT`].
pub async fn eventually<T>(what: &str, poll: impl AsyncFn() -> Outcome<Option<T>>) -> Outcome<T> {
    let until = tokio::time::Instant::now() + TIMEOUT;
    loop {
        if let Some(found) = poll().await? {
            return Ok(found);
        }
        if tokio::time::Instant::now() > until {
            return Err(Failure::new(format!("{what} is missing after {} seconds", TIMEOUT.as_secs())));
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}
