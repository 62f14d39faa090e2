//! `GET /vouchers/export`: the files are read back as a spreadsheet program reads them.

use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use calamine::{Data, DataType, Reader, Xlsx};
use jiff::civil::date;
use serde_json::{Value, json};
use testkit::Reply;
use tests::{Function, Held, Templates, World};

use super::{get, get_at};
use crate::bodies::{expected, faults};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const TITLES: [&str; 20] = [
    "Voucher number",
    "Program",
    "Engagement",
    "Days",
    "Status",
    "Customer",
    "Voucher admin",
    "Location",
    "Country",
    "Reserved on",
    "Start",
    "End",
    "Expires on",
    "Redeemed on",
    "Claim due",
    "Claim status",
    "Amount",
    "Currency",
    "status_code",
    "claim_status_code",
];

async fn world() -> World {
    let world = World::new().await;
    let held = [
        Held {
            customer: "=HYPERLINK(\"http://evil.example\",\"x\")".to_owned(),
            ..Held::reserved("SA-OPEN-001", date(2027, 4, 30))
        },
        Held {
            customer: "台灣科技, \"股份\"有限公司".to_owned(), ..Held::redeemed("SA-DONE-001", date(2027, 1, 21))
        },
        Held { location: "L-2", ..Held::reserved("SA-LATE-001", date(2026, 11, 21)) },
        Held { company: "P-2", ..Held::reserved("SA-OTHERS", date(2026, 12, 1)) },
    ];
    Templates::make().await.put(&world.database, held);
    world
}

/// The records of a CSV file, after its byte order mark.
#[track_caller]
fn records(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

async fn csv(world: &World, query: &str) -> Vec<Vec<String>> {
    let reply = get(world, "P-1", &format!("/vouchers/export?format=csv&{query}")).await;
    assert_eq!(reply.status, 200, "{:#}", reply.body);
    records(reply.bytes())
}

fn sheet(bytes: &[u8]) -> Vec<Vec<Data>> {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    assert_eq!(book.sheet_names(), ["Vouchers"]);
    book.worksheet_range("Vouchers").unwrap().rows().map(<[Data]>::to_vec).collect()
}

async fn xlsx(world: &World) -> Reply {
    let reply = get(world, "P-1", "/vouchers/export?format=xlsx").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, Some(XLSX)));
    reply
}

#[tokio::test]
async fn csv_contains_every_column_and_every_voucher_of_the_company() {
    let world = world().await;
    let rows = csv(&world, "").await;
    assert_eq!(rows[0], TITLES);
    let open = [
        "SA-OPEN-001",
        "DDPS",
        "DDPS-WINOFFICE",
        "5",
        "reserved",
        "'=HYPERLINK(\"http://evil.example\",\"x\")",
        "Lin Mei",
        "L-1",
        "TW",
        "2026-11-22",
        "2026-11-22",
        "2026-11-22",
        "2027-04-30",
        "",
        "",
        "",
        "",
        "",
        "reserved",
        "",
    ];
    assert_eq!(rows[1], open);
    let done = [
        "SA-DONE-001",
        "DDPS",
        "DDPS-WINOFFICE",
        "5",
        "redeemed",
        "台灣科技, \"股份\"有限公司",
        "Lin Mei",
        "L-1",
        "TW",
        "2026-11-22",
        "2026-11-22",
        "2026-11-22",
        "2027-04-30",
        "2026-11-22",
        "2027-01-21",
        "draft",
        "5000.00",
        "USD",
        "redeemed",
        "draft",
    ];
    assert_eq!(rows[2], done);
    assert_eq!((&rows[3][0][..], &rows[3][4][..]), ("SA-LATE-001", "expired"), "by the clock");
    assert_eq!(rows.len(), 4);
}

#[tokio::test]
async fn csv_follows_rfc_4180() {
    let world = world().await;
    let reply = get(&world, "P-1", "/vouchers/export?format=csv").await;
    assert_eq!(reply.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(reply.header("content-disposition"), Some("attachment; filename=\"vouchers-2026-11-22.csv\""));
    let text = std::str::from_utf8(reply.bytes()).unwrap();
    assert_eq!(text.matches("\r\n").count(), 4, "every record ends with CRLF");
    assert_eq!(text.matches('\n').count(), 4);
    assert!(text.contains("\"台灣科技, \"\"股份\"\"有限公司\""), "{text}");
}

#[tokio::test]
async fn a_workbook_stores_days_as_dates_and_money_as_numbers() {
    let world = world().await;
    let rows = sheet(xlsx(&world).await.bytes());
    assert_eq!(rows[0].iter().map(|cell| cell.get_string().unwrap()).collect::<Vec<_>>(), TITLES);
    let done = &rows[2];
    assert_eq!(done[0], Data::String("SA-DONE-001".to_owned()));
    assert_eq!(done[5], Data::String("台灣科技, \"股份\"有限公司".to_owned()));
    assert_eq!((&done[3], &done[16]), (&Data::Float(5.0), &Data::Float(5000.0)));
    // Days since the end of 1899: 2026-11-22, 2027-04-30, 2027-01-21.
    for (column, serial) in [(9, "46348"), (12, "46507"), (13, "46348"), (14, "46408")] {
        let Data::DateTime(day) = &done[column] else { panic!("{column}: {:?}", done[column]) };
        assert!(day.is_datetime() && day.as_f64().to_string() == serial, "{column}: {day:?}");
    }
    assert_eq!((&rows[1][13], &rows[1][16]), (&Data::Empty, &Data::Empty));
    assert_eq!(rows.len(), 4);
}

#[tokio::test]
async fn a_name_that_looks_like_a_formula_is_text_in_a_workbook() {
    let world = world().await;
    let reply = xlsx(&world).await;
    let rows = sheet(reply.bytes());
    assert_eq!(rows[1][5], Data::String("=HYPERLINK(\"http://evil.example\",\"x\")".to_owned()));
    let mut book = Xlsx::new(Cursor::new(reply.bytes().to_vec())).unwrap();
    assert!(book.worksheet_formula("Vouchers").unwrap().is_empty());
}

#[tokio::test]
async fn a_workbook_has_frozen_titles_a_filter_and_column_widths() {
    let world = world().await;
    let sheet = part(xlsx(&world).await.bytes(), "xl/worksheets/sheet1.xml");
    for wanted in [
        "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>",
        "<autoFilter ref=\"A1:T4\"/>",
        "<cols><col min=\"1\" max=\"1\" width=\"24",
    ] {
        assert!(sheet.contains(wanted), "{wanted}");
    }
}

/// Reads a file of the archive that a workbook is.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}

#[tokio::test]
async fn an_export_accepts_the_parameters_of_the_list() {
    let world = world().await;
    let exported = async |query: &str| {
        csv(&world, query).await.into_iter().skip(1).map(|mut row| row.remove(0)).collect::<Vec<_>>()
    };
    for (query, found) in [
        ("status=reserved", &["SA-OPEN-001"][..]),
        ("status=expired", &["SA-LATE-001"]),
        ("status=assigned", &[]),
        ("location_id=L-2", &["SA-LATE-001"]),
        ("q=%E5%8F%B0%E7%81%A3", &["SA-DONE-001"]),
        ("sort=-deadline", &["SA-OPEN-001", "SA-DONE-001", "SA-LATE-001"]),
        ("sort=expires_on", &["SA-LATE-001", "SA-DONE-001", "SA-OPEN-001"]),
        ("sort=-expires_on", &["SA-OPEN-001", "SA-DONE-001", "SA-LATE-001"]),
        ("sort=customer", &["SA-OPEN-001", "SA-LATE-001", "SA-DONE-001"]),
        ("can=upload", &["SA-OPEN-001"]),
        ("can=claim", &["SA-DONE-001"]),
        ("can=claim&status=reserved", &[]),
    ] {
        assert_eq!(exported(query).await, found, "{query}");
    }
    let scoped = get_at(&world, &["L-2"], "/vouchers/export?format=csv").await;
    assert_eq!(records(scoped.bytes()).len(), 2);
}

#[tokio::test]
async fn an_invalid_export_request_names_every_error() {
    let world = world().await;
    let wrong = faults(get(&world, "P-1", "/vouchers/export?format=pdf&status=open&sort=x").await);
    assert_eq!(wrong, expected(&[("status", "not_one_of"), ("sort", "not_one_of"), ("format", "not_one_of")]));
    let missing = get(&world, "P-1", "/vouchers/export").await.expect(422);
    assert_eq!(missing["reasons"][0]["detail"], "is required");
    let named = get(&world, "P-2", "/vouchers/export?format=csv&company_id=P-1").await;
    assert_eq!(named.expect(404)["code"], "company_not_found");
    let any = "/vouchers/export?format=csv&company_id=P-2";
    let reply = world.as_operations(Function::Overview, "GET", any, &Value::Null).await;
    assert_eq!(records(reply.bytes())[1][0], "SA-OTHERS");
}

#[tokio::test]
async fn an_empty_export_has_its_titles() {
    let world = World::new().await;
    assert_eq!(csv(&world, "").await, [TITLES]);
    assert_eq!(sheet(xlsx(&world).await.bytes()).len(), 1);
}

#[tokio::test]
async fn an_unreadable_item_hides_no_other_row() {
    let world = world().await;
    world.database.spoil("V#SA-OPEN-001", "V", "days");
    world.database.spoil("V#SA-DONE-001", "C", "amount");
    let rows = csv(&world, "").await;
    assert_eq!((rows.len(), &rows[1][0][..], &rows[1][15][..], &rows[1][16][..]), (3, "SA-DONE-001", "unreadable", ""));
}

/// A Lambda response is limited to six megabytes; a larger file is stored for download.
#[tokio::test]
async fn a_file_too_large_for_a_response_is_stored_for_download() {
    let world = World::new().await;
    let name = "很長的客戶名稱".repeat(27);
    let held = (0..6_500)
        .map(|n| Held { customer: format!("{name}{n}"), ..Held::reserved(format!("SA-{n:06}"), date(2027, 1, 1)) });
    Templates::make().await.put(&world.database, held);
    let reply = get(&world, "P-1", "/vouchers/export?format=csv").await;
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let body = reply.expect(200);
    assert_eq!((&body["file_name"], &body["rows"]), (&json!("vouchers-2026-11-22.csv"), &json!(6_500)));
    let url = body["download"]["url"].as_str().unwrap();
    assert!(url.contains("/exports/P-1/") && body["download"]["expires_at"].is_string(), "{body:#}");
    let file = world.bucket.export(url).unwrap();
    assert_eq!(file.content_type, "text/csv; charset=utf-8");
    assert_eq!(body["size"], file.bytes.len());
    assert!(file.bytes.len() > 4 * 1024 * 1024);
    assert_eq!(records(&file.bytes).len(), 6_501);
}

/// The bytes that a client receives: the runtime's response, not the handler's return value.
#[tokio::test]
async fn a_delivered_csv_file_begins_with_its_byte_order_mark() {
    let world = world().await;
    for (function, path, role) in [
        (Function::Overview, "/vouchers/export", "mpn_admin"),
        (Function::PaymentRequest, "/claims/export", "incentives"),
    ] {
        let answer = world.invoke(function, &url_event(&world, path, "format=csv", role)).await;
        assert_eq!((&answer["statusCode"], &answer["isBase64Encoded"]), (&json!(200), &json!(true)), "{path}");
        assert_eq!(answer["headers"]["content-type"], "text/csv; charset=utf-8");
        let bytes = STANDARD.decode(answer["body"].as_str().unwrap()).unwrap();
        assert!(bytes.starts_with(&[0xef, 0xbb, 0xbf]) && records(&bytes).len() > 1, "{path}");
        let answer = world.invoke(function, &url_event(&world, path, "format=pdf", role)).await;
        assert_eq!((&answer["statusCode"], &answer["isBase64Encoded"]), (&json!(422), &json!(false)), "{path}");
    }
}

/// A request as a function URL delivers it.
fn url_event(world: &World, path: &str, query: &str, role: &str) -> Value {
    let token = world.issuer.token("U-1", Some("P-1"), &[role], world.clock.now());
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query, "isBase64Encoded": false,
        "headers": {"authorization": format!("Bearer {token}"), "host": "overview.example"},
        "requestContext": {"http": {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.10",
            "userAgent": "test"}, "requestId": "r-1", "stage": "$default", "timeEpoch": 0},
    })
}

#[tokio::test]
async fn titles_and_statuses_are_in_the_language_of_the_caller_and_codes_are_not_translated() {
    let world = world().await;
    let token = world.admin_of("P-1");
    let exported = async |query: &str, accepted: &str| {
        let request = testkit::send("GET", &format!("/vouchers/export?format=csv{query}")).token(&token);
        let reply = world.call(Function::Overview, request.header("accept-language", accepted)).await;
        (reply.header("content-language").unwrap_or_default().to_owned(), records(reply.bytes()))
    };
    for (query, accepted) in [("", "zh-Hant, en;q=0.5"), ("&language=zh-TW", "en"), ("", "zh-HK")] {
        let (language, rows) = exported(query, accepted).await;
        assert_eq!((language.as_str(), &rows[0][0][..], &rows[0][4][..]), ("zh-TW", "憑證號碼", "狀態"));
        assert_eq!((&rows[1][4][..], &rows[2][4][..], &rows[3][4][..]), ("已保留", "已兌換", "已到期"));
        assert_eq!(
            (&rows[2][15][..], &rows[0][18..], &rows[2][18..]),
            ("待請款", &TITLES.map(String::from)[18..], &["redeemed", "draft"].map(String::from)[..])
        );
        assert_eq!(&rows[2][1..3], ["DDPS", "DDPS-WINOFFICE"]);
    }
    for (query, accepted) in [("", "zh-CN"), ("&language=en", "zh-TW"), ("", "fr")] {
        let (language, rows) = exported(query, accepted).await;
        assert_eq!((language.as_str(), rows[0].as_slice()), ("en", &TITLES.map(String::from)[..]));
    }
    let wrong = faults(get(&world, "P-1", "/vouchers/export?language=fr").await);
    assert_eq!(wrong, expected(&[("format", "missing"), ("language", "not_one_of")]));
}
