//! Authentication of a request: by a bearer token, or by a signature over the body.

use std::sync::Arc;

use jiff::Timestamp;
use lambda_http::Request;

use crate::auth::caller::Caller;
use crate::auth::token::TokenVerifier;
use crate::problem::Failure;
use crate::webhook::signature::{Secrets, Verified};
use domain::Role;

/// The callers an endpoint accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anyone, without authentication.
    Public,
    /// Callers whose token has one of these roles (PROGRAM.md 1.2).
    Roles(&'static [Role]),
    /// Callers whose token names a company, whatever their roles, and operations (PROGRAM.md 1.4).
    Members,
    /// Systems that sign the body with a shared secret (Standard Webhooks, PROGRAM.md 15.3).
    Signed,
}

/// Verifies the requests of one function: tokens of people, or signatures of systems.
#[derive(Clone, Debug)]
pub enum Authenticator {
    /// Verifies bearer tokens.
    Tokens(Arc<TokenVerifier>),
    /// Verifies signed bodies.
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

/// The verified identity of a request's sender.
#[derive(Clone, Debug)]
pub enum Proof {
    /// None: the endpoint is public.
    None,
    /// The caller of a token.
    Caller(Caller),
    /// A signature over the body.
    Signature(Verified),
}

/// The view of a [`Proof`] that a handler receives.
pub trait Authenticated: Sized + Send {
    /// Converts the proof; `None` when it is of another kind.
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
    /// Verifies the token or signature that `access` requires.
    ///
    /// # Errors
    /// 401 when it is missing or invalid, 403 without the role, 503 when the token issuer does not answer.
    pub(crate) async fn proof(&self, access: &Access, request: &Request, now: Timestamp) -> Result<Proof, Failure> {
        match (access, self) {
            (Access::Public, _) => Ok(Proof::None),
            (Access::Roles(roles), Self::Tokens(tokens)) => {
                Ok(Proof::Caller(tokens.caller(request, now).await?.authorized(roles)?))
            }
            (Access::Members, Self::Tokens(tokens)) => Ok(Proof::Caller(tokens.caller(request, now).await?.member()?)),
            // The signature is verified over the raw bytes, before any of them is parsed.
            (Access::Signed, Self::Secrets(secrets)) => {
                let verified = secrets.verify(request.headers(), request.body().as_ref(), now)?;
                Ok(Proof::Signature(verified))
            }
            (Access::Roles(_) | Access::Members, Self::Secrets(_)) | (Access::Signed, Self::Tokens(_)) => {
                Err(Failure::internal("the function's authenticator cannot verify what the endpoint requires"))
            }
        }
    }
}
