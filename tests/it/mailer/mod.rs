//! The mail queue: everybody whom an event concerns gets one mail of it, in their language, whatever queue, stream and
//! sender do.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::{Function, World};

mod claims;
mod enrollments;
mod files;
mod licensing;
mod once;
mod partners;
mod threads;
mod vouchers;

/// The customer's administrator.
const CUSTOMER: &str = "lin.mei@contoso.example";
/// Where `P-1` is written to: its location in TW has a contact of its own.
const LOCATION: &str = "taipei@partner.example";
/// Where all else of `P-1` goes.
const COMPANY: &str = "vouchers@partner.example";
/// What `P-2` shows in the directory, and all that is known of it.
const PROFILE: &str = "hello@partner.example";

/// The sample companies, with people to write to.
async fn world() -> World {
    let world = World::new().await;
    let registered = json!({
        "name": "Contoso Partners", "mpn_id": "4711", "country": "US", "membership_ends_on": "2028-12-31",
        "primary_contact_email": COMPANY,
    });
    world.as_operations(Function::Enrollment, "PUT", "/companies/P-1", &registered).await.expect(200);
    let location = json!({"name": "Taipei", "country": "TW", "address": "1 Harbor Road", "contact_email": LOCATION});
    world.as_admin("P-1", Function::Enrollment, "PUT", "/locations/L-1", &location).await.expect(200);
    // What was there before any test began, such as the samples' own enrollments, is no news to its test.
    told(&world).await;
    world
}

/// A reservation's command.
async fn act(world: &World, number: &str, action: &str, body: &Value) {
    let path = format!("/reservations/{number}/{action}");
    world.as_admin("P-1", Function::Reservation, "POST", &path, body).await.expect(200);
}

/// Given back for another partner.
async fn cancel(world: &World, number: &str) {
    act(world, number, "cancel", &json!({"reason": "other_partner", "note": "Ask Northwind."})).await;
}

/// Who got mails of which subjects, how often.
fn tally(world: &World) -> BTreeMap<(String, String), usize> {
    let mut tally = BTreeMap::new();
    for (to, mail) in world.mailbox.sent() {
        *tally.entry((to, mail.subject)).or_default() += 1;
    }
    tally
}

/// What was sent since the last look: recipients and subjects.
fn taken(world: &World) -> Vec<(String, String)> {
    world.mailbox.take().into_iter().map(|(to, mail)| (to, mail.subject)).collect()
}

/// What follows, up to the mails, none of which is written yet: the bodies of the queue.
async fn untold(world: &World) -> Vec<String> {
    assert_eq!(world.run_outbox().await, 0);
    world.notice_bodies()
}

/// What the licensing side says of a voucher, under a message id of its own.
async fn licensing(world: &World, id: &str, kind: &str, data: Value) {
    let event = json!({"type": kind, "occurred_at": "2026-11-21T09:00:00Z", "data": data});
    world.webhook(id, &event).await.expect(200);
}

/// What follows, up to the mails; recipients and subjects of those.
async fn told(world: &World) -> Vec<(String, String)> {
    world.deliver_mails().await;
    taken(world)
}

fn is(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(to, subject)| ((*to).to_owned(), (*subject).to_owned())).collect()
}
