//! A year of two companies: both join, one renews and the other one does not.

use serde_json::{Value, json};
use tests::{Function, PDF, World, announcement, answers, assigned, reservation};

use super::{admin, enroll, fields, location, on_enrollment, qualify, shown};
use crate::bodies::with;
use crate::directory::{profile, publish};

const STAYS: &str = "P-4";
const LEAVES: &str = "P-5";

/// Registers, qualifies, enrolls and publishes a company.
async fn join(world: &World, company: &str) {
    let eligibility = admin(world, company, "GET", "/eligibility", &Value::Null).await.expect(200);
    assert_eq!(eligibility["items"][0]["status"], "not_started");
    assert_eq!(enroll(world, company, "DDPS").await.refused(409), ["company_not_registered"]);
    qualify(world, company).await;
    admin(world, company, "PUT", "/locations/L-1", &location("TW")).await.expect(200);
    enroll(world, company, "DDPS").await.expect(201);
    let body = with(profile(&["DDPS"], &["L-1"]), &json!({"display_name": format!("Partner {company}")}));
    publish(world, company, &body).await.expect(200);
}

/// The companies in the directory, after the stream is consumed.
async fn listed(world: &World) -> Vec<String> {
    assert_eq!(world.run_outbox().await, 0);
    let list = "/providers?program=DDPS&q=partner+p";
    let (items, _) = crate::bodies::all_pages(world, Function::Directory, "", list, 10).await;
    items.iter().map(|item| item["company_id"].as_str().unwrap().to_owned()).collect()
}

/// Assigns a voucher and reserves it for a day. Returns false when the reservation is refused.
async fn reserves(world: &World, company: &str, number: &str, assigned_on: &str, day: &str) -> bool {
    let at = format!("{assigned_on}T09:00:00Z");
    let mut event = assigned(number);
    event["occurred_at"] = json!(at);
    event["data"]["created_at"] = json!(at);
    world.webhook(&format!("assign-{number}"), &event).await.expect(201);
    let body = with(reservation(number), &json!({"start_date": day, "end_date": day}));
    let reply = world.as_admin(company, Function::Reservation, "POST", "/reservations", &body).await;
    if reply.status != 201 {
        assert_eq!(reply.refused(409), ["enrollment_inactive"]);
        return false;
    }
    true
}

/// Delivers, reports and redeems a voucher. Returns the amount of the claim in minor units.
async fn finish(world: &World, company: &str, number: &str, day: &str) -> i64 {
    let as_admin = |function, method, path: String, body: Value| async move {
        world.as_admin(company, function, method, &path, &body).await
    };
    let files = format!("/vouchers/{number}/deliverables");
    let announced = as_admin(Function::Deliverable, "POST", files, announcement("plan.pdf", PDF)).await.expect(201);
    world.upload(number, announced["deliverable_id"].as_str().unwrap(), 1, PDF).await;
    let report = format!("/vouchers/{number}/report");
    let days = json!({"delivered_from": day, "delivered_to": day, "handed_over_on": day});
    as_admin(Function::Completion, "PUT", report.clone(), with(answers(), &days)).await.expect(200);
    as_admin(Function::Completion, "POST", format!("{report}/submit"), Value::Null).await.expect(200);
    let chosen = json!({"voucher_numbers": [number], "confirm": true});
    let answer = as_admin(Function::Redemption, "POST", "/redemptions".to_owned(), chosen).await.expect(200);
    assert_eq!(answer["items"][0]["outcome"], "redeemed", "{answer:#}");
    assert_eq!(world.run_outbox().await, 0);
    world.deliver_claims().await;
    world.claim(number).await.unwrap().amount.unwrap().minor
}

/// The events of an enrollment so far.
async fn events(world: &World, company: &str) -> Vec<Value> {
    assert_eq!(world.run_outbox().await, 0);
    let (company, program) = (company.parse().unwrap(), "DDPS".parse().unwrap());
    let lines = world.database.table.enrollment_history(&company, &program).await.unwrap().0;
    lines.iter().map(|line| serde_json::to_value(&line.last.event).unwrap()).collect()
}

async fn sweeps_on(world: &World, day: &str) {
    world.clock.set(&format!("{day}T06:00:00Z"));
    world.sweep_renewals(json!({})).await;
    let report = world.sweep_renewals(json!({})).await;
    assert_eq!(report["scanned"], 0, "{day}: a repeat finds nothing");
}

#[tokio::test]
async fn a_year_in_the_program() {
    let world = World::new().await;
    for company in [STAYS, LEAVES] {
        join(&world, company).await;
    }
    assert_eq!(listed(&world).await, [STAYS, LEAVES]);
    assert!(reserves(&world, STAYS, "SA-YEAR-0001", "2026-11-20", "2026-11-22").await);
    assert_eq!(finish(&world, STAYS, "SA-YEAR-0001", "2026-11-22").await, 500_000);

    // Sixty days before the term ends, both are reminded.
    sweeps_on(&world, "2027-09-22").await;
    assert_eq!(shown(&world, STAYS, "DDPS").await["status"], "active");
    sweeps_on(&world, "2027-09-23").await;
    let reminded = json!({"type": "enrollment.renewal_due", "reminders": [-60]});
    for company in [STAYS, LEAVES] {
        assert_eq!(shown(&world, company, "DDPS").await["status"], "renewal_due");
        assert_eq!(events(&world, company).await[1..], std::slice::from_ref(&reminded)[..], "{company}");
    }

    // One renews; the other one takes on work and does not.
    world.clock.set("2027-11-02T09:00:00Z");
    let renewed = on_enrollment(&world, STAYS, "DDPS", "renew").await.expect(200);
    let term = [json!("2027-11-22"), json!("2028-11-22"), json!("active")];
    assert_eq!(fields(&renewed, ["term_start", "term_end", "status"]), term);
    assert!(reserves(&world, LEAVES, "SA-YEAR-0002", "2027-11-01", "2027-12-20").await);

    // In grace it is still listed and reserves.
    sweeps_on(&world, "2027-11-23").await;
    assert_eq!(shown(&world, LEAVES, "DDPS").await["status"], "grace");
    assert_eq!(listed(&world).await, [STAYS, LEAVES]);
    assert!(reserves(&world, LEAVES, "SA-YEAR-0003", "2027-11-22", "2027-12-22").await);

    // Thirty days later it has lapsed, and it finishes what it reserved.
    sweeps_on(&world, "2027-12-23").await;
    assert_eq!(shown(&world, LEAVES, "DDPS").await["status"], "lapsed");
    assert_eq!(listed(&world).await, [STAYS]);
    assert!(!reserves(&world, LEAVES, "SA-YEAR-0004", "2027-12-22", "2027-12-24").await);
    assert_eq!(finish(&world, LEAVES, "SA-YEAR-0002", "2027-12-20").await, 500_000);
    assert_eq!(finish(&world, LEAVES, "SA-YEAR-0003", "2027-12-22").await, 500_000);
    assert!(reserves(&world, STAYS, "SA-YEAR-0005", "2027-12-22", "2027-12-24").await);

    let types = |events: Vec<Value>| events.iter().map(|event| event["type"].clone()).collect::<Vec<_>>();
    let stayed = ["enrollment.enrolled", "enrollment.renewal_due", "enrollment.renewed"];
    assert_eq!(types(events(&world, STAYS).await), stayed);
    let left = ["enrollment.enrolled", "enrollment.renewal_due", "enrollment.grace", "enrollment.lapsed"];
    assert_eq!(types(events(&world, LEAVES).await), left);
}
