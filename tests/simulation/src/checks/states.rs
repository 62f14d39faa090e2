//! Checks of what is due, of the counts of files, and that something leads on from every state.

use std::sync::Arc;

use dynoxide::Item;
use serde_json::json;

use crate::actors::claims;
use crate::cast::{Person, company};
use crate::front::{Call, send};
use crate::functions::Function;
use crate::invariant::Invariant;
use crate::item::{number, text};
use crate::world::World;

/// The most claims that are led on at the end of a run.
const LED_ON_MAX: usize = 4;

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

/// Some open claims are led on by the next command, which must be accepted.
pub async fn lead_on(world: &Arc<World>) {
    let open = claims(world)
        .into_iter()
        .filter(|claim| matches!(claim.status.as_str(), "submitted" | "under_review" | "draft"));
    for claim in open.take(LED_ON_MAX) {
        let Some(company) = company(&claim.company) else { continue };
        let call = match claim.status.as_str() {
            "submitted" => Call::new(
                "review_claim",
                Function::PaymentRequest,
                "POST",
                claim.path("/review"),
                &Person::operations(2),
            ),
            "draft" => Call::new(
                "withdraw_claim",
                Function::PaymentRequest,
                "POST",
                claim.path("/withdraw"),
                &Person::claimant(company),
            ),
            _ => {
                let call = Call::new(
                    "request_claim_changes",
                    Function::PaymentRequest,
                    "POST",
                    claim.path("/request-changes"),
                    &Person::operations(2),
                );
                call.body(json!({"comment": "Please correct it."}))
            }
        };
        let reply = send(world, &format!("lead on {}", claim.number), &call, 3).await;
        world.check(Invariant::NoDeadEnd, reply.as_ref().is_some_and(crate::front::Reply::is_success), || {
            format!("{} is {}: {reply:?}", claim.number, claim.status)
        });
    }
}
