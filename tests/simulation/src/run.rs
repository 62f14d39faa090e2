//! Plays a seed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use domain::catalog::Catalog;
use tokio::time::Instant;

use crate::actors::{act, set_up, sweeps};
use crate::checks::end::finish;
use crate::invariant::{Invariant, Violation};
use crate::item::{number, text};
use crate::queues::{self, Channel};
use crate::setting::{LeftOut, Setting};
use crate::stream;
use crate::tally::Tally;
use crate::trace::Line;
use crate::world::World;

/// The programs as shipped, with an engagement type that is not offered in every length, and periods in which the payer
/// takes no claims for Japan.
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::parse(&programs()).unwrap());

/// The same, and no reservation at a location that the directory does not list.
static STRICT_CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let strict = programs().replacen("unlisted_location = \"warn\"", "unlisted_location = \"refuse\"", 1);
    Catalog::parse(&strict).unwrap()
});

fn programs() -> String {
    let shipped = include_str!("../../../shared/domain/programs.toml");
    let (before, after) = shipped.split_once("code = \"DDPS-SECURITY\"").unwrap();
    let shipped = format!("{before}code = \"DDPS-SECURITY\"{}", after.replacen("[1, 3, 5, 10, 15]", "[5, 10]", 1));
    let freeze = |year: i32| format!("\n[[freeze]]\ncountry = \"JP\"\nfrom = {year}-03-01\nuntil = {year}-03-20\n");
    let freezes: String = (2023..2031).map(freeze).collect();
    format!("{shipped}{freezes}")
}

fn catalog(seed: u64) -> Catalog {
    if seed.is_multiple_of(4) { STRICT_CATALOG.clone() } else { CATALOG.clone() }
}

/// What came of a seed.
#[derive(Clone, Debug)]
pub struct Played {
    /// The seed.
    pub seed: u64,
    /// The hash of its trace.
    pub hash: u64,
    /// The lines of its trace.
    pub lines: u64,
    /// What was played and checked.
    pub tally: Tally,
    /// The first violation.
    pub violation: Option<Violation>,
    /// The trace, if it was kept.
    pub trace: Vec<Line>,
}

/// Plays a seed without what is left out of it.
pub fn play(seed: u64, left_out: LeftOut, keeps_trace: bool) -> Played {
    // What all runs share is made first: it may use random numbers, too. The SDK's jitter and tokens come of the seed.
    crate::functions::make_shared();
    fastrand::seed(seed);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let world = runtime.block_on(async { World::new(Setting::of(seed, left_out), catalog(seed), keeps_trace) });
    let run = || runtime.block_on(run(&world));
    if let Err(panic) = catch_unwind(AssertUnwindSafe(run)) {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        world.violate(Invariant::NoInternalError, format!("panic: {}", text.unwrap_or_default()));
    }
    runtime.block_on(async { conclude(&world) })
}

async fn run(world: &Arc<World>) {
    set_up(world).await;
    fastrand::seed(world.setting.seed);
    world.set_quiet(false);
    for shard in 0..stream::SHARDS {
        tokio::spawn(stream::consume(Arc::clone(world), shard));
    }
    for channel in [Channel::Claims, Channel::Mail, Channel::Mail, Channel::Uploads] {
        tokio::spawn(queues::consume(Arc::clone(world), channel));
    }
    tokio::spawn(sweeps::schedule(Arc::clone(world)));
    let begun = Instant::now();
    let steps = world.setting.steps.clone();
    for (number, at) in steps.into_iter().enumerate() {
        tokio::time::sleep_until(begun + Duration::try_from(at).unwrap()).await;
        if world.violation().is_some() || world.setting.left_out.after.is_some_and(|last| number > last) {
            break;
        }
        if !world.setting.plays(number) {
            continue;
        }
        world.begin_step(number);
        world.under_way.fetch_add(1, Ordering::Relaxed);
        let world = Arc::clone(world);
        tokio::spawn(async move {
            act(Arc::clone(&world), number).await;
            world.under_way.fetch_sub(1, Ordering::Relaxed);
        });
    }
    if world.violation().is_none() {
        finish(world).await;
    }
}

/// Ends the processes and sums up.
fn conclude(world: &Arc<World>) -> Played {
    world.processes().end();
    let mut trace = world.trace();
    for ((pk, sk), item) in world.store().items() {
        let rev = number(item, "rev").to_string();
        trace.add(Duration::ZERO, &[pk, sk, &rev, text(item, "head")], format_args!("has {pk}/{sk} rev {rev}"));
    }
    let mut tally = world.tally().clone();
    tally.seeds = 1;
    tally.days = world.clock.elapsed().as_secs() / 86_400;
    Played {
        seed: world.setting.seed,
        hash: trace.hash(),
        lines: trace.lines(),
        tally,
        violation: world.violation(),
        trace: trace.take_text(),
    }
}
