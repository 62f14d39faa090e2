//! Which claims a caller may see and change.

use api::{Caller, Failure, Params};
use domain::claim::{Claim, Reviewer};
use domain::{ClaimId, Refusal, VoucherNumber};
use table::Stored;

/// The voucher of the claim that the path names; an id that no claim can have names none.
pub(crate) fn voucher_number(path: &Params) -> Result<VoucherNumber, Failure> {
    path.parse::<ClaimId>("claim_id")?.voucher().ok_or_else(|| Refusal::ClaimNotFound.into())
}

/// The claim, if it is the caller's own, or the caller is operations.
pub(crate) fn visible(caller: &Caller, seen: Option<Stored<Claim>>) -> Result<Stored<Claim>, Failure> {
    match seen {
        Some(seen) if caller.is_operations() => Ok(seen),
        seen => own(caller, seen),
    }
}

/// The claim, if it is the caller's company's at a location where they may act.
pub(crate) fn own(caller: &Caller, seen: Option<Stored<Claim>>) -> Result<Stored<Claim>, Failure> {
    let seen = seen.ok_or(Refusal::ClaimNotFound)?;
    needs_own(caller, &seen.value)?;
    Ok(seen)
}

/// Leaves when the claim is not the caller's company's at a location where they may act.
///
/// # Errors
/// Another company's claim does not exist; [`Failure::Forbidden`] at another location.
pub(crate) fn needs_own(caller: &Caller, claim: &Claim) -> Result<(), Failure> {
    if *caller.company()? != claim.voucher.company_id {
        return Err(Refusal::ClaimNotFound.into());
    }
    caller.require_location(&claim.voucher.location_id)
}

/// The caller as the rule of four eyes sees them: with the company they belong to, if they do.
pub(crate) fn reviewer(caller: &Caller) -> Reviewer<'_> {
    Reviewer { by: &caller.sub, company: caller.company.as_ref() }
}
