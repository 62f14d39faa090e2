//! The cloud actions of each function, recorded on the wire while every operation runs at least once.

use std::collections::{BTreeMap, BTreeSet};

use mail::Ses;
use objects::{Inspector, Objects};
use queue::Queue;
use serde_json::{Value, json};
use testkit::WireFault;
use tests::{Function, World, assigned, reservation};

use crate::samples;

type Used = BTreeMap<&'static str, Uses>;

/// The cloud permissions that one function uses.
#[derive(Default)]
pub(super) struct Uses {
    /// IAM actions.
    pub(super) actions: BTreeSet<String>,
    /// Indexes of the table.
    pub(super) indexes: BTreeSet<String>,
}

/// The IAM actions by function.
pub(super) async fn actions() -> Used {
    let world = World::new().await;
    let mut used = Used::new();
    voucher_lifecycle(&world, &mut used).await;
    claim_and_payment(&world, &mut used).await;
    repeat_passes_to_another_voucher(&world, &mut used).await;
    repeat_returns_by_extension(&world, &mut used).await;
    enrollment_and_directory(&world, &mut used).await;
    sweeps(&world, &mut used).await;
    every_command_with_a_key(&world, &mut used).await;
    let mut add = |function, actions: &[&str]| {
        used.entry(function).or_default().actions.extend(actions.iter().map(|action| (*action).to_owned()));
    };
    add("deliverable", &Objects::SIGNED_ACTIONS);
    add("deliverable-intake", &Inspector::ACTIONS);
    add("outbox", &Queue::ACTIONS);
    add("overview", &Objects::EXPORT_ACTIONS);
    add("payment-request", &Objects::EXPORT_ACTIONS);
    add("payment-request", &Objects::SIGNED_ACTIONS);
    add("mailer", &Ses::ACTIONS);
    add("deadline-sweep", &Queue::ACTIONS);
    add("portal", &[]);
    used
}

/// The stored answer of a key is read even if the command is refused later.
async fn every_command_with_a_key(world: &World, used: &mut Used) {
    for (index, sample) in samples::all("SA-USED-0001", "0a1b2c").iter().enumerate() {
        if sample.method != "GET" {
            world.call(sample.function, sample.sent(world).key(&format!("used-{index}"))).await;
            record(world, used, sample.function.folder());
        }
    }
}

/// Adds the table requests since the last call to a function's usage.
fn record(world: &World, used: &mut Used, function: &'static str) {
    let reading = world.database.meter.take();
    let noted = used.entry(function).or_default();
    noted.actions.extend(reading.actions.into_iter().map(|action| format!("dynamodb:{action}")));
    noted.indexes.extend(reading.indexes);
}

async fn voucher_lifecycle(world: &World, used: &mut Used) {
    const NUMBER: &str = "SA-USED-0001";
    world.assign(NUMBER).await;
    assert_eq!(world.mail("used", b"From: x@licensing.example\r\n\r\n").await.status, 422);
    record(world, used, "assignment");
    world.reserve(NUMBER).await;
    record(world, used, "reservation");
    deliverables(world, used, NUMBER).await;
    world.report(NUMBER).await;
    record(world, used, "completion");
    redemption(world, used, NUMBER).await;
    world.run_outbox().await;
    record(world, used, "outbox");
    world.deliver_claims().await;
    record(world, used, "claims");
    for path in ["/vouchers", "/vouchers/SA-USED-0001", "/vouchers/export?format=csv", "/dashboard"] {
        assert_eq!(world.as_admin("P-1", Function::Overview, "GET", path, &Value::Null).await.status, 200, "{path}");
    }
    record(world, used, "overview");
    mails(world, used).await;
}

/// At a redelivery the mailer reads the outcome of each mail; for a company without a contact it reads the locations.
async fn mails(world: &World, used: &mut Used) {
    let mut bodies = world.notice_bodies();
    let without_contact = json!({
        "about": "enrollment", "event_id": "P#P-3/E#DDPS/1", "type": "enrollment.lapsed",
        "then": {"company_id": "P-3", "program": "DDPS", "term_start": "2026-06-01", "term_end": "2027-06-01",
            "grace_ends_on": "2027-07-01"},
    });
    bodies.push(without_contact.to_string());
    assert!(world.run_mailer(&bodies).await.is_empty() && world.run_mailer(&bodies).await.is_empty());
    record(world, used, "mailer");
}

async fn deliverables(world: &World, used: &mut Used, number: &str) {
    let path = format!("/vouchers/{number}/deliverables");
    let withdrawn = world.announce(number, "other.pdf", b"other").await;
    let own = format!("{path}/{withdrawn}");
    world.as_admin("P-1", Function::Deliverable, "DELETE", &own, &Value::Null).await.expect(204);
    let id = world.announce(number, "plan.pdf", tests::PDF).await;
    world.as_admin("P-1", Function::Deliverable, "GET", &path, &Value::Null).await.expect(200);
    record(world, used, "deliverable");
    world.upload(number, &id, 2, tests::PDF).await;
    record(world, used, "deliverable-intake");
    world.as_admin("P-1", Function::Deliverable, "GET", &format!("{path}/{id}"), &Value::Null).await.expect(200);
    record(world, used, "deliverable");
}

/// The answer of the write is lost, so that the voucher is read once more on its own.
async fn redemption(world: &World, used: &mut Used, number: &str) {
    let body = json!({"voucher_numbers": [number]});
    world.as_admin("P-1", Function::Redemption, "POST", "/preview", &body).await.expect(200);
    world.database.faults.next("PutItem", WireFault::AnswerLost);
    assert_eq!(world.redeem(&[number]).await[0]["outcome"], "redeemed");
    let path = "/redemptions/RD-0A1B2C3D4E5F6071";
    assert_eq!(world.as_admin("P-1", Function::Redemption, "GET", path, &Value::Null).await.status, 404);
    record(world, used, "redemption");
}

/// Every operation of `payment-request` and `payment-status`; one draft is left for the sweep.
async fn claim_and_payment(world: &World, used: &mut Used) {
    const NUMBER: &str = "SA-USED-0001";
    let global = ("U-6", Some("P-1"), &["global_admin"][..]);
    world.person(global, "PUT", "/payees/DDPS", &tests::registration()).await.expect(200);
    let rate = json!({"per_day": {"minor": 90_000, "currency": "EUR"}, "valid_from": "2026-01-01"});
    world.reviewer("PUT", "/rates/DE/DDPS", &rate).await.expect(200);
    record(world, used, "payment-request");
    for number in ["SA-USED-MANY", "SA-USED-LEFT"] {
        world.draft(number).await;
    }
    record(world, used, "claims");
    // The answer of the write is lost, so that the claim is read once more on its own.
    world.database.faults.next("PutItem", WireFault::AnswerLost);
    let many = json!({"claim_ids": ["CL-SA-USED-MANY"], "invoice_number": "INV-MANY"});
    world.claimant("POST", "/claims/submit", &many).await.expect(200);
    world.send_back(NUMBER).await;
    record(world, used, "payment-request");
    correction(world, used, NUMBER).await;
    world.claimant("POST", "/claims/CL-SA-USED-0001/submit", &tests::answer("INV-USED")).await.expect(200);
    world.claimant("PUT", "/invoices/INV-USED/file", &tests::invoice_file()).await.expect(200);
    record(world, used, "payment-request");
    world.upload_invoice("INV-USED", 1, tests::PDF).await;
    record(world, used, "deliverable-intake");
    for action in ["review", "approve"] {
        world.reviewer("POST", &format!("/claims/CL-{NUMBER}/{action}"), &Value::Null).await.expect(200);
    }
    world.reviewer("GET", "/claims?status=submitted", &Value::Null).await.expect(200);
    world.reviewer("GET", &format!("/claims/CL-{NUMBER}/checks"), &Value::Null).await.expect(200);
    for path in [
        "/claims",
        "/claims/export?format=csv",
        "/claims/CL-SA-USED-0001",
        "/statement?month=2026-11",
        "/payees",
        "/rates",
    ] {
        world.claimant("GET", path, &Value::Null).await.expect(200);
    }
    record(world, used, "payment-request");
    for kind in ["scheduled", "sent"] {
        world.pay(kind, NUMBER, "PAY-1", "2026-11-22T08:00:00Z").await;
    }
    record(world, used, "payment-status");
}

/// Files and report of a claim that was sent back.
async fn correction(world: &World, used: &mut Used, number: &str) {
    let report = format!("/vouchers/{number}/report");
    let completion = async |method: &str, path: &str, body: &Value| {
        world.as_admin("P-1", Function::Completion, method, path, body).await.expect(200)
    };
    completion("POST", &format!("{report}/reopen"), &Value::Null).await;
    let id = world.announce(number, "more.pdf", b"more").await;
    let file = format!("/vouchers/{number}/deliverables/{id}");
    world.as_admin("P-1", Function::Deliverable, "DELETE", &file, &Value::Null).await.expect(204);
    record(world, used, "deliverable");
    completion("PUT", &report, &tests::answers()).await;
    completion("POST", &format!("{report}/submit"), &Value::Null).await;
    record(world, used, "completion");
}

/// A 15-day engagement passes from a cancelled reservation to another voucher.
async fn repeat_passes_to_another_voucher(world: &World, used: &mut Used) {
    for number in ["SA-USED-0002", "SA-USED-0003"] {
        let mut event = assigned(number);
        event["data"]["days"] = json!(15);
        world.webhook(number, &event).await.expect(201);
    }
    record(world, used, "assignment");
    let reserve = |number| reservation(number);
    let post =
        |path: String, body| async move { world.as_admin("P-1", Function::Reservation, "POST", &path, &body).await };
    post("/reservations".to_owned(), reserve("SA-USED-0002")).await.expect(201);
    let cancel = json!({"reason": "engagement_not_happening"});
    post("/reservations/SA-USED-0002/cancel".to_owned(), cancel).await.expect(200);
    post("/reservations".to_owned(), reserve("SA-USED-0003")).await.expect(201);
    record(world, used, "reservation");
}

/// A 15-day engagement returns to an expired voucher by an extension that occurred in time, after another voucher's
/// reservation was cancelled.
async fn repeat_returns_by_extension(world: &World, used: &mut Used) {
    let [expired, holder] = ["SA-USED-0004", "SA-USED-0005"];
    for (number, expires_on) in [(expired, "2026-12-01"), (holder, "2027-04-30")] {
        let mut event = assigned(number);
        event["data"]["days"] = json!(15);
        event["data"]["customer"]["id"] = json!("C-2002");
        event["data"]["expires_on"] = json!(expires_on);
        world.webhook(number, &event).await.expect(201);
    }
    record(world, used, "assignment");
    world.reserve(expired).await;
    record(world, used, "reservation");
    world.sweep_deadlines(json!({"date": "2026-12-02"})).await;
    record(world, used, "deadline-sweep");
    world.reserve(holder).await;
    let cancel = json!({"reason": "engagement_not_happening"});
    let path = format!("/reservations/{holder}/cancel");
    world.as_admin("P-1", Function::Reservation, "POST", &path, &cancel).await.expect(200);
    record(world, used, "reservation");
    let data = json!({"voucher_number": expired, "expires_on": "2027-03-31", "reason": "More time."});
    let event = json!({"type": "voucher.extended", "occurred_at": "2026-11-22T09:00:00Z", "data": data});
    assert_eq!(world.webhook("extend", &event).await.expect(200)["status"], "reserved");
    record(world, used, "assignment");
}

/// Every operation of `enrollment` and `directory`.
async fn enrollment_and_directory(world: &World, used: &mut Used) {
    let ask = async |method: &str, path: &str| {
        world.as_admin("P-1", Function::Enrollment, method, path, &Value::Null).await.expect(200)
    };
    for path in ["/eligibility", "/locations", "/agreements/current", "/enrollments", "/companies/P-1/evidence"] {
        ask("GET", path).await;
    }
    ask("POST", "/enrollments/SSDPS/withdraw").await;
    ask("POST", "/enrollments/SSDPS/renew").await;
    let due = "/enrollments?due_before=2029-01-01";
    world.as_operations(Function::Enrollment, "GET", due, &Value::Null).await.expect(200);
    record(world, used, "enrollment");
    let profile = world.as_admin("P-1", Function::Directory, "GET", "/profile", &Value::Null).await.expect(200);
    let mut changed = profile.clone();
    for derived in ["company_id", "listed", "rev"] {
        changed.as_object_mut().unwrap().remove(derived);
    }
    changed["description"] = json!("Plans other deployments.");
    world.as_admin("P-1", Function::Directory, "PUT", "/profile", &changed).await.expect(200);
    for path in ["/providers?q=plans", "/providers/P-1"] {
        world.as_admin("P-1", Function::Directory, "GET", path, &Value::Null).await;
    }
    record(world, used, "directory");
    world.run_outbox().await;
    record(world, used, "outbox");
}

/// Both sweeps find work, store their cursor at a timeout, and read again after a lost answer.
async fn sweeps(world: &World, used: &mut Used) {
    let later = json!({"date": "2029-01-01"});
    for (sweep, function) in [("renewal", "renewal-sweep"), ("deadline", "deadline-sweep")] {
        world.try_sweep(sweep, later.clone(), Some("2026-11-22T09:00:01Z")).await.unwrap();
        world.database.faults.always_after(0, "PutItem", WireFault::AnswerLost);
        world.try_sweep(sweep, later.clone(), None).await;
        world.database.faults.clear();
        world.try_sweep(sweep, later.clone(), None).await.unwrap();
        record(world, used, function);
    }
}
