//! Access to claims: those a caller may read and change (PROGRAM.md 1.2).

use api::{Caller, Failure, Params};
use domain::claim::{Claim, Reviewer, Side};
use domain::{ClaimId, Refusal, VoucherNumber};
use table::Stored;

use crate::PARTNERS;

/// Returns the number of the voucher whose claim the path names.
///
/// # Errors
/// [`Refusal::ClaimNotFound`] for an id that no claim can have.
pub(crate) fn voucher_number(path: &Params) -> Result<VoucherNumber, Failure> {
    path.parse::<ClaimId>("claim_id")?.voucher().ok_or_else(|| Refusal::ClaimNotFound.into())
}

/// Returns the claim to operations, and to callers that [`own_claim`] admits.
///
/// # Errors
/// As [`own_claim`].
pub(crate) fn visible_claim(caller: &Caller, claim: Option<Stored<Claim>>) -> Result<Stored<Claim>, Failure> {
    match claim {
        Some(claim) if caller.is_operations() => Ok(claim),
        claim => own_claim(caller, claim),
    }
}

/// Returns the claim when it belongs to the caller's company, at a location of the caller.
///
/// # Errors
/// As [`require_own`]; [`Refusal::ClaimNotFound`] when there is none.
pub(crate) fn own_claim(caller: &Caller, claim: Option<Stored<Claim>>) -> Result<Stored<Claim>, Failure> {
    let claim = claim.ok_or(Refusal::ClaimNotFound)?;
    require_own(caller, &claim.value)?;
    Ok(claim)
}

/// Requires that the claim belongs to the caller's company, at a location of the caller.
///
/// # Errors
/// [`Refusal::ClaimNotFound`] for another company's claim; [`Failure::Forbidden`] at another location.
pub(crate) fn require_own(caller: &Caller, claim: &Claim) -> Result<(), Failure> {
    if *caller.company()? != claim.voucher.company_id {
        return Err(Refusal::ClaimNotFound.into());
    }
    caller.require_location(&claim.voucher.location_id)
}

/// True when the caller submits claims for the claim's company at its location (PROGRAM.md 1.2).
pub(crate) fn is_partner(caller: &Caller, claim: &Claim) -> bool {
    let is_own = caller.company.as_ref() == Some(&claim.voucher.company_id);
    is_own && caller.may_act_at(&claim.voucher.location_id) && caller.require_role(PARTNERS).is_ok()
}

/// Returns the side of a caller who may act on the claim. A person of operations who also submits claims for the
/// company is on the partner's side.
pub(crate) fn side(caller: &Caller, claim: &Claim) -> Side {
    if is_partner(caller, claim) { Side::Partner } else { Side::Operations }
}

/// Returns the caller as a reviewer, with their company if they have one (PROGRAM.md 11.9).
pub(crate) fn reviewer(caller: &Caller) -> Reviewer<'_> {
    Reviewer { by: &caller.sub, company: caller.company.as_ref() }
}
