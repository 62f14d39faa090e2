//! The schedule: sweeps that are late, doubled or for other days, the table's time to live, and the item that cannot be
//! read for a while.

use std::sync::Arc;
use std::time::Duration;

use lambda_runtime::LambdaEvent;
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::fault::Fault;
use crate::functions::{Function, Handlers};
use crate::item::text;
use crate::process::invoke;
use crate::world::World;

/// Runs the sweeps of the schedule, until the run ends.
pub async fn schedule(world: Arc<World>) {
    let mut round = 0_u64;
    loop {
        let mut dice = Dice::of(world.setting.seed, &format!("sweep {round}"));
        round += 1;
        let days = u64::try_from(world.setting.sweep_every).unwrap_or(1);
        let late = if world.plays(Fault::SweepLate, &mut dice) { dice.below(400_000) } else { 0 };
        tokio::time::sleep(Duration::from_secs(days * 86_400 + dice.below(3_600) + late)).await;
        expire(&world);
        crate::checks::lists::check_listings(&world);
        spoil(&world, &mut dice);
        tokio::spawn(repair(Arc::clone(&world), Duration::from_secs(3_600 + dice.below(80_000))));
        for function in [Function::RenewalSweep, Function::DeadlineSweep] {
            if is_due(&world, function) || dice.chance(40) {
                once(&world, function, round, &mut dice).await;
            }
        }
    }
}

/// True when a sweep of today finds something.
fn is_due(world: &World, function: Function) -> bool {
    let until = format!("{}~", world.clock.today());
    let kinds: &[&str] = if function == Function::RenewalSweep { &["E#"] } else { &["V#", "C#", "U#"] };
    let store = world.store();
    let is_due = |item: &dynoxide::Item| {
        let (kind, due) = (text(item, "due_pk"), text(item, "due_sk"));
        kinds.iter().any(|known| kind.starts_with(known)) && due <= until.as_str()
    };
    store.items().values().any(|item| item.contains_key("due_pk") && is_due(item))
}

async fn once(world: &Arc<World>, function: Function, round: u64, dice: &mut Dice) {
    let label = format!("{} {round}", function.as_str());
    if world.plays(Fault::SweepOtherDay, dice) {
        let past = domain::calendar::days_after(world.clock.today(), -9);
        let coming = domain::calendar::days_after(world.clock.today(), 40);
        let payload = if dice.chance(500) { json!({"date": past}) } else { json!({"date": coming, "dry_run": true}) };
        sweep(world, function, &format!("{label} other day"), payload).await;
    }
    let today = || json!({});
    if world.plays(Fault::SweepDoubled, dice) {
        let (one, other) = (format!("{label} one"), format!("{label} other"));
        futures::join!(sweep(world, function, &one, today()), sweep(world, function, &other, today()));
    } else {
        sweep(world, function, &label, today()).await;
    }
}

/// Runs a sweep, again when it fails as the schedule does; returns its report.
pub async fn sweep(world: &Arc<World>, function: Function, label: &str, payload: Value) -> Option<Value> {
    for attempt in 0..4 {
        let label = format!("{label} try {attempt}");
        let payload = serde_json::from_value(payload.clone()).unwrap();
        let report = invoke(world, function, &label, |process, context| async move {
            let event = LambdaEvent::new(payload, context);
            match &process.handlers {
                Handlers::RenewalSweep(services) => renewal_sweep::handle(services, event)
                    .await
                    .ok()
                    .map(|report| serde_json::to_value(report).unwrap()),
                Handlers::DeadlineSweep(services) => deadline_sweep::handle(services, event)
                    .await
                    .ok()
                    .map(|report| serde_json::to_value(report).unwrap()),
                _ => None,
            }
        });
        if let Ok((Some(report), _)) = report.await {
            world.note(&["swept", function.as_str()], format_args!("{label}: {report}"));
            return Some(report);
        }
        tokio::time::sleep(Duration::from_secs(60 << attempt)).await;
    }
    None
}

/// Removes items whose time to live is over, as the table does, a day late. A letter whose record is removed may be
/// sent again: a run delivers messages later than any queue keeps them.
fn expire(world: &World) {
    let before = world.now().as_second() - 86_400;
    let keys = world.store().expired(before);
    for key in keys {
        world.store().expire(&key);
        if key.0.starts_with("M#") {
            world.book().letters.excuse(key.0);
        }
    }
}

/// Makes the item readable again after a while.
async fn repair(world: Arc<World>, wait: Duration) {
    tokio::time::sleep(wait).await;
    world.store().unreadable = None;
}

/// Makes an item unreadable, or readable again.
fn spoil(world: &World, dice: &mut Dice) {
    let mut store = world.store();
    store.unreadable = None;
    if world.is_quiet() || !dice.chance(world.setting.rates.rate(Fault::Unreadable) * 10) {
        return;
    }
    let is_aggregate = |key: &&crate::item::Key| crate::stream::admits(key);
    let keys: Vec<crate::item::Key> = store.items().keys().filter(is_aggregate).cloned().collect();
    if !keys.is_empty() {
        store.unreadable = Some(dice.pick(&keys).clone());
    }
}
