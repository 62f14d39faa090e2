//! `cargo dev redrive`: what fell among the dead letters of a queue goes back to it, once its cause is mended.
//!
//! Message by message: sent again first, forgotten only then. A message that is sent twice for a crash in between does
//! its work once, as everything that arrives does here.

use crate::cli::RedriveArgs;
use crate::cloud_clients;
use crate::deploy::Stack;
use crate::failure::{During, Failure, Outcome};
use crate::settings::Settings;
use queue::RawQueue;
use std::collections::BTreeMap;

const QUEUE: &str = "QueueUrl";
const DEAD_LETTERS: &str = "DeadLettersUrl";

/// A queue and its dead letters, by their URLs.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Route {
    queue: String,
    dead_letters: String,
}

/// Sends the dead letters of a queue to it again: those that wait now, and at most as many as asked for. What fails
/// again and comes back meanwhile is left for the next time.
pub async fn redrive(settings: &Settings, stack: &Stack, arguments: &RedriveArgs) -> Outcome<()> {
    let route = named(&routes(&stack.outputs), &arguments.queue)?;
    let queue = cloud_clients::queue(settings, &route.queue);
    let dead_letters = cloud_clients::queue(settings, &route.dead_letters);
    let waiting = dead_letters.depth().await.during("count the dead letters")?;
    let sent = move_some(&dead_letters, &queue, waiting.min(arguments.max)).await?;
    println!("{}: {sent} of {waiting} dead letters sent again", arguments.queue);
    Ok(())
}

async fn move_some(from: &RawQueue, to: &RawQueue, bound: u32) -> Outcome<u32> {
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

/// Every queue of the stack that has dead letters of its own, by its name.
fn routes(outputs: &BTreeMap<String, String>) -> BTreeMap<String, Route> {
    let route = |(output, queue): (&String, &String)| {
        let name = output.strip_suffix(QUEUE)?;
        let dead_letters = outputs.get(&format!("{name}{DEAD_LETTERS}"))?;
        Some((name.to_ascii_lowercase(), Route { queue: queue.clone(), dead_letters: dead_letters.clone() }))
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

    fn outputs() -> BTreeMap<String, String> {
        let names = ["ClaimsQueueUrl", "ClaimsDeadLettersUrl", "OutboxDeadLettersUrl", "TableName"];
        names.map(|name| (name.to_owned(), format!("of {name}"))).into()
    }

    #[test]
    fn a_queue_goes_with_its_own_dead_letters() {
        let route = named(&routes(&outputs()), "claims").unwrap();
        assert_eq!(route.queue, "of ClaimsQueueUrl");
        assert_eq!(route.dead_letters, "of ClaimsDeadLettersUrl");
    }

    #[test]
    fn an_unknown_queue_is_refused_with_those_there_are() {
        for unknown in ["outbox", "Claims", ""] {
            let refused = named(&routes(&outputs()), unknown).unwrap_err().to_string();
            assert!(refused.ends_with("those with dead letters: claims"), "{refused}");
        }
    }
}
