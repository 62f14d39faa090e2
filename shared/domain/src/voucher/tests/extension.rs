//! Extension: checked against the instant at which it occurred, for any time, order and number of deliveries.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::world::*;
use crate::calendar::days_after;
use crate::partner::Repeat;
use crate::refusal::{Refusal, Refusals};
use crate::voucher::{Assign, CancelReason, Event, Extend, Outcome, RepeatException, Reserve, Status, Voucher};

fn extend(expires_on: Date, occurred_at: &str) -> Extend {
    Extend { occurred_at: occurred_at.parse().unwrap(), expires_on, reason: note("decree") }
}

/// Extends a voucher while no other one holds the customer's engagement.
fn extended(voucher: Voucher, command: Extend, today: Date) -> Result<Outcome, Refusals> {
    voucher.extend(command, &Repeat::None, today)
}

/// The voucher after all were delivered in this order. The sender retries refused extensions until nothing changes.
fn after(mut voucher: Voucher, delivered: &[&Extend], today: Date) -> Voucher {
    loop {
        let mut is_final = true;
        for command in delivered {
            if let Ok(Outcome::Applied(next, _)) = extended(voucher.clone(), (*command).clone(), today) {
                (voucher, is_final) = (*next, false);
            }
        }
        if is_final {
            return voucher;
        }
    }
}

#[test]
fn an_extension_moves_the_last_day_of_an_open_voucher() {
    let to = date(2027, 6, 30);
    for voucher in [assigned(), reserved(), ready()] {
        let outcome = extended(voucher, extend(to, "2026-11-20T00:00:00Z"), EXPIRES_ON).unwrap();
        let Outcome::Applied(later, event) = outcome else { panic!("expected a change") };
        assert_eq!(event, Event::Extended { from: EXPIRES_ON, to, reason: note("decree") });
        assert_eq!((later.core().expires_on, later.due_on()), (to, Some(date(2027, 5, 1))), "60 days before");
        assert_ne!(later.status(to), Status::Expired);
    }
}

#[test]
fn an_extension_only_moves_to_a_later_day() {
    let shorter = extended(assigned(), extend(EXPIRES_ON.yesterday().unwrap(), "2026-11-20T00:00:00Z"), TODAY);
    assert_eq!(shorter, Err(Refusal::NotLater { valid_until: EXPIRES_ON }.into()));
    let same = extended(assigned(), extend(EXPIRES_ON, "2026-11-20T00:00:00Z"), TODAY);
    assert_eq!(same, Ok(Outcome::Unchanged));
}

#[test]
fn an_extension_reaches_at_most_365_days_from_today() {
    let limit = date(2027, 11, 22);
    for voucher in [assigned(), reserved(), ready()] {
        let beyond = |day| extended(voucher.clone(), extend(day, "2026-11-20T00:00:00Z"), TODAY);
        assert_eq!(changed(beyond(limit)).core().expires_on, limit);
        for day in [limit.tomorrow().unwrap(), date(2100, 12, 31)] {
            let refusal = Refusal::ExtensionTooLong { latest: limit, max_days: 365 };
            assert_eq!(beyond(day), Err(refusal.into()), "{day}");
        }
    }
    let tomorrow = TODAY.tomorrow().unwrap();
    let later = extended(assigned(), extend(limit.tomorrow().unwrap(), "2026-11-20T00:00:00Z"), tomorrow);
    assert!(later.is_ok(), "the limit moves with the day");
}

#[test]
fn an_extension_that_occurred_after_the_last_day_is_refused() {
    let late = || extend(date(2027, 6, 30), "2027-05-01T00:00:00Z");
    for voucher in [assigned(), reserved(), expired(assigned()), expired(reserved())] {
        assert_eq!(extended(voucher, late(), LAPSED_ON), Err(Refusal::Expired { valid_until: EXPIRES_ON }.into()));
    }
}

/// The last second in which an extension can occur.
const IN_TIME: &str = "2027-04-30T23:59:59Z";

#[test]
fn an_extension_that_occurred_in_time_counts_when_it_arrives_late() {
    let to = date(2027, 8, 31);
    for today in [LAPSED_ON, date(2027, 8, 31)] {
        for voucher in [assigned(), expired(assigned())] {
            let voucher = changed(extended(voucher, extend(to, IN_TIME), today));
            assert_eq!((voucher.status(today), voucher.core().expires_on), (Status::Assigned, to));
            assert!(voucher.due_on().is_some(), "it is in the due index again");
        }
    }
}

#[test]
fn an_extension_restores_the_reservation_with_files_and_report() {
    for held in [reserved(), with_draft(reserved()), with_file(reserved(), "more.pdf").0, ready()] {
        let back = changed(extended(expired(held.clone()), extend(date(2027, 6, 30), IN_TIME), LAPSED_ON));
        assert_eq!(back.reservation(), held.reservation());
        assert_eq!((back.deliverables(), back.report()), (held.deliverables(), held.report()));
        assert_eq!(back.status(LAPSED_ON), Status::Reserved);
    }
}

#[test]
fn a_file_checked_after_expiry_counts_in_the_restored_reservation() {
    let (held, file) = with_file(reserved(), "plan.pdf");
    let judged = expired(held).judge(&file, &as_announced(&file), at(LAPSED_ON)).unwrap();
    let back = changed(extended(changed(Ok(judged.voucher)), extend(date(2027, 6, 30), IN_TIME), LAPSED_ON));
    assert_eq!((back.deliverables().clean, back.deliverables().pending), (1, 0));
}

#[test]
fn a_restored_reservation_can_be_redeemed() {
    let back = changed(extended(expired(ready()), extend(date(2027, 6, 30), IN_TIME), LAPSED_ON));
    let (voucher, event) = change(back.redeem(&redeem(HOLDER), at(LAPSED_ON)));
    assert_eq!((voucher.stored_status(), event.as_str()), (Status::Redeemed, "voucher.redeemed"));
}

#[test]
fn a_cancelled_reservation_is_not_restored() {
    let given_back = changed(reserved().cancel(&company(HOLDER), CancelReason::OtherPartner, None, LAPSED_ON));
    assert_eq!(given_back.stored_status(), Status::Expired);
    let back = changed(extended(given_back, extend(date(2027, 6, 30), IN_TIME), LAPSED_ON));
    assert_eq!((back.status(LAPSED_ON), back.reservation()), (Status::Assigned, None));
}

#[test]
fn an_extension_to_a_past_day_moves_the_last_day_and_reopens_nothing() {
    let (to, today) = (date(2027, 5, 31), date(2027, 6, 1));
    let still_expired = changed(extended(expired(reserved()), extend(to, IN_TIME), today));
    assert_eq!(
        (still_expired.stored_status(), still_expired.core().expires_on, still_expired.due_on()),
        (Status::Expired, to, None)
    );
    // An extension that occurred within the time it gave restores the reservation.
    let back = changed(extended(still_expired, extend(date(2027, 6, 30), "2027-05-31T00:00:00Z"), today));
    assert_eq!(back.status(today), Status::Reserved);
}

/// A 15-day engagement under the type, reserved and closed by expiry.
fn expired_15_days(exception: Option<RepeatException>) -> Voucher {
    let command = Reserve { repeat_exception: exception, ..reserve() };
    let voucher = Assign { days: 15, ..assign() }.voucher();
    expired(changed(voucher.reserve(&command, &partner(HOLDER), catalog(), at(TODAY))))
}

#[test]
fn an_engagement_that_another_voucher_of_the_customer_holds_is_not_restored() {
    let another = Repeat::Of(number("SA-OTHER-0001"));
    for (exception, repeat, status) in [
        (None, Repeat::None, Status::Reserved),
        (None, Repeat::Of(assign().voucher_number), Status::Reserved),
        (None, another.clone(), Status::Assigned),
        (Some(RepeatException::Division), another.clone(), Status::Reserved),
    ] {
        let command = extend(date(2027, 6, 30), IN_TIME);
        let back = changed(expired_15_days(exception).extend(command, &repeat, LAPSED_ON));
        assert_eq!(back.status(LAPSED_ON), status, "{exception:?} {repeat:?}");
    }
    let short = changed(expired(reserved()).extend(extend(date(2027, 6, 30), IN_TIME), &another, LAPSED_ON));
    assert_eq!(short.status(LAPSED_ON), Status::Reserved, "a shorter one is not limited");
}

#[test]
fn only_a_limited_engagement_needs_the_current_holder() {
    let regained = expired_15_days(None);
    assert_eq!(regained.engagement_to_restore(), Some(&reserve().engagement_type));
    let excepted = expired_15_days(Some(RepeatException::Product));
    for voucher in [excepted, expired(reserved()), expired(assigned()), reserved(), assigned(), redeemed(ready())] {
        assert_eq!(voucher.engagement_to_restore(), None);
    }
}

#[test]
fn an_older_extension_does_not_shorten_the_voucher() {
    let (first, second) = (date(2027, 5, 31), date(2027, 6, 30));
    let once = changed(extended(assigned(), extend(second, "2026-11-20T00:00:00Z"), TODAY));
    for stale in [extend(first, "2026-11-19T00:00:00Z"), extend(second, "2026-11-20T00:00:00Z")] {
        assert_eq!(extended(once.clone(), stale, TODAY), Ok(Outcome::Unchanged));
    }
    for occurred_at in ["2026-11-19T00:00:00Z", "2026-11-21T00:00:00Z"] {
        let later = changed(extended(once.clone(), extend(date(2027, 10, 31), occurred_at), TODAY));
        assert_eq!(later.core().expires_on, date(2027, 10, 31), "{occurred_at}");
    }
    let shorter = extended(once, extend(first, "2026-11-21T00:00:00Z"), TODAY);
    assert_eq!(shorter, Err(Refusal::NotLater { valid_until: second }.into()), "a newer extension to an earlier day");
}

#[test]
fn growing_extensions_end_on_the_same_day_in_any_order() {
    let events = [
        extend(date(2027, 5, 31), "2026-11-18T00:00:00Z"),
        extend(date(2027, 6, 30), "2026-11-19T00:00:00Z"),
        extend(date(2027, 7, 31), "2026-11-20T00:00:00Z"),
    ];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let voucher = after(assigned(), &order.map(|i| &events[i]), TODAY);
        assert_eq!(voucher.core().expires_on, date(2027, 7, 31), "{order:?}");
    }
}

#[test]
fn a_stale_extension_of_an_ended_voucher_changes_nothing_and_a_new_one_is_refused() {
    let once = changed(extended(ready(), extend(date(2027, 6, 30), "2026-11-20T00:00:00Z"), TODAY));
    let ended = redeemed(once);
    let stale = extend(date(2027, 6, 1), "2026-11-19T00:00:00Z");
    assert_eq!(extended(ended.clone(), stale, TODAY), Ok(Outcome::Unchanged));
    let newer = extended(ended, extend(date(2027, 7, 1), "2026-11-21T00:00:00Z"), TODAY);
    assert_eq!(newer, Err(Refusal::AlreadyRedeemed.into()));
}

/// The voucher's JSON without `extended_at`, which an extension that changes nothing does not set.
fn comparable(voucher: &Voucher) -> serde_json::Value {
    let mut json = serde_json::to_value(voucher).unwrap();
    json.as_object_mut().unwrap().remove("extended_at");
    json
}

proptest! {
    /// Some occurred in time, some within the time given by another one, some too late; some change nothing.
    #[test]
    fn extensions_give_the_same_voucher_in_any_order_and_number_of_deliveries(
        sent in prop::collection::vec((-60..60_i32, -10..90_i32), 1..6),
        delivered in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        swept in any::<bool>(),
        arrive_in in 0..70_i32,
    ) {
        let today = days_after(LAPSED_ON, arrive_in);
        let command = |(occurs, gives): &(i32, i32)| Extend {
            occurred_at: at(days_after(EXPIRES_ON, *occurs)),
            expires_on: days_after(EXPIRES_ON, *gives),
            reason: note("decree"),
        };
        let commands: Vec<Extend> = sent.iter().map(command).collect();
        for voucher in [assigned(), reserved(), ready()] {
            let voucher = if swept { expired(voucher) } else { voucher };
            let in_order = after(voucher.clone(), &commands.iter().collect::<Vec<_>>(), today);
            let again = delivered.iter().map(|index| index.get(&commands));
            let in_disorder = after(voucher, &again.chain(commands.iter().rev()).collect::<Vec<_>>(), today);
            prop_assert_eq!(comparable(&in_disorder), comparable(&in_order));
        }
    }
}
