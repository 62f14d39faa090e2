//! Every command in every status, also in one that the sweep has not stored yet. A cell holds the stored status and the
//! event, `unchanged`, or `no:` with the codes of every broken rule.

use jiff::civil::Date;

use super::world::*;
use crate::claim::{Action, Claim, Outcome, PaymentEvent, Side, StatusFacts};
use crate::invoice::InvoiceFacts;
use crate::refusal::{Refusal, Refusals};
use Command::*;
use Situation::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Command {
    Save,
    Submit,
    Withdraw,
    Reinstate,
    /// A comment of either side.
    Comment,
    Dispute,
    StartReview,
    Approve,
    Reject,
    RequestChanges,
    Hold,
    Release,
    Settle,
    /// A report that a payment is scheduled.
    ReportSchedule,
    /// A report that money was sent.
    ReportPayment,
    Advance,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Situation {
    Draft,
    /// A draft past its last day, not yet expired by the sweep.
    DraftUnswept,
    Submitted,
    UnderReview,
    ActionRequired,
    ActionRequiredUnswept,
    Approved,
    OnHold,
    Scheduled,
    Paid,
    Disputed,
    PaymentFailed,
    Rejected,
    /// Rejected, past the last day to correct.
    RejectedLate,
    Expired,
    Withdrawn,
    /// Withdrawn after it was sent back.
    WithdrawnSentBack,
    /// Withdrawn, past its last day.
    WithdrawnLate,
}

const COMMANDS: [Command; 16] = [
    Save,
    Submit,
    Withdraw,
    Reinstate,
    Comment,
    Dispute,
    StartReview,
    Approve,
    Reject,
    RequestChanges,
    Hold,
    Release,
    Settle,
    ReportSchedule,
    ReportPayment,
    Advance,
];

const EVERY: [Situation; 18] = [
    Draft,
    DraftUnswept,
    Submitted,
    UnderReview,
    ActionRequired,
    ActionRequiredUnswept,
    Approved,
    OnHold,
    Scheduled,
    Paid,
    Disputed,
    PaymentFailed,
    Rejected,
    RejectedLate,
    Expired,
    Withdrawn,
    WithdrawnSentBack,
    WithdrawnLate,
];

impl Situation {
    fn today(self) -> Date {
        match self {
            DraftUnswept | Expired | WithdrawnLate => OVERDUE,
            ActionRequiredUnswept | RejectedLate => TOO_LATE,
            Draft | Submitted | UnderReview | ActionRequired | Approved | OnHold | Scheduled | Paid | Disputed
            | PaymentFailed | Rejected | Withdrawn | WithdrawnSentBack => WITHIN,
        }
    }

    fn claim(self) -> Claim {
        match self {
            Draft | DraftUnswept => draft(),
            Submitted => submitted(),
            UnderReview => under_review(),
            ActionRequired | ActionRequiredUnswept => sent_back(),
            Approved => approved(),
            OnHold => held(),
            Scheduled => after(approved(), &reported("PAY-1", PaymentEvent::Scheduled, 1)),
            Paid => paid(),
            Disputed => made(paid().open_dispute(note("Too little."), at(WITHIN))).0,
            PaymentFailed => after(approved(), &reported("PAY-1", PaymentEvent::Failed, 2)),
            Rejected | RejectedLate => rejected(),
            Expired => swept(draft(), OVERDUE),
            Withdrawn | WithdrawnLate => withdrawn(draft()),
            WithdrawnSentBack => withdrawn(sent_back()),
        }
    }
}

impl Command {
    fn run(self, claim: Claim, today: Date) -> Result<Outcome, Refusals> {
        match self {
            Save => claim.save(saved(), &by(PARTNER), today),
            Submit => claim.submit(&submit(), facts().of_submission(), at(today)),
            Withdraw => claim.withdraw(today),
            Reinstate => claim.reinstate(today),
            Comment => claim.add_comment(note("Thank you."), Side::Partner, today),
            Dispute => claim.open_dispute(note("Too little."), at(today)),
            StartReview => claim.start_review(),
            Approve => claim.approve(reviewer(&by(OPERATIONS)), InvoiceFacts::default(), at(today)),
            Reject => claim.reject(note("Wrong length."), at(today)),
            RequestChanges => claim.request_changes(note("Purchase order?"), at(today)),
            Hold => claim.hold(note("Tax invoice.")),
            Release => claim.release(reviewer(&by(OPERATIONS))),
            Settle => claim.answer_dispute(note("It was tax.")),
            ReportSchedule => claim.report_payment(&reported("PAY-1", PaymentEvent::Scheduled, 1)),
            ReportPayment => claim.report_payment(&reported("PAY-1", PaymentEvent::Sent, 4)),
            Advance => Ok(claim.advance(today)),
        }
    }
}

type Cells = (Command, &'static [Situation], &'static str);

const WRONG: &str = "no: wrong_claim_status";
/// The situations without an approval.
const NOT_APPROVED: &[Situation] = &[
    Draft,
    DraftUnswept,
    Submitted,
    UnderReview,
    ActionRequired,
    ActionRequiredUnswept,
    Rejected,
    RejectedLate,
    Expired,
    Withdrawn,
    WithdrawnSentBack,
    WithdrawnLate,
];
const NOT_WITHDRAWN: &[Situation] = &[
    Draft,
    DraftUnswept,
    Submitted,
    UnderReview,
    ActionRequired,
    ActionRequiredUnswept,
    Rejected,
    RejectedLate,
    Expired,
];
const WITHDRAWN: &[Situation] = &[Withdrawn, WithdrawnSentBack, WithdrawnLate];
const NOT_IN_REVIEW: &[Situation] = &[
    Draft,
    DraftUnswept,
    Submitted,
    ActionRequired,
    ActionRequiredUnswept,
    Rejected,
    RejectedLate,
    Expired,
    Withdrawn,
    WithdrawnSentBack,
    WithdrawnLate,
];
const APPROVED: &[Situation] = &[Approved, OnHold, Scheduled, Paid, Disputed, PaymentFailed];
const WITH_THE_PAYER: &[Situation] = &[Scheduled, Paid, Disputed, PaymentFailed];

const TABLE: &[Cells] = &[
    (Save, &[Draft], "draft: claim.saved"),
    (Save, &[ActionRequired], "action_required: claim.saved"),
    (Save, &[Rejected], "rejected: claim.saved"),
    (Save, &[DraftUnswept, ActionRequiredUnswept, RejectedLate, Expired], "no: past_due"),
    (Save, &[Submitted, UnderReview], WRONG),
    (Save, WITHDRAWN, WRONG),
    (Save, APPROVED, WRONG),
    (Submit, &[Draft, ActionRequired, Rejected], "submitted: claim.submitted"),
    (Submit, &[DraftUnswept, ActionRequiredUnswept, RejectedLate, Expired], "no: past_due"),
    (Submit, &[Submitted, UnderReview], WRONG),
    (Submit, WITHDRAWN, WRONG),
    (Submit, APPROVED, WRONG),
    (Withdraw, &[Draft, Submitted, UnderReview, ActionRequired], "withdrawn: claim.withdrawn"),
    (Withdraw, WITHDRAWN, "unchanged"),
    (Withdraw, &[DraftUnswept, ActionRequiredUnswept, Rejected, RejectedLate, Expired], WRONG),
    (Withdraw, APPROVED, WRONG),
    (Reinstate, &[Withdrawn], "draft: claim.reinstated"),
    (Reinstate, &[WithdrawnSentBack], "action_required: claim.reinstated"),
    (Reinstate, &[WithdrawnLate], "no: past_due"),
    (Reinstate, NOT_WITHDRAWN, WRONG),
    (Reinstate, APPROVED, WRONG),
    (Comment, &[Draft], "draft: claim.commented"),
    (Comment, &[DraftUnswept], "draft: claim.commented"),
    (Comment, &[Submitted], "submitted: claim.commented"),
    (Comment, &[UnderReview], "under_review: claim.commented"),
    (Comment, &[ActionRequired, ActionRequiredUnswept], "action_required: claim.commented"),
    (Comment, &[Approved], "approved: claim.commented"),
    (Comment, &[OnHold], "on_hold: claim.commented"),
    (Comment, &[Scheduled], "scheduled: claim.commented"),
    (Comment, &[PaymentFailed], "payment_failed: claim.commented"),
    (Comment, &[Rejected, RejectedLate], "rejected: claim.commented"),
    (Comment, &[Expired], "expired: claim.commented"),
    (Comment, WITHDRAWN, "withdrawn: claim.commented"),
    (Comment, &[Paid, Disputed], "no: claim_paid"),
    (Dispute, &[Paid], "paid: claim.disputed"),
    (Dispute, &[Disputed], "unchanged"),
    (Dispute, &[Approved, OnHold, Scheduled, PaymentFailed], WRONG),
    (Dispute, NOT_APPROVED, WRONG),
    (StartReview, &[Submitted], "under_review: claim.review_started"),
    (StartReview, &[UnderReview], "unchanged"),
    (StartReview, &[Draft, DraftUnswept, ActionRequired, ActionRequiredUnswept], WRONG),
    (StartReview, &[Rejected, RejectedLate, Expired], WRONG),
    (StartReview, WITHDRAWN, WRONG),
    (StartReview, APPROVED, WRONG),
    (Approve, &[UnderReview], "approved: claim.approved"),
    (Approve, APPROVED, "unchanged"),
    (Approve, NOT_IN_REVIEW, WRONG),
    (Reject, &[UnderReview], "rejected: claim.rejected"),
    (Reject, NOT_IN_REVIEW, WRONG),
    (Reject, APPROVED, WRONG),
    (RequestChanges, &[UnderReview], "action_required: claim.changes_requested"),
    (RequestChanges, NOT_IN_REVIEW, WRONG),
    (RequestChanges, APPROVED, WRONG),
    (Hold, &[Approved], "on_hold: claim.held"),
    (Hold, &[OnHold], "unchanged"),
    (Hold, WITH_THE_PAYER, WRONG),
    (Hold, NOT_APPROVED, WRONG),
    (Release, &[OnHold], "approved: claim.released"),
    (Release, &[Approved], "unchanged"),
    (Release, WITH_THE_PAYER, WRONG),
    (Release, NOT_APPROVED, WRONG),
    (Settle, &[Disputed], "paid: claim.dispute_settled"),
    (Settle, &[Paid], "unchanged"),
    (Settle, &[Approved, OnHold, Scheduled, PaymentFailed], WRONG),
    (Settle, NOT_APPROVED, WRONG),
    (ReportSchedule, &[Approved], "scheduled: claim.payment_reported"),
    (ReportSchedule, &[Scheduled, Paid, Disputed, PaymentFailed], "unchanged"),
    (ReportSchedule, &[OnHold], WRONG),
    (ReportSchedule, NOT_APPROVED, WRONG),
    (ReportPayment, &[Approved, OnHold, Scheduled, PaymentFailed], "paid: claim.payment_reported"),
    (ReportPayment, &[Paid, Disputed], "unchanged"),
    (ReportPayment, NOT_APPROVED, WRONG),
    (Advance, &[DraftUnswept, ActionRequiredUnswept], "expired: claim.expired"),
    (Advance, &[Draft, Submitted, UnderReview, ActionRequired], "unchanged"),
    (Advance, &[Rejected, RejectedLate, Expired], "unchanged"),
    (Advance, WITHDRAWN, "unchanged"),
    (Advance, APPROVED, "unchanged"),
];

fn expected(command: Command, situation: Situation) -> &'static str {
    let about = |(of, situations, _): &&Cells| *of == command && situations.contains(&situation);
    match TABLE.iter().filter(about).collect::<Vec<_>>().as_slice() {
        [(_, _, cell)] => cell,
        cells => panic!("{command:?} in {situation:?}: the table has {} cells", cells.len()),
    }
}

fn summary(result: Result<Outcome, Refusals>) -> String {
    match result {
        Ok(Outcome::Unchanged) => "unchanged".to_owned(),
        Ok(Outcome::Applied(next, event)) => format!("{}: {}", next.stored_status().as_str(), event.name()),
        Err(refusals) => format!("no: {}", refusals.codes().join(", ")),
    }
}

fn run(command: Command, situation: Situation) -> Result<Outcome, Refusals> {
    command.run(situation.claim(), situation.today())
}

fn cells() -> impl Iterator<Item = (Command, Situation)> {
    COMMANDS.into_iter().flat_map(|command| EVERY.map(|situation| (command, situation)))
}

#[test]
fn every_command_in_every_status_matches_the_table() {
    for (command, situation) in cells() {
        assert_eq!(summary(run(command, situation)), expected(command, situation), "{command:?} in {situation:?}");
    }
}

#[test]
fn an_overdue_claim_is_answered_alike_before_and_after_the_sweep() {
    // A comment names the stored status, which the sweep changes.
    for command in COMMANDS.into_iter().filter(|command| !matches!(command, Advance | Comment)) {
        for (unswept, today) in [(DraftUnswept, OVERDUE), (ActionRequiredUnswept, TOO_LATE)] {
            let swept = swept(unswept.claim(), today);
            assert_eq!(
                summary(run(command, unswept)),
                summary(command.run(swept, today)),
                "{command:?} in {unswept:?}"
            );
        }
    }
}

#[test]
fn an_action_is_offered_exactly_when_its_command_changes_the_claim() {
    let commands = [
        (Save, Action::Save),
        (Submit, Action::Submit),
        (Withdraw, Action::Withdraw),
        (Reinstate, Action::Reinstate),
        (Comment, Action::Comment),
        (Dispute, Action::Dispute),
        (StartReview, Action::Review),
        (Approve, Action::Approve),
        (Reject, Action::Reject),
        (RequestChanges, Action::RequestChanges),
        (Hold, Action::Hold),
        (Release, Action::Release),
        (Settle, Action::Settle),
    ];
    for situation in EVERY {
        let offered = situation.claim().actions(situation.today());
        for (command, action) in commands {
            let changes = matches!(run(command, situation), Ok(Outcome::Applied(..)));
            assert_eq!(offered.contains(&action), changes, "{command:?} in {situation:?}");
        }
    }
}

#[test]
fn the_submittable_statuses_cover_every_claim_that_may_be_submitted() {
    for situation in EVERY {
        let (status_facts, today) = (situation.claim().status_facts(), situation.today());
        let is_offered = status_facts.actions(today).contains(&Action::Submit);
        assert_eq!(status_facts.is_submittable(false, today), is_offered, "{situation:?}");
        assert!(!status_facts.is_submittable(true, today), "{situation:?}: submissions are frozen");
        assert!(!is_offered || StatusFacts::SUBMITTABLE.contains(&status_facts.stored), "{situation:?}");
    }
}

#[test]
fn a_refusal_states_the_status_of_the_claim_on_that_day() {
    for (command, situation) in cells() {
        let Err(refusals) = run(command, situation) else { continue };
        let (claim, today) = (situation.claim(), situation.today());
        for refusal in &refusals {
            let Refusal::WrongClaimStatus { status, needed } = refusal else { continue };
            let statuses = [claim.status(today).as_str(), claim.stored_status().as_str()];
            assert!(statuses.contains(status), "{command:?} in {situation:?}: {refusal}");
            assert!(!needed.contains(status), "{command:?} in {situation:?}: {refusal}");
        }
    }
}

#[test]
fn no_command_changes_the_voucher_the_due_day_or_the_amount() {
    for (command, situation) in cells() {
        let Ok(Outcome::Applied(next, _)) = run(command, situation) else { continue };
        let before = situation.claim();
        assert_eq!((&next.id, &next.voucher, next.due_on), (&before.id, &before.voucher, before.due_on));
        assert_eq!(next.amount, before.amount, "{command:?} in {situation:?}");
        let is_disputed = command == Dispute || before.dispute.is_some();
        assert_eq!(next.dispute.is_some(), is_disputed && command != Settle);
    }
}
