//! The sending side of Standard Webhooks: signs bodies as the customer's or the payer's system does.

use crate::failure::{During, Outcome};
use crate::keys::random;
use api::Secrets;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use reqwest::RequestBuilder;

/// The three headers of a signed message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`, in seconds.
    pub timestamp: i64,
    /// `webhook-signature`.
    pub signature: String,
}

impl Signed {
    /// Signs `body` with a `whsec_` secret.
    pub fn new(secret: &str, id: String, now: Timestamp, body: &[u8]) -> Outcome<Self> {
        let (secrets, timestamp) = (Secrets::parse(secret).during("read the webhook secret")?, now.as_second());
        let signature = secrets.sign(&id, timestamp, body);
        Ok(Self { id, timestamp, signature })
    }
}

/// Adds a body and its signature headers to a request.
pub fn signed(request: RequestBuilder, secret: &str, now: Timestamp, body: Vec<u8>) -> Outcome<RequestBuilder> {
    let signed = Signed::new(secret, fresh_id()?, now, &body)?;
    let request = request.header("webhook-id", signed.id).header("webhook-timestamp", signed.timestamp);
    Ok(request.header("webhook-signature", signed.signature).body(body))
}

/// A new random message id.
pub fn fresh_id() -> Outcome<String> {
    Ok(format!("msg_{}", URL_SAFE_NO_PAD.encode(random::<16>()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vector of the Standard Webhooks reference implementations.
    #[test]
    fn the_signature_of_the_reference_vector_matches() {
        let signed = Signed::new(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned(),
            Timestamp::from_second(1_614_265_330).unwrap(),
            br#"{"test": 2432232314}"#,
        );
        assert_eq!(signed.unwrap().signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_without_its_prefix_is_refused() {
        let refused = Signed::new("MfKQ9r8G", "msg_1".to_owned(), Timestamp::UNIX_EPOCH, b"{}");
        assert!(refused.unwrap_err().to_string().contains("whsec_"));
    }

    #[test]
    fn message_ids_are_unique() {
        assert_ne!(fresh_id().unwrap(), fresh_id().unwrap());
    }
}
