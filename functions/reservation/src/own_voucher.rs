//! Commands on a voucher that the caller's company holds.

use api::{Answer, Failure, VoucherView};
use domain::attempt::Intent;
use domain::voucher::{Outcome, Voucher};
use domain::{CompanyId, Refusal, Refusals};
use table::{Steps, StoredVoucher};

use crate::Context;

/// Runs a command that needs only the voucher.
pub(crate) async fn change_voucher<B: Sync>(
    context: &Context<'_, B>,
    decide: impl Fn(Voucher, &CompanyId) -> Result<Outcome, Refusals> + Sync,
    answer: impl Fn(&StoredVoucher) -> Result<Answer<VoucherView>, Failure> + Sync,
) -> Result<Answer<VoucherView>, Failure> {
    let (table, number, company) = (&context.services.table, context.voucher_number()?, context.company()?);
    let intent = context.intent();
    let steps = Steps {
        intent: &intent,
        load: || async { Ok((table.voucher(&number).await?, ())) },
        authorize: |voucher| own_voucher(context, &intent, voucher),
        decide: |before: &StoredVoucher, (): &()| Ok(decide(before.value.clone(), company)?),
        answer: |stored: &StoredVoucher, (): &()| answer(stored),
    };
    context.answered(table.run(steps).await?)
}

/// Returns the voucher when it is reserved by the caller's company, at a location of the caller, or when this request
/// was already applied to it: a retried cancellation finds the reservation gone.
///
/// # Errors
/// [`Refusal::VoucherNotFound`] for any other voucher; [`Failure::Forbidden`] at another location.
pub(crate) fn own_voucher<B>(
    context: &Context<'_, B>,
    intent: &Intent,
    voucher: Option<StoredVoucher>,
) -> Result<StoredVoucher, Failure> {
    let voucher = voucher.ok_or(Refusal::VoucherNotFound)?;
    let is_own = context.caller.own_reservation(&voucher.value)?.is_some() || voucher.has_attempt(&intent.attempt);
    if is_own { Ok(voucher) } else { Err(Refusal::VoucherNotFound.into()) }
}
