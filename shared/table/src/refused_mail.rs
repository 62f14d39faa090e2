//! Records of refused assignment mails for operations: time, domain of the sender and reasons (PROGRAM.md 6.8). No
//! content of the mail is stored.
//!
//! Anyone can send mail to the program, so the number of records of a day is bounded: a conditional write raises a
//! counter before each record. A redelivered mail is deduplicated by its digest, on the day of its first delivery and
//! the next.

use std::collections::HashMap;

use domain::{Fault, calendar};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::client::{self, Condition, Table};
use crate::item::{self, number};
use crate::keys::{self, Key};

/// The retention of a record: 90 days (PROGRAM.md 6.8).
const RETENTION: SignedDuration = SignedDuration::from_hours(24 * 90);
/// The largest number of records of one day (UTC).
pub const REFUSED_MAILS_A_DAY_MAX: u32 = 1_000;

/// An assignment mail that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedMail {
    /// The time of the refusal.
    pub at: Timestamp,
    /// The domain of the sender in the mail, or a placeholder where it names none.
    pub domain: String,
    /// The reasons, each once.
    pub reasons: Vec<RefusedMailReason>,
}

/// A reason for refusing a mail.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RefusedMailReason {
    /// The code of the refusal, such as `not_authenticated`.
    pub code: String,
    /// The invalid field of the event or header of the mail, such as `license_ends_on`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

/// The result of recording a refused mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedMailRecord {
    /// The record was stored.
    Kept,
    /// The same mail was recorded before.
    Known,
    /// The day already has [`REFUSED_MAILS_A_DAY_MAX`] records; nothing was stored.
    OverLimit,
}

#[derive(Serialize)]
struct StoredRefusedMail<'a> {
    #[serde(flatten)]
    mail: &'a RefusedMail,
    /// The end of the retention, in seconds since 1970.
    ttl: i64,
}

impl Table {
    /// Stores the record of a refused mail under the digest of the mail, once.
    ///
    /// # Errors
    /// [`Fault`] when it may not have been stored.
    pub async fn record_refused_mail(&self, mail: &RefusedMail, digest: &str) -> Result<RefusedMailRecord, Fault> {
        let day = calendar::utc_day(mail.at);
        for known in [Some(day), day.yesterday().ok()].into_iter().flatten() {
            if self.get_item(&Key::refused_mail(known, digest)).await?.is_some() {
                return Ok(RefusedMailRecord::Known);
            }
        }
        let ttl = mail.at.as_second().saturating_add(RETENTION.as_secs());
        if !self.count_refused_mail(day, ttl).await? {
            return Ok(RefusedMailRecord::OverLimit);
        }
        let item = item::write(&Key::refused_mail(day, digest), &StoredRefusedMail { mail, ttl })?;
        let is_new = self.put_when(item, Condition::absent()).await?;
        Ok(if is_new { RefusedMailRecord::Kept } else { RefusedMailRecord::Known })
    }

    /// Raises the day's counter; `false` when the day is full.
    async fn count_refused_mail(&self, day: Date, ttl: i64) -> Result<bool, Fault> {
        let values = HashMap::from([
            (":none".to_owned(), number(0)),
            (":one".to_owned(), number(1)),
            (":most".to_owned(), number(REFUSED_MAILS_A_DAY_MAX)),
            (":ttl".to_owned(), number(ttl)),
        ]);
        let key = Key::refused_mails_count(day).attributes();
        let request = self.client.update_item().table_name(&self.name).set_key(Some(key));
        let request = request.update_expression("SET kept = if_not_exists(kept, :none) + :one, #ttl = :ttl");
        let request = request.condition_expression("attribute_not_exists(kept) OR kept < :most");
        let request = request.expression_attribute_names("#ttl", "ttl").set_expression_attribute_values(Some(values));
        client::condition_held("dynamodb UpdateItem", Box::pin(request.send()).await)
    }

    /// The refused mails from the day `first` to the day `last` (UTC, inclusive), newest first, and the faults of
    /// unreadable records.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn refused_mails(&self, first: Date, last: Date) -> Result<(Vec<RefusedMail>, Vec<Fault>), Fault> {
        let mut items = Vec::new();
        for day in first.series(1.day()).take_while(|day| *day <= last) {
            items.extend(self.query_items(keys::refused_mails_pk(day), keys::REFUSED_MAILS).await?);
        }
        let (mut mails, unreadable): (Vec<RefusedMail>, _) = item::readable(items.into_iter().map(item::read));
        mails.sort_by_key(|mail| std::cmp::Reverse(mail.at));
        Ok((mails, unreadable))
    }
}

#[cfg(test)]
mod tests;
