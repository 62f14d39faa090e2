//! AWS Signature Version 4 for one kind of call: a POST without query to the local cloud.
//!
//! `cargo lambda invoke` sends no signature, and the local cloud refuses calls without one; the front signs for it.

use crate::failure::{During, Outcome};
use crate::settings::{REGION, ROOT_KEY};
use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use ring::hmac::{HMAC_SHA256, Key, sign};

/// The headers that make a POST of `body` to `path` at `host` acceptable to `service`.
pub fn headers(
    service: &str,
    host: &str,
    path: &str,
    body: &[u8],
    now: Timestamp,
) -> Outcome<[(&'static str, String); 3]> {
    let instant = jiff::fmt::strtime::format("%Y%m%dT%H%M%SZ", now).during("write the time")?;
    let day = instant.get(..8).unwrap_or_default();
    let body_hash = hex::encode(digest(&SHA256, body));
    let canonical = format!(
        "POST\n{path}\n\nhost:{host}\nx-amz-content-sha256:{body_hash}\nx-amz-date:{instant}\n\n\
         host;x-amz-content-sha256;x-amz-date\n{body_hash}"
    );
    let scope = format!("{day}/{REGION}/{service}/aws4_request");
    let to_sign =
        format!("AWS4-HMAC-SHA256\n{instant}\n{scope}\n{}", hex::encode(digest(&SHA256, canonical.as_bytes())));
    let signature = hex::encode(mac(&signing_key(ROOT_KEY, day, REGION, service), &to_sign));
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={ROOT_KEY}/{scope}, SignedHeaders=host;x-amz-content-sha256;x-amz-date, \
         Signature={signature}"
    );
    Ok([("authorization", authorization), ("x-amz-content-sha256", body_hash), ("x-amz-date", instant)])
}

fn signing_key(secret: &str, day: &str, region: &str, service: &str) -> Vec<u8> {
    let start = format!("AWS4{secret}").into_bytes();
    [day, region, service, "aws4_request"].into_iter().fold(start, |key, part| mac(&key, part))
}

fn mac(key: &[u8], message: &str) -> Vec<u8> {
    sign(&Key::new(HMAC_SHA256, key), message.as_bytes()).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the AWS General Reference, "Deriving the signing key".
    #[test]
    fn derives_the_documented_signing_key() {
        let key = signing_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20150830", "us-east-1", "iam");
        assert_eq!(hex::encode(key), "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
    }
}
