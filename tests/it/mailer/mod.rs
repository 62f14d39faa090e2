//! `mailer`: every recipient of an event gets one mail about it, in the recipient's language, whatever queue, stream
//! and sender do.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::{Function, World};

mod claims;
mod deduplication;
mod enrollments;
mod files;
mod invoices;
mod licensing;
mod partners;
mod threads;
mod vouchers;

/// The customer's administrator.
const CUSTOMER: &str = "lin.mei@contoso.example";
/// The contact of `P-1`'s location in TW.
const LOCATION: &str = "taipei@partner.example";
/// The primary contact of `P-1`, for everything that concerns no location.
const COMPANY: &str = "vouchers@partner.example";
/// The contact in `P-2`'s directory profile, the only one known of that company.
const PROFILE: &str = "hello@partner.example";

/// A world with the sample companies and their contacts.
async fn world() -> World {
    let world = World::new().await;
    let registered = json!({
        "name": "Contoso Partners", "mpn_id": "4711", "country": "US", "membership_ends_on": "2028-12-31",
        "primary_contact_email": COMPANY,
    });
    world.as_operations(Function::Enrollment, "PUT", "/companies/P-1", &registered).await.expect(200);
    let location = json!({"name": "Taipei", "country": "TW", "address": "1 Harbor Road", "contact_email": LOCATION});
    world.as_admin("P-1", Function::Enrollment, "PUT", "/locations/L-1", &location).await.expect(200);
    // Mails about the sample data itself, such as its enrollments, are discarded.
    delivered(&world).await;
    world
}

/// Sends a command on a reservation of `P-1`.
async fn reservation_command(world: &World, number: &str, action: &str, body: &Value) {
    let path = format!("/reservations/{number}/{action}");
    world.as_admin("P-1", Function::Reservation, "POST", &path, body).await.expect(200);
}

/// Cancels the reservation because the customer wants another partner.
async fn cancel(world: &World, number: &str) {
    reservation_command(world, number, "cancel", &json!({"reason": "other_partner", "note": "Ask Northwind."})).await;
}

/// The number of mails by recipient and subject.
fn tally(world: &World) -> BTreeMap<(String, String), usize> {
    let mut tally = BTreeMap::new();
    for (to, mail) in world.mailbox.sent() {
        *tally.entry((to, mail.subject)).or_default() += 1;
    }
    tally
}

/// Takes recipient and subject of each mail sent since the last call.
fn take_sent(world: &World) -> Vec<(String, String)> {
    world.mailbox.take().into_iter().map(|(to, mail)| (to, mail.subject)).collect()
}

/// Runs the outbox and returns the bodies in the mail queue; none of the mails has been sent yet.
async fn pending_notices(world: &World) -> Vec<String> {
    assert_eq!(world.run_outbox().await, 0);
    world.notice_bodies()
}

/// Delivers an event of the licensing side under a message id of its own.
async fn licensing_event(world: &World, id: &str, kind: &str, data: Value) {
    let event = json!({"type": kind, "occurred_at": "2026-11-21T09:00:00Z", "data": data});
    world.webhook(id, &event).await.expect(200);
}

/// Runs outbox and mailer and returns recipient and subject of each mail sent.
async fn delivered(world: &World) -> Vec<(String, String)> {
    world.deliver_mails().await;
    take_sent(world)
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(to, subject)| ((*to).to_owned(), (*subject).to_owned())).collect()
}
