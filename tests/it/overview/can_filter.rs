//! `GET /vouchers?can=`: the vouchers on which the caller can take an action now.

use domain::catalog::Catalog;
use jiff::civil::date;
use serde_json::{Value, json};
use tests::{Function, Held, OPERATIONS, Templates, World};

use super::{get, get_at, listed, numbers};

/// A world with one voucher in each state of the work, and two of another company.
async fn world() -> World {
    let world = World::new().await;
    for number in ["SA-RESERVED", "SA-REPORTED", "SA-REDEEMED"] {
        world.assign(number).await;
        world.reserve(number).await;
    }
    for number in ["SA-REPORTED", "SA-REDEEMED"] {
        world.deliver(number).await;
        world.report(number).await;
    }
    world.redeem(&["SA-REDEEMED"]).await;
    world.run_outbox().await;
    world.deliver_claims().await;
    let others = ["SA-OTHERS-1", "SA-OTHERS-2"];
    let held = [Held::reserved(others[0], date(2027, 4, 30)), Held::redeemed(others[1], date(2027, 1, 21))];
    let held = held.map(|held| Held { company: "P-2", ..held });
    Templates::make().await.put(&world.database, held);
    world
}

const ABILITIES: [&str; 4] = ["redeem", "report", "upload", "claim"];

#[tokio::test]
async fn each_action_lists_the_vouchers_that_offer_it() {
    let world = world().await;
    for (can, wanted) in [
        ("redeem", &["SA-REPORTED"][..]),
        ("report", &["SA-RESERVED"]),
        ("upload", &["SA-REPORTED", "SA-RESERVED"]),
        ("claim", &["SA-REDEEMED"]),
    ] {
        for sort in ["", "&sort=-deadline", "&sort=expires_on", "&sort=customer", "&sort=-reserved_at"] {
            let mut found = listed(&world, &format!("can={can}{sort}")).await;
            found.sort();
            assert_eq!(found, wanted, "{can}{sort}");
        }
        let body = get(&world, "P-1", &format!("/vouchers?can={can}")).await.expect(200);
        let offers = |item: &Value| item["actions"].as_array().unwrap().contains(&json!(can));
        let is_offered = body["items"].as_array().unwrap().iter().all(offers);
        assert_eq!(is_offered, can != "claim", "{can}: the action is among the voucher's, or is one of the claim");
    }
}

/// The actions are not stored: the clock and the state decide.
#[tokio::test]
async fn the_listed_vouchers_follow_the_clock() {
    let world = world().await;
    world.clock.set("2027-01-21T23:59:59Z");
    assert_eq!(listed(&world, "can=claim").await, ["SA-REDEEMED"]);
    world.clock.set("2027-01-22T00:00:00Z");
    assert_eq!(listed(&world, "can=claim").await, Vec::<String>::new(), "its deadline has passed");
    assert_eq!(listed(&world, "can=redeem").await, ["SA-REPORTED"]);
    world.clock.set("2027-05-01T00:00:00Z");
    for can in ABILITIES {
        assert_eq!(listed(&world, &format!("can={can}")).await, Vec::<String>::new(), "{can}: they have expired");
    }
}

#[tokio::test]
async fn a_claim_sent_back_can_be_submitted_and_one_under_review_cannot() {
    let world = world().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    crate::payment_request::bring_to_status(&world, "SA-REDEEMED", "submitted").await;
    assert_eq!(listed(&world, "can=claim").await, Vec::<String>::new());
    world.operate("SA-REDEEMED", "review").await;
    assert_eq!(listed(&world, "can=claim").await, Vec::<String>::new());
    let comment = json!({"comment": "Another invoice, please."});
    world.reviewer("POST", "/claims/CL-SA-REDEEMED/request-changes", &comment).await.expect(200);
    assert_eq!(listed(&world, "can=claim").await, ["SA-REDEEMED"]);
}

#[tokio::test]
async fn the_can_filter_combines_with_the_other_filters() {
    let world = world().await;
    for (query, wanted) in [
        ("can=upload&q=reported", &["SA-REPORTED"][..]),
        ("can=upload&status=reserved&sort=customer", &["SA-REPORTED", "SA-RESERVED"]),
        ("can=upload&location_id=L-2", &[]),
        ("can=claim&location_id=L-2", &[]),
        ("can=claim&program=DDPS", &["SA-REDEEMED"]),
        ("can=upload&status=redeemed", &[]),
        ("can=claim&status=redeemed", &["SA-REDEEMED"]),
        ("can=claim&status=reserved", &[]),
        ("can=claim&expiring_before=2100-01-01", &[]),
        ("can=upload&expiring_before=2100-01-01", &["SA-REPORTED", "SA-RESERVED"]),
    ] {
        assert_eq!(listed(&world, query).await, wanted, "{query}");
    }
    for can in ABILITIES {
        let scoped = get_at(&world, &["L-2"], &format!("/vouchers?can={can}")).await.expect(200);
        assert_eq!(numbers(&scoped), Vec::<String>::new(), "{can}: nothing lies at L-2");
        assert!(!numbers(&get_at(&world, &["L-1"], &format!("/vouchers?can={can}")).await.expect(200)).is_empty());
    }
}

/// A role that the operation itself would refuse is shown no vouchers for it.
#[tokio::test]
async fn the_can_filter_follows_the_role_of_the_caller() {
    let world = world().await;
    let operations = [
        ("redeem", "Redemption POST /redemptions"),
        ("report", "Completion PUT /vouchers/{voucher_number}/report"),
        ("upload", "Deliverable POST /vouchers/{voucher_number}/deliverables"),
        ("claim", "PaymentRequest POST /claims/{claim_id}/submit"),
    ];
    for (can, operation) in operations {
        let listed = OPERATIONS.iter().find(|listed| listed.to_string() == operation).unwrap();
        for role in api::Role::ALL.map(api::Role::as_str) {
            let path = format!("/vouchers?company_id=P-1&can={can}");
            let as_role = (&[role][..], (role != "operations").then_some("P-1"));
            let body = world.as_role(as_role, Function::Overview, "GET", &path, &Value::Null).await.expect(200);
            assert_eq!(!numbers(&body).is_empty(), listed.roles().contains(&role), "{can} as {role}");
        }
        let both = (&["operations", "mpn_admin"][..], Some("P-1"));
        let path = format!("/vouchers?company_id=P-2&can={can}");
        let others = world.as_role(both, Function::Overview, "GET", &path, &Value::Null).await.expect(200);
        assert_eq!(numbers(&others), Vec::<String>::new(), "{can}: only in the caller's own company");
    }
}

#[tokio::test]
async fn no_claim_can_be_submitted_during_a_submission_freeze() {
    let catalog = format!(
        "{}\n[[freeze]]\ncountry = \"TW\"\nfrom = 2026-11-22\nuntil = 2026-11-30\n",
        include_str!("../../../shared/domain/programs.toml")
    );
    let world = World::configured(Catalog::parse(&catalog).unwrap(), tests::SECRET).await;
    Templates::make().await.put(&world.database, [Held::redeemed("SA-FROZEN-1", date(2027, 1, 21))]);
    assert_eq!(listed(&world, "can=claim").await, Vec::<String>::new());
    assert_eq!(listed(&world, "status=redeemed").await, ["SA-FROZEN-1"]);
    world.clock.set("2026-12-01T00:00:00Z");
    assert_eq!(listed(&world, "can=claim").await, ["SA-FROZEN-1"]);
}

/// Claims that ended long ago are not read, nor are their vouchers.
#[tokio::test]
async fn many_old_claims_do_not_hide_a_new_one() {
    let world = World::new().await;
    let held = (0..5_200).map(|n| Held::redeemed(format!("SA-OLD-{n:05}"), date(2025, 1, 1)));
    Templates::make().await.put(&world.database, held);
    Templates::make().await.put(&world.database, [Held::redeemed("SA-NEW-00001", date(2027, 1, 21))]);
    assert_eq!(listed(&world, "can=claim").await, ["SA-NEW-00001"]);
}
