//! Every command in every status, also in one that no sweep has stored yet. A cell has the stored status and the event
//! after the command, or `unchanged`, or `no:` and the codes of every broken rule.

use jiff::civil::Date;

use super::world::*;
use crate::enrollment::{Action, Enrollment, Outcome};
use crate::refusal::Refusals;

/// Well within the term after the first.
const WITHIN_NEXT: Date = jiff::civil::date(2027, 11, 22);

use Command::*;
use Situation::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Command {
    Enroll,
    Renew,
    Withdraw,
    Suspend,
    Reinstate,
    Advance,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Situation {
    /// More than 90 days before the end of its term.
    Active,
    /// 90 to 61 days before the end of its term.
    Renewable,
    /// Renewed, before its next term starts.
    Renewed,
    /// Renewed, long after its next term started.
    RenewedLong,
    RenewalDue,
    /// By the calendar only; no sweep has stored it.
    RenewalDueUnswept,
    InGrace,
    InGraceUnswept,
    Lapsed,
    LapsedUnswept,
    Suspended,
    /// Suspended until after the end of its term and grace.
    SuspendedLong,
    Withdrawn,
    /// Withdrawn while suspended.
    WithdrawnSuspended,
}

const COMMANDS: [Command; 6] = [Enroll, Renew, Withdraw, Suspend, Reinstate, Advance];

const EVERY: [Situation; 14] = [
    Active,
    Renewable,
    Renewed,
    RenewedLong,
    RenewalDue,
    RenewalDueUnswept,
    InGrace,
    InGraceUnswept,
    Lapsed,
    LapsedUnswept,
    Suspended,
    SuspendedLong,
    Withdrawn,
    WithdrawnSuspended,
];

impl Situation {
    fn today(self) -> Date {
        match self {
            Active | Suspended | Withdrawn | WithdrawnSuspended => WITHIN,
            Renewable | Renewed => OPENS,
            RenewedLong => WITHIN_NEXT,
            RenewalDue | RenewalDueUnswept => DUE,
            InGrace | InGraceUnswept => GRACE,
            Lapsed | LapsedUnswept | SuspendedLong => LAPSED,
        }
    }

    fn enrollment(self) -> Enrollment {
        match self {
            Active | Renewable | RenewalDueUnswept | InGraceUnswept | LapsedUnswept => enrolled(),
            Renewed | RenewedLong => renewed(enrolled(), OPENS),
            RenewalDue | InGrace | Lapsed => swept(enrolled(), self.today()),
            Suspended | SuspendedLong => suspended(enrolled(), WITHIN),
            Withdrawn => withdrawn(enrolled()),
            WithdrawnSuspended => withdrawn(suspended(enrolled(), WITHIN)),
        }
    }
}

impl Command {
    fn run_on(self, enrollment: Enrollment, facts: &Facts, today: Date) -> Result<Outcome, Refusals> {
        match self {
            Enroll => Enrollment::enroll(Some(&enrollment), &facts.borrowed(), today),
            Renew => enrollment.renew(&facts.borrowed(), today),
            Withdraw => Ok(enrollment.withdraw()),
            Suspend => enrollment.suspend(note("audit"), today),
            Reinstate => enrollment.reinstate(note("resolved"), today),
            Advance => Ok(enrollment.advance(today)),
        }
    }
}

type Cells = (Command, &'static [Situation], &'static str);

const TABLE: &[Cells] = &[
    (
        Enroll,
        &[Active, Renewable, Renewed, RenewedLong, RenewalDue, RenewalDueUnswept, InGrace, InGraceUnswept],
        "no: already_enrolled",
    ),
    (Enroll, &[Suspended, SuspendedLong, WithdrawnSuspended], "no: enrollment_suspended"),
    (Enroll, &[Lapsed, LapsedUnswept, Withdrawn], "active: enrollment.enrolled"),
    (Renew, &[Active, RenewedLong], "no: renewal_too_early"),
    (Renew, &[Renewable, RenewalDue, RenewalDueUnswept, InGrace, InGraceUnswept], "active: enrollment.renewed"),
    (Renew, &[Lapsed, LapsedUnswept, Withdrawn], "active: enrollment.renewed"),
    (Renew, &[Renewed], "unchanged"),
    (Renew, &[Suspended, SuspendedLong, WithdrawnSuspended], "no: enrollment_suspended"),
    (
        Withdraw,
        &[Active, Renewable, Renewed, RenewedLong, RenewalDue, RenewalDueUnswept],
        "withdrawn: enrollment.withdrawn",
    ),
    (Withdraw, &[InGrace, InGraceUnswept, Lapsed, LapsedUnswept], "withdrawn: enrollment.withdrawn"),
    (Withdraw, &[Suspended, SuspendedLong], "withdrawn: enrollment.withdrawn"),
    (Withdraw, &[Withdrawn, WithdrawnSuspended], "unchanged"),
    (
        Suspend,
        &[Active, Renewable, Renewed, RenewedLong, RenewalDue, RenewalDueUnswept],
        "suspended: enrollment.suspended",
    ),
    (Suspend, &[InGrace, InGraceUnswept], "suspended: enrollment.suspended"),
    (Suspend, &[Suspended, SuspendedLong], "unchanged"),
    (Suspend, &[Lapsed, LapsedUnswept, Withdrawn, WithdrawnSuspended], "no: enrollment_not_in_force"),
    (
        Reinstate,
        &[Active, Renewable, Renewed, RenewedLong, RenewalDue, RenewalDueUnswept, InGrace, InGraceUnswept],
        "unchanged",
    ),
    (Reinstate, &[Suspended], "active: enrollment.reinstated"),
    (Reinstate, &[SuspendedLong], "lapsed: enrollment.reinstated"),
    (Reinstate, &[WithdrawnSuspended], "withdrawn: enrollment.reinstated"),
    (Reinstate, &[Lapsed, LapsedUnswept, Withdrawn], "no: enrollment_not_in_force"),
    (Advance, &[RenewalDueUnswept], "renewal_due: enrollment.renewal_due"),
    (Advance, &[InGraceUnswept], "grace: enrollment.grace"),
    (Advance, &[LapsedUnswept], "lapsed: enrollment.lapsed"),
    (Advance, &[Active, Renewable, Renewed, RenewedLong, RenewalDue, InGrace, Lapsed], "unchanged"),
    (Advance, &[Suspended, SuspendedLong, Withdrawn, WithdrawnSuspended], "unchanged"),
];

fn expected(command: Command, situation: Situation) -> &'static str {
    let about = |(of, situations, _): &&Cells| *of == command && situations.contains(&situation);
    match TABLE.iter().filter(about).collect::<Vec<_>>().as_slice() {
        [(_, _, cell)] => cell,
        cells => panic!("{command:?} in {situation:?}: {} cells in the table", cells.len()),
    }
}

fn cell(result: Result<Outcome, Refusals>) -> String {
    match result {
        Ok(Outcome::Unchanged) => "unchanged".to_owned(),
        Ok(Outcome::Applied(next, event)) => format!("{}: {}", next.stored_status().as_str(), name_of(&event)),
        Err(refusals) => format!("no: {}", refusals.codes().join(", ")),
    }
}

fn run(command: Command, situation: Situation, facts: &Facts) -> Result<Outcome, Refusals> {
    command.run_on(situation.enrollment(), facts, situation.today())
}

#[test]
fn every_command_in_every_status_has_the_outcome_of_the_table() {
    for (command, situation) in COMMANDS.into_iter().flat_map(|command| EVERY.map(|situation| (command, situation))) {
        let outcome = cell(run(command, situation, &facts()));
        assert_eq!(outcome, expected(command, situation), "{command:?} in {situation:?}");
    }
}

#[test]
fn commands_have_the_same_outcome_before_and_after_the_sweep() {
    let pairs = [(RenewalDueUnswept, RenewalDue), (InGraceUnswept, InGrace), (LapsedUnswept, Lapsed)];
    for (unswept, swept) in pairs {
        for command in COMMANDS.into_iter().filter(|command| *command != Advance) {
            assert_eq!(cell(run(command, unswept, &facts())), cell(run(command, swept, &facts())), "{command:?}");
        }
    }
}

#[test]
fn only_commands_that_make_a_new_term_check_its_conditions() {
    let broken = |command, situation| cell(run(command, situation, &broken_facts()));
    for (command, situation) in COMMANDS.into_iter().flat_map(|command| EVERY.map(|situation| (command, situation))) {
        let otherwise = expected(command, situation);
        let begins_term = matches!(command, Enroll | Renew) && otherwise != "unchanged";
        let refused = otherwise.strip_prefix("no: ").map(str::to_owned);
        let all: Vec<String> = ALL_BROKEN.into_iter().map(str::to_owned).chain(refused).collect();
        let expected = if begins_term { format!("no: {}", all.join(", ")) } else { otherwise.to_owned() };
        assert_eq!(broken(command, situation), expected, "{command:?} in {situation:?}");
    }
}

#[test]
fn exactly_the_offered_actions_change_the_enrollment() {
    let by_command = [
        (Renew, Action::Renew),
        (Withdraw, Action::Withdraw),
        (Suspend, Action::Suspend),
        (Reinstate, Action::Reinstate),
    ];
    for situation in EVERY {
        let offered = situation.enrollment().actions(situation.today());
        for (command, action) in by_command {
            let changes = matches!(run(command, situation, &facts()), Ok(Outcome::Applied(..)));
            assert_eq!(offered.contains(&action), changes, "{command:?} in {situation:?}");
        }
    }
    let codes: Vec<&str> = Renewed.enrollment().actions(OPENS).into_iter().map(Action::as_str).collect();
    assert_eq!(codes, ["withdraw", "suspend"]);
}

#[test]
fn a_company_without_an_enrollment_enrolls() {
    let (enrollment, event) = made(Enrollment::enroll(None, &facts().borrowed(), BEGINS));
    assert_eq!((name_of(&event).as_str(), enrollment.stored_status().as_str()), ("enrollment.enrolled", "active"));
    let refused = Enrollment::enroll(None, &broken_facts().borrowed(), BEGINS).unwrap_err();
    assert_eq!(refused.codes()[..4], ALL_BROKEN[..4], "the membership still lasts on that day");
}

#[test]
fn no_command_changes_the_company_or_the_program_and_only_enroll_and_renew_change_the_term() {
    for (command, situation) in COMMANDS.into_iter().flat_map(|command| EVERY.map(|situation| (command, situation))) {
        let Ok(Outcome::Applied(next, _)) = run(command, situation, &facts()) else { continue };
        let before = situation.enrollment();
        assert_eq!((&next.company_id, &next.program), (&before.company_id, &before.program));
        let has_new_term = matches!(command, Enroll | Renew);
        assert_eq!(next.term_end != before.term_end, has_new_term, "{command:?} in {situation:?}");
    }
}

#[test]
fn a_withdrawal_does_not_lift_a_suspension_and_a_reinstatement_does_not_undo_a_withdrawal() {
    let suspended = withdrawn(suspended(enrolled(), WITHIN));
    assert_eq!(suspended.suspension, Some(note("audit")), "the reason is stored");
    let lifted = reinstated(suspended, WITHIN);
    assert_eq!((lifted.suspension.as_ref(), lifted.stored_status().as_str()), (None, "withdrawn"));
    assert_eq!(cell(Reinstate.run_on(lifted.clone(), &facts(), WITHIN)), "no: enrollment_not_in_force", "once");
    let (anew, _) = made(Enrollment::enroll(Some(&lifted), &facts().borrowed(), WITHIN));
    assert!(anew.is_in_force(WITHIN));
    assert_eq!(withdrawn(enrolled()).suspension, None);
}
