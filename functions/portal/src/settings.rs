//! The configuration of the portal.

use host::{Env, StartError};

use crate::origin::Origin;

/// The environment variables of the function.
pub const ENVIRONMENT: &[&str] = &[
    "PORTAL_ORIGIN",
    "FUNCTION_URLS",
    "BUCKET_ORIGIN",
    "OIDC_ISSUER",
    "OIDC_AUDIENCE",
    "OIDC_CLAIMS",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_API_TOKEN",
    "SESSION_KEYS",
];

/// The value of `PORTAL_ORIGIN` for a portal at the address of its own function URL.
pub const OWN_ADDRESS: &str = "auto";

/// Which of the issuer's tokens the functions take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiToken {
    /// The access token.
    Access,
    /// The ID token, where access tokens carry no company, as those of Cognito.
    Id,
}

impl ApiToken {
    /// Reads `access` or `id`.
    ///
    /// # Errors
    /// What is expected.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        match text {
            "access" => Ok(Self::Access),
            "id" => Ok(Self::Id),
            _ => Err("must be access or id"),
        }
    }
}

/// Reads the portal's origin; `None` for the address of its own function URL, which a request names.
///
/// # Errors
/// `StartError` when it is not an origin.
pub fn origin(env: &Env) -> Result<Option<Origin>, StartError> {
    if env.text("PORTAL_ORIGIN") == OWN_ADDRESS {
        return Ok(None);
    }
    env.parse("PORTAL_ORIGIN", Origin::parse).map(Some)
}
