//! Assign, reassign and withdraw: delivered late, twice and out of order.

use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;

use super::world::*;
use crate::refusal::Refusal;
use crate::voucher::{Admin, Assign, Outcome, Reassign, Status, Voucher, Withdraw};

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A reassignment whose message id contains the administrator's name.
fn reassign(admin: &str, at: &str) -> Reassign {
    let message = format!("msg-{admin}");
    let admin = Admin { name: name(admin), email: email(&format!("{admin}@contoso.example")) };
    Reassign { occurred_at: instant(at), message, admin }
}

/// The voucher after these messages in this order; a refused message changes nothing.
fn after(mut voucher: Voucher, messages: Vec<Reassign>) -> Voucher {
    for message in messages {
        if let Ok(Outcome::Applied(next, _)) = voucher.clone().reassign(message, TODAY) {
            voucher = *next;
        }
    }
    voucher
}

fn admin_after(messages: Vec<Reassign>) -> Admin {
    after(assigned(), messages).core().admin.clone()
}

#[test]
fn the_last_day_is_stated_or_counted_from_creation_or_from_assignment() {
    let own = Assign { expires_on: Some(date(2027, 1, 15)), ..assign() };
    assert_eq!(own.voucher().core().expires_on, date(2027, 1, 15));
    let created = Assign { created_at: Some(instant("2026-10-01T23:59:59Z")), ..assign() };
    assert_eq!(created.voucher().core().expires_on, date(2027, 3, 30));
    let assigned = Assign { created_at: None, ..assign() };
    assert_eq!(assigned.voucher().core().expires_on, date(2027, 4, 30));
}

#[test]
fn a_new_voucher_has_the_fields_of_the_event() {
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
fn the_latest_reassignment_counts_in_any_order_of_delivery() {
    let messages = [
        reassign("kai", "2026-11-10T08:00:00Z"),
        reassign("ana", "2026-11-11T08:00:00Z"),
        reassign("mei", "2026-11-12T08:00:00Z"),
    ];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let delivered = order.map(|i| messages[i].clone()).to_vec();
        assert_eq!(admin_after(delivered).email, email("mei@contoso.example"), "{order:?}");
    }
}

#[test]
fn an_older_reassignment_does_not_undo_one_to_the_same_person() {
    let back = Reassign { admin: admin(), ..reassign("mei", "2026-11-12T08:00:00Z") };
    let away = reassign("kai", "2026-11-10T08:00:00Z");
    assert_eq!(admin_after(vec![away.clone(), back.clone()]), admin());
    assert_eq!(admin_after(vec![back, away]), admin());
}

/// A redelivered message must not give the second factor back to the former administrator.
#[test]
fn of_two_reassignments_of_one_instant_the_same_one_counts_in_any_delivery() {
    const AT: &str = "2026-11-10T08:00:00Z";
    let (kai, mei) = (reassign("kai", AT), reassign("mei", AT));
    for order in [vec![&kai, &mei], vec![&mei, &kai], vec![&kai, &mei, &kai], vec![&mei, &kai, &mei, &mei, &kai]] {
        let messages = order.into_iter().cloned().collect();
        assert_eq!(admin_after(messages).email, email("mei@contoso.example"));
    }
}

#[test]
fn a_reassignment_of_the_instant_of_the_assignment_follows_the_assignment() {
    assert_eq!(admin_after(vec![reassign("kai", "2026-11-01T09:00:00Z")]).email, email("kai@contoso.example"));
}

proptest! {
    /// There are few instants, names and ids, so that they collide.
    #[test]
    fn the_administrator_does_not_depend_on_order_or_number_of_deliveries(
        sent in prop::collection::vec((0..3_u8, 0..3_u8), 1..6),
        delivered in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let message = |(no, (minute, admin)): (usize, &(u8, u8))| {
            let at = format!("2026-11-10T08:0{minute}:00Z");
            Reassign { message: format!("msg-{no}"), ..reassign(["kai", "ana", "mei"][usize::from(*admin)], &at) }
        };
        let messages: Vec<Reassign> = sent.iter().enumerate().map(message).collect();
        let in_order = after(assigned(), messages.clone());
        let again = delivered.iter().map(|index| index.get(&messages).clone());
        let in_disorder = again.chain(messages.iter().rev().cloned()).collect();
        prop_assert_eq!(after(assigned(), in_disorder), in_order);
    }
}

#[test]
fn a_reassignment_older_than_the_assignment_changes_nothing() {
    let old = reassign("kai", "2026-11-01T08:59:59Z");
    assert_eq!(assigned().reassign(old, TODAY), Ok(Outcome::Unchanged));
}

#[test]
fn a_repeated_reassignment_changes_nothing_in_any_state() {
    let message = reassign("kai", "2026-11-10T08:00:00Z");
    let (named, event) = change(assigned().reassign(message.clone(), TODAY));
    assert_eq!(event, "voucher.reassigned");
    assert_eq!(named.clone().reassign(message.clone(), TODAY), Ok(Outcome::Unchanged));
    let mut command = reserve();
    command.admin_email = message.admin.email.clone();
    let held = changed(named.reserve(&command, &partner(HOLDER), catalog(), at(TODAY)));
    assert_eq!(held.clone().reassign(message, TODAY), Ok(Outcome::Unchanged));
    assert_eq!(held.clone().reassign(reassign("kai", "2026-11-23T08:00:00Z"), TODAY), Ok(Outcome::Unchanged));
    assert_eq!(codes(held.reassign(reassign("ana", "2026-11-23T08:00:00Z"), TODAY)), ["already_reserved"]);
}

#[test]
fn only_the_new_administrator_matches_after_a_reassignment() {
    let named = changed(assigned().reassign(reassign("kai", "2026-11-10T08:00:00Z"), TODAY));
    assert!(named.matches_admin(&email("KAI@contoso.example")).is_ok());
    assert_eq!(named.matches_admin(&admin().email), Err(Refusal::NotFoundOrMismatch.into()));
}

#[test]
fn a_withdrawal_that_arrives_after_the_reservation_is_refused() {
    let early = Withdraw { occurred_at: instant("2026-11-02T00:00:00Z"), ..withdraw() };
    assert_eq!(codes(reserved().withdraw(early.clone(), TODAY)), ["already_reserved"]);
    assert_eq!(codes(redeemed(ready()).withdraw(early.clone(), TODAY)), ["already_redeemed"]);
    assert_eq!(codes(assigned().withdraw(early.clone(), LAPSED_ON)), ["expired"]);
    let (voucher, event) = change(given_back(reserved()).withdraw(early, TODAY));
    assert_eq!((voucher.stored_status(), event.as_str()), (Status::Cancelled, "voucher.withdrawn"));
}

#[test]
fn a_repeated_withdrawal_changes_nothing() {
    let again = Withdraw { occurred_at: instant("2026-12-24T00:00:00Z"), reason: note("again") };
    assert_eq!(cancelled(assigned()).withdraw(again, TODAY), Ok(Outcome::Unchanged));
}

#[test]
fn a_reassignment_older_than_the_withdrawal_changes_nothing_and_a_newer_one_is_refused() {
    let withdrawn = cancelled(assigned());
    assert_eq!(withdrawn.clone().reassign(reassign("kai", "2026-11-10T08:00:00Z"), TODAY), Ok(Outcome::Unchanged));
    assert_eq!(codes(withdrawn.reassign(reassign("kai", "2026-12-10T08:00:00Z"), TODAY)), ["cancelled"]);
}
