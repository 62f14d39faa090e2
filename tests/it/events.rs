//! The sample events of `events/`: every file is an event as Lambda delivers it, and its function answers it as
//! expected. The samples run in the order in which they would happen; every scenario starts with a new world.

mod money;

use queue::Message;
use std::collections::BTreeSet;

use domain::VoucherNumber;
use domain::deliverable::Verdict;
use lambda_http::{Context, RequestExt};
use serde_json::{Value, json};
use testkit::{Reply, sha256_hex};
use tests::{Function, PDF, World, sample_events};

const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";

/// A voucher's whole life: each sample with the status of its answer.
const LIFE: [(&str, u16); 27] = [
    ("assignment/assigned.json", 201),
    ("assignment/extended.json", 200),
    ("reservation/validate.json", 200),
    ("reservation/terms.json", 200),
    ("reservation/reserve.json", 201),
    ("reservation/amend.json", 200),
    ("reservation/notify.json", 200),
    ("overview/list.json", 200),
    ("overview/expiring.json", 200),
    ("deliverable/announce.json", 201),
    ("deliverable-intake/object-created.json", PENDING),
    ("deliverable-intake/scan-result.json", CLEAN),
    ("deliverable/list.json", 200),
    ("deliverable/one.json", 200),
    ("completion/draft.json", 200),
    ("completion/report.json", 200),
    ("completion/reopen.json", 200),
    ("completion/submit.json", 200),
    ("completion/receipts.json", 200),
    ("completion/receipt.json", 200),
    ("redemption/preview.json", 200),
    ("redemption/redeem.json", 200),
    // The id of a redemption follows from its request.
    ("redemption/show.json", 404),
    ("overview/voucher.json", 200),
    ("overview/dashboard.json", 200),
    ("overview/export.json", 200),
    ("assignment/assigned.json", 200),
];

/// Alternative scenarios of a voucher.
const ALTERNATIVES: [&[(&str, u16)]; 3] = [
    &[
        ("assignment/mail.json", 201),
        ("assignment/reassigned.json", 200),
        ("assignment/withdrawn.json", 200),
        ("assignment/mail.json", 200),
    ],
    &[
        ("assignment/assigned.json", 201),
        ("reservation/reserve.json", 201),
        ("reservation/cancel.json", 200),
        ("reservation/reserve.json", 201),
    ],
    &[
        ("assignment/assigned.json", 201),
        ("reservation/reserve.json", 201),
        ("deliverable/announce.json", 201),
        ("deliverable/delete.json", 204),
        ("deliverable/one.json", 404),
    ],
];

/// A company joins, withdraws, renews and leaves.
const PARTNER: [(&str, u16); 28] = [
    ("enrollment/programs.json", 200),
    ("enrollment/register.json", 200),
    ("enrollment/company.json", 200),
    ("enrollment/competency.json", 200),
    ("enrollment/training.json", 200),
    ("enrollment/exam.json", 200),
    ("enrollment/evidence.json", 200),
    ("enrollment/eligibility.json", 200),
    ("enrollment/location.json", 200),
    ("enrollment/locations.json", 200),
    ("enrollment/agreement.json", 200),
    ("enrollment/sign.json", 200),
    ("enrollment/people.json", 200),
    ("enrollment/enroll.json", 201),
    ("enrollment/enrollment.json", 200),
    ("enrollment/enrollments.json", 200),
    ("directory/publish.json", 200),
    ("directory/profile.json", 200),
    ("directory/search.json", 200),
    ("directory/provider.json", 200),
    ("enrollment/due.json", 200),
    ("enrollment/suspend.json", 200),
    ("enrollment/reinstate.json", 200),
    ("enrollment/withdraw.json", 200),
    ("enrollment/renew.json", 200),
    ("enrollment/withdraw-evidence.json", 204),
    ("enrollment/withdraw.json", 200),
    ("directory/provider.json", 404),
];

/// The payloads of the sweeps: from the scheduler and from operators.
const SWEEPS: [&str; 6] = [
    "renewal-sweep/today.json",
    "renewal-sweep/date.json",
    "renewal-sweep/dry-run.json",
    "deadline-sweep/today.json",
    "deadline-sweep/date.json",
    "deadline-sweep/dry-run.json",
];

/// Markers of storage events, in place of an HTTP status: the verdict of the scanner when the event arrives.
const PENDING: u16 = 0;
const CLEAN: u16 = 1;

/// Samples with tests of their own, below.
const BATCHES: [&str; 3] = ["outbox/batch.json", "claims/batch.json", "mailer/batch.json"];
const MAILS: [&str; 3] = ["assignment/mail-en.eml", "assignment/mail-en-html.eml", "assignment/mail-zh-tw.eml"];

fn function(file: &str) -> Function {
    match file.split('/').next().unwrap() {
        "assignment" => Function::Assignment,
        "reservation" => Function::Reservation,
        "deliverable" => Function::Deliverable,
        "completion" => Function::Completion,
        "redemption" => Function::Redemption,
        "enrollment" => Function::Enrollment,
        "directory" => Function::Directory,
        "overview" => Function::Overview,
        "payment-request" => Function::PaymentRequest,
        "payment-status" => Function::PaymentStatus,
        other => panic!("{other} has no URL"),
    }
}

/// Sends an event of a function URL as the runtime does.
async fn send(world: &World, file: &str, id: &str) -> Reply {
    if file.starts_with("directory/") {
        // Listings are derived from the table's stream.
        assert_eq!(world.run_outbox().await, 0);
    }
    let event = sample_events::ready(world, file, id);
    let request = lambda_http::request::from_str(&event.to_string()).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut context = Context::default();
    context.request_id = id.to_owned();
    world.answer(function(file), request.with_lambda_context(context)).await
}

/// Stores the plan in the bucket with this verdict, and sends the event to the intake.
async fn intake(world: &World, file: &str, verdict: Verdict) {
    let event = sample_events::ready(world, file, "-");
    let key = [&event["Records"][0]["s3"]["object"]["key"], &event["detail"]["s3ObjectDetails"]["objectKey"]];
    let key = key.iter().find_map(|key| key.as_str()).unwrap();
    world.bucket.put(key, PDF, verdict);
    world.deliver_to_intake(&event).await;
}

async fn run_scenario(world: &World, scenario: &[(&str, u16)]) {
    for (step, (file, expected)) in scenario.iter().enumerate() {
        match *expected {
            PENDING => intake(world, file, Verdict::Pending).await,
            CLEAN => intake(world, file, Verdict::Clean).await,
            status => {
                let name = file.trim_end_matches(".json").replace('/', "_");
                let reply = send(world, file, &format!("msg_{step}_{name}")).await;
                assert_eq!(reply.status, status, "{file}: {:#}", reply.body);
            }
        }
    }
}

async fn status(world: &World, number: &str) -> &'static str {
    let number = VoucherNumber::parse(number).unwrap();
    world.database.table.voucher(&number).await.unwrap().unwrap().value.stored_status().as_str()
}

#[tokio::test]
async fn the_samples_take_a_voucher_from_assignment_to_redemption() {
    let world = World::new().await;
    run_scenario(&world, &LIFE).await;
    assert_eq!(status(&world, NUMBER).await, "redeemed");
}

#[tokio::test]
async fn the_samples_cover_the_alternatives_of_a_voucher() {
    for (scenario, expected) in ALTERNATIVES.iter().zip(["cancelled", "reserved", "reserved"]) {
        let world = World::new().await;
        run_scenario(&world, scenario).await;
        let number = if scenario[0].0.contains("mail") { "SA-MAIL-EN01-0001" } else { NUMBER };
        assert_eq!(status(&world, number).await, expected);
    }
}

#[tokio::test]
async fn the_samples_take_a_company_from_registration_to_withdrawal() {
    let world = World::new().await;
    run_scenario(&world, &PARTNER[..8]).await;
    let eligibility = send(&world, "enrollment/eligibility.json", "-").await.expect(200);
    assert_eq!(eligibility["items"][0]["status"], "active", "DDPS requires no more than this evidence");
    run_scenario(&world, &PARTNER[8..19]).await;
    let found = send(&world, "directory/search.json", "-").await.expect(200);
    assert_eq!(found["items"][0]["company_id"], "P-3");
    let due = send(&world, "enrollment/due.json", "-").await.expect(200);
    assert!(due["items"].as_array().unwrap().iter().any(|item| item["company_id"] == "P-3"), "{due:#}");
    run_scenario(&world, &PARTNER[19..]).await;
    let left = send(&world, "enrollment/enrollment.json", "-").await.expect(200);
    assert_eq!((&left["status"], &left["rev"]), (&json!("withdrawn"), &json!(6)), "every command wrote a revision");
}

/// A dry run reports what the run then does; the scheduler's payload means today.
#[tokio::test]
async fn the_sweeps_accept_their_samples() {
    for sweep in ["renewal", "deadline"] {
        let world = World::new().await;
        world.assign(NUMBER).await;
        let run = async |name: &str| {
            let payload = sample_events::ready(&world, &format!("{sweep}-sweep/{name}.json"), "-");
            world.try_sweep(sweep, payload, None).await.unwrap()
        };
        let today = run("today").await;
        assert_eq!((&today["date"], &today["dry_run"]), (&json!("2026-11-22"), &json!(false)), "{sweep}");
        let before = world.database.items();
        let mut dry = run("dry-run").await;
        assert_eq!((&dry["dry_run"], world.database.items()), (&json!(true), before), "{sweep}");
        dry["dry_run"] = json!(false);
        let run = run("date").await;
        assert_eq!(run, dry, "{sweep}");
        let ended = if sweep == "renewal" { &run["lapsed"] } else { &run["expired"] };
        assert!(ended.as_u64().unwrap() > 0, "{run:#}");
    }
    assert_eq!(serde_json::from_slice::<Value>(&sample_events::read("renewal-sweep/today.json")).unwrap(), json!({}));
    assert_eq!(sample_events::read("deadline-sweep/today.json"), sample_events::read("renewal-sweep/today.json"));
}

/// The dates in the samples are relative to today, so that they stay valid in later years.
#[tokio::test]
async fn the_samples_stay_valid_in_another_year() {
    for now in ["2027-02-27T23:59:59Z", "2032-02-29T00:00:00Z"] {
        let world = World::new().await;
        world.clock.set(now);
        run_scenario(&world, &PARTNER).await;
    }
    let world = World::new().await;
    world.clock.set("2027-02-27T23:59:59Z");
    run_scenario(&world, &LIFE).await;
    assert_eq!(status(&world, NUMBER).await, "redeemed");
}

#[test]
fn every_sample_is_used() {
    let scenarios = LIFE.iter().chain(&PARTNER).chain(ALTERNATIVES.iter().copied().flatten()).chain(money::scenarios());
    let used: BTreeSet<&str> = scenarios.map(|(file, _)| *file).chain(BATCHES).chain(MAILS).chain(SWEEPS).collect();
    let files = sample_events::files();
    assert_eq!(files.iter().map(String::as_str).collect::<BTreeSet<_>>(), used);
}

#[tokio::test]
async fn the_announced_file_is_the_one_that_the_tests_upload() {
    let world = World::new().await;
    let event = sample_events::ready(&world, "deliverable/announce.json", "-");
    let body: Value = serde_json::from_str(event["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["sha256"], sha256_hex(PDF));
    assert_eq!(body["size"], PDF.len());
}

#[tokio::test]
async fn the_mail_in_the_event_is_the_english_mail() {
    let world = World::new().await;
    let event = sample_events::ready(&world, "assignment/mail.json", "-");
    let mail = String::from_utf8(sample_events::read("assignment/mail-en.eml")).unwrap();
    assert_eq!(event["body"].as_str().unwrap().lines().collect::<Vec<_>>(), mail.lines().collect::<Vec<_>>());
}

#[tokio::test]
async fn no_sample_holds_credentials() {
    let mails: BTreeSet<String> = MAILS.map(str::to_owned).into();
    for file in sample_events::files().iter().filter(|file| !mails.contains(*file)) {
        let event: Value = serde_json::from_slice(&sample_events::read(file)).unwrap();
        for (header, expected) in [("authorization", "Bearer {{token "), ("webhook-signature", "{{signature}}")] {
            let value = event["headers"][header].as_str().unwrap_or(expected);
            assert!(value.starts_with(expected), "{file}: {header}");
        }
    }
}

/// A batch that times out would be retried as a whole, again and again.
#[tokio::test]
async fn records_without_time_left_are_reported_and_retried() {
    let world = World::new().await;
    let batch = sample_events::ready(&world, "outbox/batch.json", "-");
    let now = u64::try_from(world.clock.now().as_millisecond()).unwrap();
    let reported = world.deliver_to_outbox_until(&batch, now + 10_000).await;
    assert_eq!(reported.len(), batch["Records"].as_array().unwrap().len());
    assert_eq!(world.queue.take().len(), 0);
    assert_eq!(world.deliver_to_outbox_until(&batch, now + 60_000).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_batch_of_the_stream_becomes_history_and_one_message() {
    let world = World::new().await;
    let batch = sample_events::ready(&world, "outbox/batch.json", "-");
    assert_eq!(world.deliver_to_outbox(&batch).await, Vec::<String>::new());
    let number = VoucherNumber::parse(NUMBER).unwrap();
    let history = world.database.table.history(&number).await.unwrap().0;
    let statuses: Vec<_> = history.iter().map(|line| line.status.as_str()).collect();
    assert_eq!(statuses, ["assigned", "reserved", "redeemed"], "files and deletions have no history of their own");

    let published: Vec<String> = world.queue.take().iter().map(|message| message.body().unwrap()).collect();
    let queued = sample_events::ready(&world, "claims/batch.json", "-");
    assert_eq!(
        published,
        [queued["Records"][0]["body"].as_str().unwrap()],
        "the queue's sample is what the outbox sends"
    );
    let mut published = world.notice_bodies();
    published.sort();
    let queued = sample_events::ready(&world, "mailer/batch.json", "-");
    let sample: Vec<&str> =
        [0, 1, 3].into_iter().map(|index| queued["Records"][index]["body"].as_str().unwrap()).collect();
    assert_eq!(published, sample, "so is that of the mail queue");
}

/// The batch holds notices about the sample voucher and one unreadable message.
#[tokio::test]
async fn the_batch_of_the_mail_queue_is_sent_and_has_one_message_that_is_retried() {
    let world = World::new().await;
    run_scenario(&world, &LIFE).await;
    let batch = sample_events::ready(&world, "mailer/batch.json", "-");
    assert_eq!(json!(world.deliver_to_mailer(&batch).await), json!([batch["Records"][2]["messageId"]]));
    let recipients: Vec<String> = world.mailbox.take().into_iter().map(|(to, _)| to).collect();
    let expected = ["hello@partner.example", "lin.mei@contoso.example"];
    assert_eq!(recipients, expected, "the assignment of a redeemed voucher is not mailed");
}

/// The sample has the attributes that the program writes today, so that it stays accurate.
#[tokio::test]
async fn the_batch_of_the_stream_has_the_attributes_that_the_table_writes() {
    let world = World::new().await;
    run_scenario(&world, &LIFE).await;
    let is_rare = |name: &str| ["reassigned_at", "unkeyed_attempts"].contains(&name);
    let names = |image: &Value| {
        let image = image.as_object().unwrap();
        image.keys().filter(|name| !is_rare(name)).cloned().collect::<BTreeSet<String>>()
    };
    let written: BTreeSet<_> = world
        .database
        .stream(1000)
        .iter()
        .flat_map(|event| event.records.clone())
        .collect::<Vec<_>>()
        .iter()
        .map(|record| names(&serde_json::to_value(&record.change.new_image).unwrap()))
        .collect();
    let batch = sample_events::ready(&world, "outbox/batch.json", "-");
    for record in batch["Records"].as_array().unwrap() {
        let image = &record["dynamodb"]["NewImage"];
        assert!(image.is_null() || written.contains(&names(image)), "{}", record["eventID"]);
    }
}

/// Stores the redeemed vouchers that the batch is about.
fn redeemed(world: &World, batch: &Value) {
    let bodies = [0, 2].map(|index| batch["Records"][index]["body"].as_str().unwrap());
    world.import_redeemed(&bodies.map(|body| serde_json::from_str(body).unwrap()));
}

#[tokio::test]
async fn the_batch_of_the_claims_queue_has_one_message_that_is_retried() {
    let world = World::new().await;
    let batch = sample_events::ready(&world, "claims/batch.json", "-");
    redeemed(&world, &batch);
    let retried = world.deliver_to_claims(&batch).await;
    assert_eq!(json!(retried), json!([batch["Records"][1]["messageId"]]));
    for (number, minor) in [(NUMBER, 500_000), ("SA-2BQX-5T9W-8HMC", 300_000)] {
        let claim = world.database.table.claim(&VoucherNumber::parse(number).unwrap()).await.unwrap().unwrap();
        assert_eq!(claim.value.amount.unwrap().minor, minor);
    }
}

#[tokio::test]
async fn the_sample_mails_are_accepted() {
    let world = World::new().await;
    for (index, file) in MAILS.iter().enumerate() {
        let mail = sample_events::read(file);
        world.mail(&format!("mail-{index}"), &mail).await.expect(201);
    }
}
