//! The claims of the sample company's past, from the draft to the payment.

use super::invoice;
use super::plan::ClaimStep;
use crate::failure::{During, Failure, Outcome};
use crate::journey::life::SAMPLE_PARTNER;
use crate::seed::{Course, parsed};
use domain::attempt::{Actor, Intent};
use domain::claim::{
    self, Claim, Correction, Event, PaymentEvent, PaymentId, PaymentReport, Rate, ReportedPayment, Reviewer,
    SubmissionFacts, Submit,
};
use domain::invoice::{InvoiceCopy, InvoiceFacts};
use domain::payee::Payee;
use domain::{CompanyId, Country, InvoiceNumber, Name, Note, ProgramCode, Refusals};
use jiff::{SignedDuration, Timestamp};
use table::{Stored, StoredVoucher, Table};

/// The comment with which operations send a claim back.
const SENT_BACK: &str = "The invoice names another legal entity. Please make it out to the buyer shown on the page.";
const HELD: &str = "We are checking the delivery country with the customer.";

/// A person of the sample data.
#[derive(Clone, Copy)]
struct Person {
    id: &'static str,
    name: &'static str,
}

const REDEEMER: Person = Person { id: "chen", name: "Chen" };
const CLAIMANT: Person = Person { id: "lee", name: "Lee" };
const REVIEWER: Person = Person { id: "ada", name: "Ada" };
const APPROVER: Person = Person { id: "ben", name: "Ben" };

/// Creates claims of the sample company.
pub struct Claims<'a> {
    table: &'a Table,
    company: CompanyId,
    payee: Payee,
    card: Vec<Rate>,
}

/// What a decision results in.
type Decided = Result<claim::Outcome, Refusals>;

impl<'a> Claims<'a> {
    /// Reads payee and rates.
    pub async fn new(table: &'a Table) -> Outcome<Self> {
        let (company, program) = (parsed(CompanyId::parse(SAMPLE_PARTNER))?, parsed(ProgramCode::parse("DDPS"))?);
        let payee = table.payee(&company, &program).await.during("read the payee")?;
        let payee = payee.ok_or_else(|| Failure::new("the sample company has no payee"))?.value;
        let card = table.rate_card(&parsed(Country::parse("TW"))?, &program).await.during("read the rates")?;
        Ok(Self { table, company, payee, card })
    }

    /// Creates the claim of a redeemed voucher and advances it to a step.
    pub async fn create(&self, voucher: &StoredVoucher, course: &Course, step: ClaimStep) -> Outcome<()> {
        let at = |days: i64| course.redeemed_at + SignedDuration::from_hours(days.saturating_mul(24));
        let mut claim = self.draft(voucher, at(0)).await?;
        if step >= ClaimStep::Submitted {
            claim = self.submit(claim, at(3)).await?;
        }
        if step >= ClaimStep::UnderReview {
            claim = self.decide(claim, REVIEWER, at(6), Claim::start_review).await?;
        }
        if step == ClaimStep::SentBack {
            let comment = parsed(Note::parse(SENT_BACK))?;
            return self.decide(claim, REVIEWER, at(8), |claim| claim.request_changes(comment, at(8))).await.map(drop);
        }
        if step >= ClaimStep::Approved {
            let by = parsed(Actor::parse(APPROVER.id))?;
            let number = claim.value.submission().map(|submission| submission.invoice_number.clone());
            let number = number.ok_or_else(|| Failure::new("the claim is not submitted"))?;
            let invoice = invoice::with_file(self.table, (&self.company, &number), CLAIMANT.id, at(3)).await?.value;
            let facts = InvoiceFacts { needed: Some(InvoiceCopy::Soft), invoice: Some(&invoice) };
            let approve = |claim: Claim| claim.approve(Reviewer { by: &by, company: None }, facts, at(9));
            claim = self.decide(claim, APPROVER, at(9), approve).await?;
        }
        if step == ClaimStep::OnHold {
            let reason = parsed(Note::parse(HELD))?;
            return self.decide(claim, REVIEWER, at(10), |claim| claim.hold(reason)).await.map(drop);
        }
        self.pay(claim, step, at).await
    }

    async fn draft(&self, voucher: &StoredVoucher, at: Timestamp) -> Outcome<Stored<Claim>> {
        let redeemed = voucher.value.redeemed().ok_or_else(|| Failure::new("the voucher is not redeemed"))?;
        let number = redeemed.voucher_number.clone();
        let redeemed_by = Some(parsed(Actor::parse(REDEEMER.id))?);
        let redeemed = claim::RedeemedVoucher { redeemed_by, ..redeemed };
        let claim = Claim::draft(redeemed, &self.card).with_current_names(&voucher.value);
        let intent = Intent::new(Actor::system("claims"), "claims", at, None, claim.id.as_str(), "draft");
        // The queue may have been quicker: its draft is the same.
        self.table.create_claim(claim, &intent).await.during("create a claim")?;
        let stored = self.table.claim(&number).await.during("read a claim")?;
        stored.ok_or_else(|| Failure::new("the claim was created and is not stored"))
    }

    async fn submit(&self, claim: Stored<Claim>, at: Timestamp) -> Outcome<Stored<Claim>> {
        let number = format!("INV-{}", claim.value.voucher.voucher_number);
        let command = Submit {
            invoice_number: parsed(InvoiceNumber::parse(&number))?,
            purchase_order: None,
            comment: None,
            by: parsed(Actor::parse(CLAIMANT.id))?,
            request: claim.value.id.to_string(),
        };
        self.table.take_invoice(&self.company, &command).await.during("take an invoice number")?;
        let (payee, card) = (Some(&self.payee), self.card.as_slice());
        let facts = SubmissionFacts {
            payee,
            card,
            invoice_holder: None,
            frozen_until: None,
            correction: Correction::default(),
        };
        self.decide(claim, CLAIMANT, at, |claim| claim.submit(&command, facts, at)).await
    }

    /// Reports the payments that lead to a step.
    async fn pay(&self, claim: Stored<Claim>, step: ClaimStep, at: impl Fn(i64) -> Timestamp) -> Outcome<()> {
        use PaymentEvent as E;
        let reports: &[(&str, E, i64)] = match step {
            ClaimStep::Scheduled => &[("1", E::Scheduled, 12)],
            ClaimStep::Paid => &[("1", E::Scheduled, 12), ("1", E::Sent, 20)],
            ClaimStep::Returned => &[("1", E::Sent, 20), ("1", E::Reversed, 28)],
            ClaimStep::PaidAgain => &[("1", E::Sent, 11), ("1", E::Reversed, 15), ("2", E::Sent, 20)],
            ClaimStep::Drafted
            | ClaimStep::Submitted
            | ClaimStep::UnderReview
            | ClaimStep::SentBack
            | ClaimStep::Approved
            | ClaimStep::OnHold => &[],
        };
        let mut claim = claim;
        for (no, event, days) in reports {
            let reported = ReportedPayment {
                payment: parsed(PaymentId::parse(&format!("PAY-{}-{no}", claim.value.voucher.voucher_number)))?,
                report: PaymentReport { at: at(*days), event: *event },
                amount: claim.value.amount.clone().ok_or_else(|| Failure::new("the claim has no amount"))?,
            };
            let by = Person { id: "payer", name: "" };
            claim = self.decide(claim, by, at(*days), |claim| claim.report_payment(&reported)).await?;
        }
        Ok(())
    }

    /// Decides a command and writes its outcome.
    async fn decide(
        &self,
        before: Stored<Claim>,
        by: Person,
        at: Timestamp,
        command: impl FnOnce(Claim) -> Decided,
    ) -> Outcome<Stored<Claim>> {
        let decided = command(before.value.clone()).during("decide on a claim")?;
        let domain::Outcome::Applied(after, event) = decided else { return Ok(before) };
        self.write(before, *after, event, by, at).await
    }

    async fn write(
        &self,
        before: Stored<Claim>,
        after: Claim,
        event: Event,
        by: Person,
        at: Timestamp,
    ) -> Outcome<Stored<Claim>> {
        let rev = format!("history-{}", before.rev);
        let intent = Intent::new(parsed(Actor::parse(by.id))?, "history", at, None, &rev, "");
        let intent = intent.with_name(Name::parse(by.name).ok());
        self.table.revise(Some(&before), after, event, &intent).await.during("save a claim")
    }
}
