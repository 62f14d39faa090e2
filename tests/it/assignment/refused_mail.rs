//! Records of refused mails for operations: one for each mail, without its content.

use api::Secrets;
use domain::VoucherNumber;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use table::{REFUSED_MAILS_A_DAY_MAX, RefusedMail};
use testkit::{WireFault, send};
use tests::{Function, SECRET, World};

use crate::log::Log;
use tests::sample_events;

/// The day on which the tests begin.
const TODAY: Date = date(2026, 11, 22);

fn sample() -> String {
    String::from_utf8(sample_events::read("assignment/mail-en.eml")).unwrap()
}

/// The sample, refused for its authentication.
fn unauthenticated() -> String {
    sample().replace("dkim=pass", "dkim=fail")
}

async fn recorded(world: &World) -> Vec<RefusedMail> {
    let (mails, unreadable) = world.database.table.refused_mails(TODAY.yesterday().unwrap(), TODAY).await.unwrap();
    assert!(unreadable.is_empty(), "{unreadable:?}");
    mails
}

fn reasons(mail: &RefusedMail) -> Vec<String> {
    let line = |reason: &table::RefusedMailReason| match &reason.field {
        Some(field) => format!("{} {field}", reason.code),
        None => reason.code.clone(),
    };
    mail.reasons.iter().map(line).collect()
}

/// The notices that the outbox publishes for every change so far, sorted.
async fn published_notices(world: &World) -> Vec<String> {
    assert_eq!(world.run_outbox().await, 0);
    let mut bodies = world.notice_bodies();
    bodies.sort();
    bodies
}

/// Sends a mail with a wrong webhook signature. Returns the status of the answer.
async fn unsigned(world: &World, mail: &str) -> u16 {
    let at = world.clock.now().as_second();
    let signature = Secrets::parse(SECRET).unwrap().sign("other", at, mail.as_bytes());
    let request = send("POST", "/mail").header("content-type", "message/rfc822").header("webhook-id", "unsigned");
    let request = request.header("webhook-timestamp", &at.to_string()).header("webhook-signature", &signature);
    world.call(Function::Assignment, request.bytes(mail.as_bytes())).await.status
}

/// A refused mail: webhook id, content, status of the answer, domain and reasons of the record.
type Case = (&'static str, Vec<u8>, u16, &'static str, &'static [&'static str]);

#[tokio::test]
async fn every_kind_of_refusal_is_recorded_with_its_day_domain_and_reasons() {
    let world = World::new().await;
    world.mail("good", sample().as_bytes()).await.expect(201);
    let notices = published_notices(&world).await;
    let other = sample().replace("Message-ID: <", "Message-ID: <other-").replace("5 days", "1 day");
    let cases: [Case; 7] = [
        ("dkim", unauthenticated().into(), 422, "licensing.example", &["not_authenticated"]),
        (
            "spam",
            b"From: a@spam.example\r\n\r\nHello".into(),
            422,
            "spam.example",
            &[
                "missing message_id",
                "missing occurred_at",
                "not_an_assignment",
                "not_authenticated",
                "sender_not_allowed",
            ],
        ),
        ("binary", b"\0\xff\0".into(), 422, "unknown", &["not_a_message"]),
        (
            "many",
            format!("From: b@evil.example\r\n{}", sample()).into(),
            422,
            "unknown",
            &["not_authenticated", "sender_not_allowed"],
        ),
        ("days", sample().replace("5 days", "2 days").into(), 422, "licensing.example", &["not_one_of days"]),
        ("terms", other.into(), 409, "licensing.example", &["assigned_with_other_terms"]),
        ("large", vec![b'x'; 2 << 20], 413, "unknown", &["too_large"]),
    ];
    for (id, mail, status, domain, codes) in &cases {
        world.clock.set(&format!("2026-11-22T09:00:{:02}Z", recorded(&world).await.len()));
        assert_eq!(world.mail(id, mail).await.status, *status, "{id}");
        let newest = recorded(&world).await.remove(0);
        assert_eq!(
            (newest.domain.as_str(), reasons(&newest)),
            (*domain, codes.iter().map(|code| (*code).to_owned()).collect()),
            "{id}"
        );
        assert_eq!(newest.at, world.clock.now(), "{id}");
    }
    assert_eq!(recorded(&world).await.len(), cases.len(), "the accepted mail is not recorded");
    assert_eq!(published_notices(&world).await, notices, "a refused mail publishes no notice");
}

#[tokio::test]
async fn a_record_holds_no_content_of_the_mail() {
    let world = World::new().await;
    let mail = unauthenticated().replace("Country: TW", "Country: Lin Mei's <secret@contoso.example>");
    let mail = mail.replace("Subject: ", "Auto-Submitted: secret-word\r\nSubject: ");
    world.mail("m-1", mail.as_bytes()).await;
    let items = world.database.items();
    let item = items.iter().find(|item| item["sk"]["S"].as_str().unwrap().starts_with("F#")).unwrap();
    let names: Vec<&String> = item.as_object().unwrap().keys().collect();
    assert_eq!(names, ["at", "domain", "pk", "reasons", "sk", "ttl"]);
    for content in ["Mei", "secret", "contoso", "voucher@", "bounce", "SA-MAIL", "Planning", "20261101"] {
        assert!(!item.to_string().contains(content), "{content} in {item:#}");
    }
    let ttl: i64 = item["ttl"]["N"].as_str().unwrap().parse().unwrap();
    assert_eq!(ttl - world.clock.now().as_second(), 90 * 24 * 60 * 60);
}

/// On the first day and on the next, under any webhook id.
#[tokio::test]
async fn a_redelivered_mail_is_one_record() {
    let world = World::new().await;
    world.clock.set("2026-11-21T23:59:00Z");
    for id in ["m-1", "m-1", "m-2"] {
        assert_eq!(world.mail(id, unauthenticated().as_bytes()).await.status, 422);
    }
    world.clock.set("2026-11-22T00:01:00Z");
    assert_eq!(world.mail("m-3", unauthenticated().as_bytes()).await.status, 422);
    assert_eq!(recorded(&world).await.len(), 1);
    assert_eq!(world.database.item("REFUSED#2026-11-21", "COUNT")["kept"]["N"], "1");
    let other = unauthenticated().replace("Hello", "Good day");
    world.mail("m-4", other.as_bytes()).await;
    assert_eq!(recorded(&world).await.len(), 2);
}

#[tokio::test]
async fn a_mail_with_a_wrong_signature_is_not_recorded() {
    let world = World::new().await;
    let before = world.database.items();
    assert_eq!(unsigned(&world, &unauthenticated()).await, 401);
    assert!(world.database.items() == before);
}

#[tokio::test]
async fn the_number_of_records_is_limited_for_each_day() {
    let world = World::new().await;
    let full = |count: u32| {
        let count = json!({"N": count.to_string()});
        json!({"pk": {"S": "REFUSED#2026-11-22"}, "sk": {"S": "COUNT"}, "kept": count, "ttl": {"N": "9"}})
    };
    world.database.put(&full(REFUSED_MAILS_A_DAY_MAX - 1));
    for (id, records) in [("a", 1), ("b", 1), ("c", 1)] {
        let mail = unauthenticated().replace("Hello", id);
        assert_eq!(world.mail(id, mail.as_bytes()).await.refused(422), ["not_authenticated"], "{id}");
        assert_eq!(recorded(&world).await.len(), records, "{id}");
    }
    assert_eq!(world.database.item("REFUSED#2026-11-22", "COUNT")["kept"]["N"], "1000");
    world.clock.set("2026-11-23T00:00:00Z");
    world.mail("d", unauthenticated().replace("Hello", "d").as_bytes()).await;
    let (next, _) =
        world.database.table.refused_mails(TODAY.tomorrow().unwrap(), TODAY.tomorrow().unwrap()).await.unwrap();
    assert_eq!(next.len(), 1);
}

/// Over several days; an unreadable record hides no other.
#[tokio::test]
async fn records_are_read_newest_first() {
    let world = World::new().await;
    for (id, at) in [("a", "2026-11-20T09:00:00Z"), ("b", "2026-11-22T09:00:00Z"), ("c", "2026-11-21T23:00:00Z")] {
        world.clock.set(at);
        world.mail(id, unauthenticated().replace("Hello", id).as_bytes()).await;
    }
    let table = &world.database.table;
    let days =
        |mails: &[RefusedMail]| mails.iter().map(|mail| mail.at.to_string()[8..10].to_owned()).collect::<Vec<_>>();
    let (mails, _) = table.refused_mails(date(2026, 11, 20), TODAY).await.unwrap();
    assert_eq!(days(&mails), ["22", "21", "20"]);
    let (mails, _) = table.refused_mails(date(2026, 11, 21), date(2026, 11, 21)).await.unwrap();
    assert_eq!(days(&mails), ["21"]);
    assert!(table.refused_mails(TODAY, date(2026, 11, 21)).await.unwrap().0.is_empty());
    let items = world.database.items();
    let of_21 = |item: &&Value| item["pk"]["S"] == "REFUSED#2026-11-21" && item["sk"]["S"] != "COUNT";
    let sk = items.iter().find(of_21).unwrap()["sk"]["S"].as_str().unwrap();
    world.database.spoil("REFUSED#2026-11-21", sk, "at");
    let (mails, unreadable) = table.refused_mails(date(2026, 11, 20), TODAY).await.unwrap();
    assert_eq!((days(&mails), unreadable.len()), (vec!["22".to_owned(), "20".to_owned()], 1));
}

/// The sender gets the same answer; the log reports the missing record.
#[tokio::test]
async fn a_failed_record_does_not_change_the_answer() {
    for (operation, fault) in [
        ("UpdateItem", WireFault::Throttled),
        ("PutItem", WireFault::Throttled),
        ("UpdateItem", WireFault::AnswerLost),
        ("PutItem", WireFault::AnswerLost),
        ("UpdateItem", WireFault::Conflict),
        ("PutItem", WireFault::Conflict),
    ] {
        let world = World::new().await;
        let log = Log::default();
        let guard = log.listen();
        world.database.faults.always_after(0, operation, fault);
        let reply = world.mail("m-1", unauthenticated().as_bytes()).await;
        drop(guard);
        world.database.faults.clear();
        assert_eq!(reply.refused(422), ["not_authenticated"], "{operation} {fault:?}");
        let logged = log.text();
        let recorded = recorded(&world).await.len() == 1;
        assert!(recorded || logged.contains("a refused mail could not be recorded"), "{operation} {fault:?}: {logged}");
    }
}

#[tokio::test]
async fn an_accepted_mail_is_not_recorded() {
    let world = World::new().await;
    world.mail("m-1", sample().as_bytes()).await.expect(201);
    world.mail("m-1", sample().as_bytes()).await.expect(200);
    assert!(recorded(&world).await.is_empty());
    assert!(world.database.table.voucher(&VoucherNumber::parse("SA-MAIL-EN01-0001").unwrap()).await.unwrap().is_some());
}
