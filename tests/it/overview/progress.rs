//! `GET /dashboard`: stages, what to do next, the calendar, payments by month, and the bound of the history.

use jiff::civil::date;
use serde_json::{Value, json};
use testkit::{Sent, sample, send};
use tests::{Function, Held, Templates, World};

use super::get;

async fn dashboard(world: &World) -> Value {
    get(world, "P-1", "/dashboard").await.expect(200)
}

async fn as_role(world: &World, roles: &[&str]) -> Value {
    let request = world.as_role((roles, Some("P-1")), Function::Overview, "GET", "/dashboard", &Value::Null);
    request.await.expect(200)
}

fn usd(minor: i64) -> Value {
    json!([{"minor": minor, "currency": "USD"}])
}

/// The kinds of a list, each with what it is about.
fn kinds(list: &Value) -> Vec<(&str, &str)> {
    let about = |entry: &Value, field: &str| entry[field].as_str().map(str::to_owned);
    let entries = list.as_array().unwrap().iter();
    entries
        .map(|entry| {
            let named = about(entry, "voucher_number").is_some();
            (entry["kind"].as_str().unwrap(), entry[if named { "voucher_number" } else { "program" }].as_str().unwrap())
        })
        .collect()
}

/// Vouchers of `P-1` in every stage, and an enrollment to renew. The engagements of the sample run on 22 November.
async fn in_every_stage() -> World {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    for number in ["SA-PLAN-0001", "SA-LATE-0001"] {
        world.assign(number).await;
        world.reserve(number).await;
    }
    let later = json!({"start_date": "2026-12-01", "end_date": "2026-12-02"});
    world.as_admin("P-1", Function::Reservation, "PATCH", "/reservations/SA-PLAN-0001", &later).await.expect(200);
    world.ready("SA-READY-001").await;
    for number in ["SA-DRAFT-001", "SA-BACK-0001", "SA-SENT-0001", "SA-PAID-0001"] {
        world.draft(number).await;
    }
    for (number, status) in
        [("SA-BACK-0001", "action_required"), ("SA-SENT-0001", "submitted"), ("SA-PAID-0001", "paid")]
    {
        crate::payment_request::bring_to_status(&world, number, status).await;
    }
    sample::put_enrollment(&world.database.table, sample::enrolled_until("P-1", "SSDPS", date(2026, 12, 22))).await;
    world
}

#[tokio::test]
async fn every_stage_has_its_count_and_its_sum() {
    let world = in_every_stage().await;
    let stages = dashboard(&world).await["stages"].clone();
    let stage = |name: &str, count: usize| {
        let minor = i64::try_from(count).unwrap() * 500_000;
        json!({"stage": name, "count": count, "totals": if count == 0 { json!([]) } else { usd(minor) }})
    };
    let expected = json!([
        stage("reserved", 1),
        stage("in_delivery", 0),
        stage("report_due", 1),
        stage("ready_to_redeem", 1),
        stage("claim_to_submit", 2),
        stage("with_program", 1),
        stage("paid", 1),
    ]);
    assert_eq!(stages, expected);
}

#[tokio::test]
async fn what_needs_the_company_is_listed_with_the_most_urgent_first() {
    let world = in_every_stage().await;
    let body = dashboard(&world).await;
    let expected = [
        ("invoice_due", "SA-SENT-0001"),
        ("renewal", "SSDPS"),
        ("claim_to_submit", "SA-DRAFT-001"),
        ("claim_sent_back", "SA-BACK-0001"),
        ("files_due", "SA-LATE-0001"),
        ("ready_to_redeem", "SA-READY-001"),
    ];
    assert_eq!(kinds(&body["attention"]), expected);
    assert_eq!(body["attention_left_out"], 0);
    let sent_back = json!({
        "kind": "claim_sent_back", "voucher_number": "SA-BACK-0001", "claim_id": "CL-SA-BACK-0001", "program": "DDPS",
        "customer": "Contoso Ltd", "due_on": "2027-02-20", "days_left": 90, "amount": usd(500_000)[0],
    });
    assert_eq!(body["attention"][3], sent_back);
    let renewal = json!({
        "kind": "renewal", "voucher_number": null, "claim_id": null, "program": "SSDPS", "customer": null,
        "due_on": "2026-12-22", "days_left": 30, "amount": null,
    });
    assert_eq!(body["attention"][1], renewal);
}

#[tokio::test]
async fn each_role_is_shown_what_it_may_do() {
    let world = in_every_stage().await;
    let of = async |role: &str| {
        let body = as_role(&world, &[role]).await;
        let kinds = kinds(&body["attention"]).into_iter().map(|(kind, _)| kind.to_owned());
        kinds.collect::<Vec<_>>()
    };
    assert_eq!(of("incentives").await, ["invoice_due", "claim_to_submit", "claim_sent_back"]);
    assert_eq!(of("global_admin").await, ["renewal"]);
    let operations = world.as_operations(Function::Overview, "GET", "/dashboard?company_id=P-1", &Value::Null).await;
    assert_eq!(operations.expect(200)["attention"].as_array().unwrap().len(), 6);
    let at_location = super::get_at(&world, &["L-1"], "/dashboard").await.expect(200);
    let of_the_company = |kind: &str| ["renewal", "invoice_due"].contains(&kind);
    assert!(!kinds(&at_location["attention"]).iter().any(|(kind, _)| of_the_company(kind)), "{at_location:#}");
}

#[tokio::test]
async fn a_returned_payment_stands_before_every_deadline_and_a_missing_invoice_after_the_near_ones() {
    let world = in_every_stage().await;
    world.draft("SA-LOST-0001").await;
    crate::payment_request::bring_to_status(&world, "SA-LOST-0001", "payment_failed").await;
    let body = dashboard(&world).await;
    assert_eq!(kinds(&body["attention"])[..2], [("payment_returned", "SA-LOST-0001"), ("invoice_due", "SA-SENT-0001")]);
    assert_eq!(
        (&body["attention"][0]["due_on"], &body["attention"][0]["days_left"]),
        (&json!("2026-11-22"), &json!(0))
    );
    let signer = as_role(&world, &["global_admin"]).await;
    assert_eq!(kinds(&signer["attention"])[0].0, "payment_returned", "who changes the bank profile is told");
    world.bring_invoice("SA-SENT-0001").await;
    let body = dashboard(&world).await;
    assert!(kinds(&body["attention"]).iter().all(|(kind, _)| *kind != "invoice_due"), "it arrived: {body:#}");
}

#[tokio::test]
async fn at_most_ten_needs_are_listed_and_the_others_are_counted() {
    let world = World::new().await;
    let held = (0..13).map(|n| Held::redeemed(format!("SA-MANY-{n:02}"), date(2026, 12, 1)));
    Templates::make().await.put(&world.database, held);
    let body = dashboard(&world).await;
    assert_eq!((body["attention"].as_array().unwrap().len(), &body["attention_left_out"]), (10, &json!(3)));
}

#[tokio::test]
async fn the_calendar_counts_the_deadlines_of_sixty_days() {
    let world = World::new().await;
    let held = [
        Held::reserved("SA-SAME-001", date(2026, 11, 30)),
        Held::reserved("SA-SAME-002", date(2026, 11, 30)),
        Held::redeemed("SA-SAME-003", date(2026, 11, 30)),
        Held::reserved("SA-DAYS-060", date(2027, 1, 21)),
        Held::reserved("SA-DAYS-061", date(2027, 1, 22)),
    ];
    Templates::make().await.put(&world.database, held);
    sample::put_enrollment(&world.database.table, sample::enrolled_until("P-1", "SSDPS", date(2026, 12, 22))).await;
    let entry = |day: &str, kind: &str, count: u32| json!({"date": day, "kind": kind, "count": count});
    let expected = json!([
        entry("2026-11-30", "claim", 1),
        entry("2026-11-30", "voucher", 2),
        entry("2026-12-22", "enrollment", 1),
        entry("2027-01-21", "voucher", 1),
    ]);
    assert_eq!(dashboard(&world).await["calendar"], expected);
}

/// Money that comes back is negative in the month in which it comes back.
#[tokio::test]
async fn payments_are_summed_by_month_and_returns_in_their_own_month() {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    for number in ["SA-PAID-0001", "SA-PAID-0002"] {
        world.draft(number).await;
        world.approve(number).await;
        world.pay("sent", number, "PAY-1", "2026-11-22T09:00:00Z").await;
    }
    world.clock.set("2027-01-05T09:00:00Z");
    world.pay("reversed", "SA-PAID-0002", "PAY-1", "2027-01-05T08:00:00Z").await;
    let months = dashboard(&world).await["paid_by_month"].clone();
    assert_eq!(months.as_array().unwrap().len(), 12);
    assert_eq!(months[0], json!({"month": "2026-02", "totals": []}));
    assert_eq!(months[9], json!({"month": "2026-11", "totals": usd(1_000_000)}));
    assert_eq!(months[10], json!({"month": "2026-12", "totals": []}));
    assert_eq!(months[11], json!({"month": "2027-01", "totals": usd(-500_000)}));
}

#[tokio::test]
async fn what_ended_before_the_twelve_months_is_not_counted() {
    let world = World::new().await;
    let held = [
        Held { status: "expired", ..Held::reserved("SA-EXPIRED-1", date(2025, 12, 1)) },
        Held { status: "expired", ..Held::reserved("SA-EXPIRED-2", date(2025, 11, 30)) },
        Held::redeemed("SA-REDEEMED1", date(2026, 1, 30)),
        Held::redeemed("SA-REDEEMED2", date(2026, 1, 29)),
    ];
    Templates::make().await.put(&world.database, held);
    let body = dashboard(&world).await;
    assert_eq!(body["history_from"], "2025-12-01");
    assert_eq!(body["vouchers"], json!({"reserved": 0, "redeemed": 1, "expired": 1}));
}

#[tokio::test]
async fn deadlines_name_customer_and_amount() {
    let world = World::new().await;
    let held = [
        Held::reserved("SA-OPEN-0001", date(2026, 11, 30)),
        Held::redeemed("SA-DONE-0001", date(2026, 12, 1)),
        Held { program: "SDPS", ..Held::reserved("SA-FREE-0001", date(2026, 12, 2)) },
    ];
    Templates::make().await.put(&world.database, held);
    let body = dashboard(&world).await;
    let shown: Vec<_> =
        body["deadlines"].as_array().unwrap().iter().map(|next| (&next["customer"], &next["amount"])).collect();
    let (customer, amount) = (&json!("Contoso Ltd"), &usd(500_000)[0]);
    assert_eq!(shown, [(customer, amount), (customer, amount), (customer, &Value::Null)], "SDPS has no rate");
}

/// A token that reads the dashboard of `P-1`.
fn reading(world: &World) -> Sent {
    send("GET", "/dashboard").token(&world.admin_of("P-1"))
}

/// Units and sequential calls do not grow with what ended before the twelve months.
#[tokio::test]
async fn a_dashboard_costs_what_is_in_flight_and_not_the_history() {
    let mut readings = Vec::new();
    for closed in [10, 500] {
        let world = World::new().await;
        let old = (0..closed).flat_map(|n| {
            [
                Held { status: "expired", ..Held::reserved(format!("SA-X{n:05}"), date(2025, 5, 1)) },
                Held::redeemed(format!("SA-Y{n:05}"), date(2025, 6, 1)),
            ]
        });
        let open = (0..20).map(|n| Held::reserved(format!("SA-Z{n:05}"), date(2026, 12, 1)));
        Templates::make().await.put(&world.database, old.chain(open));
        close_drafts(&world);
        world.database.meter.take();
        let body = world.call(Function::Overview, reading(&world)).await.expect(200);
        assert_eq!(body["vouchers"], json!({"reserved": 20, "redeemed": 0, "expired": 0}));
        let read = world.database.meter.take();
        assert!(read.sequential <= 3, "{read:?}");
        readings.push((read.read_units.to_string(), read.sequential));
    }
    assert_eq!(readings[0], readings[1]);
}

/// Expires the imported drafts in the table, as the sweep would have.
fn close_drafts(world: &World) {
    let is_draft = |item: &Value| item["sk"]["S"] == "C" && item["status"]["S"] == "draft";
    let expired = world.database.items().into_iter().filter(is_draft).map(|mut item| {
        let entry = item["company_sk"]["S"].as_str().unwrap().replace("C#draft#", "C#expired#");
        item["company_sk"] = json!({"S": entry});
        item["status"] = json!({"S": "expired"});
        item
    });
    world.database.import(expired.collect());
}
