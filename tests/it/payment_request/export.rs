//! `GET /claims/export`: the files are read back as a spreadsheet program reads them.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};
use testkit::Reply;
use tests::{World, redeemed};

use super::{bring_to_status, drafted, one_of_each};
use crate::bodies::{NUMBER, expected, faults, with};

const TITLES: [&str; 20] = [
    "Claim",
    "Voucher number",
    "Program",
    "Days",
    "Location",
    "Country",
    "Status",
    "Redeemed on",
    "Submit by",
    "Invoice number",
    "Purchase order",
    "Reference",
    "Submitted on",
    "Approved on",
    "Payment",
    "Paid on",
    "Amount",
    "Currency",
    "Comment",
    "status_code",
];

async fn export(world: &World, query: &str) -> Reply {
    let reply = world.claimant("GET", &format!("/claims/export?{query}"), &Value::Null).await;
    assert_eq!(reply.status, 200, "{:#}", reply.body);
    reply
}

async fn rows(world: &World, query: &str) -> Vec<Vec<String>> {
    let reply = export(world, &format!("format=csv&{query}")).await;
    let text = reply.bytes().strip_prefix("\u{feff}".as_bytes()).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn every_column_equals_the_field_of_the_claim() {
    let world = drafted().await;
    bring_to_status(&world, NUMBER, "paid").await;
    world.draft_from(&with(redeemed("SA-BACK-0001"), &json!({"location_id": "L-2", "country": "US"}))).await;
    bring_to_status(&world, "SA-BACK-0001", "action_required").await;
    let rows = rows(&world, "").await;
    assert_eq!(rows[0], TITLES);
    let reference = |of: &Value| of["reference_number"].as_str().unwrap().to_owned();
    let (paid, back) = (world.shown_claim(NUMBER).await, world.shown_claim("SA-BACK-0001").await);
    let id = |number: &str| format!("CL-{number}");
    assert_eq!(
        rows[1],
        [
            &id("SA-BACK-0001"),
            "SA-BACK-0001",
            "DDPS",
            "5",
            "L-2",
            "US",
            "action required",
            "2026-11-22",
            "2027-02-20",
            "INV-SA-BACK-0001",
            "",
            &reference(&back),
            "2026-11-22",
            "",
            "",
            "",
            "5000.00",
            "USD",
            "About request-changes.",
            "action_required",
        ]
    );
    assert_eq!(
        rows[2],
        [
            &id(NUMBER),
            NUMBER,
            "DDPS",
            "5",
            "L-1",
            "TW",
            "paid",
            "2026-11-22",
            "2027-01-21",
            &format!("INV-{NUMBER}"),
            "",
            &reference(&paid),
            "2026-11-22",
            "2026-11-22",
            "PAY-1",
            "2026-11-22",
            "5000.00",
            "USD",
            "",
            "paid",
        ]
    );
    assert_eq!(rows.len(), 3);
}

#[tokio::test]
async fn a_workbook_stores_days_as_dates_and_money_as_numbers() {
    let world = drafted().await;
    let reply = export(&world, "format=xlsx").await;
    assert_eq!(reply.header("content-disposition"), Some("attachment; filename=\"claims-2026-11-22.xlsx\""));
    let mut book = Xlsx::new(Cursor::new(reply.bytes().to_vec())).unwrap();
    assert_eq!(book.sheet_names(), ["Claims"]);
    let sheet = book.worksheet_range("Claims").unwrap();
    let row: Vec<Data> = sheet.rows().nth(1).unwrap().to_vec();
    assert_eq!((&row[3], &row[16]), (&Data::Float(5.0), &Data::Float(5000.0)));
    let Data::DateTime(day) = &row[8] else { panic!("{:?}", row[8]) };
    assert_eq!(day.as_f64().to_string(), "46408", "2027-01-21");
    assert_eq!((sheet.height(), sheet.width()), (2, TITLES.len()));
}

#[tokio::test]
async fn an_export_accepts_the_parameters_of_the_list() {
    let (world, claims) = one_of_each().await;
    assert_eq!(rows(&world, "").await.len(), claims.len() + 1);
    for (status, number) in &claims {
        let found = rows(&world, &format!("status={status}")).await;
        assert_eq!((found.len(), &found[1][1], found[1][19].as_str()), (2, number, *status));
        assert_eq!(found[1][6], status.replace('_', " "));
    }
    assert_eq!(rows(&world, "program=SSDPS").await.len(), 1);
    let wrong = faults(world.claimant("GET", "/claims/export?format=pdf&status=lost", &Value::Null).await);
    assert_eq!(wrong, expected(&[("status", "not_one_of"), ("format", "not_one_of")]));
    let missing = faults(world.claimant("GET", "/claims/export", &Value::Null).await);
    assert_eq!(missing, expected(&[("format", "missing")]));
}

#[tokio::test]
async fn an_export_is_limited_to_the_callers_company_and_locations() {
    let world = drafted().await;
    world.draft_from(&with(redeemed("SA-OTHER-001"), &json!({"company_id": "P-2", "country": "US"}))).await;
    assert_eq!(rows(&world, "").await.len(), 2);
    let named = world.claimant("GET", "/claims/export?format=csv&company_id=P-2", &Value::Null).await;
    assert_eq!(named.expect(404)["code"], "company_not_found");
    let theirs = world.reviewer("GET", "/claims/export?format=csv&company_id=P-2", &Value::Null).await;
    assert!(String::from_utf8_lossy(theirs.bytes()).contains("SA-OTHER-001"));
    let unnamed = world.reviewer("GET", "/claims/export?format=csv", &Value::Null).await;
    assert_eq!(faults(unnamed), expected(&[("company_id", "missing")]));
    let token_claims = json!({"sub": "U-5", "company_id": "P-1", "roles": ["incentives"], "locations": ["L-2"]});
    let token = world.issuer.sign(token_claims, world.clock.now());
    let sent = testkit::send("GET", "/claims/export?format=csv").token(&token);
    let file = world.call(tests::Function::PaymentRequest, sent).await;
    assert!(!String::from_utf8_lossy(file.bytes()).contains(NUMBER));
}

#[tokio::test]
async fn titles_and_statuses_are_translated_and_codes_are_not() {
    let (world, claims) = one_of_each().await;
    let rows = rows(&world, "language=zh-TW").await;
    assert_eq!((&rows[0][0][..], &rows[0][6][..], &rows[0][19][..]), ("請款申請", "狀態", "status_code"));
    assert_eq!(rows.len(), claims.len() + 1);
    let term = |code: &str| rows.iter().find(|row| row[19] == code).map(|row| row[6].as_str());
    for (code, chinese) in [
        ("draft", "待請款"),
        ("action_required", "待補正"),
        ("paid", "已撥款"),
        ("payment_failed", "退匯"),
        ("rejected", "未核准"),
    ] {
        assert_eq!(term(code), Some(chinese), "{code}");
    }
}

#[tokio::test]
async fn a_comment_keeps_its_lines_and_is_never_a_formula() {
    let world = drafted().await;
    world.submit(NUMBER).await;
    world.operate(NUMBER, "review").await;
    let body = json!({"comment": "Please:\r\n- one\r- two\n=1+1"});
    world.reviewer("POST", &format!("/claims/CL-{NUMBER}/request-changes"), &body).await.expect(200);
    let csv = rows(&world, "").await;
    assert_eq!(csv[1][18], "Please:\n- one\n- two\n'=1+1");
    let reply = export(&world, "format=xlsx").await;
    let mut book = Xlsx::new(Cursor::new(reply.bytes().to_vec())).unwrap();
    let sheet = book.worksheet_range("Claims").unwrap();
    assert_eq!(sheet.get((1, 18)), Some(&Data::String("Please:\n- one\n- two\n=1+1".to_owned())));
}
