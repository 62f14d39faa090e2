//! The end of a run: faults stop, everything is delivered, the sweeps have run; then the whole state is checked.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::json;

use super::{history, lists, money, states};
use crate::actors::sweeps::sweep;
use crate::functions::Function;
use crate::invariant::Invariant;
use crate::item::text;
use crate::queues::Channel;
use crate::world::World;

/// The hours within which everything must be delivered once nothing goes wrong.
const HOURS: u32 = 24 * 30;

/// Ends a run and checks its state.
pub async fn finish(world: &Arc<World>) {
    world.set_quiet(true);
    world.store().unreadable = None;
    deliver(world).await;
    for round in 0..6 {
        if world.violation().is_some() || !has_due(world) && round > 0 {
            break;
        }
        for function in [Function::RenewalSweep, Function::DeadlineSweep] {
            sweep(world, function, &format!("last {} {round}", function.as_str()), json!({})).await;
        }
        deliver(world).await;
    }
    if world.violation().is_some() {
        return;
    }
    let differing = world.store().differing();
    world.check(Invariant::Engine, differing.is_empty(), || format!("{differing:?}"));
    history::check(world).await;
    history::check_complete(world);
    history::check_accepted(world);
    history::check_letters(world);
    states::check(world);
    money::check_claims(world);
    money::check_payments(world).await;
    lists::check(world).await;
    states::lead_on(world).await;
}

/// Waits until every message, record and upload is delivered.
async fn deliver(world: &Arc<World>) {
    for hour in 0..HOURS {
        // Retried messages are not waited for: time runs.
        if hour > 2 {
            world.queues.hurry();
        }
        tokio::time::sleep(Duration::from_hours(1)).await;
        crate::queues::redrive(world).await;
        if is_delivered(world) {
            world.tally().checked(Invariant::Delivered.as_str(), 1);
            return;
        }
        if world.violation().is_some() {
            return;
        }
    }
    let shown: Vec<String> = Channel::ALL.into_iter().flat_map(|channel| world.queues.shown(channel)).collect();
    world.violate(Invariant::Delivered, format!("{} records, messages {shown:?}", world.stream.pending()));
}

fn is_delivered(world: &World) -> bool {
    let messages: usize = Channel::ALL.into_iter().map(|channel| world.queues.count(channel)).sum();
    world.under_way.load(Ordering::Relaxed) == 0 && world.stream.pending() == 0 && messages == 0
}

/// True when a sweep of today would find something.
pub fn has_due(world: &World) -> bool {
    let (today, now) = (format!("{}~", world.clock.today()), world.now().to_string());
    let store = world.store();
    store.items().values().any(|item| {
        let (kind, due) = (text(item, "due_pk"), text(item, "due_sk"));
        let is_of_day = ["E#", "V#", "C#"].iter().any(|known| kind.starts_with(known));
        (is_of_day && due <= today.as_str()) || (kind.starts_with("U#") && due <= now.as_str())
    })
}
