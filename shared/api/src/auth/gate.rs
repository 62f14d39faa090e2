//! The proof that an endpoint asks for before it does anything.

use std::sync::Arc;

use jiff::Timestamp;
use lambda_http::Request;

use crate::auth::caller::{Caller, Role};
use crate::auth::token::TokenVerifier;
use crate::problem::Failure;
use crate::webhook::signature::{Secrets, Verified};

/// Who may call an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// Callers with a token that has one of these roles.
    Roles(&'static [Role]),
    /// Systems that sign the body with a shared secret (Standard Webhooks).
    Signed,
}

/// Verifies what a function's endpoints ask for: tokens of people, or signatures of systems.
#[derive(Clone, Debug)]
pub enum Authenticator {
    /// Bearer tokens.
    Tokens(Arc<TokenVerifier>),
    /// Signed bodies.
    Secrets(Secrets),
}

impl From<TokenVerifier> for Authenticator {
    fn from(tokens: TokenVerifier) -> Self {
        Self::Tokens(Arc::new(tokens))
    }
}

impl From<Secrets> for Authenticator {
    fn from(secrets: Secrets) -> Self {
        Self::Secrets(secrets)
    }
}

/// What was verified.
#[derive(Clone, Debug)]
pub enum Proof {
    /// Nothing was asked for.
    None,
    /// A token.
    Caller(Caller),
    /// A signature over the body.
    Signature(Verified),
}

/// What a handler knows of whoever calls it.
pub trait Authenticated: Sized + Send {
    /// What the proof shows.
    fn of(proof: Proof) -> Option<Self>;
}

impl Authenticated for () {
    fn of(_: Proof) -> Option<Self> {
        Some(())
    }
}

impl Authenticated for Caller {
    fn of(proof: Proof) -> Option<Self> {
        if let Proof::Caller(caller) = proof { Some(caller) } else { None }
    }
}

impl Authenticated for Verified {
    fn of(proof: Proof) -> Option<Self> {
        if let Proof::Signature(verified) = proof { Some(verified) } else { None }
    }
}

impl Authenticator {
    /// # Errors
    /// 401 without proof or with a bad one, 403 without a role, 503 when the issuer of tokens does not answer.
    pub(crate) async fn proof(&self, access: &Access, request: &Request, now: Timestamp) -> Result<Proof, Failure> {
        match (access, self) {
            (Access::Public, _) => Ok(Proof::None),
            (Access::Roles(roles), Self::Tokens(tokens)) => {
                Ok(Proof::Caller(tokens.caller(request, now).await?.admitted(roles)?))
            }
            // The signature is checked over the raw bytes before anything is read of them.
            (Access::Signed, Self::Secrets(secrets)) => {
                let verified = secrets.verify(request.headers(), request.body().as_ref(), now)?;
                Ok(Proof::Signature(verified))
            }
            (Access::Roles(_), Self::Secrets(_)) | (Access::Signed, Self::Tokens(_)) => {
                Err(Failure::internal("the endpoint asks for a proof that its function cannot verify"))
            }
        }
    }
}
