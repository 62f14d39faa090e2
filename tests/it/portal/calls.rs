//! What the pages ask the functions for: at most five calls, side by side, counted in the log line of the page.

use portal::{Access, Method, pages};
use serde_json::{Value, json};
use testkit::WireFault;
use tests::{CALLS_MAX, PortalWorld, World};

use crate::log::Log;

/// The most rounds of calls: those of the second need an answer of the first.
const ROUNDS_MAX: u64 = 2;
/// The state of a voucher or claim that a page about one needs, by the end of its pattern.
const NUMBERS: [(&str, &str); 11] = [
    ("/vouchers/{number}/reserve", "SA-ASSIGNED"),
    ("/vouchers/{number}/receipt", "SA-REPORTED"),
    ("/vouchers/{number}/receipt/download", "SA-REPORTED"),
    ("/claims/{claim_id}/submit", "CL-SA-DRAFT"),
    ("/claims/{claim_id}/withdraw", "CL-SA-DRAFT"),
    ("/claims/{claim_id}/reinstate", "CL-SA-WITHDRAWN"),
    ("/claims/{claim_id}/dispute", "CL-SA-REJECTED"),
    ("/claims/{claim_id}", "CL-SA-SUBMITTED"),
    ("/company/enrollments/{program}/enroll", "SSDPS"),
    ("/vouchers/{number}/report/{step}", "SA-RESERVED"),
    ("/vouchers/{number}", "SA-RESERVED"),
];

/// The company P-1 with vouchers and claims in the states of [`NUMBERS`]; also the redemption and the file.
async fn world() -> (World, String, String) {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    for number in ["SA-ASSIGNED", "SA-RESERVED"] {
        world.assign(number).await;
    }
    world.reserve("SA-RESERVED").await;
    let file = world.deliver("SA-RESERVED").await;
    for number in ["SA-REPORTED", "SA-REDEEMED"] {
        world.ready(number).await;
    }
    world.redeem(&["SA-REDEEMED"]).await;
    for number in ["SA-DRAFT", "SA-SUBMITTED", "SA-WITHDRAWN", "SA-REJECTED"] {
        world.draft(number).await;
    }
    world.claimant("POST", "/claims/CL-SA-WITHDRAWN/withdraw", &Value::Null).await.expect(200);
    for number in ["SA-SUBMITTED", "SA-REJECTED"] {
        world.submit(number).await;
    }
    world.operate("SA-REJECTED", "review").await;
    world.reviewer("POST", "/claims/CL-SA-REJECTED/reject", &json!({"reason": "Not delivered."})).await.expect(200);
    world.bring_invoice("SA-SUBMITTED").await;
    assert_eq!(world.run_outbox().await, 0);
    let keys = world.database.items().into_iter().map(|item| item["sk"]["S"].as_str().unwrap_or_default().to_owned());
    let redemption = keys.into_iter().find_map(|key| Some(key.strip_prefix("B#")?.to_owned())).unwrap();
    (world, redemption, file)
}

/// The path of a page with something to show.
fn filled(pattern: &str, redemption: &str, file: &str) -> String {
    let one = NUMBERS.iter().find(|(of, _)| *of == pattern).map(|(_, value)| *value);
    let value = |part: &str| match part {
        "{number}" => one.unwrap_or("SA-RESERVED").to_owned(),
        "{claim_id}" => one.unwrap_or("CL-SA-SUBMITTED").to_owned(),
        "{program}" => one.unwrap_or("DDPS").to_owned(),
        "{redemption_id}" => redemption.to_owned(),
        "{id}" => file.to_owned(),
        "{location_id}" => "L-1".to_owned(),
        "{company}" => "P-1".to_owned(),
        "{step}" => "delivery".to_owned(),
        fixed => fixed.to_owned(),
    };
    pattern.split('/').map(value).collect::<Vec<_>>().join("/")
}

/// The last line about a page.
fn line(log: &Log) -> Value {
    let text = log.text();
    let lines = text.lines().rev().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut served = lines.map(|line| line["fields"].clone()).filter(|fields| fields["message"] == "served");
    served.next().unwrap_or_else(|| panic!("no page in the log: {text}"))
}

#[tokio::test]
async fn every_page_makes_at_most_five_calls_side_by_side_and_counts_them_in_its_log_line() {
    let (world, redemption, file) = world().await;
    let portal = PortalWorld::over(world);
    let roles = ["mpn_admin", "global_admin", "incentives"];
    let mut browser = portal.signed_in("U-1", Some("P-1"), &roles).await;
    let log = Log::default();
    let _guard = log.listen();
    let (mut wrong, mut most) = (Vec::new(), 0);
    for page in pages().iter().filter(|page| page.method == Method::Get && page.access != Access::Door) {
        let path = filled(page.pattern, &redemption, &file);
        let shown = browser.get(&path).await;
        let line = line(&log);
        let counted = portal.calls().len();
        let (calls, rounds) = (line["calls"].as_u64().unwrap(), line["rounds"].as_u64().unwrap());
        most = most.max(calls);
        let is_right = matches!(shown.status, 200 | 303)
            && line["page"] == page.pattern
            && line["outcome"] == "ok"
            && (line["failed_calls"].as_u64(), usize::try_from(calls)) == (Some(0), Ok(counted))
            && counted <= CALLS_MAX
            && rounds <= ROUNDS_MAX;
        if !is_right {
            wrong.push(format!("{path}: {} {line}, {:?}", shown.status, portal.calls()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(most > 2, "the calls are counted");
}

/// A page shows what it has when a part of it cannot be read; the log line and the metric of its alarm count the part.
#[tokio::test]
async fn a_call_that_fails_is_counted_also_where_the_page_is_shown() {
    let portal = PortalWorld::new().await;
    let mut browser = portal.admin("P-1").await;
    let log = Log::default();
    let _guard = log.listen();
    portal.world.database.faults.always_after(0, "Query", WireFault::Throttled);
    browser.get("/").await;
    portal.world.database.faults.clear();
    let failed = line(&log);
    assert!(failed["failed_calls"].as_u64().unwrap() > 0, "{failed}");
    browser.get("/").await;
    assert_eq!(line(&log)["failed_calls"], 0);
}
