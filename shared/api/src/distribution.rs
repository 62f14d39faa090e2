//! The secret header by which a function recognises the requests of its distribution (DECISIONS.md 61).
//!
//! Behind a distribution, a function URL is still public. The distribution adds a header that nobody else knows; the
//! function refuses every request without it, so that what the distribution does (its certificate, its limits, its
//! firewall) cannot be passed by.

use std::fmt;

use lambda_http::http::HeaderMap;
use ring::hmac;

use crate::problem::Failure;

/// The environment variables that [`crate::start`] reads beside those of the function.
pub const ENVIRONMENT: &[&str] = &[VARIABLE];
/// The header with the secret. The distribution overwrites it in requests that already have it.
pub const HEADER: &str = "x-distribution-secret";
/// The value of the variable for functions without a distribution: they serve every request.
pub const NONE: &str = "none";
/// The variable with the secrets.
pub const VARIABLE: &str = "DISTRIBUTION_SECRETS";
/// The shortest accepted secret, in characters.
pub const CHARACTERS_MIN: usize = 32;
/// The longest accepted secret, in characters.
pub const CHARACTERS_MAX: usize = 256;
/// The most secrets that count at the same time: the current one and those being rotated out.
pub const SECRETS_MAX: usize = 8;

/// The key of the comparison. It is no secret: it turns two texts into codes of one length, which ring compares in
/// constant time.
const COMPARISON: &[u8] = b"vouchsafe distribution 1";

/// The reason why the configured secrets are invalid. It never contains a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DistributionError {
    /// More than [`SECRETS_MAX`] secrets.
    #[error("has more than {SECRETS_MAX} secrets")]
    TooMany,
    /// A secret of another form; the position counts from one.
    #[error(
        "has a secret, number {0}, that is not {CHARACTERS_MIN} to {CHARACTERS_MAX} visible ASCII characters; several \
         are separated by commas, and `none` means that there is no distribution"
    )]
    Malformed(usize),
}

/// The secrets of the distribution in front of a function; none for a function that serves everybody.
#[derive(Clone, Default)]
pub struct DistributionSecrets(Vec<String>);

impl fmt::Debug for DistributionSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DistributionSecrets([redacted]; {})", self.0.len())
    }
}

impl DistributionSecrets {
    /// Parses secrets separated by commas, or `none`. The first one is sent; each is accepted.
    ///
    /// # Errors
    /// [`DistributionError`] names the invalid secret by its position. An empty text is an error: a function must not
    /// serve everybody because a value was forgotten.
    pub fn parse(text: &str) -> Result<Self, DistributionError> {
        if text.trim() == NONE {
            return Ok(Self::default());
        }
        let secrets: Vec<String> = text.split(',').map(|secret| secret.trim().to_owned()).collect();
        if secrets.len() > SECRETS_MAX {
            return Err(DistributionError::TooMany);
        }
        match secrets.iter().position(|secret| !is_secret(secret)) {
            Some(index) => Err(DistributionError::Malformed(index.saturating_add(1))),
            None => Ok(Self(secrets)),
        }
    }

    /// The secret to send in [`HEADER`] to functions behind the same distribution.
    pub fn to_send(&self) -> Option<&str> {
        self.0.first().map(String::as_str)
    }

    /// True when the request carries one of the secrets, once, or when none is needed.
    pub fn admits(&self, headers: &HeaderMap) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let mut sent = headers.get_all(HEADER).iter();
        match (sent.next(), sent.next()) {
            (Some(sent), None) => self.contains(sent.as_bytes()),
            _ => false,
        }
    }

    /// Refuses a request that does not come through the distribution.
    ///
    /// # Errors
    /// [`Failure::NotThroughDistribution`].
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<(), Failure> {
        if self.admits(headers) { Ok(()) } else { Err(Failure::NotThroughDistribution) }
    }

    /// Compares with every secret: the time tells neither how much of one matches nor which one does.
    fn contains(&self, sent: &[u8]) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, COMPARISON);
        let code = hmac::sign(&key, sent);
        let matches = |secret: &String| hmac::verify(&key, secret.as_bytes(), code.as_ref()).is_ok();
        self.0.iter().fold(false, |found, secret| found | matches(secret))
    }
}

fn is_secret(text: &str) -> bool {
    (CHARACTERS_MIN..=CHARACTERS_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::http::{HeaderName, HeaderValue};

    const NEW: &str = "new-0123456789abcdef0123456789abcdef";
    const OLD: &str = "old-0123456789abcdef0123456789abcdef";

    fn sent(values: &[&str]) -> HeaderMap {
        let name = HeaderName::from_static(HEADER);
        values.iter().map(|value| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn each_secret_is_admitted_and_nothing_else() {
        let secrets = DistributionSecrets::parse(&format!("{NEW}, {OLD}")).unwrap();
        assert_eq!(secrets.to_send(), Some(NEW));
        for secret in [NEW, OLD] {
            assert!(secrets.admits(&sent(&[secret])), "{secret}");
            let (longer, shorter) = (format!("{secret}x"), &secret[..secret.len() - 1]);
            for wrong in [longer.as_str(), shorter, &secret.to_uppercase()] {
                assert!(!secrets.admits(&sent(&[wrong])), "{wrong}");
            }
        }
        for wrong in [&[][..], &[""], &["none"], &[NEW, NEW], &[NEW, "x"]] {
            assert!(!secrets.admits(&sent(wrong)), "{wrong:?}");
        }
    }

    #[test]
    fn without_a_distribution_every_request_is_admitted() {
        let none = DistributionSecrets::parse(NONE).unwrap();
        assert!(none.admits(&sent(&[])) && none.admits(&sent(&["anything"])));
        assert_eq!(none.to_send(), None);
    }

    #[test]
    fn a_forgotten_or_weak_secret_is_no_secret() {
        for (text, number) in [("", 1), ("short", 1), (&format!("{NEW},"), 2), (&format!("{NEW},none"), 2)] {
            let error = DistributionSecrets::parse(text).unwrap_err();
            assert_eq!(error, DistributionError::Malformed(number), "{text}");
            assert!(!error.to_string().contains(NEW));
        }
        let nine = [NEW; SECRETS_MAX + 1].join(",");
        assert_eq!(DistributionSecrets::parse(&nine).unwrap_err(), DistributionError::TooMany);
        let blank_inside = NEW.replace('-', " ");
        assert_eq!(DistributionSecrets::parse(&blank_inside).unwrap_err(), DistributionError::Malformed(1));
    }

    #[test]
    fn debug_output_contains_no_secret() {
        assert!(!format!("{:?}", DistributionSecrets::parse(NEW).unwrap()).contains("new-"));
    }
}
