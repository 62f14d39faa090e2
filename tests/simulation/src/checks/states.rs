//! Checks of what is due, of the counts of files, and that something leads on from every state.

use std::sync::Arc;

use dynoxide::Item;
use jiff::civil::Date;
use serde_json::json;

use crate::actors::{ClaimNow, claims, last_day_of_claim, payment, vouchers};
use crate::cast::{Person, company};
use crate::front::{Call, send};
use crate::functions::Function;
use crate::invariant::Invariant;
use crate::item::{Key, day, number, text};
use crate::world::World;

/// The states of a claim that are not final.
const OPEN: [&str; 9] = [
    "draft",
    "submitted",
    "under_review",
    "action_required",
    "rejected",
    "approved",
    "on_hold",
    "scheduled",
    "payment_failed",
];

/// Checks every voucher, claim and enrollment.
pub fn check(world: &World) {
    world.check(Invariant::Due, !super::end::has_due(world), || "something is due after the sweeps".to_owned());
    let items: Vec<((String, String), Arc<Item>)> = {
        let store = world.store();
        store
            .items()
            .iter()
            .filter(|(key, _)| crate::stream::admits(key))
            .map(|(key, item)| (key.clone(), item.clone()))
            .collect()
    };
    for ((pk, sk), item) in &items {
        let (due, expected) = due_of(sk, item);
        world.check(Invariant::Due, expected.contains(&due), || format!("{pk}/{sk}: due {due:?} of {expected:?}"));
        check_due_day(world, pk, sk, item);
        if sk == "V" {
            check_counts(world, pk, item);
        }
    }
}

/// The kind of due entry that an aggregate has, and those that lead on from its state; empty for a state that is final
/// or waits for no time.
pub fn due_of<'a>(sk: &str, item: &'a Item) -> (&'a str, Vec<&'static str>) {
    let status = text(item, "company_sk").split('#').nth(1).unwrap_or(text(item, "status"));
    let kind = text(item, "due_pk").split('#').next().unwrap_or_default();
    let expected = match sk {
        // The claim of a redeemed voucher is looked for until the next check finds it.
        "V" if text(item, "status") == "redeemed" => vec!["", "U"],
        "V" => vec![due_of_voucher(text(item, "status"))],
        "C" => vec![due_of_claim(status, item.contains_key("dispute"))],
        _ if sk.starts_with("E#") => vec![due_of_enrollment(text(item, "status"))],
        // No other aggregate waits for time.
        _ => vec![""],
    };
    (kind, expected)
}

/// A sweep looks at an aggregate on the day after its last day at the latest: a later entry would be found too late.
pub fn check_due_day(world: &World, pk: &str, sk: &str, item: &Item) {
    let last = match sk {
        "V" if matches!(text(item, "status"), "assigned" | "reserved") => day(item, "expires_on"),
        "C" if matches!(text(item, "status"), "draft" | "action_required") => last_day_of_claim(item),
        _ if sk.starts_with("E#") => match text(item, "status") {
            "active" | "renewal_due" => day(item, "term_end"),
            "grace" => day(item, "term_end").map(|end| domain::calendar::days_after(end, 30)),
            _ => None,
        },
        _ => None,
    };
    let Some(last) = last else { return };
    let entry = text(item, "due_sk");
    let due: Option<Date> = entry.get(..10).and_then(|day| day.parse().ok());
    let is_in_time = due.is_some_and(|due| due <= domain::calendar::days_after(last, 1));
    world.check(Invariant::Due, is_in_time, || format!("{pk}/{sk} ends on {last} and is due {entry}"));
}

fn due_of_voucher(status: &str) -> &'static str {
    if matches!(status, "assigned" | "reserved") { "V" } else { "" }
}

fn due_of_claim(status: &str, is_disputed: bool) -> &'static str {
    match status {
        "draft" | "action_required" => "C",
        "submitted" | "under_review" => "W",
        "paid" if is_disputed => "W",
        "approved" | "on_hold" | "scheduled" | "payment_failed" => "A",
        _ => "",
    }
}

fn due_of_enrollment(status: &str) -> &'static str {
    if matches!(status, "active" | "renewal_due" | "grace") { "E" } else { "" }
}

/// The counts of a voucher's files are those of its files.
fn check_counts(world: &World, pk: &str, voucher: &Item) {
    if !matches!(text(voucher, "status"), "reserved" | "redeemed") {
        return;
    }
    let reservation = number(voucher, "reservation.no");
    let counted: Vec<usize> = {
        let store = world.store();
        let files: Vec<&Arc<Item>> = store.under(pk, "D#").map(|(_, item)| item).collect();
        let count = |status: &str| {
            let of_status = files.iter().filter(|file| text(file, "status") == status);
            of_status.filter(|file| number(file, "reservation") == reservation).count()
        };
        ["clean", "announced", "rejected"].map(count).into()
    };
    let stored: Vec<usize> = ["clean", "pending", "rejected"]
        .map(|name| usize::try_from(number(voucher, &format!("deliverables.{name}"))).unwrap_or_default())
        .into();
    world.check(Invariant::Counters, counted == stored, || {
        format!("{pk}: clean, pending and rejected files {counted:?}, counted {stored:?}")
    });
}

/// From each state that is not final, one voucher, claim or enrollment is led on by its next command, which must be
/// accepted.
pub async fn lead_on(world: &Arc<World>) {
    let (known, today) = (claims(world), world.clock.today());
    for status in OPEN {
        // A rejected claim can be answered until its last day.
        let is_open = |claim: &&ClaimNow| status != "rejected" || claim.last_day.is_some_and(|last| last >= today);
        let mut of_status = known.iter().filter(|claim| claim.status == status).filter(is_open);
        let Some(claim) = of_status.next() else { continue };
        let mut calls = next_of_claim(world, claim).into_iter();
        expect_one(world, &format!("{} is {status}", claim.number), &mut calls).await;
    }
    if let Some(voucher) = vouchers(world).into_iter().find(|voucher| voucher.is_live(today)) {
        let holder = company(&voucher.company).map(|company| Person::admin(company, false));
        let path = format!("/reservations/{}/cancel", voucher.number);
        let call = |person| Call::new("cancel_reservation", Function::Reservation, "POST", path.clone(), person);
        let call = |person| call(person).body(json!({"reason": "other_partner", "note": "The customer waits."}));
        let mut calls = holder.iter().map(call);
        expect_one(world, &format!("{} is reserved", voucher.number), &mut calls).await;
    }
    let suspended: Vec<Key> = {
        let store = world.store();
        let of = |program| store.each("P#", program).filter(|(_, item)| text(item, "status") == "suspended");
        ["E#DDPS", "E#SSDPS"].into_iter().flat_map(of).map(|(key, _)| key.clone()).collect()
    };
    for (pk, sk) in suspended {
        let (company, program) = (pk.trim_start_matches("P#"), sk.trim_start_matches("E#"));
        let path = format!("/enrollments/{program}/reinstate?company_id={company}");
        let call = Call::new("reinstate_enrollment", Function::Enrollment, "POST", path, &Person::operations(1));
        let mut calls = [call.body(json!({"reason": "An audit."}))].into_iter();
        expect_one(world, &format!("{pk}/{sk} is suspended"), &mut calls).await;
    }
}

/// The commands of which one must lead on a claim: of several people, where one person may not decide twice.
fn next_of_claim(world: &World, claim: &ClaimNow) -> Vec<Call> {
    let call = |operation: &'static str, rest: &str, person: &Person| {
        Call::new(operation, Function::PaymentRequest, "POST", claim.path(rest), person)
    };
    let claimant = company(&claim.company).map(Person::claimant);
    match claim.status.as_str() {
        "draft" | "action_required" | "rejected" => {
            // Without a rate or a payee it cannot be submitted.
            let body =
                json!({"invoice_number": format!("{}-LAST-{}", claim.company, claim.number), "comment": "Corrected."});
            let submits = |person| call("submit_claim", "/submit", person).body(body.clone());
            let both = |person| [submits(person), call("withdraw_claim", "/withdraw", person)];
            claimant.iter().flat_map(both).collect()
        }
        "submitted" => vec![call("review_claim", "/review", &Person::operations(2))],
        "under_review" => {
            let asks = call("request_claim_changes", "/request-changes", &Person::operations(2));
            vec![asks.body(json!({"comment": "Please correct it."}))]
        }
        "on_hold" => [1, 2, 3].map(|one| call("release_claim", "/release", &Person::operations(one))).into(),
        "approved" | "payment_failed" => vec![payment(world, claim, "scheduled")],
        _ => vec![payment(world, claim, "sent")],
    }
}

/// Sends commands until one of them is accepted, which must happen.
async fn expect_one(world: &Arc<World>, state: &str, calls: &mut dyn Iterator<Item = Call>) {
    let mut replies = Vec::new();
    for (number, call) in calls.enumerate() {
        replies.push(send(world, &format!("lead on {state} {number}"), &call, 3).await);
        if replies.iter().flatten().any(crate::front::Reply::is_success) {
            break;
        }
    }
    let is_led_on = replies.iter().flatten().any(crate::front::Reply::is_success);
    world.check(Invariant::NoDeadEnd, is_led_on, || format!("{state}: {replies:?}"));
}
