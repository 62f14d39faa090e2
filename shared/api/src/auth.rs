//! Authentication and authorization: bearer tokens, the issuer's keys, and the caller with their roles.

pub mod authenticator;
pub mod caller;
mod claims;
pub mod error;
pub mod forbidden;
pub mod issuer;
pub mod jwks;
#[cfg(test)]
mod test_issuer;
pub mod token;
pub mod token_policy;
