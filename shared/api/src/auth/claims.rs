//! The claims of a verified token, with their types checked.

use crate::auth::error::TokenError;
use crate::body::json::Json;

/// The most entries of a list in a token.
const LIST_MAX: usize = 1_000;

/// The claims of a token with a valid signature. The parameter `claim` is the standard name, for errors; `name` is the
/// issuer's.
pub(crate) struct TokenClaims(pub(crate) Vec<(String, Json)>);

impl TokenClaims {
    /// The claim with this name. `null` counts as absent: issuers write both for an unknown value.
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        let found = self.0.iter().find(|(known, _)| known == name).map(|(_, json)| json);
        found.filter(|json| **json != Json::Null)
    }

    pub(crate) fn text(&self, claim: &'static str, name: &str) -> Result<Option<&str>, TokenError> {
        let Some(json) = self.get(name) else {
            return Ok(None);
        };
        json.as_text().map(Some).ok_or(TokenError::Claim(claim))
    }

    /// A list of texts. A single text counts as a list of one: some issuers write it for one role or location.
    pub(crate) fn texts(&self, claim: &'static str, name: &str) -> Result<Option<Vec<&str>>, TokenError> {
        let Some(json) = self.get(name) else {
            return Ok(None);
        };
        if let Some(text) = json.as_text() {
            return Ok(Some(vec![text]));
        }
        let items = json.as_list().filter(|items| items.len() <= LIST_MAX).ok_or(TokenError::Claim(claim))?;
        items.iter().map(|item| item.as_text().ok_or(TokenError::Claim(claim))).collect::<Result<_, _>>().map(Some)
    }

    /// Seconds since 1970, rounded down: a NumericDate may have a fraction (RFC 7519 2).
    pub(crate) fn seconds(&self, claim: &'static str) -> Result<Option<i64>, TokenError> {
        let seconds = |json: &Json| json.rounded_down().ok_or(TokenError::Claim(claim));
        self.get(claim).map(seconds).transpose()
    }
}
