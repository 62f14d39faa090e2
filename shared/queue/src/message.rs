//! Messages: JSON with a type.

use domain::Fault;
use domain::claim::RedeemedVoucher;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::error::Category;

/// The largest message, in bytes (the limit of SQS).
pub(crate) const BODY_BYTES_MAX: usize = 1_048_576;

/// A message of a queue.
pub trait Message: Serialize {
    /// The name of the message in errors.
    const NAME: &'static str;

    /// Serializes the message.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when the body is larger than SQS accepts.
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

/// Parses the body of a message. Unknown fields are ignored.
///
/// # Errors
/// [`Unreadable`], with line and column.
pub fn read<M: DeserializeOwned>(body: &str) -> Result<M, Unreadable> {
    Ok(serde_json::from_str(body)?)
}

/// The message of the claims queue: a voucher was redeemed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedeemedMessage {
    #[serde(rename = "type")]
    kind: Kind,
    /// The redeemed voucher.
    #[serde(flatten)]
    pub voucher: RedeemedVoucher,
    /// The revision of the voucher after its redemption.
    pub rev: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    #[serde(rename = "voucher.redeemed")]
    VoucherRedeemed,
}

/// The error of an unreadable message, which is permanent. It contains the kind of the error and its position, but
/// nothing of the content: that may contain personal data, and this error is logged.
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
    fn the_error_of_an_unreadable_message_quotes_nothing_of_it() {
        for (body, expected) in [
            ("lin.mei@contoso.example", "it is not JSON"),
            (&BODY.replace(":5,", ":\"lin.mei@contoso.example\","), "it is not a message of this queue"),
        ] {
            let error = read::<RedeemedMessage>(body).unwrap_err().to_string();
            assert!(error.starts_with(expected) && !error.contains('@'), "{error}");
        }
    }
}
