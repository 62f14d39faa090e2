//! A request for many items under a key, run twice at once: an item that one run has done is done in the answer of both.

use std::sync::Arc;

use tests::invoice;
use tokio::runtime::Handle;

use super::*;

const READY: &str = "SA-ITEM-READY";
const LATE: &str = "SA-ITEM-LATE";

/// Which of the two requests for many.
#[derive(Clone, Copy, Debug)]
enum Many {
    Redeem,
    Submit,
}

impl Many {
    /// A world in which the first item can be done, and the second one cannot yet.
    async fn world(self) -> Arc<World> {
        let world = World::new().await;
        world.register_payee("P-1", "DDPS", &["L-1"]).await;
        match self {
            Self::Redeem => {
                world.ready(READY).await;
                drop(prepare(&world, LATE, Stage::Delivered).await);
            }
            Self::Submit => world.draft(READY).await,
        }
        Arc::new(world)
    }

    async fn make_late_ready(self, world: &World) {
        match self {
            Self::Redeem => drop(world.report(LATE).await),
            Self::Submit => world.draft(LATE).await,
        }
    }

    /// Sends the request, always with the same key.
    async fn send(self, world: &World) -> Reply {
        let numbers = [READY, LATE];
        let (function, path, role, body) = match self {
            Self::Redeem => (
                Function::Redemption,
                "/redemptions",
                "mpn_admin",
                json!({"voucher_numbers": numbers, "confirm": true}),
            ),
            Self::Submit => {
                let mut body = invoice("INV-1");
                body["claim_ids"] = json!(numbers.map(|number| format!("CL-{number}")));
                (Function::PaymentRequest, "/claims/submit", "incentives", body)
            }
        };
        let token = world.issuer.token("U-1", Some("P-1"), &[role], world.clock.now());
        world.call(function, send("POST", path).token(&token).key("many").json(&body)).await
    }

    /// The item of the stored answer of a run that could not do the second item yet. It is taken out of the table.
    async fn earlier_answer(self, world: &World) -> Value {
        assert_eq!(done(&self.send(world).await), [true, false], "{self:?}");
        let is_answer = |item: &Value| item["pk"]["S"].as_str().is_some_and(|pk| pk.starts_with("K#"));
        let item = world.database.items().into_iter().filter(|item| !item["answer"].is_null()).find(is_answer).unwrap();
        world.delete_stored_answers();
        item
    }
}

/// Whether each item is done.
fn done(reply: &Reply) -> Vec<bool> {
    assert_eq!(reply.status, 200, "{:#}", reply.body);
    let is_done = |item: &Value| ["redeemed", "submitted"].contains(&item["outcome"].as_str().unwrap());
    reply.body["items"].as_array().unwrap().iter().map(is_done).collect()
}

/// Runs a hook before the second batch is read: the items are read once to be decided, and refused ones once more.
fn before_second_look(world: &World, hook: impl FnOnce() + Send + 'static) {
    let faults = world.database.faults.clone();
    world.database.faults.when("BatchGetItem", move || faults.when("BatchGetItem", hook));
}

/// The answer of the earlier run is stored while the later one works. The later one has done more, so its answer stays.
#[tokio::test]
async fn an_answer_with_more_items_done_replaces_the_one_stored_before() {
    for many in [Many::Redeem, Many::Submit] {
        let world = many.world().await;
        let earlier = many.earlier_answer(&world).await;
        many.make_late_ready(&world).await;
        let database = Arc::clone(&world);
        world.database.faults.when("PutItem", move || database.database.put(&earlier));
        let reply = many.send(&world).await;
        assert_eq!(done(&reply), [true, true], "{many:?}");
        let again = many.send(&world).await;
        assert_eq!(again.header("idempotent-replayed"), Some("true"), "{many:?}");
        assert_eq!(comparable(&again), comparable(&reply), "{many:?}");
    }
}

/// The answer of a run that has done as much stays, even if this run decided otherwise.
#[tokio::test]
async fn an_answer_with_as_many_items_done_stays() {
    for many in [Many::Redeem, Many::Submit] {
        let world = many.world().await;
        let mut earlier = many.earlier_answer(&world).await;
        earlier["done"] = json!({"N": "2"});
        many.make_late_ready(&world).await;
        let database = Arc::clone(&world);
        world.database.faults.when("PutItem", move || database.database.put(&earlier));
        let reply = many.send(&world).await;
        assert_eq!(reply.header("idempotent-replayed"), Some("true"), "{many:?}");
        assert_eq!(done(&reply), [true, false], "{many:?}");
    }
}

/// The other run does the item after this one has refused it, and crashes before its answer is stored.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_item_is_read_once_more() {
    for many in [Many::Redeem, Many::Submit] {
        let world = many.world().await;
        let other = Arc::clone(&world);
        before_second_look(&world, move || {
            let run = async {
                many.make_late_ready(&other).await;
                assert_eq!(done(&many.send(&other).await), [true, true], "{many:?}");
                other.delete_stored_answers();
            };
            tokio::task::block_in_place(|| Handle::current().block_on(run));
        });
        assert_eq!(done(&many.send(&world).await), [true, true], "{many:?}");
    }
}

/// A second look that fails leaves the refusals open: the answer says so, and a repetition decides about them again.
#[tokio::test]
async fn a_refusal_that_cannot_be_checked_is_not_final() {
    for many in [Many::Redeem, Many::Submit] {
        let world = many.world().await;
        world.database.faults.always_after(1, "BatchGetItem", WireFault::Throttled);
        let reply = many.send(&world).await;
        assert_eq!(done(&reply), [true, false], "{many:?}");
        assert_eq!(reply.body["items"][1]["reasons"][0]["code"], "unavailable", "{many:?}");
        world.database.faults.clear();
        many.make_late_ready(&world).await;
        assert_eq!(done(&many.send(&world).await), [true, true], "{many:?}");
    }
}

/// An item of this run fails for a passing reason. The final answer that another run has stored is given.
#[tokio::test]
async fn an_answer_that_is_not_final_gives_way_to_a_final_one() {
    for many in [Many::Redeem, Many::Submit] {
        let world = many.world().await;
        let earlier = many.earlier_answer(&world).await;
        many.make_late_ready(&world).await;
        let (sk, attribute) = if matches!(many, Many::Redeem) { ("V", "days") } else { ("C", "due_on") };
        world.database.spoil(&format!("V#{LATE}"), sk, attribute);
        let database = Arc::clone(&world);
        world.database.faults.when("PutItem", move || database.database.put(&earlier));
        let reply = many.send(&world).await;
        assert_eq!(reply.header("idempotent-replayed"), Some("true"), "{many:?}: {:#}", reply.body);
        assert_eq!(done(&reply), [true, false], "{many:?}");
    }
}

/// Another run has done more, and waits for its repetition: its caller must not get an answer in which less is done.
#[tokio::test]
async fn an_answer_does_not_replace_the_binding_of_a_run_with_more_items_done() {
    for many in [Many::Redeem, Many::Submit] {
        let world = many.world().await;
        let mut binding = many.earlier_answer(&world).await;
        binding["done"] = json!({"N": "2"});
        binding.as_object_mut().unwrap().remove("answer");
        world.database.put(&binding);
        assert_eq!(done(&many.send(&world).await), [true, false], "{many:?}");
        many.make_late_ready(&world).await;
        assert_eq!(done(&many.send(&world).await), [true, true], "{many:?}");
    }
}

/// A run does the second item, and its answer cannot be stored: it is not given, and neither is the one that another run
/// stored before.
#[tokio::test]
async fn an_item_done_by_a_run_whose_answer_was_lost_is_done_in_the_next_answer() {
    for many in [Many::Redeem, Many::Submit] {
        let world = many.world().await;
        let earlier = many.earlier_answer(&world).await;
        many.make_late_ready(&world).await;
        let (database, faults) = (Arc::clone(&world), world.database.faults.clone());
        world.database.faults.when("PutItem", move || {
            database.database.put(&earlier);
            // The change is the first of these calls.
            faults.always_after(1, "PutItem", WireFault::Throttled);
        });
        assert_eq!(many.send(&world).await.status, 503, "{many:?}");
        world.database.faults.clear();
        assert_eq!(done(&many.send(&world).await), [true, true], "{many:?}");
    }
}
