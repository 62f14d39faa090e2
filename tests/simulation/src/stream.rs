//! The stream of the table, made of its writes: shards keep the order of a key's changes, batches may come late and again.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::time::Duration;

use lambda_runtime::LambdaEvent;
use queue::Changes;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::dice::Dice;
use crate::fault::Fault;
use crate::functions::{Function, Handlers};
use crate::item::{Key, key_item, number};
use crate::process::invoke;
use crate::store::Written;
use crate::world::World;

/// The number of shards.
pub const SHARDS: usize = 2;
/// The most records of a batch.
const BATCH: usize = 20;
/// The most records of a shard that is delivered again from its beginning.
const RESTARTED_MAX: usize = 250;
/// The time for which the mailer remembers what it sent is 400 days: a stream does not begin again after longer.
const REMEMBERED: Duration = Duration::from_hours(390 * 24);

/// The stream.
#[derive(Default)]
pub struct Stream([Shard; SHARDS]);

#[derive(Default)]
struct Shard {
    records: Mutex<Records>,
    arrived: Notify,
}

#[derive(Default)]
struct Records {
    list: Vec<Arc<Written>>,
    /// The number of delivered records.
    position: usize,
    was_restarted: bool,
    /// How often a batch was delivered from each record on.
    deliveries: BTreeMap<usize, u64>,
}

impl Stream {
    /// Adds a change, if the template's filter admits it.
    pub fn push(&self, world: &World, written: &Written) {
        if !admits(&written.key) || written.after.is_none() {
            return;
        }
        let pk = &written.key.0;
        let sum = pk.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
        let shard = &self.0[sum % SHARDS];
        shard.records().list.push(Arc::new(written.clone()));
        world.book().letters.expect(written);
        shard.arrived.notify_waiters();
    }

    /// The number of records that are not delivered yet.
    pub fn pending(&self) -> usize {
        self.0.iter().map(|shard| shard.records()).map(|records| records.list.len() - records.position).sum()
    }
}

impl Shard {
    fn records(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap()
    }

    /// The next batch, and the number of its first record.
    fn batch(&self) -> Option<(usize, Vec<Arc<Written>>)> {
        let records = self.records();
        let batch: Vec<_> = records.list.iter().skip(records.position).take(BATCH).cloned().collect();
        (!batch.is_empty()).then_some((records.position, batch))
    }

    /// The number of the next delivery from a record on.
    fn delivery(&self, first: usize) -> u64 {
        let mut records = self.records();
        let count = records.deliveries.entry(first).or_default();
        *count += 1;
        *count
    }

    /// Continues after a batch of which the records from `failed` on failed.
    fn advance(&self, world: &World, first: usize, done: usize, dice: &mut Dice) {
        let mut records = self.records();
        records.position = first + done;
        if done > 0 && world.plays(Fault::StreamAgain, dice) {
            records.position -= records.position.min(1 + dice.index(2 * BATCH));
        }
        let is_recent = world.clock.elapsed() < REMEMBERED;
        let is_short = is_recent && records.list.len() <= RESTARTED_MAX && !records.was_restarted;
        if is_short && done > 0 && world.plays(Fault::StreamRestarted, dice) {
            records.was_restarted = true;
            records.position = 0;
        }
    }
}

/// Delivers a shard, until the run ends.
pub async fn consume(world: Arc<World>, shard: usize) {
    let mut tries = 0_u64;
    loop {
        let this = &world.stream.0[shard];
        let Some((first, batch)) = this.batch() else {
            this.arrived.notified().await;
            continue;
        };
        let label = label(&batch[0], this.delivery(first));
        let mut dice = Dice::of(world.setting.seed, &label);
        let wait = if tries == 0 && world.plays(Fault::StreamLate, &mut dice) {
            Duration::from_secs(3_600 + dice.below(100_000))
        } else {
            Duration::from_millis(20 + dice.below(500))
        };
        tokio::time::sleep(wait).await;
        let batch = this.batch().map_or(batch, |(_, batch)| batch);
        let done = deliver(&world, &label, first, &batch).await;
        tries = if done > 0 { 0 } else { tries + 1 };
        this.advance(&world, first, done, &mut dice);
        if tries > 0 {
            tokio::time::sleep(Duration::from_secs(tries.min(60))).await;
        }
    }
}

fn label(first: &Written, delivery: u64) -> String {
    let rev = first.after.as_ref().map_or(0, |after| number(after, "rev"));
    format!("stream {}/{} rev {rev} delivery {delivery}", first.key.0, first.key.1)
}

/// Delivers a batch; returns the number of records before the first failed one.
async fn deliver(world: &Arc<World>, label: &str, first: usize, batch: &[Arc<Written>]) -> usize {
    let records: Vec<Value> =
        batch.iter().enumerate().map(|(index, written)| record(world, first + index, written)).collect();
    let changes: Changes = serde_json::from_value(json!({"Records": records})).unwrap();
    let label = format!("{label} of {}", batch.len());
    let done = invoke(world, Function::Outbox, &label, |process, context| async move {
        let Handlers::Outbox(services) = &process.handlers else { return Vec::new() };
        let response = outbox::handle(services, LambdaEvent::new(changes, context)).await.unwrap();
        response.batch_item_failures.into_iter().filter_map(|failure| failure.item_identifier).collect()
    })
    .await;
    let Ok((failed, _)): Result<(Vec<String>, _), _> = done else { return 0 };
    let position = |sequence: &String| sequence.parse::<usize>().ok().map(|number| number - first);
    failed.iter().filter_map(position).min().unwrap_or(batch.len())
}

fn record(world: &World, sequence: usize, written: &Written) -> Value {
    json!({
        "eventID": sequence.to_string(), "eventName": "MODIFY", "eventVersion": "1.1",
        "eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": world.now().as_second(),
            "Keys": key_item(&written.key), "NewImage": written.after.as_deref(),
            "OldImage": written.before.as_deref().cloned().unwrap_or_default(),
            "SequenceNumber": format!("{sequence:020}"), "SizeBytes": 1, "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
    })
}

/// A pattern of the filter: the prefix of the partition key, the exact sort keys and their prefixes.
struct Pattern {
    partition: String,
    exact: Vec<String>,
    prefixes: Vec<String>,
}

static FILTER: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let pattern = |pattern: &Value| {
        let keys = &pattern["dynamodb"]["Keys"];
        let rules = keys["sk"]["S"].as_array().unwrap();
        Pattern {
            partition: keys["pk"]["S"][0]["prefix"].as_str().unwrap().to_owned(),
            exact: rules.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            prefixes: rules.iter().filter_map(|rule| rule["prefix"].as_str()).map(str::to_owned).collect(),
        }
    };
    table::stream_filter().iter().map(pattern).collect()
});

/// True when the outbox gets the changes of this key.
pub fn admits((pk, sk): &Key) -> bool {
    let matches = |pattern: &Pattern| {
        let is_kind = pattern.exact.contains(sk) || pattern.prefixes.iter().any(|prefix| sk.starts_with(prefix));
        pk.starts_with(&pattern.partition) && is_kind
    };
    FILTER.iter().any(matches)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outbox_gets_aggregates_and_no_history() {
        let key = |pk: &str, sk: &str| (pk.to_owned(), sk.to_owned());
        assert!(admits(&key("V#SA-0001", "V")) && admits(&key("P#PA", "E#DDPS")));
        assert!(!admits(&key("V#SA-0001", "H#V#0000000001")) && !admits(&key("K#1", "K")));
    }
}
