//! Every command in every state. A cell holds the new status and the event, `unchanged`, or `no:` with the codes of
//! every broken rule. A new state or command fails the test until the table has its cells.

use super::commands::{Caller, Command, PartnerCommand};
use super::states::State;
use super::world::name_of;
use crate::refusal::Refusals;
use crate::voucher::Outcome;
use Caller::*;
use Command::*;
use PartnerCommand::*;
use State::{
    Assigned, AssignedLapsed, Cancelled, Clean, Drafted, Expired, ExpiredHeld, Ready, Redeemed, Reportable, Reserved,
    ReservedLapsed,
};

type Cells = (&'static [Command], &'static [State], &'static str);

const EVERY: &[State] = &State::ALL;
/// Reserved and valid, report not submitted.
const OPEN: &[State] = &[Reserved, Drafted, Clean, Reportable];
/// Reserved and valid.
const HELD: &[State] = &[Reserved, Drafted, Clean, Reportable, Ready];
/// Without a reservation.
const FREE: &[State] = &[Assigned, AssignedLapsed];

const TABLE: &[Cells] = &[
    // The customer's licensing side.
    (&[AssignAgain], EVERY, "unchanged"),
    (&[AssignOtherTerms], EVERY, "no: assigned_with_other_terms"),
    (&[Reassign], &[Assigned], "assigned: voucher.reassigned"),
    (&[Withdraw], &[Assigned], "cancelled: voucher.withdrawn"),
    (&[Reassign, Withdraw], &[AssignedLapsed, ReservedLapsed, Expired, ExpiredHeld], "no: expired"),
    (&[Reassign, Withdraw], HELD, "no: already_reserved"),
    (&[Reassign, Withdraw], &[Redeemed], "no: already_redeemed"),
    // Both occurred at the instant of the withdrawal, not after it.
    (&[Reassign, Withdraw], &[Cancelled], "unchanged"),
    (&[Extend], &[Assigned], "assigned: voucher.extended"),
    (&[Extend], HELD, "reserved: voucher.extended"),
    (&[Extend], &[AssignedLapsed, ReservedLapsed, Expired, ExpiredHeld], "no: expired"),
    (&[ExtendInTime], &[Assigned, AssignedLapsed, Expired], "assigned: voucher.extended"),
    (&[ExtendInTime], HELD, "reserved: voucher.extended"),
    (&[ExtendInTime], &[ReservedLapsed, ExpiredHeld], "reserved: voucher.extended"),
    (&[Extend, ExtendInTime], &[Redeemed], "no: already_redeemed"),
    (&[Extend, ExtendInTime], &[Cancelled], "no: cancelled"),
    // The system.
    (&[Expire], &[AssignedLapsed, ReservedLapsed], "expired: voucher.expired"),
    (&[Expire], &[Assigned, Redeemed, Expired, ExpiredHeld, Cancelled], "unchanged"),
    (&[Expire], HELD, "unchanged"),
    (&[JudgeClean], HELD, "reserved: deliverable.clean"),
    (&[JudgeClean], &[ReservedLapsed], "reserved: deliverable.clean"),
    (&[JudgeClean], &[Redeemed], "redeemed: deliverable.clean"),
    (&[JudgeRejected], HELD, "reserved: deliverable.rejected"),
    (&[JudgeRejected], &[ReservedLapsed], "reserved: deliverable.rejected"),
    (&[JudgeRejected], &[Redeemed], "redeemed: deliverable.rejected"),
    (&[JudgeClean, JudgeRejected], FREE, "unchanged"),
    (&[JudgeClean], &[ExpiredHeld], "expired: deliverable.clean"),
    (&[JudgeRejected], &[ExpiredHeld], "expired: deliverable.rejected"),
    (&[JudgeClean, JudgeRejected], &[Expired, Cancelled], "unchanged"),
    // Any partner.
    (&[ByPartner(Holder, Validate), ByPartner(Other, Validate)], &[Assigned], "unchanged"),
    (&[ByPartner(Holder, Reserve), ByPartner(Other, Reserve)], &[Assigned], "reserved: voucher.reserved"),
    (&[ByPartner(Holder, Validate), ByPartner(Other, Validate)], HELD, "no: already_reserved"),
    (&[ByPartner(Holder, Reserve), ByPartner(Other, Reserve)], HELD, "no: already_reserved"),
    (&[ByPartner(Holder, Validate), ByPartner(Other, Validate)], &[Redeemed], "no: already_redeemed"),
    (&[ByPartner(Holder, Reserve), ByPartner(Other, Reserve)], &[Redeemed], "no: already_redeemed"),
    (&[ByPartner(Holder, Validate), ByPartner(Other, Validate)], &[Cancelled], "no: cancelled"),
    (&[ByPartner(Holder, Reserve), ByPartner(Other, Reserve)], &[Cancelled], "no: cancelled"),
    (&[ByPartner(Holder, Validate), ByPartner(Other, Validate)], &[AssignedLapsed, ReservedLapsed], "no: expired"),
    (&[ByPartner(Holder, Validate), ByPartner(Other, Validate)], &[Expired, ExpiredHeld], "no: expired"),
    (
        &[ByPartner(Holder, Reserve), ByPartner(Other, Reserve)],
        &[AssignedLapsed, ReservedLapsed, Expired, ExpiredHeld],
        "no: expired, dates_outside_window",
    ),
    // The company that holds it.
    (&[ByPartner(Holder, Amend)], OPEN, "reserved: reservation.amended"),
    (&[ByPartner(Holder, Amend)], &[Ready], "no: report_already_submitted"),
    (&[ByPartner(Holder, Notify)], HELD, "reserved: reservation.notified"),
    (&[ByPartner(Holder, Cancel)], HELD, "assigned: reservation.cancelled"),
    (&[ByPartner(Holder, Cancel)], &[ReservedLapsed], "expired: reservation.cancelled"),
    (&[ByPartner(Holder, Announce)], HELD, "reserved: deliverable.announced"),
    (&[ByPartner(Holder, Remove)], OPEN, "reserved: deliverable.removed"),
    (&[ByPartner(Holder, Remove)], &[Ready], "no: report_already_submitted"),
    (&[ByPartner(Holder, Reopen)], &[Reserved, Clean], "no: report_not_found"),
    (&[ByPartner(Holder, Reopen)], &[Drafted, Reportable], "unchanged"),
    (&[ByPartner(Holder, Reopen)], &[Ready], "reserved: report.reopened"),
    (&[ByPartner(Holder, Draft)], &[Reserved, Clean], "reserved: report.drafted"),
    (&[ByPartner(Holder, Draft)], &[Drafted, Reportable], "unchanged"),
    (&[ByPartner(Holder, Draft)], &[Ready], "no: report_already_submitted"),
    (
        &[ByPartner(Holder, Submit)],
        &[Reserved],
        "no: deliverable_missing, report_incomplete, engagement_not_finished, handover_missing",
    ),
    (&[ByPartner(Holder, Submit)], &[Drafted], "no: deliverable_missing"),
    (&[ByPartner(Holder, Submit)], &[Clean], "no: report_incomplete, handover_missing"),
    (&[ByPartner(Holder, Submit)], &[Reportable], "reserved: report.submitted"),
    (&[ByPartner(Holder, Submit)], &[Ready], "unchanged"),
    (&[ByPartner(Holder, Redeem)], &[Reserved], "no: report_missing, deliverable_missing, engagement_not_finished"),
    (&[ByPartner(Holder, Redeem)], &[Drafted], "no: report_missing, deliverable_missing"),
    (&[ByPartner(Holder, Redeem)], &[Clean, Reportable], "no: report_missing"),
    (&[ByPartner(Holder, Redeem)], &[Ready], "redeemed: voucher.redeemed"),
    // The holder's commands without a reservation in force.
    (
        &[ByPartner(Holder, Amend), ByPartner(Holder, Notify), ByPartner(Holder, Announce)],
        &[ReservedLapsed],
        "no: expired",
    ),
    (&[ByPartner(Holder, Remove), ByPartner(Holder, Draft)], &[ReservedLapsed], "no: expired"),
    (&[ByPartner(Holder, Submit), ByPartner(Holder, Reopen)], &[ReservedLapsed], "no: expired"),
    (&[ByPartner(Holder, Redeem)], &[ReservedLapsed], "no: expired"),
    (WORK_OF_HOLDER, &[ExpiredHeld], "no: expired"),
    (WORK_OF_HOLDER, &[Redeemed], "no: already_redeemed"),
    (WORK_OF_HOLDER, FREE, "no: voucher_not_found"),
    (WORK_OF_HOLDER, &[Expired, Cancelled], "no: voucher_not_found"),
    // Another company: a voucher that it does not hold is not found.
    (WORK_OF_OTHER, FREE, "no: voucher_not_found"),
    (WORK_OF_OTHER, HELD, "no: voucher_not_found"),
    (WORK_OF_OTHER, &[ReservedLapsed, Redeemed, Expired, ExpiredHeld, Cancelled], "no: voucher_not_found"),
];

const WORK_OF_HOLDER: &[Command] = &[
    ByPartner(Holder, Amend),
    ByPartner(Holder, Notify),
    ByPartner(Holder, Cancel),
    ByPartner(Holder, Announce),
    ByPartner(Holder, Remove),
    ByPartner(Holder, Draft),
    ByPartner(Holder, Submit),
    ByPartner(Holder, Reopen),
    ByPartner(Holder, Redeem),
];

const WORK_OF_OTHER: &[Command] = &[
    ByPartner(Other, Amend),
    ByPartner(Other, Notify),
    ByPartner(Other, Cancel),
    ByPartner(Other, Announce),
    ByPartner(Other, Remove),
    ByPartner(Other, Draft),
    ByPartner(Other, Submit),
    ByPartner(Other, Reopen),
    ByPartner(Other, Redeem),
];

fn expected(command: Command, state: State) -> &'static str {
    let about = |(commands, states, _): &&Cells| commands.contains(&command) && states.contains(&state);
    match TABLE.iter().filter(about).collect::<Vec<_>>().as_slice() {
        [(_, _, cell)] => cell,
        [] => panic!("{command:?} in {state:?}: the table has no cell"),
        several => panic!("{command:?} in {state:?}: the table has {} cells", several.len()),
    }
}

fn summary(result: Result<Outcome, Refusals>) -> String {
    match result {
        Ok(Outcome::Unchanged) => "unchanged".to_owned(),
        Ok(Outcome::Applied(voucher, event)) => {
            format!("{}: {}", voucher.stored_status().as_str(), name_of(&event))
        }
        Err(refusals) => {
            let mut codes = refusals.codes();
            // There is one `report_incomplete` per open question; the tests of the report check which.
            codes.dedup();
            format!("no: {}", codes.join(", "))
        }
    }
}

#[test]
fn every_command_in_every_state_matches_the_table() {
    let cells = Command::all().into_iter().flat_map(|command| State::ALL.map(|state| (command, state)));
    let wrong: Vec<String> = cells
        .map(|(command, state)| (command, state, expected(command, state), summary(command.run_in(state))))
        .filter(|(_, _, expected, actual)| expected != actual)
        .map(|(command, state, expected, actual)| format!("{command:?} in {state:?}: {actual}, not {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_an_extension_changes_the_last_day_and_only_a_reassignment_the_administrator() {
    for (command, state) in Command::all().into_iter().flat_map(|command| State::ALL.map(|state| (command, state))) {
        let (before, after) = (state.voucher(), command.run_in(state));
        let Ok(Outcome::Applied(after, _)) = after else { continue };
        let (before, after) = (before.core(), after.core());
        assert_eq!(before.number, after.number, "{command:?} in {state:?}");
        assert_eq!(
            (&before.program, before.days, &before.customer, &before.license),
            (&after.program, after.days, &after.customer, &after.license)
        );
        let extends = matches!(command, Extend | ExtendInTime);
        assert_eq!(before.expires_on == after.expires_on, !extends, "{command:?} in {state:?}");
        assert_eq!(before.admin == after.admin, command != Reassign, "{command:?} in {state:?}");
    }
}

#[test]
fn a_lapsed_voucher_is_answered_alike_before_and_after_the_sweep() {
    let answer = |command: Command, state| summary(command.run_in(state));
    for command in [Reassign, Withdraw, Extend, ExtendInTime] {
        assert_eq!(answer(command, AssignedLapsed), answer(command, Expired), "{command:?}");
    }
    for command in Command::all() {
        let is_closing = matches!(command, Expire | JudgeClean | JudgeRejected | ByPartner(Holder, Cancel));
        if !is_closing {
            assert_eq!(answer(command, ReservedLapsed), answer(command, ExpiredHeld), "{command:?}");
        }
    }
}
