//! Files delivered for several vouchers, as the reviewer of a claim sees them (PROGRAM.md 8.4).

use serde_json::{Value, json};
use tests::{Function, PDF, World, announcement, reservation_by};

use super::{checks::submitted, claim};
use crate::bodies::NUMBER;

async fn same_file_as(world: &World) -> Value {
    let body = world.reviewer("GET", &claim("/checks"), &Value::Null).await.expect(200);
    assert_eq!(body["all_met"], true, "the same file fails no check");
    body["same_file_as"].clone()
}

/// Delivers the bytes of the claim's own file for another voucher of a company.
async fn deliver_by(world: &World, company: &str, number: &str) {
    world.assign(number).await;
    let body = reservation_by(company, number);
    world.as_admin(company, Function::Reservation, "POST", "/reservations", &body).await.expect(201);
    let path = format!("/vouchers/{number}/deliverables");
    let file = announcement("another-name.pdf", PDF);
    let file = world.as_admin(company, Function::Deliverable, "POST", &path, &file).await.expect(201);
    world.upload(number, file["deliverable_id"].as_str().unwrap(), 1, PDF).await;
}

#[tokio::test]
async fn a_file_delivered_once_has_no_duplicates() {
    assert_eq!(same_file_as(&submitted().await).await, json!([]));
}

#[tokio::test]
async fn duplicates_of_the_same_company_are_listed_and_those_of_others_counted() {
    let world = submitted().await;
    for (company, number) in [("P-1", "SA-SAME-0002"), ("P-1", "SA-SAME-0001"), ("P-2", "SA-SAME-0003")] {
        deliver_by(&world, company, number).await;
    }
    let files = format!("/vouchers/{NUMBER}/deliverables");
    let files = world.as_admin("P-1", Function::Deliverable, "GET", &files, &Value::Null).await.expect(200);
    let expected = json!([{
        "deliverable_id": files["items"][0]["deliverable_id"], "file_name": "plan.pdf", "kind": "deployment_plan",
        "voucher_numbers": ["SA-SAME-0001", "SA-SAME-0002"], "others": 1,
    }]);
    assert_eq!(same_file_as(&world).await, expected);
}

/// Files that were announced and not uploaded, rejected, deleted, or of a cancelled reservation.
#[tokio::test]
async fn files_that_do_not_count_are_no_duplicates() {
    let world = submitted().await;
    for number in ["SA-SAME-0001", "SA-SAME-0002"] {
        world.assign(number).await;
        world.reserve(number).await;
    }
    world.announce("SA-SAME-0001", "plan.pdf", PDF).await;
    let id = world.announce("SA-SAME-0002", "plan.pdf", PDF).await;
    world.upload_scanned("SA-SAME-0002", &id, 1, PDF, domain::deliverable::Verdict::Threat).await;
    for number in ["SA-SAME-0003", "SA-SAME-0004"] {
        deliver_by(&world, "P-1", number).await;
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
