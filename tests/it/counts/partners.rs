//! The cost of commands about companies, and of the directory.

use super::*;

#[tokio::test]
async fn a_new_term_takes_one_round_of_reads_and_one_write() {
    let world = World::new().await;
    let request = |method: &str, path: &str| as_partner(&world, method, path, &Value::Null);
    let program = json!({"program": "SSDPS"});
    let mut counted = Counted::start(&world);
    counted.send("eligibility", Function::Enrollment, request("GET", "/eligibility"), 200).await;
    counted.send("withdraw", Function::Enrollment, request("POST", "/enrollments/SSDPS/withdraw"), 200).await;
    let enroll = as_partner(&world, "POST", "/enrollments", &program);
    counted.send("enroll", Function::Enrollment, enroll.clone(), 201).await;
    counted.send("enroll, refused", Function::Enrollment, enroll, 409).await;
    world.clock.set("2027-09-01T09:00:00Z");
    counted.send("renew", Function::Enrollment, request("POST", "/enrollments/SSDPS/renew"), 200).await;
    counted.send("enrollments", Function::Enrollment, request("GET", "/enrollments"), 200).await;
    counted.send("locations", Function::Enrollment, request("GET", "/locations"), 200).await;
    counted.expect(&[
        "eligibility: 1 | 1 | 0 + 0 | 1 Query",
        "withdraw: 2 | 1 | 1 + 1 | 1 GetItem, 1 PutItem",
        "enroll: 2 | 3 | 1 + 1 | 2 GetItem, 1 PutItem, 1 Query",
        "enroll, refused: 1 | 3 | 0 + 0 | 2 GetItem, 1 Query",
        "renew: 2 | 3 | 1 + 2 | 2 GetItem, 1 PutItem, 1 Query",
        "enrollments: 1 | 1 | 0 + 0 | 1 Query",
        "locations: 1 | 2 | 0 + 0 | 2 Query",
    ]);
}

/// The directory reads an index whose entries the outbox derived before.
#[tokio::test]
async fn a_search_is_one_query_and_a_provider_one_round_trip() {
    let world = World::new().await;
    world.run_outbox().await;
    let mut counted = Counted::start(&world);
    counted.send("search", Function::Directory, send("GET", "/providers?program=DDPS&country=US"), 200).await;
    counted.send("provider", Function::Directory, send("GET", "/providers/P-1"), 200).await;
    counted.expect(&["search: 1 | 0.5 | 0 + 0 | 1 Query", "provider: 1 | 2 | 0 + 0 | 1 GetItem, 1 Query"]);
}
