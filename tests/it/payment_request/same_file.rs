//! Files that were delivered for several vouchers: whoever reviews a claim sees them.

use serde_json::{Value, json};
use tests::{Function, PDF, World, announcement, reservation_by};

use super::{checks::submitted, claim};
use crate::bodies::NUMBER;

async fn same_file_as(world: &World) -> Value {
    let body = world.reviewer("GET", &claim("/checks"), &Value::Null).await.expect(200);
    assert_eq!(body["all_met"], true, "it is for the reviewer to judge");
    body["same_file_as"].clone()
}

/// The bytes of the claim's own file, delivered for another voucher by a company.
async fn delivered_by(world: &World, company: &str, number: &str) {
    world.assign(number).await;
    let body = reservation_by(company, number);
    world.as_admin(company, Function::Reservation, "POST", "/reservations", &body).await.expect(201);
    let path = format!("/vouchers/{number}/deliverables");
    let file = announcement("another-name.pdf", PDF);
    let file = world.as_admin(company, Function::Deliverable, "POST", &path, &file).await.expect(201);
    world.upload(number, file["deliverable_id"].as_str().unwrap(), 1, PDF).await;
}

#[tokio::test]
async fn a_file_that_was_delivered_once_is_the_same_as_no_other() {
    assert_eq!(same_file_as(&submitted().await).await, json!([]));
}

#[tokio::test]
async fn vouchers_of_the_same_company_are_named_and_those_of_others_counted() {
    let world = submitted().await;
    for (company, number) in [("P-1", "SA-SAME-0002"), ("P-1", "SA-SAME-0001"), ("P-2", "SA-SAME-0003")] {
        delivered_by(&world, company, number).await;
    }
    let files = format!("/vouchers/{NUMBER}/deliverables");
    let files = world.as_admin("P-1", Function::Deliverable, "GET", &files, &Value::Null).await.expect(200);
    let expected = json!([{
        "deliverable_id": files["items"][0]["deliverable_id"], "file_name": "plan.pdf", "kind": "deployment_plan",
        "voucher_numbers": ["SA-SAME-0001", "SA-SAME-0002"], "others": 1,
    }]);
    assert_eq!(same_file_as(&world).await, expected);
}

/// Announced and not uploaded, rejected, deleted, or of a reservation that was cancelled.
#[tokio::test]
async fn what_is_not_delivered_for_another_voucher_does_not_show() {
    let world = submitted().await;
    for number in ["SA-SAME-0001", "SA-SAME-0002"] {
        world.assign(number).await;
        world.reserve(number).await;
    }
    world.announce("SA-SAME-0001", "plan.pdf", PDF).await;
    let id = world.announce("SA-SAME-0002", "plan.pdf", PDF).await;
    world.upload_scanned("SA-SAME-0002", &id, 1, PDF, domain::deliverable::Verdict::Threat).await;
    for number in ["SA-SAME-0003", "SA-SAME-0004"] {
        delivered_by(&world, "P-1", number).await;
    }
    assert_eq!(same_file_as(&world).await[0]["voucher_numbers"], json!(["SA-SAME-0003", "SA-SAME-0004"]));
    let files = "/vouchers/SA-SAME-0003/deliverables";
    let listed = world.as_admin("P-1", Function::Deliverable, "GET", files, &Value::Null).await.expect(200);
    let path = format!("{files}/{}", listed["items"][0]["deliverable_id"].as_str().unwrap());
    world.as_admin("P-1", Function::Deliverable, "DELETE", &path, &Value::Null).await.expect(204);
    let reason = json!({"reason": "other_partner"});
    world
        .as_admin("P-1", Function::Reservation, "POST", "/reservations/SA-SAME-0004/cancel", &reason)
        .await
        .expect(200);
    assert_eq!(same_file_as(&world).await, json!([]));
}
