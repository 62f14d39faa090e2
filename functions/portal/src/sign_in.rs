//! Signing in and out: OpenID Connect, authorization code with PKCE, as a confidential client (RFC 6749, RFC 7636).

mod begin;
mod issuer;

pub use begin::{back, begin, choose_language, sign_out, signed_in, signed_out};
pub use issuer::Issuer;
