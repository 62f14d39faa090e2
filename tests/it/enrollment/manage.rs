//! Withdraw, suspend, reinstate.

use serde_json::{Value, json};
use testkit::Reply;
use tests::{Function, World, reservation};

use super::{admin, by_operations, fields, on_enrollment, operations, shown};

async fn reserve(world: &World, number: &str) -> Reply {
    world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &reservation(number)).await
}

#[tokio::test]
async fn a_withdrawn_enrollment_refuses_reservations() {
    let world = World::new().await;
    world.assign("SA-MANAGE-1").await;
    let withdrawn = on_enrollment(&world, "P-1", "DDPS", "withdraw").await.expect(200);
    let expected = [json!("withdrawn"), json!(2), json!(["renew"]), json!("2027-06-01")];
    assert_eq!(fields(&withdrawn, ["status", "rev", "actions", "term_end"]), expected);
    assert_eq!(
        on_enrollment(&world, "P-1", "DDPS", "withdraw").await.expect(200),
        withdrawn,
        "a repeat changes nothing"
    );
    assert_eq!(reserve(&world, "SA-MANAGE-1").await.refused(409), ["enrollment_inactive"]);
    assert_eq!(shown(&world, "P-1", "SSDPS").await["status"], "active", "the other program is not affected");
}

#[tokio::test]
async fn a_suspended_enrollment_refuses_reservations_until_it_is_reinstated() {
    let world = World::new().await;
    world.assign("SA-MANAGE-1").await;
    let reply = by_operations(&world, "P-1", "DDPS", "suspend").await;
    assert_eq!(reply.header("etag"), Some("\"2\""));
    let suspended = reply.expect(200);
    let expected = [json!("suspended"), json!("An audit."), json!(["reinstate"])];
    assert_eq!(fields(&suspended, ["status", "reason", "actions"]), expected);
    assert_eq!(shown(&world, "P-1", "DDPS").await["actions"], json!(["withdraw"]), "the actions of the company");
    assert_eq!(reserve(&world, "SA-MANAGE-1").await.refused(409), ["enrollment_inactive"]);

    let path = "/enrollments/DDPS/suspend?company_id=P-1";
    let again = operations(&world, "POST", path, &json!({"reason": "Another audit."})).await.expect(200);
    assert_eq!(again, suspended, "the first reason is stored");

    let back = by_operations(&world, "P-1", "DDPS", "reinstate").await.expect(200);
    let expected = [json!("active"), Value::Null, json!(["suspend"]), json!("2027-06-01"), json!(3)];
    assert_eq!(fields(&back, ["status", "reason", "actions", "term_end", "rev"]), expected);
    assert_eq!(by_operations(&world, "P-1", "DDPS", "reinstate").await.expect(200), back, "a repeat changes nothing");
    reserve(&world, "SA-MANAGE-1").await.expect(201);
}

#[tokio::test]
async fn withdrawing_and_enrolling_again_does_not_lift_a_suspension() {
    let world = World::new().await;
    by_operations(&world, "P-1", "DDPS", "suspend").await.expect(200);
    let withdrawn = on_enrollment(&world, "P-1", "DDPS", "withdraw").await.expect(200);
    assert_eq!(
        fields(&withdrawn, ["status", "reason", "actions"]),
        [json!("withdrawn"), json!("An audit."), json!([])]
    );
    let program = json!({"program": "DDPS"});
    let enroll = || world.as_admin("P-1", Function::Enrollment, "POST", "/enrollments", &program);
    assert_eq!(enroll().await.refused(409), ["enrollment_suspended"]);
    assert_eq!(on_enrollment(&world, "P-1", "DDPS", "renew").await.refused(409), ["enrollment_suspended"]);
    by_operations(&world, "P-1", "DDPS", "reinstate").await.expect(200);
    assert_eq!(enroll().await.expect(201)["status"], "active");
}

/// A suspension does not extend the term.
#[tokio::test]
async fn a_reinstated_enrollment_has_the_status_of_the_calendar() {
    let world = World::new().await;
    for (now, status) in
        [("2027-04-02T00:00:00Z", "renewal_due"), ("2027-06-02T00:00:00Z", "grace"), ("2027-07-02T00:00:00Z", "lapsed")]
    {
        let world = World::new().await;
        by_operations(&world, "P-1", "DDPS", "suspend").await.expect(200);
        world.clock.set(now);
        assert_eq!(shown(&world, "P-1", "DDPS").await["status"], "suspended", "{now}");
        let back = by_operations(&world, "P-1", "DDPS", "reinstate").await.expect(200);
        assert_eq!(back["status"], status, "{now}");
    }
    world.clock.set("2027-07-02T00:00:00Z");
    assert_eq!(by_operations(&world, "P-1", "DDPS", "suspend").await.refused(409), ["enrollment_not_in_force"]);
}

#[tokio::test]
async fn an_enrollment_that_is_not_in_force_is_neither_suspended_nor_reinstated() {
    let world = World::new().await;
    on_enrollment(&world, "P-1", "DDPS", "withdraw").await.expect(200);
    for action in ["suspend", "reinstate"] {
        assert_eq!(by_operations(&world, "P-1", "DDPS", action).await.refused(409), ["enrollment_not_in_force"]);
        assert_eq!(by_operations(&world, "P-3", "DDPS", action).await.refused(404), ["enrollment_not_found"]);
    }
    assert_eq!(shown(&world, "P-1", "DDPS").await["rev"], 2);
}

#[tokio::test]
async fn only_operations_suspend_and_only_the_company_withdraws() {
    let world = World::new().await;
    for action in ["suspend", "reinstate"] {
        let path = format!("/enrollments/DDPS/{action}");
        for role in ["mpn_admin", "global_admin", "incentives"] {
            let (caller, body) = ((&[role][..], Some("P-1")), json!({"reason": "x"}));
            let reply = world.as_role(caller, Function::Enrollment, "POST", &path, &body).await;
            assert_eq!(reply.body["detail"], "This needs the role operations.");
            assert_eq!(reply.refused(403), ["role_missing"], "{role} {action}");
        }
    }
    let path = "/enrollments/DDPS/withdraw?company_id=P-1";
    assert_eq!(operations(&world, "POST", path, &Value::Null).await.refused(403), ["role_missing"]);
    let as_global = super::global(&world, "P-1", "POST", "/enrollments/DDPS/withdraw", &Value::Null).await;
    assert_eq!(as_global.expect(200)["status"], "withdrawn");
    assert_eq!(admin(&world, "P-2", "GET", "/enrollments/DDPS", &Value::Null).await.expect(200)["status"], "active");
}
