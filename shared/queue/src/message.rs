//! What the queues carry: JSON with a type.

use domain::Fault;
use domain::claim::RedeemedVoucher;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::error::Category;

/// Most bytes of a message (the limit of SQS).
pub(crate) const BODY_BYTES_MAX: usize = 1_048_576;

/// What a queue carries.
pub trait Message: Serialize {
    /// What it is, in an error.
    const NAME: &'static str;

    /// The body of the message.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when it is more than a message holds.
    fn body(&self) -> Result<String, Fault> {
        let body = serde_json::to_string(self).map_err(|error| Fault::corrupt(Self::NAME, &error))?;
        let length = body.len();
        if length > BODY_BYTES_MAX {
            let detail = format!("its {length} bytes are more than the {BODY_BYTES_MAX} of a message");
            return Err(Fault::corrupt(Self::NAME, &detail));
        }
        Ok(body)
    }
}

/// Reads a message's body. Fields that it does not know are ignored.
///
/// # Errors
/// [`Unreadable`] says where.
pub fn read<M: DeserializeOwned>(body: &str) -> Result<M, Unreadable> {
    Ok(serde_json::from_str(body)?)
}

/// A voucher was redeemed: the message of the claims queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedeemedMessage {
    #[serde(rename = "type")]
    kind: Kind,
    /// What is known of it.
    #[serde(flatten)]
    pub voucher: RedeemedVoucher,
    /// Revision of the voucher that redeeming it led to.
    pub rev: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    #[serde(rename = "voucher.redeemed")]
    VoucherRedeemed,
}

/// A message that no second look will make readable. Says what kind of mistake it is and where, never what stands
/// there: that may be anything, a person's address as well, and what is said here goes to the log.
#[derive(Debug, thiserror::Error)]
#[error("{what} at line {} column {}", .at.0, .at.1)]
pub struct Unreadable {
    what: &'static str,
    at: (usize, usize),
}

impl From<serde_json::Error> for Unreadable {
    fn from(error: serde_json::Error) -> Self {
        let what = match error.classify() {
            Category::Io | Category::Syntax | Category::Eof => "it is not JSON",
            Category::Data => "it is not a message of this queue",
        };
        Self { what, at: (error.line(), error.column()) }
    }
}

impl RedeemedMessage {
    /// The message for a redeemed voucher.
    pub fn new(voucher: RedeemedVoucher, rev: u64) -> Self {
        Self { kind: Kind::VoucherRedeemed, voucher, rev }
    }
}

impl Message for RedeemedMessage {
    const NAME: &'static str = "the claims message";
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"type":"voucher.redeemed","voucher_number":"SA-0001","company_id":"P-1","location_id":"L-1",
        "country":"TW","program":"DDPS","days":5,"redeemed_at":"2026-12-02T09:00:00Z","rev":9,"later":true}"#;

    #[test]
    fn a_message_reads_back_as_it_was_written() {
        let message = read::<RedeemedMessage>(BODY).unwrap();
        assert_eq!((message.rev, message.voucher.days), (9, 5));
        assert_eq!(read::<RedeemedMessage>(&message.body().unwrap()).unwrap(), message);
    }

    #[test]
    fn another_type_or_a_bad_field_is_unreadable() {
        for (from, to) in
            [("voucher.redeemed", "voucher.expired"), ("\"TW\"", "\"XX\""), (":5,", ":-5,"), ("\"rev\":9,", "")]
        {
            assert!(read::<RedeemedMessage>(&BODY.replace(from, to)).is_err(), "{to}");
        }
    }

    #[test]
    fn what_is_unreadable_is_not_repeated() {
        for (body, said) in [
            ("lin.mei@contoso.example", "it is not JSON"),
            (&BODY.replace(":5,", ":\"lin.mei@contoso.example\","), "it is not a message of this queue"),
        ] {
            let error = read::<RedeemedMessage>(body).unwrap_err().to_string();
            assert!(error.starts_with(said) && !error.contains('@'), "{error}");
        }
    }
}
