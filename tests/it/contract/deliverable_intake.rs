//! `deliverable-intake`: what arrived, judged (api.md 7).

use domain::deliverable::Verdict;
use serde_json::{Value, json};
use tests::{Function, PDF, World};

use super::{NUMBER, codes, view};

/// As long as the plan, and other bytes; a PDF all the same.
const OTHER: &[u8] = b"%PDF-1.7\nno plans\n%%EOF\n";

async fn announced() -> (World, String) {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    let id = world.announce(NUMBER, "plan.pdf", PDF).await;
    (world, id)
}

async fn file(world: &World, id: &str) -> Value {
    let path = format!("/vouchers/{NUMBER}/deliverables/{id}");
    world.as_admin("P-1", Function::Deliverable, "GET", &path, &Value::Null).await.expect(200)
}

fn key(id: &str, upload: u32) -> String {
    format!("deliverables/{NUMBER}/{id}/{upload}")
}

fn scanned(key: &str) -> Value {
    json!({
        "detail-type": "GuardDuty Malware Protection Object Scan Result", "source": "aws.guardduty",
        "detail": {"scanStatus": "COMPLETED", "s3ObjectDetails": {"bucketName": "b", "objectKey": key}},
    })
}

fn created(keys: &[&str]) -> Value {
    let record = |key: &&str| {
        json!({
            "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1", "eventName": "ObjectCreated:Put",
            "eventTime": "2026-11-22T09:00:00Z", "userIdentity": {}, "requestParameters": {}, "responseElements": {},
            "s3": {"bucket": {"name": "deliverables"}, "object": {"key": key, "size": 1}},
        })
    };
    json!({"Records": keys.iter().map(record).collect::<Vec<_>>()})
}

#[tokio::test]
async fn what_arrived_as_promised_is_clean() {
    let (world, id) = announced().await;
    world.upload(NUMBER, &id, 1, PDF).await;
    let file = file(&world, &id).await;
    assert_eq!((&file["status"], &file["reasons"]), (&json!("clean"), &json!([])));
    assert_eq!(view(&world, "P-1").await["deliverables"], json!({"clean": 1, "pending": 0, "rejected": 0}));
}

#[tokio::test]
async fn what_did_not_is_rejected_for_every_reason() {
    let (world, _) = announced().await;
    let html = b"<html>no plan</html>....";
    assert_eq!((OTHER.len(), html.len()), (PDF.len(), PDF.len()), "so that length alone tells nothing");
    for (upload, (name, bytes, verdict, reasons)) in (2..).zip([
        ("checksum.pdf", OTHER, Verdict::Clean, &["checksum_mismatch"][..]),
        ("length.pdf", &OTHER[..20], Verdict::Clean, &["size_mismatch", "checksum_mismatch"]),
        ("type.pdf", html, Verdict::Clean, &["checksum_mismatch", "type_mismatch"]),
        ("eicar.pdf", PDF, Verdict::Threat, &["malware_found"]),
        ("locked.pdf", PDF, Verdict::Unreadable, &["not_scannable"]),
        ("all.pdf", b"MZ", Verdict::Threat, &["size_mismatch", "checksum_mismatch", "type_mismatch", "malware_found"]),
    ]) {
        let id = world.announce(NUMBER, name, PDF).await;
        world.upload_scanned(NUMBER, &id, upload, bytes, verdict).await;
        let file = file(&world, &id).await;
        assert_eq!((&file["status"], codes(&file["reasons"])), (&json!("rejected"), reasons.to_vec()), "{name}");
    }
    assert_eq!(view(&world, "P-1").await["deliverables"], json!({"clean": 0, "pending": 1, "rejected": 6}));
}

/// The bytes are those announced, and still not of the type announced.
#[tokio::test]
async fn content_of_another_type_is_rejected_even_as_announced() {
    let (world, _) = announced().await;
    let id = world.announce(NUMBER, "fake.pdf", b"MZ\x90\0 a program").await;
    world.upload(NUMBER, &id, 2, b"MZ\x90\0 a program").await;
    assert_eq!(codes(&file(&world, &id).await["reasons"]), ["type_mismatch"]);
}

#[tokio::test]
async fn nothing_is_decided_before_the_scan() {
    let (world, id) = announced().await;
    world.upload_scanned(NUMBER, &id, 1, PDF, Verdict::Pending).await;
    assert_eq!(file(&world, &id).await["status"], "announced");
    world.bucket.put(&key(&id, 1), PDF, Verdict::Clean);
    world.tell_intake(&scanned(&key(&id, 1))).await;
    assert_eq!(file(&world, &id).await["status"], "clean");
}

#[tokio::test]
async fn what_was_judged_stays_judged_however_often_and_in_whatever_order_it_is_told() {
    let (world, id) = announced().await;
    world.bucket.put(&key(&id, 1), PDF, Verdict::Clean);
    world.tell_intake(&scanned(&key(&id, 1))).await;
    let rev = world.voucher(NUMBER).await.rev;
    world.tell_intake(&created(&[&key(&id, 1), &key(&id, 1)])).await;
    world.bucket.put(&key(&id, 1), PDF, Verdict::Threat);
    world.tell_intake(&scanned(&key(&id, 1))).await;
    assert_eq!(file(&world, &id).await["status"], "clean");
    assert_eq!(world.voucher(NUMBER).await.rev, rev);
}

/// S3 may tell of an upload before anyone reads it, or of one that is gone again.
#[tokio::test]
async fn an_event_without_its_object_changes_nothing() {
    let (world, id) = announced().await;
    world.tell_intake(&created(&[&key(&id, 1)])).await;
    assert_eq!(file(&world, &id).await["status"], "announced");
}

#[tokio::test]
async fn what_nobody_announced_is_ignored_and_holds_up_nothing() {
    let (world, id) = announced().await;
    let strangers = [
        "deliverables/SA-0000-0000/0a1b2c/1".to_owned(),
        key("0a1b2c", 1),
        key(&id, 2),
        "other/place".to_owned(),
        "deliverables/%2e%2e/%00/1".to_owned(),
        String::new(),
    ];
    for stranger in &strangers {
        world.bucket.put(stranger, PDF, Verdict::Clean);
    }
    world.bucket.put(&key(&id, 1), PDF, Verdict::Clean);
    let ours = key(&id, 1);
    let keys: Vec<&str> = strangers.iter().chain([&ours]).map(String::as_str).collect();
    let rev = world.voucher(NUMBER).await.rev;
    world.tell_intake(&created(&keys)).await;
    assert_eq!(world.voucher(NUMBER).await.rev, rev + 1, "only the one that was announced counts");
    assert_eq!(file(&world, &id).await["status"], "clean");
}

#[tokio::test]
async fn the_bytes_of_a_deleted_announcement_are_ignored() {
    let (world, id) = announced().await;
    let path = format!("/vouchers/{NUMBER}/deliverables/{id}");
    world.as_admin("P-1", Function::Deliverable, "DELETE", &path, &Value::Null).await.expect(204);
    world.upload(NUMBER, &id, 1, PDF).await;
    assert_eq!(view(&world, "P-1").await["deliverables"], json!({"clean": 0, "pending": 0, "rejected": 0}));

    let again = world.announce(NUMBER, "plan.pdf", PDF).await;
    assert_eq!(again, id, "the same file is the same deliverable");
    world.upload(NUMBER, &id, 1, PDF).await;
    assert_eq!(file(&world, &id).await["status"], "announced", "and its bytes have a place of their own");
    world.upload(NUMBER, &id, 2, PDF).await;
    assert_eq!(file(&world, &id).await["status"], "clean");
}

#[tokio::test]
async fn what_arrives_after_the_reservation_was_cancelled_is_ignored() {
    let (world, id) = announced().await;
    let path = format!("/reservations/{NUMBER}/cancel");
    let reason = json!({"reason": "other_partner"});
    world.as_admin("P-1", Function::Reservation, "POST", &path, &reason).await.expect(200);
    world.upload(NUMBER, &id, 1, PDF).await;
    world.reserve(NUMBER).await;
    world.upload(NUMBER, &id, 1, PDF).await;
    assert_eq!(view(&world, "P-1").await["deliverables"], json!({"clean": 0, "pending": 0, "rejected": 0}));
}
