//! What companies, the directory and the sweeps ask of the table.

use super::*;

#[tokio::test]
async fn a_new_term_takes_one_read_and_one_write() {
    let world = World::new().await;
    let ask = |method: &str, path: &str| as_partner(&world, method, path, &Value::Null);
    let program = json!({"program": "SSDPS"});
    let mut counted = Counted::of(&world);
    counted.send("eligibility", Function::Enrollment, ask("GET", "/eligibility"), 200).await;
    counted.send("withdraw", Function::Enrollment, ask("POST", "/enrollments/SSDPS/withdraw"), 200).await;
    let enroll = as_partner(&world, "POST", "/enrollments", &program);
    counted.send("enroll", Function::Enrollment, enroll.clone(), 201).await;
    counted.send("enroll, refused", Function::Enrollment, enroll, 409).await;
    world.clock.set("2027-09-01T09:00:00Z");
    counted.send("renew", Function::Enrollment, ask("POST", "/enrollments/SSDPS/renew"), 200).await;
    counted.send("enrollments", Function::Enrollment, ask("GET", "/enrollments"), 200).await;
    counted.send("locations", Function::Enrollment, ask("GET", "/locations"), 200).await;
    counted.are(&[
        "eligibility: 1 | 1 | 0 + 0 | 1 Query",
        "withdraw: 2 | 1 | 1 + 1 | 1 GetItem, 1 PutItem",
        "enroll: 2 | 3 | 1 + 1 | 2 GetItem, 1 PutItem, 1 Query",
        "enroll, refused: 1 | 3 | 0 + 0 | 2 GetItem, 1 Query",
        "renew: 2 | 3 | 1 + 2 | 2 GetItem, 1 PutItem, 1 Query",
        "enrollments: 1 | 1 | 0 + 0 | 1 Query",
        "locations: 1 | 2 | 0 + 0 | 2 Query",
    ]);
}

/// The directory reads an index; what stands in it was derived before, by whoever follows the stream.
#[tokio::test]
async fn a_search_is_one_call_and_a_listing_is_written_only_when_it_changes() {
    let world = World::new().await;
    world.run_outbox().await;
    let mut counted = Counted::of(&world);
    counted.send("search", Function::Directory, send("GET", "/providers?program=DDPS&country=US"), 200).await;
    counted.send("provider", Function::Directory, send("GET", "/providers/P-1"), 200).await;
    counted.are(&["search: 1 | 0.5 | 0 + 0 | 1 Query", "provider: 1 | 2 | 0 + 0 | 1 GetItem, 1 Query"]);
}
