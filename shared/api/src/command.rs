//! From a request to the command it stands for.

use domain::attempt::Intent;
use jiff::Timestamp;
use lambda_http::Request;

use crate::auth::caller::Caller;
use crate::idempotency::RequestKey;
use crate::problem::Failure;
use crate::respond;

/// Largest JSON body of a command, in bytes.
pub const BODY_BYTES_MAX: usize = 64 * 1_024;

/// Who wants what, when, and under which key. Without an Idempotency-Key the request's own id names the attempt: then
/// at least a write that was repeated under the covers is known again.
///
/// # Errors
/// [`Failure::Invalid`] for a key that cannot be one.
pub fn intent(request: &Request, caller: &Caller, now: Timestamp) -> Result<Intent, Failure> {
    let company = caller.company.as_ref().map_or("", |company| company.as_str());
    let scope = format!("{company}/{}", caller.sub);
    let key = RequestKey::read(request, &scope)?;
    let fallback = respond::request_id(request);
    Ok(Intent::new(caller.sub.clone(), &scope, now, key.key.as_deref(), &fallback, &key.fingerprint))
}

/// Holds the revision a caller based a change on against the one that stands (RFC 9110 13.1.1).
///
/// # Errors
/// [`Failure::PreconditionFailed`] when they differ.
pub fn check_rev(based_on: Option<u64>, rev: u64) -> Result<(), Failure> {
    if based_on.is_none_or(|expected| expected == rev) { Ok(()) } else { Err(Failure::PreconditionFailed) }
}
