//! `GET /statement`: the payments of a month or year, by program and location (PROGRAM.md 12.2).

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};
use tests::{World, paying, redeemed};

use crate::bodies::{expected, faults, names, with};

/// Creates a claim that is redeemed, approved and paid at one instant.
async fn pay_claim(world: &World, number: &str, fields: &Value, payment: &str, at: &str) {
    let now = world.clock.now().to_string();
    world.clock.set(at);
    world.draft_from(&with(with(redeemed(number), &json!({"redeemed_at": at})), fields)).await;
    world.approve(number).await;
    let amount = world.shown_claim(number).await["amount"].clone();
    let mut event = paying("sent", number, payment, at);
    event["data"]["amount"] = amount;
    world.payer(&format!("sent-{payment}"), &event).await.expect(200);
    world.clock.set(&now);
}

async fn month(world: &World, month: &str) -> Value {
    world.claimant("GET", &format!("/statement?month={month}"), &Value::Null).await.expect(200)
}

/// A world with five payments in November, two of them at its ends, in two currencies, and one in each adjacent month.
async fn world() -> World {
    let world = World::new().await;
    world.clock.set("2026-12-10T09:00:00Z");
    for program in ["DDPS", "SSDPS"] {
        world.register_payee_in("P-1", program, &[("L-1", "USD"), ("L-2", "EUR")]).await;
        let rate = json!({"per_day": {"minor": 90_001, "currency": "EUR"}, "valid_from": "2026-01-01"});
        world.reviewer("PUT", &format!("/rates/DE/{program}"), &rate).await.expect(200);
    }
    let at_l2 = json!({"location_id": "L-2", "country": "DE"});
    for (number, fields, payment, at) in [
        ("SA-BEFORE-01", json!({}), "PAY-0", "2026-10-31T23:59:59Z"),
        ("SA-FIRST-001", json!({}), "PAY-1", "2026-11-01T00:00:00Z"),
        ("SA-LAST-0001", json!({}), "PAY-2", "2026-11-30T23:59:59Z"),
        ("SA-PLACE-001", at_l2.clone(), "PAY-3", "2026-11-15T12:00:00Z"),
        ("SA-SQL0-0001", json!({"program": "SSDPS", "days": 10}), "PAY-4", "2026-11-16T12:00:00Z"),
        ("SA-SQL0-0002", with(at_l2, &json!({"program": "SSDPS", "days": 1})), "PAY-5", "2026-11-17T12:00:00Z"),
        ("SA-AFTER-001", json!({}), "PAY-6", "2026-12-01T00:00:00Z"),
    ] {
        pay_claim(&world, number, &fields, payment, at).await;
    }
    world
}

#[tokio::test]
async fn a_month_is_totaled_by_program_location_and_currency() {
    let world = world().await;
    let statement = month(&world, "2026-11").await;
    assert_eq!(names(&statement), ["company_id", "groups", "month", "totals", "year"]);
    assert_eq!((&statement["company_id"], &statement["month"]), (&json!("P-1"), &json!("2026-11")));
    assert_eq!(
        statement["totals"],
        json!([{"minor": 540_006, "currency": "EUR"}, {"minor": 2_000_000, "currency": "USD"}])
    );
    let groups = statement["groups"].as_array().unwrap();
    let summaries: Vec<Value> = groups
        .iter()
        .map(|group| {
            assert_eq!(names(group), ["lines", "location_id", "program", "totals"]);
            let payments: Vec<_> =
                group["lines"].as_array().unwrap().iter().map(|line| line["payment_id"].clone()).collect();
            json!([group["program"], group["location_id"], payments, group["totals"]])
        })
        .collect();
    assert_eq!(
        json!(summaries),
        json!([
            ["DDPS", "L-1", ["PAY-1", "PAY-2"], [{"minor": 1_000_000, "currency": "USD"}]],
            ["DDPS", "L-2", ["PAY-3"], [{"minor": 450_005, "currency": "EUR"}]],
            ["SSDPS", "L-1", ["PAY-4"], [{"minor": 1_000_000, "currency": "USD"}]],
            ["SSDPS", "L-2", ["PAY-5"], [{"minor": 90_001, "currency": "EUR"}]],
        ])
    );
    let reference = world.shown_claim("SA-FIRST-001").await["reference_number"].clone();
    let line = json!({
        "claim_id": "CL-SA-FIRST-001", "voucher_number": "SA-FIRST-001", "reference_number": reference,
        "invoice_number": "INV-SA-FIRST-001", "payment_id": "PAY-1", "event": "sent", "paid_on": "2026-11-01",
        "amount": {"minor": 500_000, "currency": "USD"},
    });
    assert_eq!(groups[0]["lines"][0], line);
}

#[tokio::test]
async fn payments_of_other_months_are_in_their_own_statements() {
    let world = world().await;
    for (queried, payment) in [("2026-10", "PAY-0"), ("2026-12", "PAY-6")] {
        let statement = month(&world, queried).await;
        assert_eq!(statement["groups"][0]["lines"][0]["payment_id"], payment);
        assert_eq!(statement["totals"], json!([{"minor": 500_000, "currency": "USD"}]));
    }
    let empty = json!({"company_id": "P-1", "month": "2026-09", "year": null, "groups": [], "totals": []});
    assert_eq!(month(&world, "2026-09").await, empty);
}

/// The lines of a past month do not change: a later reversal is a line of its own month (DECISIONS.md 28).
#[tokio::test]
async fn a_reversal_in_another_month_does_not_change_the_first() {
    let world = world().await;
    let before = month(&world, "2026-11").await;
    let december = month(&world, "2026-12").await;
    world.pay("reversed", "SA-FIRST-001", "PAY-1", "2026-12-05T09:00:00Z").await;
    world.pay("scheduled", "SA-FIRST-001", "PAY-9", "2026-12-06T09:00:00Z").await;
    assert_eq!(month(&world, "2026-11").await, before);
    let after = month(&world, "2026-12").await;
    let lines = after["groups"][0]["lines"].as_array().unwrap();
    let values: Vec<_> =
        lines.iter().map(|line| json!([line["payment_id"], line["event"], line["amount"]["minor"]])).collect();
    assert_eq!(values, [json!(["PAY-6", "sent", 500_000]), json!(["PAY-1", "reversed", -500_000])]);
    assert_eq!((&december["totals"][0]["minor"], &after["totals"][0]["minor"]), (&json!(500_000), &json!(0)));
}

/// A statement reads the payments from its month on; older ones are not read.
#[tokio::test]
async fn a_statement_reads_all_payments_of_its_month_and_none_older() {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    pay_claim(&world, "SA-0000-MODEL", &json!({}), "PAY-1", "2026-11-10T09:00:00Z").await;
    let items = world.database.items();
    let template = items.iter().find(|item| item["sk"]["S"] == "C").unwrap();
    let copy = |index: usize, month: u8| {
        let number = format!("SA-{month:02}-{index:04}");
        let mut item = template.clone();
        item["pk"] = json!({"S": format!("V#{number}")});
        item["voucher_number"] = json!({"S": number});
        item["id"] = json!({"S": format!("CL-{number}")});
        item["company_sk"] = json!({"S": format!("C#paid#2026-{month:02}-10#{number}")});
        item["payments"]["L"][0]["M"]["reports"]["L"][0]["M"]["at"] =
            json!({"S": format!("2026-{month:02}-10T09:00:00Z")});
        item
    };
    let months = [(700, 9), (1_299, 11)];
    world.database.import(months.iter().flat_map(|(count, month)| (0..*count).map(|n| copy(n, *month))).collect());
    world.database.meter.take();
    let november = month(&world, "2026-11").await;
    assert_eq!(november["groups"][0]["lines"].as_array().unwrap().len(), 1_300);
    assert_eq!(november["totals"], json!([{"minor": 650_000_000, "currency": "USD"}]));
    let of_november = world.database.meter.take().read_units;
    assert_eq!(month(&world, "2026-09").await["groups"][0]["lines"].as_array().unwrap().len(), 700);
    assert!(world.database.meter.take().read_units > of_november * 1.4, "an older month also reads the payments since");
}

#[tokio::test]
async fn a_reversal_is_subtracted_and_a_second_payment_is_added() {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    for number in ["SA-BACK-0001", "SA-TWICE-001"] {
        pay_claim(&world, number, &json!({}), &format!("PAY-{number}"), "2026-11-10T09:00:00Z").await;
    }
    world.pay("reversed", "SA-BACK-0001", "PAY-SA-BACK-0001", "2026-11-12T09:00:00Z").await;
    world.pay("sent", "SA-TWICE-001", "PAY-MORE", "2026-11-13T09:00:00Z").await;
    let statement = month(&world, "2026-11").await;
    let lines = statement["groups"][0]["lines"].as_array().unwrap();
    let events: Vec<_> =
        lines.iter().map(|line| (line["claim_id"].as_str().unwrap(), line["event"].as_str().unwrap())).collect();
    let back = "CL-SA-BACK-0001";
    let twice = "CL-SA-TWICE-001";
    assert_eq!(events, [(back, "sent"), (twice, "sent"), (back, "reversed"), (twice, "sent")]);
    assert_eq!(statement["totals"], json!([{"minor": 1_000_000, "currency": "USD"}]));
}

#[tokio::test]
async fn a_statement_is_limited_to_the_callers_company_and_locations() {
    let world = world().await;
    let other = world.person(("U-8", Some("P-2"), &["incentives"]), "GET", "/statement?month=2026-11", &Value::Null);
    assert_eq!(other.await.expect(200)["groups"], json!([]));
    let token_claims = json!({"sub": "U-5", "company_id": "P-1", "roles": ["incentives"], "locations": ["L-2"]});
    let token = world.issuer.sign(token_claims, world.clock.now());
    let sent = testkit::send("GET", "/statement?month=2026-11").token(&token);
    let statement = world.call(tests::Function::PaymentRequest, sent).await.expect(200);
    assert_eq!(statement["totals"], json!([{"minor": 540_006, "currency": "EUR"}]));
    let theirs = world.reviewer("GET", "/statement?month=2026-11&company_id=P-1", &Value::Null).await.expect(200);
    assert_eq!(theirs, month(&world, "2026-11").await);
}

#[tokio::test]
async fn a_malformed_month_is_refused() {
    let world = World::new().await;
    let none = ["", "?month="].map(|query| (query, "missing"));
    let other = ["?month=2026", "?month=2026-13", "?month=2026-1", "?month=2026-11-01", "?month=soon"];
    for (query, code) in none.into_iter().chain(other.map(|query| (query, "not_a_date"))) {
        let wrong = faults(world.claimant("GET", &format!("/statement{query}"), &Value::Null).await);
        assert_eq!(wrong, expected(&[("month", code)]), "{query}");
    }
}

#[tokio::test]
async fn a_year_contains_the_lines_of_its_months() {
    let world = world().await;
    world.pay("reversed", "SA-FIRST-001", "PAY-1", "2026-12-05T09:00:00Z").await;
    let year = world.claimant("GET", "/statement?year=2026", &Value::Null).await.expect(200);
    assert_eq!((&year["year"], &year["month"]), (&json!(2026), &Value::Null));
    let mut lines = 0;
    for month_of in ["2026-10", "2026-11", "2026-12"] {
        let groups = month(&world, month_of).await["groups"].clone();
        lines += groups.as_array().unwrap().iter().map(|group| group["lines"].as_array().unwrap().len()).sum::<usize>();
    }
    let of_year: usize =
        year["groups"].as_array().unwrap().iter().map(|group| group["lines"].as_array().unwrap().len()).sum();
    assert_eq!((of_year, lines), (8, 8));
    assert_eq!(year["totals"], json!([{"minor": 540_006, "currency": "EUR"}, {"minor": 2_500_000, "currency": "USD"}]));
    let other = world.claimant("GET", "/statement?year=2025", &Value::Null).await.expect(200);
    assert_eq!(other["groups"], json!([]));
    for (query, field, code) in
        [("year=26", "year", "not_a_date"), ("year=2026&month=2026-11", "year", "invalid"), ("", "month", "missing")]
    {
        let wrong = faults(world.claimant("GET", &format!("/statement?{query}"), &Value::Null).await);
        assert_eq!(wrong, expected(&[(field, code)]), "{query}");
    }
}

#[tokio::test]
async fn a_file_has_a_row_for_each_line_in_the_language_of_the_caller() {
    let world = world().await;
    world.pay("reversed", "SA-FIRST-001", "PAY-1", "2026-11-20T09:00:00Z").await;
    let file = world.claimant("GET", "/statement?month=2026-11&format=csv&language=zh-TW", &Value::Null).await;
    let name = "attachment; filename=\"statement-2026-11-as-of-2026-12-10.csv\"";
    assert_eq!((file.status, file.header("content-disposition")), (200, Some(name)));
    assert_eq!(file.header("content-language"), Some("zh-TW"));
    let rows = records(file.bytes());
    assert_eq!((rows[0][0].as_str(), rows[0][8].as_str(), rows[0][11].as_str()), ("日期", "事件", "event_code"));
    let lines: Vec<Value> =
        month(&world, "2026-11").await["groups"].as_array().unwrap().iter().flat_map(lines).collect();
    assert_eq!(rows.len(), lines.len() + 1);
    for (row, line) in rows[1..].iter().zip(&lines) {
        let fields =
            ["paid_on", "claim_id", "voucher_number", "reference_number", "invoice_number", "payment_id", "event"];
        let cells = [0, 3, 4, 5, 6, 7, 11].map(|column| json!(row[column]));
        assert_eq!(cells, fields.map(|field| line[field].clone()));
        let minor: i64 = row[9].replace('.', "").parse().unwrap();
        assert_eq!(
            (json!(minor), json!(row[10])),
            (line["amount"]["minor"].clone(), line["amount"]["currency"].clone())
        );
    }
    let returned = rows.iter().find(|row| row[11] == "reversed").unwrap();
    assert_eq!([&returned[1], &returned[2], &returned[8], &returned[9]], ["DDPS", "L-1", "已退匯", "-5000.00"]);
}

#[tokio::test]
async fn a_workbook_of_a_year_stores_days_and_amounts_as_such() {
    let file = world().await.claimant("GET", "/statement?year=2026&format=xlsx", &Value::Null).await;
    let mut book = Xlsx::new(Cursor::new(file.bytes().to_vec())).unwrap();
    let sheet = book.worksheet_range("Statement").unwrap();
    assert_eq!(sheet.height(), 8, "the titles and seven payments");
    let row: Vec<Data> = sheet.rows().nth(1).unwrap().to_vec();
    assert!(matches!((&row[0], &row[9]), (Data::DateTime(_), Data::Float(_))), "{row:?}");
    let wrong = faults(world().await.claimant("GET", "/statement?year=2026&format=pdf", &Value::Null).await);
    assert_eq!(wrong, expected(&[("format", "not_one_of")]));
}

fn lines(group: &Value) -> Vec<Value> {
    group["lines"].as_array().unwrap().clone()
}

/// The records of a CSV file, after its byte order mark.
fn records(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}
