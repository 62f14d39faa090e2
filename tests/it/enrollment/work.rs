//! A voucher reserved in time is finished, redeemed and claimed, whatever happens to the enrollment.

use jiff::civil::date;
use serde_json::json;
use testkit::sample;
use tests::{Function, World, reservation};

use super::{by_operations, on_enrollment, operations, shown};
use crate::bodies::with;

const RESERVED: &str = "SA-WORK-HELD";
const UNRESERVED: &str = "SA-WORK-NEW0";

/// One voucher reserved, another one not; the term ends on 1 December 2026.
async fn reserved() -> World {
    let world = World::new().await;
    let enrollment = sample::enrolled_until("P-1", "DDPS", date(2026, 12, 1));
    sample::put_enrollment(&world.database.table, enrollment).await;
    world.assign(RESERVED).await;
    world.assign(UNRESERVED).await;
    world.reserve(RESERVED).await;
    world
}

/// Asserts that a new reservation is refused and that the reserved voucher becomes a draft claim.
async fn assert_only_the_reserved_voucher_goes_on(world: &World, status: &str, today: &str) {
    assert_eq!(shown(world, "P-1", "DDPS").await["status"], status);
    let body = with(reservation(UNRESERVED), &json!({"start_date": today, "end_date": today}));
    let refused = world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &body).await;
    assert_eq!(refused.refused(409), ["enrollment_inactive"], "{status}");

    let path = format!("/reservations/{RESERVED}");
    let guests = json!({"attendees": ["lin.mei@contoso.example"]});
    world.as_admin("P-1", Function::Reservation, "PATCH", &path, &guests).await.expect(200);
    world.deliver(RESERVED).await;
    world.report(RESERVED).await;
    assert_eq!(world.redeem(&[RESERVED]).await[0]["outcome"], "redeemed", "{status}");
    assert_eq!(world.run_outbox().await, 0);
    assert_eq!(world.deliver_claims().await.len(), 1);
    assert_eq!(world.claim(RESERVED).await.unwrap().amount.unwrap().minor, 500_000, "{status}");
}

#[tokio::test]
async fn a_reserved_voucher_is_finished_after_a_lapse() {
    let world = reserved().await;
    world.clock.set("2027-01-01T09:00:00Z");
    world.sweep_renewals(json!({})).await;
    assert_only_the_reserved_voucher_goes_on(&world, "lapsed", "2027-01-01").await;
}

/// No sweep has run: the clock alone decides.
#[tokio::test]
async fn a_reserved_voucher_is_finished_after_a_lapse_without_a_sweep() {
    let world = reserved().await;
    world.clock.set("2027-01-01T09:00:00Z");
    assert_only_the_reserved_voucher_goes_on(&world, "lapsed", "2027-01-01").await;
}

#[tokio::test]
async fn a_reserved_voucher_is_finished_after_a_suspension() {
    let world = reserved().await;
    by_operations(&world, "P-1", "DDPS", "suspend").await.expect(200);
    assert_only_the_reserved_voucher_goes_on(&world, "suspended", "2026-11-22").await;
}

#[tokio::test]
async fn a_reserved_voucher_is_finished_after_a_withdrawal() {
    let world = reserved().await;
    on_enrollment(&world, "P-1", "DDPS", "withdraw").await.expect(200);
    assert_only_the_reserved_voucher_goes_on(&world, "withdrawn", "2026-11-22").await;
}

#[tokio::test]
async fn an_enrollment_that_is_renewal_due_or_in_grace_still_reserves() {
    for (now, today, status) in [
        ("2026-12-01T23:59:59Z", "2026-12-01", "renewal_due"),
        ("2026-12-02T00:00:00Z", "2026-12-02", "grace"),
        ("2026-12-31T23:59:59Z", "2026-12-31", "grace"),
    ] {
        let world = reserved().await;
        world.clock.set(now);
        assert_eq!(shown(&world, "P-1", "DDPS").await["status"], status, "{now}");
        let body = with(reservation(UNRESERVED), &json!({"start_date": today, "end_date": today}));
        world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &body).await.expect(201);
    }
}

/// Evidence is checked for every reservation; the enrollment stays in force for its term.
#[tokio::test]
async fn withdrawn_evidence_stops_new_reservations_and_not_the_enrollment() {
    let world = reserved().await;
    let none = serde_json::Value::Null;
    operations(&world, "DELETE", "/companies/P-1/evidence/windows", &none).await.expect(204);
    assert_eq!(shown(&world, "P-1", "DDPS").await["status"], "renewal_due");
    let refused = world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &reservation(UNRESERVED)).await;
    assert_eq!(refused.refused(409), ["not_eligible_engagement"]);
    world.deliver(RESERVED).await;
    world.report(RESERVED).await;
    assert_eq!(world.redeem(&[RESERVED]).await[0]["outcome"], "redeemed");
}
