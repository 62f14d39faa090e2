//! `cargo dev redrive`: moves the messages of a dead-letter queue back to their queue, or replays the changes that the
//! outbox quarantined to the function itself.
//!
//! Each message is sent or replayed first and deleted afterwards. After a crash in between it is delivered twice; its
//! consumers are idempotent (DECISIONS.md 38).

use crate::cli::RedriveArgs;
use crate::cloud_clients;
use crate::deploy::Stack;
use crate::failure::{During, Failure, Outcome};
use crate::program::{Program, at, text};
use crate::settings::Settings;
use queue::{Queue, ReceivedMessage};
use serde_json::Value;
use std::collections::BTreeMap;

const QUEUE: &str = "QueueUrl";
const DEAD_LETTERS: &str = "DeadLettersUrl";
/// The function without a queue: its dead letters are payloads it is invoked with.
const OUTBOX: &str = "outbox";

/// The URL of a dead-letter queue and the destination of its messages.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Route {
    dead_letters: String,
    destination: Destination,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Destination {
    /// The queue at this URL.
    Queue(String),
    /// This function.
    Function(String),
}

/// Redrives the messages that are in a dead-letter queue now, at most `arguments.max`. Messages that fail again stay
/// for the next redrive.
pub async fn redrive(settings: &Settings, stack: &Stack, arguments: &RedriveArgs) -> Outcome<()> {
    let name = &arguments.queue;
    let route = route_of(&routes(&stack.outputs), name)?;
    let dead_letters = cloud_clients::queue(settings, &route.dead_letters);
    let waiting = dead_letters.depth().await.during("count the dead letters")?;
    let bound = waiting.min(arguments.max);
    match route.destination {
        Destination::Queue(url) => {
            let sent = move_some(&dead_letters, &cloud_clients::queue(settings, &url), bound).await?;
            println!("{name}: {sent} of {waiting} dead letters sent to the queue");
        }
        Destination::Function(function) => {
            let program = Program::new(settings, stack)?;
            let replayed = replay_some(&dead_letters, &program, &function, bound).await?;
            let others = if replayed < waiting { "; the others remain" } else { "" };
            println!("{name}: {replayed} of {waiting} dead letters replayed{others}");
        }
    }
    Ok(())
}

async fn move_some(from: &Queue, to: &Queue, bound: u32) -> Outcome<u32> {
    let mut moved: u32 = 0;
    while moved < bound {
        let taken = from.receive(bound.saturating_sub(moved)).await.during("take dead letters")?;
        if taken.is_empty() {
            break;
        }
        for letter in &taken {
            let doing = format!("continue after {moved} dead letters");
            to.send(&letter.body).await.during(&doing)?;
            from.delete(letter).await.during(&doing)?;
            moved = moved.saturating_add(1);
        }
    }
    Ok(moved)
}

/// Replays up to `bound` dead letters to the function; returns the number it processed.
async fn replay_some(from: &Queue, program: &Program, function: &str, bound: u32) -> Outcome<u32> {
    let mut done: u32 = 0;
    for attempted in 0..bound {
        let doing = format!("continue after {attempted} dead letters");
        // Received one at a time: the visibility timeout is shorter than some invocations.
        let Some(letter) = from.receive(1).await.during(&doing)?.pop() else { break };
        match replay(program, function, &letter).await {
            Ok(key) => {
                from.delete(&letter).await.during(&doing)?;
                done = done.saturating_add(1);
                println!("{key}: replayed");
            }
            Err(why) => println!("{why}"),
        }
    }
    Ok(done)
}

/// Invokes the function with a quarantined change; returns the key of its item.
async fn replay(program: &Program, function: &str, letter: &ReceivedMessage) -> Outcome<String> {
    let payload = serde_json::from_str(&letter.body).during("read a dead letter")?;
    let key = quarantined(&payload)?;
    let answer = program.invoke(function, &payload).await.during(format_args!("replay {key}"))?;
    let failures = at(&answer, "/batchItemFailures").as_array().map_or(0, Vec::len);
    if failures == 0 {
        Ok(key)
    } else {
        Err(Failure::new(format!("{key}: {}", text(&payload, "/quarantined_because"))))
    }
}

/// Returns the key of the item whose change was quarantined. Fails for a record of Lambda itself, which contains stream
/// positions only.
fn quarantined(letter: &Value) -> Outcome<String> {
    let keys = at(letter, "/Records/0/dynamodb/Keys");
    if keys.is_object() {
        return Ok(format!("{}/{}", text(keys, "/pk/S"), text(keys, "/sk/S")));
    }
    let position = |name: &str| text(letter, &format!("/DDBStreamBatchInfo/{name}"));
    let (first, last) = (position("startSequenceNumber"), position("endSequenceNumber"));
    Err(Failure::new(format!(
        "stream positions {first} to {last}, no change: see \"Read a stream position back\" in OPERATIONS.md"
    )))
}

/// Returns the routes of the stack's dead-letter queues by name.
fn routes(outputs: &BTreeMap<String, String>) -> BTreeMap<String, Route> {
    let route = |(output, dead_letters): (&String, &String)| {
        let output = output.strip_suffix(DEAD_LETTERS)?;
        let name = output.to_ascii_lowercase();
        let queue = outputs.get(&format!("{output}{QUEUE}")).cloned().map(Destination::Queue);
        let destination = queue.or_else(|| (name == OUTBOX).then(|| Destination::Function(name.clone())))?;
        Some((name, Route { dead_letters: dead_letters.clone(), destination }))
    };
    outputs.iter().filter_map(route).collect()
}

fn route_of(routes: &BTreeMap<String, Route>, name: &str) -> Outcome<Route> {
    let known: Vec<&str> = routes.keys().map(String::as_str).collect();
    let unknown = || Failure::new(format!("no queue {name}; queues with dead letters: {}", known.join(", ")));
    routes.get(name).cloned().ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn outputs() -> BTreeMap<String, String> {
        let names =
            ["ClaimsQueueUrl", "ClaimsDeadLettersUrl", "OutboxDeadLettersUrl", "IntakeDeadLettersUrl", "TableName"];
        names.map(|name| (name.to_owned(), format!("of {name}"))).into()
    }

    #[test]
    fn dead_letters_of_a_queue_go_to_that_queue() {
        let route = route_of(&routes(&outputs()), "claims").unwrap();
        assert_eq!(route.destination, Destination::Queue("of ClaimsQueueUrl".to_owned()));
        assert_eq!(route.dead_letters, "of ClaimsDeadLettersUrl");
    }

    #[test]
    fn quarantined_changes_of_the_outbox_go_to_the_function() {
        let route = route_of(&routes(&outputs()), "outbox").unwrap();
        assert_eq!(route.destination, Destination::Function("outbox".to_owned()));
        assert_eq!(route.dead_letters, "of OutboxDeadLettersUrl");
    }

    #[test]
    fn the_error_of_an_unknown_queue_lists_the_known_ones() {
        for unknown in ["intake", "Claims", ""] {
            let refused = route_of(&routes(&outputs()), unknown).unwrap_err().to_string();
            assert!(refused.ends_with("queues with dead letters: claims, outbox"), "{refused}");
        }
    }

    #[test]
    fn a_record_with_stream_positions_only_is_refused() {
        let change = json!({"Records": [{"dynamodb": {"Keys": {"pk": {"S": "V#SA-1"}, "sk": {"S": "V"}}}}]});
        assert_eq!(quarantined(&change).unwrap(), "V#SA-1/V");
        let position = json!({"DDBStreamBatchInfo": {"startSequenceNumber": "10", "endSequenceNumber": "12"}});
        let refused = quarantined(&position).unwrap_err().to_string();
        assert!(refused.starts_with("stream positions 10 to 12, no change: "), "{refused}");
    }
}
