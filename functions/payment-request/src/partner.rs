//! What a partner does with a claim besides submitting it.

use api::{Answer, BODY_BYTES_MAX, Failure, Fields};
use domain::claim::{Claim, Outcome, Saved};
use domain::{InvoiceNumber, Note, PurchaseOrder, Refusals, VoucherNumber};
use table::Stored;

use crate::view::ClaimView;
use crate::{Call, PARTNERS};

/// `PUT /claims/{claim_id}/draft`: what will be submitted, kept until it is (domain.md 5, 94).
pub(crate) async fn save(call: &Call<'_>, number: VoucherNumber) -> Result<Answer, Failure> {
    call.caller.needs(&PARTNERS)?.company()?;
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let invoice_number = fields.optional("invoice_number", InvoiceNumber::parse);
    let purchase_order = fields.optional("purchase_order", PurchaseOrder::parse);
    let saved = fields.finish(|| Some(Saved { invoice_number, purchase_order }))?;
    let (company, today) = (call.caller.company()?, call.today());
    let save = |claim: Claim| claim.save(saved.clone(), &call.caller.sub, today);
    let (stored, payees) =
        futures::try_join!(changed(call, Whose::Own, &number, save), async { Ok(call.table.payees(company).await?) })?;
    Ok(Answer::ok(&ClaimView::with_payees(call, &stored, &payees))?.with_rev(stored.rev))
}

/// `POST /claims/{claim_id}/withdraw`.
pub(crate) async fn withdraw(call: &Call<'_>, number: VoucherNumber) -> Result<Answer, Failure> {
    call.caller.needs(&PARTNERS)?.company()?;
    Fields::read_optional(call.request, BODY_BYTES_MAX)?.finish(|| Some(()))?;
    let today = call.today();
    change(call, Whose::Own, &number, |claim| claim.withdraw(today)).await
}

/// `POST /claims/{claim_id}/dispute`.
pub(crate) async fn dispute(call: &Call<'_>, number: VoucherNumber) -> Result<Answer, Failure> {
    call.caller.needs(&PARTNERS)?.company()?;
    let comment = note(call, "comment")?;
    change(call, Whose::Own, &number, |claim| claim.contest(comment.clone(), call.now)).await
}

/// A body that is one text.
pub(crate) fn note(call: &Call<'_>, name: &str) -> Result<Note, Failure> {
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let note = fields.required(name, Note::parse);
    fields.finish(|| note)
}

/// Which claims a command may change.
#[derive(Clone, Copy)]
pub(crate) enum Whose {
    /// Those of the caller's company.
    Own,
    /// Whatever operations see.
    Any,
}

/// Changes a claim in one read and one write, and shows it.
pub(crate) async fn change(
    call: &Call<'_>,
    whose: Whose,
    number: &VoucherNumber,
    command: impl Fn(Claim) -> Result<Outcome, Refusals> + Sync,
) -> Result<Answer, Failure> {
    let stored = changed(call, whose, number, command).await?;
    Ok(Answer::ok(&ClaimView::new(call, &stored))?.with_rev(stored.rev))
}

async fn changed(
    call: &Call<'_>,
    whose: Whose,
    number: &VoucherNumber,
    command: impl Fn(Claim) -> Result<Outcome, Refusals> + Sync,
) -> Result<Stored<Claim>, Failure> {
    let (intent, table) = (call.intent()?, call.table);
    let command = &command;
    let act = |seen: Option<Stored<Claim>>| async {
        let seen = match whose {
            Whose::Own => call.own(seen)?,
            Whose::Any => call.visible(seen)?,
        };
        if seen.has_seen(&intent.attempt) {
            return Ok(seen);
        }
        api::check_rev(api::if_match(call.request)?, seen.rev)?;
        let outcome = command(seen.value.clone())?;
        Ok::<_, Failure>(table.apply(Some(seen), outcome, &intent).await?)
    };
    table::change(table, &intent, || table.claim(number), act).await
}
