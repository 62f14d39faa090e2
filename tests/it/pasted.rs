//! Typed and pasted values: every function normalizes them and refuses them in the same way.

use serde_json::{Value, json};
use testkit::Reply;
use tests::{Function, World, answers, assigned, reservation};

use crate::bodies::{NUMBER, licensing_event, with};

/// Days outside 2000-01-01 to 2100-12-31: a year of the Taiwanese calendar, the two days next to the range, and the
/// last day that can be written.
const IMPLAUSIBLE: [&str; 4] = ["0115-11-20", "1999-12-31", "2101-01-01", "9999-12-31"];
const RANGE: &str = "must lie between 2000-01-01 and 2100-12-31";

/// The detail of a field in a refused request.
#[track_caller]
fn detail(reply: Reply, field: &str) -> String {
    let body = reply.expect(422);
    let reasons = body["reasons"].as_array().unwrap().clone();
    let about = reasons.iter().find(|reason| reason["field"] == field);
    about.unwrap_or_else(|| panic!("{field} is not in {reasons:?}"))["detail"].as_str().unwrap().to_owned()
}

async fn admin(world: &World, function: Function, method: &str, path: &str, body: &Value) -> Reply {
    world.as_admin("P-1", function, method, path, body).await
}

#[tokio::test]
async fn pasted_voucher_numbers_and_addresses_are_normalized() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let numbers = [
        NUMBER,
        "ｓａ－７ｋｑ２－ｍ９ｘｄ－３ｆｈｔ",
        "SA–7KQ2—M9XD\u{2011}3FHT",
        "\u{202a}SA-7KQ2-M9XD-3FHT\u{202c}\u{200b}",
    ];
    let addresses = [
        "Lin Mei <lin.mei@contoso.example>",
        "\"Mei, Lin\" <lin.mei@contoso.example>",
        "mailto:LIN.MEI@contoso.example?subject=x",
        "lin.mei＠contoso。example；",
    ];
    for (number, address) in numbers.into_iter().zip(addresses) {
        let body = json!({"voucher_number": number, "admin_email": address});
        let view = admin(&world, Function::Reservation, "POST", "/validate", &body).await.expect(200);
        assert_eq!(view["valid"], true, "{number:?} {address}");
    }
    let body = with(
        reservation(numbers[1]),
        &json!({
            "admin_email": addresses[1], "location_id": "Ｌ‑1", "delivery_country": "ｔｗ",
            "engagement_type": "ddps–winoffice", "lead_consultant": "\u{200b}U-7",
            "attendees": ["Wu Jun <wu.jun@contoso.example>", "<li.na@contoso.example>,"],
        }),
    );
    let view = admin(&world, Function::Reservation, "POST", "/reservations", &body).await.expect(201);
    assert_eq!(view["voucher_number"], NUMBER);
    let reserved = &view["reservation"];
    assert_eq!((&reserved["location_id"], &reserved["lead_consultant"]), (&json!("L-1"), &json!("U-7")));
    assert_eq!(reserved["attendees"], json!(["wu.jun@contoso.example", "li.na@contoso.example"]));
    let path = "/reservations/sa%E2%80%937kq2-M9XD-3FHT";
    admin(&world, Function::Reservation, "PATCH", path, &json!({})).await.expect(200);
}

#[tokio::test]
async fn a_look_alike_character_is_refused_and_named() {
    let world = World::new().await;
    let cyrillic = "SA-7KQ2-M9XD-3F\u{41d}T";
    let body = json!({"voucher_number": cyrillic, "admin_email": "lin.mei@cont\u{43e}so.example"});
    let reply = || admin(&world, Function::Reservation, "POST", "/validate", &body);
    let expected =
        "must be 6 to 40 characters of A-Z, 0-9 and -; character 16 is the Cyrillic letter \"\u{41d}\" (U+041D)";
    assert_eq!(detail(reply().await, "voucher_number"), expected);
    assert!(detail(reply().await, "admin_email").ends_with("character 13 is the Cyrillic letter \"\u{43e}\" (U+043E)"));
    let attendees = with(reservation(NUMBER), &json!({"attendees": ["a@b.example", "陳@b.example"]}));
    let reply = admin(&world, Function::Reservation, "POST", "/reservations", &attendees).await;
    assert!(detail(reply, "attendees[1]").ends_with("character 1 is the Han letter \"陳\" (U+9673)"));
}

#[tokio::test]
async fn a_day_outside_the_range_is_refused_in_every_event() {
    let world = World::new().await;
    for day in IMPLAUSIBLE {
        let instant = format!("{day}T12:00:00Z");
        let mut event = assigned(NUMBER);
        event["data"] =
            with(event["data"].clone(), &json!({"license_ends_on": day, "created_at": instant, "expires_on": day}));
        for field in ["data.license_ends_on", "data.created_at", "data.expires_on"] {
            let id = format!("{day}-{}", field.replace(['.', '_'], "-"));
            assert!(detail(world.webhook(&id, &event).await, field).starts_with(RANGE), "{field} {day}");
        }
        let data = json!({"voucher_number": NUMBER, "expires_on": day, "reason": "More time."});
        let reply =
            world.webhook(&format!("extended-{day}"), &licensing_event("voucher.extended", &instant, &data)).await;
        assert!(detail(reply, "data.expires_on").starts_with(RANGE), "{day}");
        let reply =
            world.webhook(&format!("occurred-{day}"), &licensing_event("voucher.extended", &instant, &data)).await;
        assert!(detail(reply, "occurred_at").starts_with(RANGE), "{day}");
        let paid = tests::paying("sent", NUMBER, "PAY-1", &instant);
        let reply = world.payer(&format!("paid-{day}"), &paid).await;
        assert!(detail(reply, "data.at").starts_with(RANGE), "{day}");
    }
}

#[tokio::test]
async fn a_day_outside_the_range_is_refused_in_every_body() {
    let world = World::new().await;
    let company = json!({"membership_ends_on": "", "membership_anniversary": ""});
    let evidence = json!({"valid_from": "", "valid_until": ""});
    let rate = json!({"valid_from": "", "valid_to": ""});
    let dates = json!({"start_date": "", "end_date": ""});
    let report = json!({"delivered_from": "", "delivered_to": "", "planned_deployment_on": "", "handed_over_on": ""});
    let reservation_path = format!("/reservations/{NUMBER}");
    let report_path = format!("/vouchers/{NUMBER}/report");
    for day in IMPLAUSIBLE {
        for (function, method, path, fields) in [
            (Function::Enrollment, "PUT", "/companies/P-4", &company),
            (Function::Enrollment, "PUT", "/companies/P-1/evidence/new", &evidence),
            (Function::PaymentRequest, "PUT", "/rates/TW/DDPS", &rate),
            (Function::Reservation, "POST", "/reservations", &dates),
            (Function::Reservation, "PATCH", reservation_path.as_str(), &dates),
            (Function::Completion, "PUT", report_path.as_str(), &report),
        ] {
            let names: Vec<&String> = fields.as_object().unwrap().keys().collect();
            let body = names.iter().fold(json!({}), |body, name| with(body, &json!({ name.as_str(): day })));
            for name in names {
                let reply = if function == Function::PaymentRequest {
                    world.reviewer(method, path, &body).await
                } else if function == Function::Enrollment {
                    world.as_operations(function, method, path, &body).await
                } else {
                    admin(&world, function, method, path, &body).await
                };
                assert!(detail(reply, name).starts_with(RANGE), "{method} {path} {name} {day}");
            }
        }
    }
    let good = with(answers(), &json!({"handed_over_on": "2100-12-31"}));
    let reply = admin(&world, Function::Completion, "PUT", &report_path, &good).await;
    assert_ne!(reply.status, 422, "the last day of the range is accepted");
}

#[tokio::test]
async fn a_day_outside_the_range_is_refused_in_every_query() {
    let world = World::new().await;
    for day in IMPLAUSIBLE {
        let due = format!("/enrollments?due_before={day}");
        let reply = world.as_operations(Function::Enrollment, "GET", &due, &Value::Null).await;
        assert!(detail(reply, "due_before").starts_with(RANGE), "{day}");
        let expiring = format!("/vouchers?expiring_before={day}");
        let reply = admin(&world, Function::Overview, "GET", &expiring, &Value::Null).await;
        assert!(detail(reply, "expiring_before").starts_with(RANGE), "{day}");
        let year = &day[..4];
        for (period, field) in [(format!("month={year}-11"), "month"), (format!("year={year}"), "year")] {
            let reply = world.claimant("GET", &format!("/statement?{period}"), &Value::Null).await;
            assert!(detail(reply, field).ends_with(", from 2000 to 2100"), "{period}");
        }
    }
}

#[tokio::test]
async fn names_and_notes_refuse_characters_that_cannot_be_read() {
    let world = World::new().await;
    let unfit = [
        ("Contoso \u{202e}dtL", "character 9 is RIGHT-TO-LEFT OVERRIDE (U+202E)"),
        ("Contoso\u{2028}Ltd", "character 8 is LINE SEPARATOR (U+2028)"),
        ("Contoso \u{e001}", "character 9 is the private-use character U+E001"),
        ("Contoso \u{fffd}", "character 9 is REPLACEMENT CHARACTER (U+FFFD)"),
        ("\u{3164}\u{200b}", "visible characters"),
    ];
    for (index, (name, expected)) in unfit.into_iter().enumerate() {
        let mut event = assigned(NUMBER);
        event["data"]["customer"]["name"] = json!(name);
        event["data"]["admin"]["name"] = json!(name);
        for field in ["data.customer.name", "data.admin.name"] {
            let reply = world.webhook(&format!("name-{index}-{field}").replace('.', "-"), &event).await;
            assert!(detail(reply, field).ends_with(expected), "{name:?}");
        }
        let withdrawn = json!({"voucher_number": NUMBER, "reason": name});
        let event = licensing_event("voucher.withdrawn", "2026-11-22T08:00:00Z", &withdrawn);
        let reply = world.webhook(&format!("reason-{index}"), &event).await;
        assert!(detail(reply, "data.reason").ends_with(expected), "{name:?}");
        let body = json!({"name": name, "address": name});
        for field in ["name", "address"] {
            let reply = admin(&world, Function::Enrollment, "PUT", "/locations/L-1", &body).await;
            assert!(detail(reply, field).ends_with(expected), "{name:?}");
        }
        let profile = json!({"display_name": name, "description": name});
        for field in ["display_name", "description"] {
            let reply = admin(&world, Function::Directory, "PUT", "/profile", &profile).await;
            assert!(detail(reply, field).ends_with(expected), "{name:?}");
        }
    }
}

#[tokio::test]
async fn a_country_name_is_refused_and_its_code_named() {
    let world = World::new().await;
    for (sent, expected) in
        [("Taiwan", "; Taiwan is TW"), ("中華民國", "; Taiwan is TW"), ("USA", "; United States is US")]
    {
        let body = with(reservation(NUMBER), &json!({"delivery_country": sent}));
        let reply = admin(&world, Function::Reservation, "POST", "/reservations", &body).await;
        let refusal = detail(reply, "delivery_country");
        assert_eq!(refusal, format!("must be a country of ISO 3166-1 alpha-2 such as TW{expected}"));
    }
}
