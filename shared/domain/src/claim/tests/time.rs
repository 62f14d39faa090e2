//! Reminders 30, 14 and 3 days before the last day to submit, each once, and the expiry of claims not submitted in
//! time.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::world::*;
use crate::calendar::days_after;
use crate::claim::{CORRECTION_DAYS, Claim, Closed, Event, Outcome, REMINDERS, State, Status};

fn day(days: i32) -> Date {
    days_after(DUE, days)
}

/// Runs the sweep `days` after the last day to submit; returns the claim and the event.
fn swept_on(claim: Claim, days: i32) -> (Claim, Event) {
    made(Ok(claim.advance(day(days))))
}

fn reminders_of(event: &Event) -> Vec<i16> {
    if let Event::Reminded { reminders } = event { reminders.clone() } else { Vec::new() }
}

#[test]
fn reminders_and_last_days_follow_the_rules() {
    assert_eq!((REMINDERS, CORRECTION_DAYS), (&[-30, -14, -3][..], 30));
    assert_eq!([day(-60), day(1), day(30), day(31)], [REDEEMED_ON, OVERDUE, CORRECTABLE, TOO_LATE]);
    assert_eq!([day(-30), day(-14), day(-3)], [date(2026, 12, 31), date(2027, 1, 16), date(2027, 1, 27)]);
}

#[test]
fn each_reminder_is_sent_on_its_day_and_the_claim_expires_after_the_last_day() {
    let mut claim = draft();
    for days in [-30, -14, -3] {
        assert_eq!(claim.clone().advance(day(days - 1)), Outcome::Unchanged, "not before: {days}");
        let (next, event) = swept_on(claim, days);
        assert_eq!(event, Event::Reminded { reminders: vec![i16::try_from(days).unwrap()] });
        assert_eq!(next.clone().advance(day(days)), Outcome::Unchanged, "not twice: {days}");
        claim = next;
    }
    assert_eq!(claim.clone().advance(DUE), Outcome::Unchanged, "the last day itself");
    let (claim, event) = swept_on(claim, 1);
    assert_eq!((&claim.state, event), (&State::Expired(Closed::default()), Event::Expired));
    assert_eq!(claim.advance(OVERDUE), Outcome::Unchanged, "it expires once");
}

#[test]
fn a_late_sweep_sends_every_missed_reminder_until_the_claim_expires() {
    let reminded = |days| reminders_of(&swept_on(draft(), days).1);
    assert_eq!(reminded(-14), [-30, -14]);
    assert_eq!(reminded(0), REMINDERS);
    assert_eq!(swept_on(draft(), 1).1, Event::Expired, "too late");
}

#[test]
fn a_draft_without_a_rate_is_reminded_and_expires_as_well() {
    let (claim, event) = swept_on(draft_without_rate(), -30);
    assert_eq!(reminders_of(&event), [-30]);
    assert_eq!(swept_on(claim, 1).1, Event::Expired);
}

#[test]
fn only_a_draft_is_reminded() {
    for claim in [submitted(), under_review(), sent_back(), approved(), held(), paid(), rejected()] {
        for days in [-30, -14, -3, 0] {
            assert_eq!(claim.clone().advance(day(days)), Outcome::Unchanged, "{:?}", claim.state);
        }
    }
}

#[test]
fn a_claim_that_was_sent_back_expires_and_a_rejected_one_does_not() {
    assert_eq!(sent_back().next_due_on(), Some(TOO_LATE));
    assert_eq!(sent_back().advance(CORRECTABLE), Outcome::Unchanged);
    let ended = swept_on(sent_back(), 31).0;
    assert_eq!(ended.status(TOO_LATE), Status::Expired);
    assert_eq!(
        (ended.submission(), ended.comment()),
        (sent_back().submission(), sent_back().comment()),
        "submission and comment stay"
    );
    assert_eq!(rejected().advance(TOO_LATE), Outcome::Unchanged);
}

#[test]
fn the_status_of_every_day_follows_the_calendar() {
    for (days, of_draft, of_sent_back) in [
        (-60, Status::Draft, Status::ActionRequired),
        (0, Status::Draft, Status::ActionRequired),
        (1, Status::Expired, Status::ActionRequired),
        (30, Status::Expired, Status::ActionRequired),
        (31, Status::Expired, Status::Expired),
    ] {
        assert_eq!(draft().status(day(days)), of_draft, "{days}");
        assert_eq!(sent_back().status(day(days)), of_sent_back, "{days}");
        assert_eq!(swept(draft(), day(days)).stored_status(), of_draft, "{days}");
        assert_eq!(swept(sent_back(), day(days)).stored_status(), of_sent_back, "{days}");
    }
}

#[test]
fn a_claim_is_due_on_the_day_of_its_next_reminder_or_expiry() {
    let after = |days| swept(draft(), day(days)).next_due_on();
    assert_eq!(draft().next_due_on(), Some(day(-30)));
    assert_eq!([after(-30), after(-14), after(-3)], [Some(day(-14)), Some(day(-3)), Some(OVERDUE)]);
    assert_eq!(after(1), None);
    assert_eq!(made(draft().withdraw(WITHIN)).0.next_due_on(), None);
}

#[test]
fn sixty_days_are_counted_across_a_leap_day_and_the_end_of_a_year() {
    let due_on = |redeemed_at: &str| {
        let redeemed = crate::claim::RedeemedVoucher { redeemed_at: redeemed_at.parse().unwrap(), ..voucher() };
        Claim::draft(redeemed, &[]).due_on
    };
    assert_eq!(due_on("2028-01-15T00:00:00Z"), date(2028, 3, 15), "2028 has a February 29");
    assert_eq!(due_on("2027-01-15T00:00:00Z"), date(2027, 3, 16));
    assert_eq!(due_on("2026-11-02T23:59:59Z"), date(2027, 1, 1));
    assert_eq!(due_on("2026-11-03T00:00:00Z"), date(2027, 1, 2), "days are in UTC");
}

/// The first day, from `from` on, on which the calendar changes the claim; tried day by day.
fn first_change(claim: &Claim, from: Date) -> Option<Date> {
    from.series(jiff::Span::new().days(1)).take(200).find(|day| claim.clone().advance(*day) != Outcome::Unchanged)
}

/// Days relative to the last day to submit, ascending; the last one is after the expiry of every state.
fn sweeps() -> impl Strategy<Value = Vec<i32>> {
    prop::collection::vec(-61..31_i32, 0..12).prop_map(|mut days| {
        days.push(31);
        days.sort_unstable();
        days.dedup();
        days
    })
}

proptest! {
    #[test]
    fn each_reminder_and_the_expiry_happen_once_for_any_days_of_sweeps(days in sweeps()) {
        let (mut claim, mut sent, mut ended) = (draft(), Vec::new(), Vec::new());
        for days in &days {
            let today = day(*days);
            let by_calendar = claim.status(today);
            if let Outcome::Applied(next, event) = claim.clone().advance(today) {
                sent.extend(reminders_of(&event));
                ended.extend((event == Event::Expired).then_some(*days));
                claim = *next;
            }
            prop_assert_eq!(claim.clone().advance(today), Outcome::Unchanged, "twice on {}", today);
            prop_assert_eq!((claim.stored_status(), claim.status(today)), (by_calendar, by_calendar));
        }
        let last_swept = days.iter().copied().filter(|days| *days <= 0).max().unwrap_or(i32::MIN);
        let expected: Vec<i16> = REMINDERS.iter().copied().filter(|day| i32::from(*day) <= last_swept).collect();
        prop_assert_eq!(sent, expected, "the reminders of the sweeps in time, in order");
        let first_after = days.iter().copied().find(|days| *days > 0);
        prop_assert_eq!(ended, Vec::from_iter(first_after), "once, by the first sweep after the last day");
    }

    #[test]
    fn the_due_day_is_the_first_day_on_which_a_sweep_changes_the_claim(
        days in sweeps(),
        start in prop::sample::select(vec![draft(), draft_without_rate(), sent_back()]),
    ) {
        let mut claim = start;
        for days in days {
            claim = swept(claim, day(days));
            prop_assert_eq!(claim.next_due_on(), first_change(&claim, day(days)), "after {}", days);
        }
        prop_assert_eq!(claim.next_due_on(), None);
    }
}

#[test]
fn lists_sort_claims_by_last_day_or_by_the_latest_payment_report() {
    let paid_on = crate::calendar::utc_day(hour(4));
    for (claim, day) in [
        (draft(), DUE),
        (submitted(), DUE),
        (sent_back(), CORRECTABLE),
        (rejected(), DUE),
        (approved(), DUE),
        (paid(), paid_on),
        (swept(draft(), OVERDUE), DUE),
    ] {
        assert_eq!(claim.listed_on(), day, "{:?}", claim.state);
    }
}
