//! Random command sequences: the invariants of a claim.

use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::select;

use super::world::*;
use crate::calendar::days_after;
use crate::claim::{Claim, Outcome, PaymentEvent, Side, State, Status, Submit};
use crate::invoice::InvoiceFacts;
use crate::refusal::Refusals;

/// A command of a person on a day.
type Step = fn(Claim, Date, &str) -> Result<Outcome, Refusals>;

const STEPS: [Step; 13] = [
    |claim, today, person| claim.submit(&Submit { by: by(person), ..submit() }, facts().of_submission(), at(today)),
    |claim, today, _| claim.withdraw(today),
    |claim, today, _| claim.reinstate(today),
    |claim, today, _| claim.add_comment(note("Thank you."), Side::Operations, today),
    |claim, today, _| claim.open_dispute(note("No."), at(today)),
    |claim, _, _| claim.start_review(),
    |claim, today, person| claim.approve(reviewer(&by(person)), InvoiceFacts::default(), at(today)),
    |claim, today, _| claim.reject(note("No."), at(today)),
    |claim, today, _| claim.request_changes(note("Again."), at(today)),
    |claim, _, _| claim.hold(note("Wait.")),
    |claim, _, person| claim.release(reviewer(&by(person))),
    |claim, _, _| claim.report_payment(&reported("PAY-1", PaymentEvent::Sent, 4)),
    |claim, today, _| Ok(claim.advance(today)),
];

/// True when a status may lead to another one.
fn follows(before: Status, after: Status) -> bool {
    use Status::*;
    let next: &[Status] = match before {
        Draft | ActionRequired => &[Submitted, Withdrawn, Expired],
        Submitted => &[UnderReview, Withdrawn],
        UnderReview => &[ActionRequired, Approved, Rejected, Withdrawn],
        Rejected => &[Submitted],
        Approved => &[OnHold, Paid],
        OnHold => &[Approved, Paid],
        Withdrawn => &[Draft, ActionRequired],
        Scheduled | Paid | PaymentFailed | Expired => &[],
    };
    before == after || next.contains(&after)
}

proptest! {
    #[test]
    fn random_commands_follow_the_states_and_no_submitter_approves(
        steps in prop::collection::vec((0..STEPS.len(), 0..3_i32, select(vec!["u-1", "u-2", "op-1"])), 0..40),
    ) {
        let (mut claim, mut today) = (draft(), WITHIN);
        let mut submitters = Vec::new();
        for (step, days, person) in steps {
            today = days_after(today, days);
            let Ok(Outcome::Applied(next, event)) = STEPS[step](claim.clone(), today, person) else { continue };
            prop_assert!(follows(claim.stored_status(), next.stored_status()), "{:?} {:?}", claim.state, next.state);
            submitters.extend((event.name() == "claim.submitted").then(|| by(person)));
            prop_assert!(event.name() != "claim.approved" || !submitters.contains(&by(person)));
            prop_assert!(!matches!(next.state, State::Submitted(_)) || today <= next.correctable_until());
            claim = *next;
        }
    }
}
