//! An answer under a key is given only once it is stored, and two runs of one request give the same one.

use std::sync::atomic::{AtomicU32, Ordering};

use api::Failure;
use domain::attempt::{Answered, Attempt, Intent};
use domain::{Actor, Fault, Refusal};
use table::{Steps, Table, Target};

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
        if command.name == "redeem" {
            assert_eq!(again.body["items"][0]["outcome"], "redeemed", "{:#}", again.body);
        }
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

/// A subject that another run of the request has changed. It knows which read it comes from. Only the read of this number
/// finds the attempt: later commands push it out of those that are stored.
struct Changed {
    read: u32,
    found_at: u32,
}

impl Target for Changed {
    type Change = ();

    fn rev(&self) -> Option<u64> {
        None
    }

    fn has_attempt(&self, _: &Attempt) -> bool {
        self.read == self.found_at
    }

    async fn write(_: &Table, _: Option<Self>, (): (), _: &Intent) -> Result<Self, Fault> {
        unreachable!("it was done before")
    }
}

/// The step of a command that refuses.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Refuses {
    Nothing,
    Authorize,
    Decide,
}

/// A command that another run of the same request has done. Its answer is the number of the read that it was made of.
struct Again<'a> {
    table: &'a Table,
    intent: Intent,
    /// The read that finds the attempt; 0 for none.
    found_at: u32,
    /// The step that refuses until the attempt is found.
    refuses: Refuses,
    reads: AtomicU32,
}

impl Again<'_> {
    /// Runs it; `beside` runs beside the first read.
    async fn run(&self, beside: impl AsyncFn()) -> Result<Answered<String>, Failure> {
        let refuse = |step: Refuses, changed: &Changed| {
            let refused = self.refuses == step && (self.found_at == 0 || changed.read < self.found_at);
            if refused { Err(Failure::from(Refusal::DeliverableNotFound)) } else { Ok(()) }
        };
        let steps = Steps {
            intent: &self.intent,
            load: async || {
                let read = self.reads.fetch_add(1, Ordering::Relaxed) + 1;
                if read == 1 {
                    beside().await;
                }
                Ok((Changed { read, found_at: self.found_at }, ()))
            },
            authorize: |changed| refuse(Refuses::Authorize, &changed).map(|()| changed),
            decide: |changed: &Changed, (): &()| refuse(Refuses::Decide, changed),
            answer: |changed: &Changed, (): &()| Ok(format!("read {}", changed.read)),
        };
        self.table.run(steps).await
    }

    fn reads(&self) -> u32 {
        self.reads.load(Ordering::Relaxed)
    }
}

/// A command with this key.
fn again<'a>(world: &'a World, key: Option<&str>, found_at: u32, refuses: Refuses) -> Again<'a> {
    let actor = Actor::parse("U-1").unwrap();
    let intent = Intent::new(actor, "P-1 U-1", world.clock.now(), key, "request-1", "digest");
    Again { table: &world.database.table, intent, found_at, refuses, reads: AtomicU32::new(0) }
}

/// The reads of a command are no snapshot: what was read beside the attempt may be older than its change. A file that was
/// announced twice at once was not found.
#[tokio::test]
async fn what_was_read_beside_a_found_attempt_is_read_again() {
    let world = World::new().await;
    let alone = again(&world, Some("alone"), 1, Refuses::Nothing).run(async || {}).await.unwrap();
    assert_eq!(alone, Answered::Replayed("read 2".to_owned()));
    let other = again(&world, Some("beside"), 1, Refuses::Nothing);
    let beside = other.run(async || {
        other.table.keep_answer(&other.intent, "the other run's".to_owned()).await.unwrap();
    });
    assert_eq!(beside.await.unwrap(), Answered::Replayed("the other run's".to_owned()));
}

/// What was read may lie on both sides of another run's change. A file that was deleted twice at once was not found, while
/// the other run's answer was that it is deleted.
#[tokio::test]
async fn a_request_with_a_key_is_refused_only_after_a_second_look() {
    let world = World::new().await;
    for step in [Refuses::Authorize, Refuses::Decide] {
        let key = format!("{step:?}");
        let found = again(&world, Some(&key), 2, step);
        assert_eq!(found.run(async || {}).await.unwrap(), Answered::Replayed("read 3".to_owned()), "{step:?}");
        let key = format!("{step:?} beside");
        let other = again(&world, Some(&key), 0, step);
        let beside = other.run(async || {
            other.table.keep_answer(&other.intent, "the other run's".to_owned()).await.unwrap();
        });
        assert_eq!(beside.await.unwrap(), Answered::Replayed("the other run's".to_owned()), "{step:?}");
        for (key, reads) in [(Some("never done"), 2), (None, 1)] {
            let refused = again(&world, key, 0, step);
            refused.run(async || {}).await.unwrap_err();
            assert_eq!(refused.reads(), reads, "{step:?} {key:?}");
        }
    }
}
