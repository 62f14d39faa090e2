//! The hash chains of the histories: a change that bypasses the program is found and reported with its first
//! revision.

use serde_json::{Value, json};
use table::{Finding, Flaw, Tally, Verdict};
use tests::{Function, World};

const N: &str = "SA-CHAIN-0001";
const PK: &str = "V#SA-CHAIN-0001";
/// The number of revisions of the redeemed voucher.
const REVS: u64 = 7;
/// The number of revisions of its paid claim.
const CLAIM_REVS: u64 = 5;

/// A world in which every kind of history has lines: a voucher is redeemed and its claim paid.
async fn world_with_histories() -> World {
    let world = World::new().await;
    world.ready(N).await;
    world.redeem(&[N]).await;
    let payee = json!({
        "bank_profiles": [{"id": "B-1", "label": "Main account", "currency": "USD"}], "locations": {"L-1": "B-1"},
    });
    let holder = (&["global_admin"][..], Some("P-1"));
    world.as_role(holder, Function::PaymentRequest, "PUT", "/payees/DDPS", &payee).await.expect(200);
    world.run_outbox().await;
    world.deliver_claims().await;
    world.approve(N).await;
    world.pay("sent", N, "PAY-1", "2026-11-22T09:00:00Z").await;
    world.run_outbox().await;
    world
}

async fn verified(world: &World) -> (Tally, Vec<Finding>) {
    let mut verifier = world.database.table.verifier();
    let mut findings = Vec::new();
    while let Some(found) = verifier.page().await.unwrap() {
        findings.extend(found);
    }
    (verifier.tally(), findings)
}

/// The only verdict, which must be about the voucher's chain.
async fn found(world: &World) -> Verdict {
    only(verified(world).await.1, &format!("{PK}/V"))
}

fn only(findings: Vec<Finding>, key: &str) -> Verdict {
    let [finding] = findings.try_into().unwrap();
    assert_eq!(finding.key, key);
    finding.verdict
}

fn line(rev: u64) -> String {
    format!("H#V#{rev:010}")
}

fn broken(rev: u64, flaw: Flaw) -> Verdict {
    Verdict::Broken { rev, flaw }
}

/// Changes an attribute of an item, bypassing the program.
fn alter(world: &World, sk: &str, attribute: &str, value: Value) {
    let mut item = world.database.item(PK, sk);
    assert!(!item[attribute].is_null() && item[attribute] != value, "{sk} has no other {attribute}: {item}");
    item[attribute] = value;
    world.database.put(&item);
}

fn swap(world: &World, one: u64, other: u64) {
    let items = [(one, other), (other, one)].map(|(from, to)| {
        let mut item = world.database.item(PK, &line(from));
        item["sk"] = json!({"S": line(to)});
        item
    });
    for item in &items {
        world.database.put(item);
    }
}

fn histories(world: &World) -> Vec<Value> {
    let is_line = |item: &Value| item["sk"]["S"].as_str().unwrap().starts_with("H#");
    world.database.items().into_iter().filter(is_line).collect()
}

#[tokio::test]
async fn an_intact_table_passes_with_every_chain_counted() {
    let world = world_with_histories().await;
    let (tally, findings) = verified(&world).await;
    assert_eq!(findings, []);
    let lines = histories(&world);
    let first = |item: &&Value| item["sk"]["S"].as_str().unwrap().ends_with("#0000000001");
    assert_eq!(tally.lines, u64::try_from(lines.len()).unwrap());
    assert_eq!(tally.chains, u64::try_from(lines.iter().filter(first).count()).unwrap());
    assert_eq!((tally.pending, tally.broken), (0, 0));
    assert_eq!(tally.items, u64::try_from(world.database.items().len()).unwrap());
}

#[tokio::test]
async fn an_altered_line_of_any_history_is_found_and_named() {
    let world = world_with_histories().await;
    let kinds = ["H#V#", "H#C#", "H#P#", "H#G#", "H#L#", "H#Q#", "H#E#", "H#Y#"];
    let mut altered_kinds = std::collections::BTreeSet::new();
    for line in histories(&world) {
        let (pk, sk) = (line["pk"]["S"].as_str().unwrap(), line["sk"]["S"].as_str().unwrap());
        let (of, rev) = sk.strip_prefix("H#").unwrap().rsplit_once('#').unwrap();
        let mut altered = line.clone();
        altered["by"] = json!({"S": "somebody else"});
        world.database.put(&altered);
        let verdict = only(verified(&world).await.1, &format!("{pk}/{of}"));
        assert_eq!(verdict, broken(rev.parse().unwrap(), Flaw::LineAltered));
        world.database.put(&line);
        altered_kinds.extend(kinds.into_iter().filter(|kind| sk.starts_with(kind)));
    }
    assert_eq!(altered_kinds.into_iter().collect::<Vec<_>>().len(), kinds.len(), "a kind of history is missing");
    assert_eq!(verified(&world).await.1, []);
}

#[tokio::test]
async fn an_altered_head_is_found_at_its_revision() {
    for rev in [1, 4, REVS] {
        let world = world_with_histories().await;
        alter(&world, &line(rev), "head", json!({"S": "0".repeat(64)}));
        assert_eq!(found(&world).await, broken(rev, Flaw::LineAltered));
    }
}

#[tokio::test]
async fn a_missing_line_is_broken_unless_it_may_still_be_written() {
    for rev in [1, 3, REVS - 1] {
        let world = world_with_histories().await;
        world.database.remove(PK, &line(rev));
        assert_eq!(found(&world).await, broken(rev, Flaw::LineMissing));
    }
    let world = world_with_histories().await;
    world.database.remove(PK, &line(REVS));
    assert_eq!(found(&world).await, Verdict::Pending { rev: REVS, lines: 1 });
    world.database.remove(PK, &line(REVS - 1));
    assert_eq!(found(&world).await, Verdict::Pending { rev: REVS - 1, lines: 2 });
}

#[tokio::test]
async fn swapped_lines_are_found_even_when_their_revisions_are_adjusted() {
    let world = world_with_histories().await;
    swap(&world, 3, 4);
    assert_eq!(found(&world).await, broken(3, Flaw::LineMisplaced { rev: 4 }));
    alter(&world, &line(3), "rev", json!({"N": "3"}));
    alter(&world, &line(4), "rev", json!({"N": "4"}));
    assert_eq!(found(&world).await, broken(3, Flaw::LineAltered));
}

#[tokio::test]
async fn the_history_of_another_voucher_is_found() {
    let world = world_with_histories().await;
    world.ready("SA-CHAIN-0002").await;
    world.run_outbox().await;
    for rev in 1..REVS {
        let mut item = world.database.item("V#SA-CHAIN-0002", &line(rev));
        item["pk"] = json!({"S": PK});
        world.database.put(&item);
    }
    assert_eq!(found(&world).await, broken(REVS, Flaw::LineAltered));
}

#[tokio::test]
async fn an_altered_aggregate_is_found() {
    let changes = [
        ("head", json!({"S": "0".repeat(64)})),
        (
            "last_event",
            json!({"M": {
                "type": {"S": "voucher.assigned"}, "at": {"S": "2026-11-22T09:00:00Z"}, "by": {"S": "U-9"},
                "attempt": {"S": "0000000000000000"},
            }}),
        ),
    ];
    for (attribute, value) in changes {
        let world = world_with_histories().await;
        alter(&world, "V", attribute, value);
        assert_eq!(found(&world).await, broken(REVS, Flaw::AggregateAltered), "{attribute}");
    }
}

#[tokio::test]
async fn an_altered_revision_of_an_aggregate_is_found() {
    let cases = [
        (REVS - 1, broken(REVS, Flaw::AggregateBehind { rev: REVS - 1 })),
        (REVS + 1, broken(REVS + 1, Flaw::AggregateAltered)),
        (REVS + 9, broken(REVS + 9, Flaw::AggregateAltered)),
    ];
    for (rev, expected) in cases {
        let world = world_with_histories().await;
        alter(&world, "V", "rev", json!({"N": rev.to_string()}));
        assert_eq!(found(&world).await, expected);
    }
}

#[tokio::test]
async fn a_status_without_an_event_is_found() {
    let world = world_with_histories().await;
    let mut item = world.database.item(PK, "C");
    item["status"] = json!({"S": "withdrawn"});
    world.database.put(&item);
    let verdict = only(verified(&world).await.1, &format!("{PK}/C"));
    assert_eq!(verdict, broken(CLAIM_REVS, Flaw::AggregateAltered));
}

#[tokio::test]
async fn a_history_without_its_aggregate_is_found() {
    let world = world_with_histories().await;
    world.database.remove(PK, "V");
    assert_eq!(found(&world).await, broken(REVS, Flaw::AggregateMissing));
}

#[tokio::test]
async fn an_unreadable_item_is_reported_and_hides_no_other_finding() {
    let world = world_with_histories().await;
    world.database.spoil(PK, &line(5), "head");
    world.database.spoil(PK, "C", "rev");
    let (tally, findings) = verified(&world).await;
    assert_eq!(tally.broken, 2);
    let at = |key: &str| findings.iter().find(|finding| finding.key == format!("{PK}/{key}")).unwrap().verdict.clone();
    assert!(matches!(at("V"), Verdict::Broken { rev: 5, flaw: Flaw::LineUnreadable(_) }), "{findings:?}");
    assert!(matches!(at("C"), Verdict::Broken { rev: CLAIM_REVS, flaw: Flaw::AggregateUnreadable(_) }), "{findings:?}");
}

#[tokio::test]
async fn a_change_without_its_line_of_history_is_pending_and_still_checked() {
    let world = world_with_histories().await;
    world.assign("SA-CHAIN-0003").await;
    let key = "V#SA-CHAIN-0003/V";
    assert_eq!(only(verified(&world).await.1, key), Verdict::Pending { rev: 1, lines: 1 });
    world.reserve("SA-CHAIN-0003").await;
    assert_eq!(only(verified(&world).await.1, key), Verdict::Pending { rev: 1, lines: 2 });
    world.run_outbox().await;
    assert_eq!(verified(&world).await.1, []);
    world.deliver("SA-CHAIN-0003").await;
    let mut item = world.database.item("V#SA-CHAIN-0003", "V");
    item["rev"] = json!({"N": "3"});
    world.database.put(&item);
    assert_eq!(only(verified(&world).await.1, key), broken(3, Flaw::AggregateAltered));
}

#[tokio::test]
async fn one_broken_link_in_many_pages_is_the_only_finding() {
    const COPIES: usize = 300;
    let world = world_with_histories().await;
    let of_voucher = |item: &Value| item["pk"]["S"] == PK;
    let items: Vec<Value> = world.database.items().into_iter().filter(of_voucher).collect();
    let copy = |no: usize| {
        items.iter().cloned().map(move |mut item| {
            item["pk"] = json!({"S": format!("V#SA-COPY-{no:04}")});
            item
        })
    };
    world.database.import((0..COPIES).flat_map(copy).collect());
    let (tally, findings) = verified(&world).await;
    assert_eq!(findings, []);
    assert!(tally.items > 3_000 && tally.chains > 2 * 300, "{tally:?}");
    world.database.remove("V#SA-COPY-0217", &line(2));
    let verdict = only(verified(&world).await.1, "V#SA-COPY-0217/V");
    assert_eq!(verdict, broken(2, Flaw::LineMissing));
}
