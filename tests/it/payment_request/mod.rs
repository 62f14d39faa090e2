//! `payment-request`: claims, their review and payment, payees, rates and statements.

mod batch;
mod bodies;
mod checks;
mod commands;
mod comments;
mod dispute;
mod export;
mod invoice_files;
mod invoices;
mod lists;
mod payees;
mod rates;
mod review;
mod review_list;
mod roles;
mod same_file;
mod search;
mod show;
mod sorting;
mod statement;
mod submit;
mod unreadable;

pub use lists::cursor_at;
use serde_json::{Value, json};
use testkit::Reply;
use tests::World;

use crate::bodies::NUMBER;

/// The path of the claim that most tests are about, followed by `rest`.
fn claim(rest: &str) -> String {
    format!("/claims/CL-{NUMBER}{rest}")
}

/// A world in which `P-1` is registered as a payee for DDPS at all its locations and has a draft claim.
pub async fn drafted() -> World {
    let world = payable().await;
    world.draft(NUMBER).await;
    world
}

/// A world in which `P-1` is registered as a payee for DDPS at all its locations, without claims.
pub async fn payable() -> World {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1", "L-2", "L-3"]).await;
    world
}

/// Brings a draft claim to a status.
pub async fn bring_to_status(world: &World, number: &str, status: &str) {
    if status == "submitted" {
        drop(world.submit(number).await);
        return;
    }
    if ["draft", "withdrawn", "expired"].contains(&status) {
        return bring_without_submission(world, number, status).await;
    }
    world.submit(number).await;
    world.operate(number, "review").await;
    match status {
        "under_review" => {}
        "action_required" => drop(post_comment(world, number, "request-changes", "comment").await.expect(200)),
        "rejected" => drop(post_comment(world, number, "reject", "reason").await.expect(200)),
        _ => bring_past_approval(world, number, status).await,
    }
    assert_eq!(world.shown_claim(number).await["status"], status);
}

async fn bring_without_submission(world: &World, number: &str, status: &str) {
    if status == "withdrawn" {
        world.claimant("POST", &format!("/claims/CL-{number}/withdraw"), &Value::Null).await.expect(200);
    }
    if status == "expired" {
        world.sweep_deadlines(json!({"date": "2027-01-22"})).await;
    }
}

async fn bring_past_approval(world: &World, number: &str, status: &str) {
    const AT: &str = "2026-11-22T08:00:00Z";
    world.operate(number, "approve").await;
    match status {
        "approved" => {}
        "on_hold" => drop(post_comment(world, number, "hold", "reason").await.expect(200)),
        "scheduled" => drop(world.pay("scheduled", number, "PAY-1", AT).await),
        "paid" => drop(world.pay("sent", number, "PAY-1", AT).await),
        "payment_failed" => drop(world.pay("failed", number, "PAY-1", AT).await),
        other => panic!("no command leads to {other}"),
    }
}

/// Posts a command of operations with its one text field.
async fn post_comment(world: &World, number: &str, action: &str, field: &str) -> Reply {
    let body = json!({field: format!("About {action}.")});
    world.reviewer("POST", &format!("/claims/CL-{number}/{action}"), &body).await
}

/// A world with one claim in each status; returns the statuses with their voucher numbers.
pub async fn one_of_each() -> (World, Vec<(&'static str, String)>) {
    let world = payable().await;
    let mut claims = Vec::new();
    for status in domain::claim::Status::ALL.map(domain::claim::Status::as_str) {
        let number = format!("SA-{}-01", status.to_uppercase().replace('_', "-"));
        claims.push((status, number));
    }
    // The sweep expires every draft that exists, so the claim that is to expire comes first.
    claims.sort_by_key(|(status, _)| *status != "expired");
    for (status, number) in &claims {
        world.draft(number).await;
        bring_to_status(&world, number, status).await;
    }
    (world, claims)
}
