//! Submitting claims: one, or many under one invoice (PROGRAM.md 11.6).

use api::Failure;
use domain::attempt::Intent;
use domain::claim::{Claim, Correction, Outcome, RedeemedVoucher, SubmissionFacts, Submit};

use crate::Context;

mod facts;
mod many;
mod one;

use facts::BillingFacts;
pub(crate) use many::{SubmitMany, submit_many};
pub(crate) use one::{SubmitOne, submit_one};

/// A request to submit claims, with the facts that decide about it. `B` is its body.
struct Submission<'a, B> {
    context: &'a Context<'a, B>,
    command: &'a Submit,
    intent: &'a Intent,
    facts: &'a BillingFacts,
}

impl<B> Submission<'_, B> {
    /// Decides about one claim; `correction` is the work on one that was sent back.
    ///
    /// # Errors
    /// The refusals of submitting; a fault when a fact about this claim cannot be read.
    fn decide(&self, claim: &Claim, correction: Correction) -> Result<Outcome, Failure> {
        let RedeemedVoucher { country, program, .. } = &claim.voucher;
        let facts = SubmissionFacts {
            payee: self.facts.payee(program)?,
            card: self.facts.card(country, program)?,
            invoice_holder: self.facts.invoice_holder.as_deref(),
            correction,
            frozen_until: self.context.services.catalog.frozen_until(country, self.context.today()),
        };
        Ok(claim.clone().submit(self.command, facts, self.context.now)?)
    }

    /// True when the claim was submitted under this invoice number before, so that the number is already taken.
    fn already_has_invoice(&self, claim: &Claim) -> bool {
        claim.has_invoice(&self.command.invoice_number)
    }
}
