//! Work reserved in time is finished, redeemed and claimed, whatever becomes of the enrollment.

use jiff::civil::date;
use serde_json::json;
use testkit::sample;
use tests::{Function, World, reservation};

use super::{by_operations, on_enrollment, operations, shown};
use crate::bodies::with;

const HELD: &str = "SA-WORK-HELD";
const NEW: &str = "SA-WORK-NEW0";

/// One voucher reserved, another one not; the term ends on 1 December 2026.
async fn reserved() -> World {
    let world = World::new().await;
    let enrollment = sample::enrolled_until("P-1", "DDPS", date(2026, 12, 1));
    sample::put_enrollment(&world.database.table, enrollment).await;
    world.assign(HELD).await;
    world.assign(NEW).await;
    world.reserve(HELD).await;
    world
}

/// Nothing new is reserved; what was reserved becomes a draft claim.
async fn only_what_was_reserved_goes_on(world: &World, status: &str, today: &str) {
    assert_eq!(shown(world, "P-1", "DDPS").await["status"], status);
    let body = with(reservation(NEW), &json!({"start_date": today, "end_date": today}));
    let refused = world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &body).await;
    assert_eq!(refused.refused(409), ["enrollment_inactive"], "{status}");

    let path = format!("/reservations/{HELD}");
    let guests = json!({"attendees": ["lin.mei@contoso.example"]});
    world.as_admin("P-1", Function::Reservation, "PATCH", &path, &guests).await.expect(200);
    world.deliver(HELD).await;
    world.report(HELD).await;
    assert_eq!(world.redeem(&[HELD]).await[0]["outcome"], "redeemed", "{status}");
    assert_eq!(world.run_outbox().await, 0);
    assert_eq!(world.deliver_claims().await.len(), 1);
    assert_eq!(world.claim(HELD).await.unwrap().amount.unwrap().minor, 500_000, "{status}");
}

#[tokio::test]
async fn after_a_lapse() {
    let world = reserved().await;
    world.clock.set("2027-01-01T09:00:00Z");
    world.sweep_renewals(json!({})).await;
    only_what_was_reserved_goes_on(&world, "lapsed", "2027-01-01").await;
}

/// No sweep has run: the clock alone decides.
#[tokio::test]
async fn after_a_lapse_that_nobody_wrote_down() {
    let world = reserved().await;
    world.clock.set("2027-01-01T09:00:00Z");
    only_what_was_reserved_goes_on(&world, "lapsed", "2027-01-01").await;
}

#[tokio::test]
async fn after_a_suspension() {
    let world = reserved().await;
    by_operations(&world, "P-1", "DDPS", "suspend").await.expect(200);
    only_what_was_reserved_goes_on(&world, "suspended", "2026-11-22").await;
}

#[tokio::test]
async fn after_a_withdrawal() {
    let world = reserved().await;
    on_enrollment(&world, "P-1", "DDPS", "withdraw").await.expect(200);
    only_what_was_reserved_goes_on(&world, "withdrawn", "2026-11-22").await;
}

#[tokio::test]
async fn what_is_renewal_due_or_in_grace_still_reserves() {
    for (now, today, status) in [
        ("2026-12-01T23:59:59Z", "2026-12-01", "renewal_due"),
        ("2026-12-02T00:00:00Z", "2026-12-02", "grace"),
        ("2026-12-31T23:59:59Z", "2026-12-31", "grace"),
    ] {
        let world = reserved().await;
        world.clock.set(now);
        assert_eq!(shown(&world, "P-1", "DDPS").await["status"], status, "{now}");
        let body = with(reservation(NEW), &json!({"start_date": today, "end_date": today}));
        world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &body).await.expect(201);
    }
}

/// Evidence is asked for when something is reserved; the enrollment stands for its year.
#[tokio::test]
async fn evidence_that_is_withdrawn_stops_new_reservations_and_not_the_enrollment() {
    let world = reserved().await;
    let none = serde_json::Value::Null;
    operations(&world, "DELETE", "/companies/P-1/evidence/windows", &none).await.expect(204);
    assert_eq!(shown(&world, "P-1", "DDPS").await["status"], "renewal_due");
    let refused = world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &reservation(NEW)).await;
    assert_eq!(refused.refused(409), ["not_eligible_engagement"]);
    world.deliver(HELD).await;
    world.report(HELD).await;
    assert_eq!(world.redeem(&[HELD]).await[0]["outcome"], "redeemed");
}
