//! Checks of every write.

use dynoxide::Item;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::states;
use crate::actors::last_day_of_claim;
use crate::invariant::Invariant;
use crate::item::{day, instant, number, text};
use crate::store::Written;
use crate::stream::admits;
use crate::world::World;

/// The most by which the clock of a process is off, and a little more.
const SKEW: SignedDuration = SignedDuration::from_secs(110);
/// The longest time from the start of a request to its last write.
const REQUEST: SignedDuration = SignedDuration::from_mins(17);
/// The longest time from the read of a rate to the write that it decided.
const RATE_READ: SignedDuration = SignedDuration::from_mins(30);

/// Checks a write.
pub fn check(world: &World, written: &Written) {
    let (pk, sk) = &written.key;
    let before = written.before.as_deref();
    if pk.starts_with("RATE#") {
        note_rate(world, pk, sk, before);
    }
    if pk.starts_with("M#") {
        note_lock(world, pk, before, written.after.as_deref());
    }
    note_moved(world, written);
    let Some(after) = written.after.as_deref() else { return };
    if !admits(&written.key) {
        return;
    }
    let rev = |item: Option<&Item>| item.map_or(0, |item| number(item, "rev"));
    let (old, new) = (rev(before), rev(Some(after)));
    world.check(Invariant::Revisions, new == old + 1 || new == old, || format!("{pk}/{sk}: {old}, then {new}"));
    let (due, expected) = states::due_of(sk, after);
    world
        .check(Invariant::Due, expected.contains(&due), || format!("{pk}/{sk} rev {new}: due {due:?} of {expected:?}"));
    states::check_due_day(world, pk, sk, after);
    if new == old {
        let is_same = before.is_some_and(|before| before.get("last_event") == after.get("last_event"));
        world.check(Invariant::Revisions, is_same, || format!("{pk}/{sk}: another event with the same revision {new}"));
        return;
    }
    *world.tally().events.entry(text(after, "last_event.type").to_owned()).or_default() += 1;
    let kind = text(after, "last_event.type").to_owned();
    world.book().kinds.entry(written.key.clone()).or_default().push((new, kind));
    let attempt = text(after, "last_event.attempt").to_owned();
    let is_new = world.book().attempts.insert((written.key.clone(), attempt.clone()));
    world.check(Invariant::DoneOnce, is_new, || format!("{pk}/{sk} rev {new}: the attempt {attempt} was done before"));
    match sk.as_str() {
        "V" => check_voucher(world, pk, before, after),
        "C" => check_claim(world, pk, before, after),
        _ if sk.starts_with("E#") => check_enrollment(world, pk, after),
        _ => {}
    }
}

/// The age of a lock from which another process may take it over, by the clocks of both.
const STALE_MS: i64 = 120_000;

/// A lock of a mail is taken over only when it is stale. Where a clock is off, its holder may still send the mail.
fn note_lock(world: &World, pk: &str, before: Option<&Item>, after: Option<&Item>) {
    let locked_at = |item: Option<&Item>| {
        item.filter(|item| text(item, "outcome") == "locked").map(|item| number(item, "locked_at"))
    };
    let (Some(old), Some(new)) = (locked_at(before), locked_at(after)) else { return };
    if old == 0 || new == 0 {
        return;
    }
    world.check(Invariant::LetterOnce, new - old > STALE_MS, || {
        format!("{pk} locked at {old} was locked again at {new}")
    });
    let age = SignedDuration::from_millis(world.now().as_millisecond() - old);
    if age < SignedDuration::from_millis(STALE_MS) + SKEW {
        world.book().letters.excuse(pk.to_owned());
    }
}

fn note_rate(world: &World, pk: &str, sk: &str, before: Option<&Item>) {
    let mut former: Vec<Item> =
        world.store().under(pk, "").filter(|((_, known), _)| known != sk).map(|(_, item)| (**item).clone()).collect();
    former.extend(before.cloned());
    world.book().former_rates.insert(pk.to_owned(), (world.now(), former));
}

fn note_moved(world: &World, written: &Written) {
    let key = |item: Option<&Item>| item.map(|item| text(item, "company_sk").to_owned()).unwrap_or_default();
    if key(written.before.as_deref()) != key(written.after.as_deref()) {
        world.book().moved.insert(written.key.clone(), world.now());
    }
}

fn check_voucher(world: &World, pk: &str, before: Option<&Item>, after: &Item) {
    let (event, was) = (text(after, "last_event.type"), before.map_or("", |before| text(before, "status")));
    if event == "voucher.reserved" {
        world.check(Invariant::OneReservation, was == "assigned", || format!("{pk} was {was} and is reserved"));
    }
    let Some(last) = day(before.unwrap_or(after), "expires_on") else { return };
    if event == "voucher.expired" {
        check_over(world, pk, last);
    }
    if matches!(event, "voucher.reserved" | "voucher.redeemed") {
        check_in_time(world, pk, event, last, after);
    }
}

fn check_enrollment(world: &World, pk: &str, after: &Item) {
    let Some(end) = day(after, "term_end") else { return };
    match text(after, "last_event.type") {
        "enrollment.lapsed" => check_over(world, pk, domain::calendar::days_after(end, 30)),
        "enrollment.grace" => check_over(world, pk, end),
        _ => {}
    }
}

/// The day is over by the clock that is furthest ahead.
fn check_over(world: &World, pk: &str, last: Date) {
    let today = domain::calendar::utc_day(world.now() + SKEW);
    world.check(Invariant::NotEarly, today > last, || format!("{pk} ended on {today}, its last day was {last}"));
}

/// A command was decided on a day on which it was still possible, and not long ago.
fn check_in_time(world: &World, pk: &str, event: &str, last: Date, after: &Item) {
    let Some(at) = instant(after, "last_event.at") else { return };
    let is_in_time = domain::calendar::utc_day(at) <= last;
    let is_recent = world.now().duration_since(at) <= SKEW + REQUEST;
    world.check(Invariant::NotLate, is_in_time && is_recent, || {
        format!("{pk}: {event} decided at {at}, written at {}, possible until {last}", world.now())
    });
}

fn check_claim(world: &World, pk: &str, before: Option<&Item>, after: &Item) {
    let event = text(after, "last_event.type");
    if let Some(last) = before.and_then(last_day_of_claim) {
        match event {
            "claim.expired" => check_over(world, pk, last),
            "claim.submitted" => check_in_time(world, pk, event, last, after),
            _ => {}
        }
    }
    if before.is_none() {
        check_facts(world, pk, after);
    }
    let amount = |item: &Item| (number(item, "amount.minor"), text(item, "amount.currency").to_owned());
    let is_priced = before.is_none_or(|before| amount(before) != amount(after));
    if is_priced {
        check_amount(world, pk, after, &amount(after));
    }
}

/// A new claim is about what its voucher says.
fn check_facts(world: &World, pk: &str, claim: &Item) {
    let store = world.store();
    let Some(voucher) = store.find(pk, "V") else { return };
    let facts = |item: &Item, names: [&str; 4]| names.map(|name| text(item, name).to_owned());
    let of_claim = facts(claim, ["program", "company_id", "country", "redeemed_at"]);
    let names = ["program", "reservation.company_id", "reservation.country", "redeemed_at"];
    let of_voucher = facts(voucher, names);
    let days = (number(claim, "days"), number(voucher, "days"));
    let is_same = of_claim == of_voucher && days.0 == days.1;
    drop(store);
    world.check(Invariant::ClaimAmount, is_same, || {
        format!("{pk}: claim of {of_claim:?} and {} days, voucher {of_voucher:?} and {}", days.0, days.1)
    });
}

/// The amount is the rate of the day of redemption times the days, by the rate card of now or of a moment ago.
fn check_amount(world: &World, pk: &str, claim: &Item, amount: &(i64, String)) {
    let Some(redeemed) = instant(claim, "redeemed_at") else { return };
    let (day, days) = (domain::calendar::utc_day(redeemed), number(claim, "days"));
    let (card, program) = (format!("RATE#{}", text(claim, "country")), text(claim, "program"));
    let lines: Vec<Item> = world.store().under(&card, "").map(|(_, item)| (**item).clone()).collect();
    let mut expected = vec![priced(&lines, program, day, days)];
    if let Some((at, former)) = world.book().former_rates.get(&card)
        && recently(world, *at)
    {
        expected.push(priced(former, program, day, days));
    }
    let found = (!amount.1.is_empty()).then(|| amount.clone());
    world.check(Invariant::ClaimAmount, expected.contains(&found), || {
        format!("{pk}: {found:?} for {days} days, expected one of {expected:?}")
    });
}

fn recently(world: &World, at: Timestamp) -> bool {
    world.now().duration_since(at) <= RATE_READ
}

/// The amount by a rate card; `None` without a rate.
pub fn priced(lines: &[Item], program: &str, on: Date, days: i64) -> Option<(i64, String)> {
    let in_force = |line: &&Item| {
        text(line, "program") == program
            && day(line, "valid_from").is_some_and(|from| from <= on)
            && day(line, "valid_to").is_none_or(|last| on <= last)
    };
    let line = lines.iter().filter(in_force).max_by_key(|line| day(line, "valid_from"))?;
    Some((number(line, "per_day.minor") * days, text(line, "per_day.currency").to_owned()))
}
