//! Submitting claims: one, or many under one invoice.

use api::Failure;
use domain::attempt::Intent;
use domain::claim::{Claim, Outcome, RedeemedVoucher, SubmissionFacts, Submit};

use crate::Context;

mod facts;
mod many;
mod one;

use facts::Facts;
pub(crate) use many::{SubmitMany, many};
pub(crate) use one::one;

/// A request to submit claims, and what is known when it is decided. `B` is its body.
struct Submission<'a, B> {
    context: &'a Context<'a, B>,
    command: &'a Submit,
    intent: &'a Intent,
    facts: &'a Facts,
}

impl<B> Submission<'_, B> {
    /// What becomes of a claim.
    fn decide(&self, claim: &Claim) -> Result<Outcome, Failure> {
        let RedeemedVoucher { country, program, .. } = &claim.voucher;
        let facts = SubmissionFacts {
            payee: self.facts.payee(program)?,
            card: self.facts.card(country, program)?,
            invoice_of: self.facts.invoice_of.as_deref(),
            frozen_until: self.context.services.catalog.frozen_until(country, self.context.today()),
        };
        Ok(claim.clone().submit(self.command, facts, self.context.now)?)
    }

    /// Whether the claim was submitted under this invoice number before, so that the number is taken already.
    fn keeps_invoice(&self, claim: &Claim) -> bool {
        claim.submission().is_some_and(|before| before.invoice_number.is_same_as(&self.command.invoice_number))
    }
}
