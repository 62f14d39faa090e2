//! Assign, reassign, withdraw, extend: late, twice and out of order (api.md 3).

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::world::*;
use crate::CustomerId;
use crate::ids::ProgramCode;
use crate::refusal::{Refusal, Refusals};
use crate::voucher::{Admin, Assign, Event, Extend, Outcome, Reassign, Status, Voucher, Withdraw};

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn reassign(who: &str, at: &str) -> Reassign {
    let admin = Admin { name: name(who), email: email(&format!("{who}@contoso.example")) };
    Reassign { occurred_at: instant(at), admin }
}

fn extend(expires_on: Date, occurred_at: &str) -> Extend {
    Extend { occurred_at: instant(occurred_at), expires_on, reason: note("decree") }
}

/// The events in this order; one that is refused changes nothing.
fn after<C>(mut voucher: Voucher, commands: Vec<C>, act: fn(Voucher, C) -> Result<Outcome, Refusals>) -> Voucher {
    for command in commands {
        if let Ok(Outcome::Applied(next, _)) = act(voucher.clone(), command) {
            voucher = *next;
        }
    }
    voucher
}

fn admin_after(events: Vec<Reassign>) -> Admin {
    after(assigned(), events, |voucher, event| voucher.reassign(event, TODAY)).core().admin.clone()
}

#[test]
fn the_last_day_is_the_events_own_else_counted_from_creation_else_from_assignment() {
    let own = Assign { expires_on: Some(date(2027, 1, 15)), ..assign() };
    assert_eq!(own.voucher().core().expires_on, date(2027, 1, 15));
    let created = Assign { created_at: Some(instant("2026-10-01T23:59:59Z")), ..assign() };
    assert_eq!(created.voucher().core().expires_on, date(2027, 3, 30));
    let assigned = Assign { created_at: None, ..assign() };
    assert_eq!(assigned.voucher().core().expires_on, date(2027, 4, 30));
}

#[test]
fn a_new_voucher_says_what_the_event_said() {
    let event = Assign { intended_company: Some(company(HOLDER)), ..assign() };
    let voucher = event.clone().voucher();
    let core = voucher.core();
    assert_eq!((&core.number, &core.program, core.days), (&event.voucher_number, &event.program, event.days));
    assert_eq!((&core.customer, &core.license, &core.admin), (&event.customer, &event.license, &event.admin));
    assert_eq!((core.assigned_at, &core.intended_company), (event.occurred_at, &event.intended_company));
    assert_eq!((core.reassigned_at, core.extended_at, core.reservations), (None, None, 0));
}

#[test]
fn the_end_of_the_license_does_not_shorten_a_voucher() {
    let voucher = assigned();
    assert!(voucher.core().license.ends_on < EXPIRES_ON);
    assert_eq!(voucher.status(EXPIRES_ON), Status::Assigned);
}

#[test]
fn an_assignment_repeats_unless_program_length_or_customer_differ() {
    let voucher = reserved();
    let moved_since = Assign {
        admin: Admin { name: name("Kai"), email: email("kai@contoso.example") },
        expires_on: Some(date(2027, 6, 1)),
        occurred_at: instant("2026-11-05T00:00:00Z"),
        ..assign()
    };
    assert_eq!(moved_since.repeats(&voucher), Ok(()));
    let mut other_customer = assign();
    other_customer.customer.id = CustomerId::parse("C-2002").unwrap();
    let other_program = Assign { program: ProgramCode::parse("SDPS").unwrap(), ..assign() };
    for other in [other_customer, other_program, Assign { days: 3, ..assign() }] {
        assert_eq!(other.repeats(&voucher), Err(Refusal::AssignedWithOtherTerms.into()));
    }
}

#[test]
fn the_word_that_occurred_last_names_the_administrator_in_whatever_order_words_come() {
    let words = [
        reassign("kai", "2026-11-10T08:00:00Z"),
        reassign("ana", "2026-11-11T08:00:00Z"),
        reassign("mei", "2026-11-12T08:00:00Z"),
    ];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let came = order.map(|i| words[i].clone()).to_vec();
        assert_eq!(admin_after(came).email, email("mei@contoso.example"), "{order:?}");
    }
}

#[test]
fn a_word_that_names_the_same_person_again_is_not_undone_by_an_older_one() {
    let back = Reassign { occurred_at: instant("2026-11-12T08:00:00Z"), admin: admin() };
    let away = reassign("kai", "2026-11-10T08:00:00Z");
    assert_eq!(admin_after(vec![away.clone(), back.clone()]), admin());
    assert_eq!(admin_after(vec![back, away]), admin());
}

#[test]
fn a_reassignment_from_before_the_assignment_is_too_old() {
    let old = reassign("kai", "2026-11-01T08:59:59Z");
    assert_eq!(assigned().reassign(old, TODAY), Ok(Outcome::Unchanged));
}

#[test]
fn a_repeated_reassignment_changes_nothing_in_any_state() {
    let word = reassign("kai", "2026-11-10T08:00:00Z");
    let (named, event) = change(assigned().reassign(word.clone(), TODAY));
    assert_eq!(event, "voucher.reassigned");
    assert_eq!(named.clone().reassign(word.clone(), TODAY), Ok(Outcome::Unchanged));
    let mut command = reserve();
    command.admin_email = word.admin.email.clone();
    let held = changed(named.reserve(&command, &partner(HOLDER), catalog(), at(TODAY)));
    assert_eq!(held.clone().reassign(word, TODAY), Ok(Outcome::Unchanged));
    assert_eq!(held.clone().reassign(reassign("kai", "2026-11-23T08:00:00Z"), TODAY), Ok(Outcome::Unchanged));
    assert_eq!(codes(held.reassign(reassign("ana", "2026-11-23T08:00:00Z"), TODAY)), ["already_reserved"]);
}

#[test]
fn only_the_new_administrator_validates_afterwards() {
    let named = changed(assigned().reassign(reassign("kai", "2026-11-10T08:00:00Z"), TODAY));
    assert!(named.matches_admin(&email("KAI@contoso.example")).is_ok());
    assert_eq!(named.matches_admin(&admin().email), Err(Refusal::NotFoundOrMismatch.into()));
}

#[test]
fn a_withdrawal_that_comes_after_the_reservation_is_too_late_however_early_it_occurred() {
    let early = Withdraw { occurred_at: instant("2026-11-02T00:00:00Z"), ..withdraw() };
    assert_eq!(codes(reserved().withdraw(early.clone(), TODAY)), ["already_reserved"]);
    assert_eq!(codes(redeemed(ready()).withdraw(early.clone(), TODAY)), ["already_redeemed"]);
    assert_eq!(codes(assigned().withdraw(early.clone(), LAPSED_ON)), ["expired"]);
    let (voucher, event) = change(given_back(reserved()).withdraw(early, TODAY));
    assert_eq!((voucher.stored_status(), event.as_str()), (Status::Cancelled, "voucher.withdrawn"));
}

#[test]
fn a_withdrawal_ends_a_voucher_once() {
    let again = Withdraw { occurred_at: instant("2026-12-24T00:00:00Z"), reason: note("again") };
    assert_eq!(cancelled(assigned()).withdraw(again, TODAY), Ok(Outcome::Unchanged));
}

#[test]
fn what_occurred_before_the_withdrawal_is_no_news_and_what_occurred_after_it_is_refused() {
    let withdrawn = cancelled(assigned());
    assert_eq!(withdrawn.clone().reassign(reassign("kai", "2026-11-10T08:00:00Z"), TODAY), Ok(Outcome::Unchanged));
    assert_eq!(codes(withdrawn.reassign(reassign("kai", "2026-12-10T08:00:00Z"), TODAY)), ["cancelled"]);
}

#[test]
fn an_extension_moves_the_last_day_of_an_open_voucher() {
    let to = date(2027, 6, 30);
    for voucher in [assigned(), reserved(), ready()] {
        let outcome = voucher.extend(extend(to, "2026-11-20T00:00:00Z"), EXPIRES_ON).unwrap();
        let Outcome::Applied(extended, event) = outcome else { panic!("nothing changed") };
        assert_eq!(event, Event::Extended { from: EXPIRES_ON, to, reason: note("decree") });
        assert_eq!((extended.core().expires_on, extended.due_on()), (to, Some(date(2027, 5, 1))), "60 days before");
        assert_ne!(extended.status(to), Status::Expired);
    }
}

#[test]
fn an_extension_only_moves_to_a_later_day() {
    let shorter = assigned().extend(extend(EXPIRES_ON.yesterday().unwrap(), "2026-11-20T00:00:00Z"), TODAY);
    assert_eq!(shorter, Err(Refusal::NotLater(EXPIRES_ON).into()));
    let same = assigned().extend(extend(EXPIRES_ON, "2026-11-20T00:00:00Z"), TODAY);
    assert_eq!(same, Ok(Outcome::Unchanged));
}

#[test]
fn an_extension_reaches_a_year_from_today_at_most() {
    let limit = date(2027, 11, 22);
    for voucher in [assigned(), reserved(), ready()] {
        let beyond = |day| voucher.clone().extend(extend(day, "2026-11-20T00:00:00Z"), TODAY);
        assert_eq!(changed(beyond(limit)).core().expires_on, limit);
        for day in [limit.tomorrow().unwrap(), date(2100, 12, 31)] {
            assert_eq!(beyond(day), Err(Refusal::ExtensionTooLong(limit).into()), "{day}");
        }
    }
    let tomorrow = TODAY.tomorrow().unwrap();
    let later = assigned().extend(extend(limit.tomorrow().unwrap(), "2026-11-20T00:00:00Z"), tomorrow);
    assert!(later.is_ok(), "the limit moves with the day");
}

#[test]
fn an_extension_after_the_last_day_is_too_late() {
    let late = || extend(date(2027, 6, 30), "2026-11-20T00:00:00Z");
    assert!(assigned().extend(late(), EXPIRES_ON).is_ok());
    for voucher in [assigned(), reserved(), expired(assigned()), expired(reserved())] {
        assert_eq!(voucher.extend(late(), LAPSED_ON), Err(Refusal::Expired(EXPIRES_ON).into()));
    }
}

#[test]
fn an_older_extension_takes_nothing_back_and_the_latest_day_stands() {
    let (first, second) = (date(2027, 5, 31), date(2027, 6, 30));
    let extended = changed(assigned().extend(extend(second, "2026-11-20T00:00:00Z"), TODAY));
    for stale in [extend(first, "2026-11-19T00:00:00Z"), extend(second, "2026-11-20T00:00:00Z")] {
        assert_eq!(extended.clone().extend(stale, TODAY), Ok(Outcome::Unchanged));
    }
    for occurred_at in ["2026-11-19T00:00:00Z", "2026-11-21T00:00:00Z"] {
        let later = changed(extended.clone().extend(extend(date(2027, 10, 31), occurred_at), TODAY));
        assert_eq!(later.core().expires_on, date(2027, 10, 31), "came late or not: {occurred_at}");
    }
    let shorter = extended.extend(extend(first, "2026-11-21T00:00:00Z"), TODAY);
    assert_eq!(shorter, Err(Refusal::NotLater(second).into()), "a newer word that takes days back");
}

#[test]
fn growing_extensions_end_on_the_same_day_in_whatever_order_they_come() {
    let events = [
        extend(date(2027, 5, 31), "2026-11-18T00:00:00Z"),
        extend(date(2027, 6, 30), "2026-11-19T00:00:00Z"),
        extend(date(2027, 7, 31), "2026-11-20T00:00:00Z"),
    ];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let came = order.map(|i| events[i].clone()).to_vec();
        let voucher = after(assigned(), came, |voucher, event| voucher.extend(event, TODAY));
        assert_eq!(voucher.core().expires_on, date(2027, 7, 31), "{order:?}");
    }
}

#[test]
fn a_stale_extension_of_an_ended_voucher_is_no_news_and_a_new_one_is_refused() {
    let extended = changed(ready().extend(extend(date(2027, 6, 30), "2026-11-20T00:00:00Z"), TODAY));
    let ended = redeemed(extended);
    assert_eq!(ended.clone().extend(extend(date(2027, 6, 1), "2026-11-19T00:00:00Z"), TODAY), Ok(Outcome::Unchanged));
    let newer = ended.extend(extend(date(2027, 7, 1), "2026-11-21T00:00:00Z"), TODAY);
    assert_eq!(newer, Err(Refusal::AlreadyRedeemed.into()));
}
