//! `cargo dev redrive`: what fell among the dead letters of a queue goes back to it, once its cause is mended; what the
//! outbox set aside goes back to the function itself.
//!
//! Message by message: sent or told again first, forgotten only then. What is told twice for a crash in between does its
//! work once, as everything that arrives does here.

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
/// Has no queue before it: its dead letters are what it is invoked with.
const OUTBOX: &str = "outbox";

/// Where dead letters wait, by the URL of their queue, and what takes them back.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Route {
    dead_letters: String,
    back: Back,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Back {
    /// The queue at this URL.
    Queue(String),
    /// This function.
    Function(String),
}

/// Sends the dead letters of a queue to it again, or to the function that set them aside: those that wait now, and at most
/// as many as asked for. What fails again and comes back meanwhile is left for the next time.
pub async fn redrive(settings: &Settings, stack: &Stack, arguments: &RedriveArgs) -> Outcome<()> {
    let name = &arguments.queue;
    let route = named(&routes(&stack.outputs), name)?;
    let dead_letters = cloud_clients::queue(settings, &route.dead_letters);
    let waiting = dead_letters.depth().await.during("count the dead letters")?;
    let bound = waiting.min(arguments.max);
    match route.back {
        Back::Queue(url) => {
            let sent = move_some(&dead_letters, &cloud_clients::queue(settings, &url), bound).await?;
            println!("{name}: {sent} of {waiting} dead letters sent again");
        }
        Back::Function(function) => {
            let program = Program::new(settings, stack)?;
            let told = tell_some(&dead_letters, &program, &function, bound).await?;
            let others = if told < waiting { "; the others are still there" } else { "" };
            println!("{name}: {told} of {waiting} dead letters told again{others}");
        }
    }
    Ok(())
}

async fn move_some(from: &Queue, to: &Queue, bound: u32) -> Outcome<u32> {
    let mut moved: u32 = 0;
    while moved < bound {
        let taken = from.take(bound.saturating_sub(moved)).await.during("take dead letters")?;
        if taken.is_empty() {
            break;
        }
        for letter in &taken {
            let doing = format!("go on after {moved} dead letters");
            to.send(&letter.body).await.during(&doing)?;
            from.done(letter).await.during(&doing)?;
            moved = moved.saturating_add(1);
        }
    }
    Ok(moved)
}

/// Tells the function each of them; how many it was done with.
async fn tell_some(from: &Queue, program: &Program, function: &str, bound: u32) -> Outcome<u32> {
    let mut done: u32 = 0;
    for looked_at in 0..bound {
        let doing = format!("go on after {looked_at} dead letters");
        // One at a time: the others stay hidden for less time than some invocations take.
        let Some(letter) = from.take(1).await.during(&doing)?.pop() else { break };
        match tell(program, function, &letter).await {
            Ok(key) => {
                from.done(&letter).await.during(&doing)?;
                done = done.saturating_add(1);
                println!("{key}: told again");
            }
            Err(why) => println!("{why}"),
        }
    }
    Ok(done)
}

/// The key of what was told again, once the function is done with it.
async fn tell(program: &Program, function: &str, letter: &ReceivedMessage) -> Outcome<String> {
    let payload = serde_json::from_str(&letter.body).during("read a dead letter")?;
    let key = quarantined(&payload)?;
    let answer = program.invoke(function, &payload).await.during(format_args!("tell {key} again"))?;
    let failures = at(&answer, "/batchItemFailures").as_array().map_or(0, Vec::len);
    if failures == 0 {
        Ok(key)
    } else {
        Err(Failure::new(format!("{key}: {}", text(&payload, "/quarantined_because"))))
    }
}

/// The key of the item whose change was set aside; Lambda itself leaves positions only.
fn quarantined(letter: &Value) -> Outcome<String> {
    let keys = at(letter, "/Records/0/dynamodb/Keys");
    if keys.is_object() {
        return Ok(format!("{}/{}", text(keys, "/pk/S"), text(keys, "/sk/S")));
    }
    let place = |name: &str| text(letter, &format!("/DDBStreamBatchInfo/{name}"));
    let (first, last) = (place("startSequenceNumber"), place("endSequenceNumber"));
    Err(Failure::new(format!(
        "a place in the stream, {first} to {last}: \"Operating it\" in ARCHITECTURE.md reads it back"
    )))
}

/// Whatever of the stack has dead letters that can go back, by its name.
fn routes(outputs: &BTreeMap<String, String>) -> BTreeMap<String, Route> {
    let route = |(output, dead_letters): (&String, &String)| {
        let output = output.strip_suffix(DEAD_LETTERS)?;
        let name = output.to_ascii_lowercase();
        let queue = outputs.get(&format!("{output}{QUEUE}")).cloned().map(Back::Queue);
        let back = queue.or_else(|| (name == OUTBOX).then(|| Back::Function(name.clone())))?;
        Some((name, Route { dead_letters: dead_letters.clone(), back }))
    };
    outputs.iter().filter_map(route).collect()
}

fn named(routes: &BTreeMap<String, Route>, name: &str) -> Outcome<Route> {
    let known: Vec<&str> = routes.keys().map(String::as_str).collect();
    let unknown = || Failure::new(format!("there is no queue {name}; those with dead letters: {}", known.join(", ")));
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
    fn a_queue_goes_with_its_own_dead_letters() {
        let route = named(&routes(&outputs()), "claims").unwrap();
        assert_eq!(route.back, Back::Queue("of ClaimsQueueUrl".to_owned()));
        assert_eq!(route.dead_letters, "of ClaimsDeadLettersUrl");
    }

    #[test]
    fn what_the_outbox_set_aside_goes_back_to_it() {
        let route = named(&routes(&outputs()), "outbox").unwrap();
        assert_eq!(route.back, Back::Function("outbox".to_owned()));
        assert_eq!(route.dead_letters, "of OutboxDeadLettersUrl");
    }

    #[test]
    fn an_unknown_queue_is_refused_with_those_there_are() {
        for unknown in ["intake", "Claims", ""] {
            let refused = named(&routes(&outputs()), unknown).unwrap_err().to_string();
            assert!(refused.ends_with("those with dead letters: claims, outbox"), "{refused}");
        }
    }

    #[test]
    fn a_change_is_told_from_a_place_in_the_stream() {
        let change = json!({"Records": [{"dynamodb": {"Keys": {"pk": {"S": "V#SA-1"}, "sk": {"S": "V"}}}}]});
        assert_eq!(quarantined(&change).unwrap(), "V#SA-1/V");
        let place = json!({"DDBStreamBatchInfo": {"startSequenceNumber": "10", "endSequenceNumber": "12"}});
        let refused = quarantined(&place).unwrap_err().to_string();
        assert!(refused.starts_with("a place in the stream, 10 to 12: "), "{refused}");
    }
}
