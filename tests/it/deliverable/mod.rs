//! `deliverable`: announce, list, read, delete.

use domain::deliverable::Verdict;
use serde_json::{Value, json};
use testkit::{Reply, sha256_hex};
use tests::{Function, PDF, World, announcement};

use crate::bodies::{NUMBER, names, view};

const PATH: &str = "/vouchers/SA-7KQ2-M9XD-3FHT/deliverables";

async fn reserved() -> World {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    world
}

async fn announce(world: &World, body: &Value) -> Reply {
    world.as_admin("P-1", Function::Deliverable, "POST", PATH, body).await
}

async fn one(world: &World, id: &str) -> Reply {
    world.as_admin("P-1", Function::Deliverable, "GET", &format!("{PATH}/{id}"), &Value::Null).await
}

async fn delete(world: &World, id: &str) -> Reply {
    world.as_admin("P-1", Function::Deliverable, "DELETE", &format!("{PATH}/{id}"), &Value::Null).await
}

fn parameters(url: &str) -> Vec<(&str, &str)> {
    url.split_once('?').unwrap().1.split('&').filter_map(|pair| pair.split_once('=')).collect()
}

#[tokio::test]
async fn an_announcement_is_answered_with_its_upload_request() {
    let world = reserved().await;
    let reply = announce(&world, &announcement("plan.pdf", PDF)).await;
    assert_eq!(reply.header("etag"), Some("\"3\""));
    let answer = reply.expect(201);
    assert_eq!(answer["status"], "announced");
    let upload = &answer["upload"];
    assert_eq!(names(upload), ["expires_at", "headers", "method", "url"]);
    assert_eq!((&upload["method"], &upload["expires_at"]), (&json!("PUT"), &json!("2026-11-22T09:15:00Z")));

    let digest: Vec<u8> = hex_bytes(&sha256_hex(PDF));
    let digest = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, digest);
    let headers = json!({
        "content-length": PDF.len().to_string(), "content-type": "application/pdf", "if-none-match": "*",
        "x-amz-checksum-sha256": digest,
    });
    assert_eq!(upload["headers"], headers);
    let url = upload["url"].as_str().unwrap();
    assert!(url.contains(&format!("/deliverables/{NUMBER}/{}/1?", answer["deliverable_id"].as_str().unwrap())));
    let signed = "content-length%3Bcontent-type%3Bhost%3Bif-none-match%3Bx-amz-checksum-sha256";
    for expected in [("X-Amz-SignedHeaders", signed), ("X-Amz-Expires", "900"), ("X-Amz-Date", "20261122T090000Z")] {
        assert!(parameters(url).contains(&expected), "{expected:?} in {url}");
    }
}

fn hex_bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[tokio::test]
async fn a_repeated_announcement_is_the_same_deliverable_with_a_new_url() {
    let world = reserved().await;
    let first = announce(&world, &announcement("plan.pdf", PDF)).await.expect(201);
    world.clock.set("2026-11-22T09:10:00Z");
    let second = announce(&world, &announcement("plan.pdf", PDF)).await.expect(201);
    assert_eq!(first["deliverable_id"], second["deliverable_id"]);
    assert_eq!(second["upload"]["expires_at"], "2026-11-22T09:25:00Z");
    assert_eq!(view(&world, "P-1").await["deliverables"], json!({"clean": 0, "pending": 1, "rejected": 0}));
    let other = announce(&world, &announcement("other.pdf", PDF)).await.expect(201);
    assert_ne!(first["deliverable_id"], other["deliverable_id"]);
}

#[tokio::test]
async fn every_type_of_the_contract_is_accepted_and_no_other() {
    let world = reserved().await;
    let office = "application/vnd.openxmlformats-officedocument.";
    let open = "application/vnd.oasis.opendocument.";
    for (extension, content_type) in [
        ("pdf", "application/pdf".to_owned()),
        ("docx", format!("{office}wordprocessingml.document")),
        ("xlsx", format!("{office}spreadsheetml.sheet")),
        ("pptx", format!("{office}presentationml.presentation")),
        ("odt", format!("{open}text")),
        ("ods", format!("{open}spreadsheet")),
        ("odp", format!("{open}presentation")),
        ("vsdx", "application/vnd.ms-visio.drawing".to_owned()),
        ("zip", "application/zip".to_owned()),
        ("md", "text/markdown".to_owned()),
        ("txt", "text/plain".to_owned()),
        ("png", "image/png".to_owned()),
        ("jpg", "image/jpeg".to_owned()),
    ] {
        let mut body = announcement(&format!("file.{extension}"), PDF);
        body["content_type"] = json!(content_type);
        announce(&world, &body).await.expect(201);
    }
    for name in ["plan.exe", "plan.html", "plan.pdf.js", "plan"] {
        announce(&world, &announcement(name, PDF)).await.expect(422);
    }
}

#[tokio::test]
async fn a_voucher_holds_at_most_twenty_files() {
    let world = reserved().await;
    for index in 1..=20 {
        announce(&world, &announcement(&format!("{index}.pdf"), PDF)).await.expect(201);
    }
    let again = announce(&world, &announcement("20.pdf", PDF)).await.expect(201);
    assert_eq!(announce(&world, &announcement("21.pdf", PDF)).await.refused(409), ["too_many_deliverables"]);
    delete(&world, again["deliverable_id"].as_str().unwrap()).await.expect(204);
    announce(&world, &announcement("21.pdf", PDF)).await.expect(201);
}

#[tokio::test]
async fn files_are_added_and_deleted_only_while_the_voucher_is_reserved() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let body = announcement("plan.pdf", PDF);
    assert_eq!(announce(&world, &body).await.refused(404), ["voucher_not_found"]);
    world.reserve(NUMBER).await;
    let id = world.deliver(NUMBER).await;
    world.report(NUMBER).await;
    world.redeem(&[NUMBER]).await;
    assert_eq!(announce(&world, &announcement("late.pdf", PDF)).await.refused(409), ["already_redeemed"]);
    assert_eq!(delete(&world, &id).await.refused(409), ["already_redeemed"]);
    one(&world, &id).await.expect(200);
}

/// No sweep has run: the clock alone decides.
#[tokio::test]
async fn no_file_is_added_or_deleted_after_the_last_day() {
    let world = reserved().await;
    let id = world.deliver(NUMBER).await;
    world.clock.set("2027-05-01T00:00:00Z");
    assert_eq!(announce(&world, &announcement("late.pdf", PDF)).await.refused(409), ["expired"]);
    assert_eq!(delete(&world, &id).await.refused(409), ["expired"]);
}

#[tokio::test]
async fn a_file_is_returned_with_every_field_and_with_a_download_only_when_clean() {
    let world = reserved().await;
    let id = world.announce(NUMBER, "plan.pdf", PDF).await;
    let fields = [
        "announced_at",
        "checked_at",
        "content_type",
        "deliverable_id",
        "file_name",
        "kind",
        "reasons",
        "sha256",
        "size",
        "status",
        "voucher_number",
    ];
    let announced = one(&world, &id).await.expect(200);
    assert_eq!(names(&announced), fields);
    world.upload_scanned(NUMBER, &id, 1, PDF, Verdict::Threat).await;
    assert_eq!(names(&one(&world, &id).await.expect(200)), fields, "a rejected file has no download");

    let good = world.announce(NUMBER, "good.pdf", PDF).await;
    world.upload(NUMBER, &good, 2, PDF).await;
    let clean = one(&world, &good).await.expect(200);
    assert_eq!((&clean["status"], &clean["checked_at"]), (&json!("clean"), &json!("2026-11-22T09:00:00Z")));
    assert_eq!(clean["download"]["expires_at"], "2026-11-22T09:05:00Z");
    let url = clean["download"]["url"].as_str().unwrap();
    assert!(parameters(url).contains(&("X-Amz-Expires", "300")));
    assert!(url.contains("good.pdf") && url.contains(&format!("/deliverables/{NUMBER}/{good}/2?")), "{url}");
}

#[tokio::test]
async fn the_list_is_in_the_order_of_the_announcements() {
    let world = reserved().await;
    for name in ["c.pdf", "a.pdf", "b.pdf"] {
        world.announce(NUMBER, name, PDF).await;
    }
    let list = world.as_admin("P-1", Function::Deliverable, "GET", PATH, &Value::Null).await.expect(200);
    assert_eq!(names(&list), ["items", "next_cursor"]);
    let found: Vec<_> = list["items"].as_array().unwrap().iter().map(|item| &item["file_name"]).collect();
    assert_eq!(found, ["c.pdf", "a.pdf", "b.pdf"]);
    assert_eq!(list["next_cursor"], Value::Null);
}

#[tokio::test]
async fn a_deleted_file_is_not_found_and_does_not_count() {
    let world = reserved().await;
    let id = world.deliver(NUMBER).await;
    delete(&world, &id).await.expect(204);
    assert_eq!(view(&world, "P-1").await["deliverables"]["clean"], 0);
    assert_eq!(one(&world, &id).await.refused(404), ["deliverable_not_found"]);
    assert_eq!(delete(&world, &id).await.refused(404), ["deliverable_not_found"]);
    assert_eq!(one(&world, "0a1b2c").await.refused(404), ["deliverable_not_found"]);
}

#[tokio::test]
async fn the_files_of_a_cancelled_reservation_are_not_found() {
    let world = reserved().await;
    let id = world.deliver(NUMBER).await;
    let path = format!("/reservations/{NUMBER}/cancel");
    let reason = json!({"reason": "other_partner"});
    world.as_admin("P-1", Function::Reservation, "POST", &path, &reason).await.expect(200);
    assert_eq!(one(&world, &id).await.refused(404), ["voucher_not_found"]);
    world.reserve(NUMBER).await;
    assert_eq!(one(&world, &id).await.refused(404), ["deliverable_not_found"]);
    let list = world.as_admin("P-1", Function::Deliverable, "GET", PATH, &Value::Null).await.expect(200);
    assert_eq!(list["items"], json!([]));
}

/// A wrong announcement is corrected by announcing again, as another file.
#[tokio::test]
async fn the_same_name_with_another_size_is_another_file() {
    let world = World::new().await;
    world.assign("SA-SIZE-0001").await;
    world.reserve("SA-SIZE-0001").await;
    let path = "/vouchers/SA-SIZE-0001/deliverables";
    let right = announcement("plan.pdf", PDF);
    let mut wrong = right.clone();
    wrong["size"] = json!(7);
    let wrong = world.as_admin("P-1", Function::Deliverable, "POST", path, &wrong).await.expect(201);
    let right = world.as_admin("P-1", Function::Deliverable, "POST", path, &right).await.expect(201);
    assert_ne!(wrong["deliverable_id"], right["deliverable_id"]);
    assert_eq!(right["upload"]["headers"]["content-length"], PDF.len().to_string());
}

#[tokio::test]
async fn the_list_is_paged_and_a_bad_cursor_is_refused() {
    let world = World::new().await;
    world.assign("SA-PAGE-0001").await;
    world.reserve("SA-PAGE-0001").await;
    for file in 0..3_u8 {
        world.announce("SA-PAGE-0001", &format!("plan-{file}.pdf"), &[PDF, &[file]].concat()).await;
    }
    let list = |query: String| {
        let path = format!("/vouchers/SA-PAGE-0001/deliverables{query}");
        let world = &world;
        async move { world.as_admin("P-1", Function::Deliverable, "GET", &path, &Value::Null).await }
    };
    let first = list("?limit=2".to_owned()).await.expect(200);
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let rest = list(format!("?limit=2&cursor={}", first["next_cursor"].as_str().unwrap())).await.expect(200);
    assert_eq!(rest["items"][0]["file_name"], "plan-2.pdf");
    assert!(rest["next_cursor"].is_null());
    assert_eq!(list("?cursor=garbage".to_owned()).await.expect(400)["code"], "bad_cursor");
    assert_eq!(list("?limit=0".to_owned()).await.status, 422);
}

#[tokio::test]
async fn every_kind_of_the_program_is_accepted_in_any_case_and_no_other() {
    let world = reserved().await;
    let announced = |kind: &str| {
        let mut body = announcement(&format!("{}.pdf", kind.to_ascii_lowercase()), PDF);
        body["kind"] = json!(kind);
        body
    };
    for (kind, known) in [
        ("deployment_plan", "deployment_plan"),
        ("Vision-Scope", "vision_scope"),
        ("TOOL_OUTPUT", "tool_output"),
        ("custom_plan", "custom_plan"),
        ("pilot_result", "pilot_result"),
        ("invoice", "invoice"),
    ] {
        assert_eq!(announce(&world, &announced(kind)).await.expect(201)["kind"], known);
    }
    let refused = announce(&world, &announced("selfie")).await.expect(422);
    let reason = &refused["reasons"][0];
    assert_eq!((&reason["field"], &reason["code"]), (&json!("kind"), &json!("not_one_of")));
    let detail = reason["detail"].as_str().unwrap();
    assert!(detail.contains("solution_brief") && detail.contains("slides") && detail.contains("invoice"), "{detail}");
}
