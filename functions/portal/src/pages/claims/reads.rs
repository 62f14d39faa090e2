//! What the pages for payment requests read from the other functions.

use domain::{ClaimId, ProgramCode, calendar};

use super::model::{Claim, ClaimDetails, Payee};
use crate::failure::PageError;
use crate::functions::{CallError, Got, segment};
use crate::pages::vouchers::model::Listed;
use crate::pages::vouchers::reads::whole_list;
use crate::visit::Visit;

/// The function that these pages call.
pub const FUNCTION: &str = "payment-request";
/// The payment requests among which a page counts those that wait for a payee.
const WAITING_READ: &str = "100";
/// The days within which every payment request that waits for its partner is due.
const DUE_WITHIN_DAYS: i32 = 400;

/// The path of a payment request, or of a command on it.
pub fn claim_path(id: &ClaimId, command: &str) -> String {
    let slash = if command.is_empty() { "" } else { "/" };
    format!("/claims/{}{slash}{command}", segment(id.as_str()))
}

/// Reads a payment request with its history.
///
/// # Errors
/// `PageError::NotFound` for one that the reader may not see.
pub async fn claim(visit: &Visit<'_>, id: &ClaimId) -> Result<Got<ClaimDetails>, PageError> {
    Ok(visit.get(FUNCTION, &claim_path(id, ""), &[]).await?)
}

/// The company's payee registrations.
///
/// # Errors
/// `CallError`.
pub async fn payees(visit: &Visit<'_>) -> Result<Vec<Payee>, CallError> {
    whole_list(visit, FUNCTION, "/payees").await
}

/// The payment requests that wait for a payee registration, of the first hundred that wait for the partner; of one
/// program or of all.
///
/// # Errors
/// `CallError`.
pub async fn waiting_for_payee(visit: &Visit<'_>, program: Option<&ProgramCode>) -> Result<Vec<Claim>, CallError> {
    let before = calendar::days_after(visit.today(), DUE_WITHIN_DAYS).to_string();
    let program = program.map(ProgramCode::as_str).unwrap_or_default();
    let fields = [("due_before", before.as_str()), ("program", program), ("limit", WAITING_READ)];
    let mut claims = visit.get::<Listed<Claim>>(FUNCTION, "/claims", &fields).await?.value.items;
    claims.retain(Claim::waits_for_payee);
    Ok(claims)
}
