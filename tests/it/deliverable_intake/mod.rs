//! `deliverable-intake`: the check of uploaded files.

use std::io::{Cursor, Write};

use domain::deliverable::Verdict;
use serde_json::{Value, json};
use tests::{Function, PDF, World, announcement};

use crate::bodies::{NUMBER, codes, view, with};

/// A PDF of the same length as [`PDF`] with other bytes.
const OTHER: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n\
    trailer<</Size 2/Root 1 0 R>>\nstartxref\n40\n%%EOF\n";

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
async fn a_file_that_matches_its_announcement_is_clean() {
    let (world, id) = announced().await;
    world.upload(NUMBER, &id, 1, PDF).await;
    let file = file(&world, &id).await;
    assert_eq!((&file["status"], &file["reasons"]), (&json!("clean"), &json!([])));
    assert_eq!(view(&world, "P-1").await["deliverables"], json!({"clean": 1, "pending": 0, "rejected": 0}));
}

#[tokio::test]
async fn a_file_that_does_not_match_is_rejected_with_every_reason() {
    let (world, _) = announced().await;
    let (html, longer) = (format!("{:.<1$}", "<html>no plan</html>", PDF.len()), [OTHER, b"\n"].concat());
    assert_eq!((OTHER.len(), html.len()), (PDF.len(), PDF.len()), "the same length, so that it is no reason");
    for (upload, (name, bytes, verdict, reasons)) in (2..).zip([
        ("checksum.pdf", OTHER, Verdict::Clean, &["checksum_mismatch"][..]),
        ("length.pdf", &longer, Verdict::Clean, &["size_mismatch", "checksum_mismatch"]),
        ("cut.pdf", &OTHER[..60], Verdict::Clean, &["size_mismatch", "checksum_mismatch", "unreadable_document"]),
        ("type.pdf", html.as_bytes(), Verdict::Clean, &["checksum_mismatch", "type_mismatch"]),
        ("eicar.pdf", PDF, Verdict::Threat, &["malware_found"]),
        ("locked.pdf", PDF, Verdict::Unreadable, &["not_scannable"]),
        ("all.pdf", b"MZ", Verdict::Threat, &["size_mismatch", "checksum_mismatch", "type_mismatch", "malware_found"]),
    ]) {
        let id = world.announce(NUMBER, name, PDF).await;
        world.upload_scanned(NUMBER, &id, upload, bytes, verdict).await;
        let file = file(&world, &id).await;
        assert_eq!((&file["status"], codes(&file["reasons"])), (&json!("rejected"), reasons.to_vec()), "{name}");
    }
    assert_eq!(view(&world, "P-1").await["deliverables"], json!({"clean": 0, "pending": 1, "rejected": 7}));
}

fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut made = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        made.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        made.write_all(content.as_bytes()).unwrap();
    }
    made.finish().unwrap().into_inner()
}

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const ODT: &str = "application/vnd.oasis.opendocument.text";

/// Uploads a file with exactly the announced bytes. Returns it after the check.
async fn checked(world: &World, upload: u32, name: &str, content_type: &str, bytes: &[u8]) -> Value {
    let body = with(announcement(name, bytes), &json!({"content_type": content_type}));
    let id = world.announce_as(NUMBER, &body).await;
    world.upload(NUMBER, &id, upload, bytes).await;
    file(world, &id).await
}

#[tokio::test]
async fn a_readable_file_of_each_family_is_clean() {
    let (world, _) = announced().await;
    let types = ("[Content_Types].xml", "<Types/>");
    let docx = archive(&[("docProps/app.xml", "<a/>"), types, ("word/document.xml", "<w:document/>")]);
    let odt = archive(&[("content.xml", "<c/>"), ("mimetype", ODT)]);
    let zip = archive(&[("plan.txt", "the plan")]);
    let powershell: Vec<u8> = "\u{feff}plan".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0IEND\xaeB`\x82";
    for (upload, (name, content_type, bytes)) in (2..).zip([
        ("plan.docx", DOCX, &docx[..]),
        ("plan.odt", ODT, &odt),
        ("plan.zip", "application/zip", &zip),
        ("plan.txt", "text/plain", "計畫".as_bytes()),
        ("tool.txt", "text/plain", &powershell),
        ("plan.png", "image/png", png),
        ("plan.jpg", "image/jpeg", b"\xff\xd8\xff\xda\0\x02picture\xff\xd9"),
    ]) {
        let file = checked(&world, upload, name, content_type, bytes).await;
        assert_eq!((&file["status"], &file["reasons"]), (&json!("clean"), &json!([])), "{name}");
    }
}

/// The bytes match the announcement and the content is rejected all the same: each for its own reason, with advice.
#[tokio::test]
async fn unusable_content_is_rejected_with_advice_even_when_it_matches_the_announcement() {
    let (world, _) = announced().await;
    let zip = archive(&[("plan.txt", "the plan")]);
    let legacy = [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 600]].concat();
    let styles = archive(&[("[Content_Types].xml", "<Types/>"), ("word/styles.xml", "<w:styles/>")]);
    let mut secret = zip.clone();
    let at = secret.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    secret[at + 8] |= 1;
    let protected = String::from_utf8_lossy(PDF).replace("/Root 1 0 R", "/Root 1 0 R/Encrypt 2 0 R");
    let rootless = String::from_utf8_lossy(PDF).replace("/Root", "/Boot");
    for (upload, (name, content_type, bytes, code, advice)) in (2..).zip([
        (
            "fake.pdf",
            "application/pdf",
            &b"MZ\x90\0 a program"[..],
            "type_mismatch",
            "it is a program; export it as PDF",
        ),
        ("photo.jpg", "image/jpeg", b"\0\0\0\x18ftypheic\0\0\0\0", "type_mismatch", "HEIC picture, as phones take"),
        ("old.docx", DOCX, &legacy, "type_mismatch", "old binary format"),
        ("zip.docx", DOCX, &zip, "type_mismatch", "a ZIP archive"),
        ("styles.docx", DOCX, &styles, "unreadable_document", "part with its text, sheets or slides is missing"),
        ("cut.docx", DOCX, &styles[..90], "unreadable_document", "cut off or damaged"),
        ("empty.zip", "application/zip", &archive(&[]), "unreadable_document", "holds no file"),
        ("cut.pdf", "application/pdf", &PDF[..PDF.len() - 20], "unreadable_document", "cut off"),
        ("rootless.pdf", "application/pdf", rootless.as_bytes(), "unreadable_document", "/Root"),
        ("secret.pdf", "application/pdf", protected.as_bytes(), "encrypted", "without security settings"),
        ("secret.zip", "application/zip", &secret, "encrypted", "pack them without one"),
        ("blank.md", "text/markdown", b" \r\n", "empty_file", "upload the file with its content"),
        ("big5.txt", "text/plain", b"\xad\xb7\xb5\xe5", "text_not_utf8", "encoding UTF-8"),
    ]) {
        let file = checked(&world, upload, name, content_type, bytes).await;
        assert_eq!((&file["status"], codes(&file["reasons"])), (&json!("rejected"), vec![code]), "{name}");
        let detail = file["reasons"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(advice), "{name}: {detail}");
    }
    assert_eq!(view(&world, "P-1").await["deliverables"], json!({"clean": 0, "pending": 1, "rejected": 13}));
}

/// The mail to the partner is written from this event.
#[tokio::test]
async fn the_event_of_a_rejection_names_the_file_and_every_reason() {
    let (world, _) = announced().await;
    let id = world.announce(NUMBER, "fake.pdf", b"MZ\x90\0 a program").await;
    world.upload_scanned(NUMBER, &id, 2, b"MZ\x90\0 a program", Verdict::Threat).await;
    let voucher = serde_json::to_value(world.database.items().into_iter().find(|item| item["sk"]["S"] == "V")).unwrap();
    let event = &voucher["last_event"]["M"];
    assert_eq!((&event["type"]["S"], &event["id"]["S"]), (&json!("deliverable.rejected"), &json!(id)));
    assert_eq!(event["reasons"]["L"], json!([{"S": "type_mismatch"}, {"S": "malware_found"}]));
}

#[tokio::test]
async fn nothing_is_decided_before_the_scan() {
    let (world, id) = announced().await;
    world.upload_scanned(NUMBER, &id, 1, PDF, Verdict::Pending).await;
    assert_eq!(file(&world, &id).await["status"], "announced");
    world.bucket.put(&key(&id, 1), PDF, Verdict::Clean);
    world.deliver_to_intake(&scanned(&key(&id, 1))).await;
    assert_eq!(file(&world, &id).await["status"], "clean");
}

/// The result of a scan is a tag of the object. It may appear after the event, or never: then the event becomes a dead
/// letter, and somebody sees it.
#[tokio::test]
async fn a_scan_without_a_result_fails_until_the_result_is_there() {
    let (world, id) = announced().await;
    let key = key(&id, 1);
    world.bucket.put(&key, PDF, Verdict::Pending);
    assert!(world.try_intake(&created(&[&key])).await, "the scan is not over");
    assert!(!world.try_intake(&scanned(&key)).await);
    world.bucket.put(&key, PDF, Verdict::Clean);
    assert!(world.try_intake(&scanned(&key)).await);
    world.bucket.put(&key, PDF, Verdict::Pending);
    assert!(world.try_intake(&scanned(&key)).await, "it was checked before");
    assert_eq!(file(&world, &id).await["status"], "clean");
}

#[tokio::test]
async fn a_checked_file_stays_unchanged_whatever_the_number_and_order_of_its_events() {
    let (world, id) = announced().await;
    world.bucket.put(&key(&id, 1), PDF, Verdict::Clean);
    world.deliver_to_intake(&scanned(&key(&id, 1))).await;
    let rev = world.voucher(NUMBER).await.rev;
    world.deliver_to_intake(&created(&[&key(&id, 1), &key(&id, 1)])).await;
    world.bucket.put(&key(&id, 1), PDF, Verdict::Threat);
    world.deliver_to_intake(&scanned(&key(&id, 1))).await;
    assert_eq!(file(&world, &id).await["status"], "clean");
    assert_eq!(world.voucher(NUMBER).await.rev, rev);
}

/// An S3 event may arrive before its object can be read, or after the object was deleted.
#[tokio::test]
async fn an_event_without_its_object_changes_nothing() {
    let (world, id) = announced().await;
    world.deliver_to_intake(&created(&[&key(&id, 1)])).await;
    assert_eq!(file(&world, &id).await["status"], "announced");
}

#[tokio::test]
async fn unannounced_objects_are_ignored_and_do_not_stop_the_announced_one() {
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
    world.deliver_to_intake(&created(&keys)).await;
    assert_eq!(world.voucher(NUMBER).await.rev, rev + 1, "only the announced object counts");
    assert_eq!(file(&world, &id).await["status"], "clean");
}

#[tokio::test]
async fn an_upload_for_a_deleted_announcement_is_ignored() {
    let (world, id) = announced().await;
    let path = format!("/vouchers/{NUMBER}/deliverables/{id}");
    world.as_admin("P-1", Function::Deliverable, "DELETE", &path, &Value::Null).await.expect(204);
    world.upload(NUMBER, &id, 1, PDF).await;
    assert_eq!(view(&world, "P-1").await["deliverables"], json!({"clean": 0, "pending": 0, "rejected": 0}));

    let again = world.announce(NUMBER, "plan.pdf", PDF).await;
    assert_eq!(again, id, "the same file is the same deliverable");
    world.upload(NUMBER, &id, 1, PDF).await;
    assert_eq!(file(&world, &id).await["status"], "announced", "but its upload has another key");
    world.upload(NUMBER, &id, 2, PDF).await;
    assert_eq!(file(&world, &id).await["status"], "clean");
}

#[tokio::test]
async fn an_upload_after_the_reservation_was_cancelled_is_ignored() {
    let (world, id) = announced().await;
    let path = format!("/reservations/{NUMBER}/cancel");
    let reason = json!({"reason": "other_partner"});
    world.as_admin("P-1", Function::Reservation, "POST", &path, &reason).await.expect(200);
    world.upload(NUMBER, &id, 1, PDF).await;
    world.reserve(NUMBER).await;
    world.upload(NUMBER, &id, 1, PDF).await;
    assert_eq!(view(&world, "P-1").await["deliverables"], json!({"clean": 0, "pending": 0, "rejected": 0}));
}
