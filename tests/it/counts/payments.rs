//! The cost of claims, payments and their lists.

use super::*;

fn as_claimant(world: &World, method: &str, path: &str, body: &Value) -> Sent {
    as_person(world, ("U-5", Some("P-1"), &["incentives"]), method, path, body)
}

fn as_reviewer(world: &World, method: &str, path: &str, body: &Value) -> Sent {
    as_person(world, ("OPS-1", None, &["operations"]), method, path, body)
}

fn as_person(
    world: &World,
    (sub, company, roles): (&str, Option<&str>, &[&str]),
    method: &str,
    path: &str,
    body: &Value,
) -> Sent {
    let request = send(method, path).token(&world.issuer.token(sub, company, roles, world.clock.now()));
    if body.is_null() { request } else { request.json(body) }
}

async fn drafted(numbers: &[&str]) -> World {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    for number in numbers {
        world.draft(number).await;
    }
    world
}

#[tokio::test]
async fn a_claim_is_paid_with_one_round_of_reads_and_one_write_for_each_step() {
    use Function::PaymentRequest;
    let world = drafted(&[N]).await;
    let claim = |rest: &str| format!("/claims/CL-{N}{rest}");
    let mut counted = Counted::start(&world);
    let submit = as_claimant(&world, "POST", &claim("/submit"), &tests::invoice("INV-1"));
    counted.send("submit", PaymentRequest, submit.clone(), 200).await;
    counted.send("submit, refused", PaymentRequest, submit, 409).await;
    let file = as_claimant(&world, "PUT", "/invoices/INV-1/file", &tests::invoice_file());
    counted.send("invoice announced", PaymentRequest, file, 200).await;
    world.upload_invoice("INV-1", 1, tests::PDF).await;
    counted.note("invoice uploaded");
    for action in ["review", "approve"] {
        let sent = as_reviewer(&world, "POST", &claim(&format!("/{action}")), &Value::Null);
        counted.send(action, PaymentRequest, sent, 200).await;
    }
    for (kind, at) in [("scheduled", "2026-11-22T07:00:00Z"), ("sent", "2026-11-22T08:00:00Z")] {
        world.pay(kind, N, "PAY-1", at).await;
        counted.note(kind);
    }
    world.pay("sent", N, "PAY-1", "2026-11-22T08:00:00Z").await;
    counted.note("sent, delivered again");
    world.payer("another", &tests::paying("sent", N, "PAY-1", "2026-11-22T08:00:00Z")).await.expect(200);
    counted.note("sent, under another id");
    counted.expect(&[
        // Claim and invoice number are one transaction, at twice the units; the index entry of the claim is replaced.
        "submit: 2 | 3 | 4 + 4 | 2 GetItem, 1 Query, 1 TransactWriteItems",
        "submit, refused: 1 | 3 | 0 + 0 | 2 GetItem, 1 Query",
        "invoice announced: 2 | 1 | 1 + 0 | 1 GetItem, 1 PutItem",
        "invoice uploaded: 2 | 1 | 1 + 0 | 1 GetItem, 1 PutItem",
        "review: 2 | 1 | 1 + 2 | 1 GetItem, 1 PutItem",
        // The invoice is known from the claim only.
        "approve: 3 | 2 | 1 + 4 | 2 GetItem, 1 PutItem",
        // The id of every processed message of the payer is stored.
        "scheduled: 3 | 2 | 2 + 2 | 2 GetItem, 2 PutItem",
        "sent: 3 | 2 | 2 + 3 | 2 GetItem, 2 PutItem",
        "sent, delivered again: 1 | 2 | 0 + 0 | 2 GetItem",
        "sent, under another id: 2 | 2 | 1 + 0 | 2 GetItem, 1 PutItem",
    ]);
}

#[tokio::test]
async fn claims_are_read_in_one_round_trip_and_waiting_claims_in_two() {
    use Function::PaymentRequest;
    let world = drafted(&[N, "SA-COUNT-0002", "SA-COUNT-0003"]).await;
    world.submit(N).await;
    let get = |path: &str| as_claimant(&world, "GET", path, &Value::Null);
    let mut counted = Counted::start(&world);
    counted.send("claim", PaymentRequest, get(&format!("/claims/CL-{N}")), 200).await;
    counted.send("claims", PaymentRequest, get("/claims"), 200).await;
    counted.send("claims, filtered", PaymentRequest, get("/claims?status=draft&location_id=L-1"), 200).await;
    let waiting = as_reviewer(&world, "GET", "/claims?status=submitted", &Value::Null);
    counted.send("claims that wait", PaymentRequest, waiting, 200).await;
    counted.send("statement", PaymentRequest, get("/statement?month=2026-11"), 200).await;
    counted.send("payees", PaymentRequest, get("/payees"), 200).await;
    counted.send("rates", PaymentRequest, get("/rates"), 200).await;
    counted.expect(&[
        // The invoice is known from the claim only.
        "claim: 2 | 4 | 0 + 0 | 2 GetItem, 2 Query",
        "claims: 1 | 1.5 | 0 + 0 | 2 Query",
        "claims, filtered: 1 | 1.5 | 0 + 0 | 2 Query",
        // The index lists the waiting claims of each shard; then the claims themselves are read.
        "claims that wait: 2 | 5 | 0 + 0 | 1 BatchGetItem, 8 Query",
        "statement: 1 | 1.5 | 0 + 0 | 3 Query",
        "payees: 1 | 1 | 0 + 0 | 1 Query",
        "rates: 1 | 0.5 | 0 + 0 | 1 Query",
    ]);
}

/// The vouchers with the same files are found after the files are read, and their companies after that.
#[tokio::test]
async fn the_checks_of_a_claim_take_one_more_round_trip_for_files_of_other_vouchers() {
    use Function::PaymentRequest;
    let world = drafted(&[]).await;
    world.ready(N).await;
    world.redeem(&[N]).await;
    world.run_outbox().await;
    world.deliver_claims().await;
    let mut counted = Counted::start(&world);
    let checks = as_reviewer(&world, "GET", &format!("/claims/CL-{N}/checks"), &Value::Null);
    counted.send("checks", PaymentRequest, checks.clone(), 200).await;
    world.ready("SA-COUNT-0002").await;
    world.database.meter.take();
    counted.send("checks, the same file twice", PaymentRequest, checks, 200).await;
    counted.expect(&[
        "checks: 2 | 7.5 | 0 + 0 | 1 BatchGetItem, 1 GetItem, 4 Query",
        "checks, the same file twice: 3 | 8.5 | 0 + 0 | 2 BatchGetItem, 1 GetItem, 4 Query",
    ]);
}

/// Everything about the voucher in parallel, then the company data that its claim refers to.
#[tokio::test]
async fn the_checks_of_a_claim_take_two_round_trips() {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    world.ready(N).await;
    world.redeem(&[N]).await;
    assert_eq!(world.run_outbox_for_vouchers().await, 0);
    world.deliver_claims().await;
    world.submit(N).await;
    let mut counted = Counted::start(&world);
    let checks = as_reviewer(&world, "GET", &format!("/claims/CL-{N}/checks"), &Value::Null);
    counted.send("checks", Function::PaymentRequest, checks, 200).await;
    counted.expect(&["checks: 2 | 7.5 | 0 + 0 | 1 BatchGetItem, 1 GetItem, 4 Query"]);
}

#[tokio::test]
async fn payees_and_rates_are_written_with_one_round_of_reads_and_one_write() {
    use Function::PaymentRequest;
    let world = World::new().await;
    world.ready(N).await;
    world.redeem(&[N]).await;
    let mut counted = Counted::start(&world);
    let global = ("U-6", Some("P-1"), &["global_admin"][..]);
    let register = as_person(&world, global, "PUT", "/payees/DDPS", &tests::registration());
    counted.send("register", PaymentRequest, register, 200).await;
    let rate = json!({"per_day": {"minor": 90_000, "currency": "EUR"}, "valid_from": "2026-01-01"});
    let set = as_reviewer(&world, "PUT", "/rates/DE/DDPS", &rate);
    counted.send("set a rate", PaymentRequest, set.clone(), 200).await;
    counted.send("set it again", PaymentRequest, set, 200).await;
    counted.expect(&[
        "register: 2 | 3.5 | 1 + 0 | 2 GetItem, 1 PutItem, 2 Query",
        "set a rate: 2 | 1 | 1 + 1 | 1 GetItem, 1 PutItem",
        "set it again: 1 | 1 | 0 + 0 | 1 GetItem",
    ]);
}

/// Parallel reads, the invoice number, and one write for each claim.
#[tokio::test]
async fn a_hundred_claims_are_submitted_with_parallel_reads_one_invoice_and_one_write_each() {
    let numbers: Vec<String> = (0..100).map(|index| format!("SA-HUNDRED-{index:03}")).collect();
    let world = drafted(&numbers.iter().map(String::as_str).collect::<Vec<_>>()).await;
    world.database.meter.take();
    let ids: Vec<String> = numbers.iter().map(|number| format!("CL-{number}")).collect();
    let submit = as_claimant(&world, "POST", "/claims/submit", &json!({"claim_ids": ids, "invoice_number": "INV-1"}));
    let answer = world.call(Function::PaymentRequest, submit).await.expect(200);
    assert!(answer["items"].as_array().unwrap().iter().all(|item| item["outcome"] == "submitted"));
    let reading = world.database.meter.take();
    println!("{}", line("submit 100", &reading));
    assert_eq!(reading.calls, [("BatchGetItem", 1), ("GetItem", 1), ("PutItem", 101), ("Query", 1)].into());
    // Parallel reads, the invoice, then 32 writes at a time; see the redemption of a hundred vouchers.
    assert!((3..=2 + 100_u32.div_ceil(32)).contains(&reading.sequential), "{}", reading.sequential);
}
