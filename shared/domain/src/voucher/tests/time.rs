//! The calendar: the last valid day, the due index, and the actions on a day.

use jiff::civil::{Date, date};

use super::commands::{Caller, Command, PartnerCommand};
use super::states::State;
use super::world::*;
use crate::deliverable::FILES_MAX;
use crate::voucher::{Action, CancelReason, Outcome, Status, Voucher};

#[test]
fn a_voucher_is_valid_through_its_last_day_and_expired_the_day_after() {
    for voucher in [assigned(), reserved(), ready()] {
        assert_eq!(voucher.status(EXPIRES_ON), voucher.stored_status());
        assert_eq!(voucher.status(LAPSED_ON), Status::Expired);
        assert_eq!(reminded(voucher.clone()).advance(EXPIRES_ON), Outcome::Unchanged);
        let reservation = voucher.reservation().cloned();
        let (ended, event) = change(Ok(voucher.advance(LAPSED_ON)));
        assert_eq!((ended.stored_status(), event.as_str()), (Status::Expired, "voucher.expired"));
        assert_eq!(ended.reservation(), reservation.as_ref(), "the closed reservation is stored");
    }
}

#[test]
fn every_command_is_accepted_on_the_last_valid_day() {
    let by = company(HOLDER);
    let today = EXPIRES_ON;
    assert!(reserved().notify(&by, false, at(today)).is_ok());
    assert!(reserved().draft(&by, answers(), None, &actor(), at(today)).is_ok());
    assert!(reserved().announce(&by, announcement("plan.pdf"), None, &actor(), at(today)).is_ok());
    assert!(assigned().withdraw(withdraw(), today).is_ok());
    assert!(assigned().obstacles(&partner(HOLDER), today).is_empty());
    let (voucher, file) = with_file(reserved(), "plan.pdf");
    assert!(voucher.remove(&by, &file, today).is_ok());
    let last_day = changed(reserved().cancel(&by, CancelReason::OtherPartner, None, today));
    assert_eq!(last_day.stored_status(), Status::Assigned);
}

#[test]
fn a_reservation_cancelled_after_the_last_day_expires_the_voucher() {
    let outcome = reserved().cancel(&company(HOLDER), CancelReason::OfferingChanged, Some(note("n")), LAPSED_ON);
    let (voucher, event) = change(outcome);
    assert_eq!((voucher.stored_status(), event.as_str()), (Status::Expired, "reservation.cancelled"));
    assert!(voucher.is_held_by(&company(HOLDER)));
    assert_eq!(voucher.due_on(), None);
}

#[test]
fn a_cancelled_reservation_leaves_the_voucher_free_with_the_same_last_day() {
    let free = given_back(ready());
    assert_eq!((free.reservation(), free.core().expires_on), (None, EXPIRES_ON));
    let again = changed(free.reserve(&reserve(), &partner(OTHER), catalog(), at(TODAY)));
    assert!(again.is_held_by(&company(OTHER)) && !again.is_held_by(&company(HOLDER)));
    assert_eq!(again.core().reservations, 2);
}

#[test]
fn only_open_vouchers_are_in_the_due_index() {
    for state in State::ALL {
        let voucher = state.voucher();
        let is_open = matches!(voucher.stored_status(), Status::Assigned | Status::Reserved);
        let sixty_days_before = date(2027, 3, 1);
        assert_eq!(voucher.due_on(), is_open.then_some(sixty_days_before), "{state:?}");
        if is_open {
            assert_eq!(reminded(voucher).due_on(), Some(LAPSED_ON), "after all reminders, {state:?}");
        }
    }
}

/// The voucher after every reminder of its last valid day was sent.
fn reminded(voucher: Voucher) -> Voucher {
    changed(Ok(voucher.advance(EXPIRES_ON)))
}

fn offered(voucher: &Voucher, today: Date) -> Vec<&'static str> {
    voucher.actions(today).into_iter().map(Action::as_str).collect()
}

#[test]
fn the_actions_of_the_holder_follow_files_and_report() {
    let before = date(2026, 11, 30);
    let always = ["cancel", "reschedule", "notify", "upload", "report"];
    assert_eq!(offered(&assigned(), TODAY), ["reserve"]);
    assert_eq!(offered(&reserved(), TODAY), always);
    assert_eq!(offered(&State::Reportable.voucher(), before), always);
    assert_eq!(offered(&State::Reportable.voucher(), ENDS_ON), [&always[..], &["submit"]].concat());
    assert_eq!(offered(&State::Drafted.voucher(), ENDS_ON), always, "no file yet");
    let (pending, _) = with_file(State::Reportable.voucher(), "more.pdf");
    assert_eq!(offered(&pending, ENDS_ON), always);
    assert_eq!(offered(&ready(), before), ["cancel", "notify", "upload", "reopen"]);
    assert_eq!(offered(&ready(), ENDS_ON), ["cancel", "notify", "upload", "reopen", "redeem"]);
    for state in [State::AssignedLapsed, State::ReservedLapsed, State::Redeemed, State::Expired, State::Cancelled] {
        assert!(state.voucher().actions(state.today()).is_empty(), "{state:?}");
    }
}

#[test]
fn an_action_is_offered_exactly_when_its_command_is_accepted() {
    let commands = [
        (PartnerCommand::Reserve, Action::Reserve),
        (PartnerCommand::Cancel, Action::Cancel),
        (PartnerCommand::Amend, Action::Reschedule),
        (PartnerCommand::Notify, Action::Notify),
        (PartnerCommand::Announce, Action::Upload),
        (PartnerCommand::Draft, Action::Report),
        (PartnerCommand::Redeem, Action::Redeem),
    ];
    for state in State::ALL {
        for (command, action) in commands {
            let is_offered = state.voucher().actions(state.today()).contains(&action);
            let is_accepted = Command::ByPartner(Caller::Holder, command).run_in(state).is_ok();
            // After the last valid day no action is offered, but a reservation can still be cancelled.
            let is_late_cancel = state == State::ReservedLapsed && command == PartnerCommand::Cancel;
            assert_eq!(is_offered, is_accepted && !is_late_cancel, "{command:?} in {state:?}");
        }
    }
}

#[test]
fn an_action_is_offered_only_in_its_own_status() {
    for state in State::ALL {
        let (voucher, today) = (state.voucher(), state.today());
        for action in voucher.actions(today) {
            assert_eq!(action.status(), voucher.status(today), "{action:?} in {state:?}");
        }
    }
}

#[test]
fn an_upload_is_not_offered_at_the_maximum_of_files() {
    let mut voucher = reserved();
    for n in 0..FILES_MAX {
        assert!(voucher.actions(TODAY).contains(&Action::Upload), "{n}");
        (voucher, _) = with_file(voucher, &format!("plan-{n}.pdf"));
    }
    assert!(!voucher.actions(TODAY).contains(&Action::Upload));
}

#[test]
fn the_status_and_its_codes_are_those_of_the_interface() {
    let codes = State::ALL.map(|state| state.voucher().stored_status().as_str());
    let held = ["reserved"; 6];
    assert_eq!(codes[..2], ["assigned"; 2]);
    assert_eq!(codes[2..8], held);
    assert_eq!(codes[8..], ["redeemed", "expired", "expired", "cancelled"]);
    assert_eq!(Action::Submit.as_str(), "submit");
}
