//! `POST /mail`: assignment by e-mail.

use serde_json::json;
use tests::{Function, World};

use tests::sample_events;

/// The samples: file, voucher, address of the administrator.
const MAILS: [(&str, &str, &str); 3] = [
    ("assignment/mail-en.eml", "SA-MAIL-EN01-0001", "lin.mei@contoso.example"),
    ("assignment/mail-en-html.eml", "SA-MAIL-EN02-0001", "max.chen@fabrikam.example"),
    ("assignment/mail-zh-tw.eml", "SA-MAIL-TW01-0001", "lin.mei@contoso.example"),
];

fn sample() -> String {
    String::from_utf8(sample_events::read(MAILS[0].0)).unwrap()
}

#[tokio::test]
async fn a_mail_in_either_language_assigns_its_voucher_once() {
    let world = World::new().await;
    for (file, number, email) in MAILS {
        let mail = sample_events::read(file);
        let answer = world.mail(&format!("first-{number}"), &mail).await.expect(201);
        assert_eq!(answer, json!({"voucher_number": number, "status": "assigned", "rev": 1}));
        for id in [format!("first-{number}"), format!("second-{number}")] {
            assert_eq!(world.mail(&id, &mail).await.expect(200), answer);
        }
        let body = json!({"voucher_number": number, "admin_email": email});
        world.as_admin("P-1", Function::Reservation, "POST", "/validate", &body).await.expect(200);
    }
}

#[tokio::test]
async fn the_same_assignment_by_mail_and_by_event_is_one_voucher() {
    let world = World::new().await;
    world.mail("by-mail", sample().as_bytes()).await.expect(201);
    let event = tests::assigned("SA-MAIL-EN01-0001");
    assert_eq!(world.webhook("by-event", &event).await.expect(200)["rev"], 1);
    let by_event_first = World::new().await;
    by_event_first.webhook("by-event", &event).await.expect(201);
    assert_eq!(by_event_first.mail("by-mail", sample().as_bytes()).await.expect(200)["rev"], 1);
}

/// A mail names days in the customer's time zone, an event names instants. A mail may be written a day after its
/// event.
#[tokio::test]
async fn a_mail_that_is_less_exact_than_its_event_is_the_same_assignment() {
    for (line, created_at) in [
        ("Created: 2026-11-01\r\nExpires: 2027-04-30\r\n", "2026-11-01T09:00:00Z"),
        ("Created: 2026-11-01\r\n", "2026-10-31T17:00:00Z"),
        ("", "2026-10-31T17:00:00Z"),
    ] {
        let mail = sample().replace("Created: 2026-11-01\r\nExpires: 2027-04-30\r\n", line);
        let mut event = tests::assigned("SA-MAIL-EN01-0001");
        event["data"]["created_at"] = json!(created_at);
        for by_mail_first in [true, false] {
            let world = World::new().await;
            let mut statuses = Vec::new();
            for by_mail in [by_mail_first, !by_mail_first] {
                let reply =
                    if by_mail { world.mail("m", mail.as_bytes()).await } else { world.webhook("e", &event).await };
                statuses.push(reply.status);
            }
            assert_eq!(statuses, [201, 200], "{line:?} {created_at}, by mail first: {by_mail_first}");
        }
    }
}

#[tokio::test]
async fn a_mail_that_names_another_administrator_than_the_event_is_a_conflict() {
    let world = World::new().await;
    world.webhook("by-event", &tests::assigned("SA-MAIL-EN01-0001")).await.expect(201);
    let other = sample().replace("Lin Mei <lin.mei@contoso.example>", "Max Chen <max.chen@contoso.example>");
    assert_eq!(world.mail("by-mail", other.as_bytes()).await.refused(409), ["assigned_with_other_terms"]);
}

/// Each mail has one defect and is refused for it alone.
#[tokio::test]
async fn a_mail_with_a_defect_is_refused_and_nothing_is_stored() {
    let world = World::new().await;
    for (id, from, to, codes) in [
        ("dkim", "dkim=pass (2048-bit key)", "dkim=fail", &["not_authenticated"][..]),
        ("dmarc", "dmarc=pass", "dmarc=fail", &["not_authenticated"]),
        (
            "provider",
            "Authentication-Results: inbound.vouchsafe.example",
            "Authentication-Results: mx.evil.example",
            &["not_authenticated"],
        ),
        ("sender", "voucher@licensing.example>\r\nTo", "voucher@evil.example>\r\nTo", &["sender_not_allowed"]),
        ("line", "Voucher number:", "Number of the voucher:", &["missing"]),
        ("twice", "Program: DDPS", "Program: DDPS\r\nProgram: SSDPS", &["ambiguous"]),
        ("days", "5 days", "2 days", &["not_one_of"]),
        ("program", "Program: DDPS", "Program: XXDPS", &["not_a_program"]),
        ("email", "<lin.mei@contoso.example>", "<lin.mei>", &["invalid"]),
        ("country", "Country: TW", "Country: XX", &["invalid"]),
        ("date", "Date: Sun, 1 Nov 2026", "Date: Tue, 1 Dec 2026", &["in_the_future"]),
    ] {
        let mail = sample();
        assert!(mail.contains(from), "{id}");
        let reply = world.mail(id, mail.replace(from, to).as_bytes()).await;
        assert_eq!(reply.body["code"], "invalid_request", "{id}");
        assert_eq!(reply.refused(422), codes, "{id}");
    }
    assert_eq!(world.items("V"), 0);
}

#[tokio::test]
async fn every_problem_of_a_mail_is_named() {
    let world = World::new().await;
    let mail = sample().replace("dkim=pass", "dkim=none").replace("dmarc=pass", "dmarc=none");
    let mail = mail.replace("@licensing.example>\r\nTo", "@evil.example>\r\nTo").replace("Country: TW", "Country: XX");
    let reply = world.mail("all-wrong", mail.as_bytes()).await;
    assert_eq!(reply.refused(422), ["sender_not_allowed", "not_authenticated", "not_authenticated", "invalid"]);
}

#[tokio::test]
async fn a_mail_about_something_else_is_no_assignment() {
    let world = World::new().await;
    let mail = sample();
    let (header, _) = mail.split_once("\r\n\r\n").unwrap();
    let reply = world.mail("other", format!("{header}\r\n\r\nHello, see you on Monday.\r\n").as_bytes()).await;
    assert_eq!(reply.refused(422), ["not_an_assignment"]);
}

#[tokio::test]
async fn bytes_that_are_no_mail_are_refused() {
    let world = World::new().await;
    for (id, bytes) in [("empty", &b""[..]), ("binary", b"\0\xff\0"), ("json", b"{\"type\":\"voucher.assigned\"}")] {
        assert_eq!(world.mail(id, bytes).await.status, 422, "{id}");
    }
    assert_eq!(world.items("V"), 0);
}
