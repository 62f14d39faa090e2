//! An answer under a key is given only once it is stored, and two runs of one request give the same one.

use std::sync::atomic::{AtomicU32, Ordering};

use api::Failure;
use domain::attempt::{Answered, Attempt, Intent};
use domain::{Actor, Fault};
use table::{Steps, Table, Target};
use testkit::WireFault;

use super::*;

/// The sum of all revisions: every change raises it.
fn revisions(world: &World) -> u64 {
    let rev = |item: &Value| item["rev"]["N"].as_str().and_then(|rev| rev.parse::<u64>().ok());
    world.database.items().iter().filter_map(rev).sum()
}

/// The change was written, and its answer was not stored: it is not given. Otherwise the request sent again would get
/// another one, because somebody changed the voucher in between.
#[tokio::test]
async fn an_answer_that_cannot_be_stored_is_not_given() {
    let world = World::new().await;
    for (_, command) in commands(&world, "UNKEPT").await {
        let before = revisions(&world);
        let mut unkept = None;
        // The change is a transaction, or the first of these calls.
        for successes in [0, 1] {
            world.database.faults.always_after(successes, "PutItem", WireFault::Throttled);
            let reply = command.with_key(&world, "key").await;
            world.database.faults.clear();
            if reply.status == 503 && revisions(&world) > before {
                unkept = Some(reply);
                break;
            }
        }
        assert!(unkept.is_some(), "{}", command.name);
        let again = command.with_key(&world, "key").await;
        assert_eq!(again.status, command.status, "{}: {:#}", command.name, again.body);
        let third = command.with_key(&world, "key").await;
        assert_eq!(comparable(&third), comparable(&again), "{}", command.name);
        world.delete_stored_answers();
    }
}

/// Two runs of one request: the later one may see what somebody changed after the earlier one.
#[tokio::test]
async fn the_answer_that_is_stored_first_is_the_answer_of_both_runs() {
    let world = World::new().await;
    let table = &world.database.table;
    let now = world.clock.now();
    let intent = |fingerprint: &str| {
        Intent::new(Actor::parse("U-1").unwrap(), "P-1 U-1", now, Some("key"), "request-1", fingerprint)
    };
    let keep = async |fingerprint: &str, answer: &str| {
        table.keep_answer(&intent(fingerprint), answer.to_owned()).await.unwrap()
    };
    assert_eq!(keep("one", "rev 5").await, Answered::First("rev 5".to_owned()));
    assert_eq!(keep("one", "rev 6").await, Answered::Replayed("rev 5".to_owned()));
    assert_eq!(keep("one", "rev 5").await, Answered::First("rev 5".to_owned()), "a write that was sent twice");
    assert_eq!(keep("other", "rev 7").await, Answered::First("rev 7".to_owned()), "another request keeps its own");
}

/// A subject that another run of the request has changed. It knows which read it comes from. Only the first read finds
/// the attempt: later commands push it out of those that are stored.
struct Changed(u32);

impl Target for Changed {
    type Change = ();

    fn rev(&self) -> Option<u64> {
        None
    }

    fn has_attempt(&self, _: &Attempt) -> bool {
        self.0 == 1
    }

    async fn write(_: &Table, _: Option<Self>, (): (), _: &Intent) -> Result<Self, Fault> {
        unreachable!("it was done before")
    }
}

/// Runs a command that another run of the same request has done, and returns its answer: the number of the read that it
/// was made of. `beside` runs beside the first read.
async fn run_again(table: &Table, intent: &Intent, beside: impl AsyncFn()) -> Answered<String> {
    let reads = AtomicU32::new(0);
    let steps = Steps {
        intent,
        load: async || {
            let read = reads.fetch_add(1, Ordering::Relaxed) + 1;
            if read == 1 {
                beside().await;
            }
            Ok((Changed(read), ()))
        },
        authorize: Ok,
        decide: |_: &Changed, (): &()| Ok(()),
        answer: |changed: &Changed, (): &()| Ok(format!("read {}", changed.0)),
    };
    let answered: Result<_, Failure> = table.run(steps).await;
    answered.unwrap()
}

/// The reads of a command are no snapshot: what was read beside the attempt may be older than its change. A file that was
/// announced twice at once was not found.
#[tokio::test]
async fn what_was_read_beside_a_found_attempt_is_read_again() {
    let world = World::new().await;
    let table = &world.database.table;
    let intent = |key: &str| {
        let actor = Actor::parse("U-1").unwrap();
        Intent::new(actor, "P-1 U-1", world.clock.now(), Some(key), "request-1", "digest")
    };
    let alone = run_again(table, &intent("alone"), async || {}).await;
    assert_eq!(alone, Answered::Replayed("read 2".to_owned()));
    let other = intent("beside");
    let beside = run_again(table, &other, async || {
        table.keep_answer(&other, "the other run's".to_owned()).await.unwrap();
    });
    assert_eq!(beside.await, Answered::Replayed("the other run's".to_owned()));
}
