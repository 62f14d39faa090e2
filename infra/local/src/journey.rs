//! The whole program once, against the running binaries: each step checked and shown with its time.

use crate::clock;
use crate::deploy::Stack;
use crate::failure::{Failure, Outcome};
use crate::instance;
use crate::program::Program;
use crate::settings::Settings;
use crate::up::Cloud;
use std::future::Future;
use std::time::Instant;

pub mod life;
mod steps;

use steps::Vouchers;

/// Calls `steps` with the settings of the running local cloud; if none is up, starts one for it and stops it again,
/// whatever came of it.
pub async fn with_cloud<T>(settings: &Settings, steps: impl AsyncFnOnce(&Settings) -> Outcome<T>) -> Outcome<T> {
    if let Some(instance) = instance::running(settings) {
        return steps(&settings.with_port(instance.port)).await;
    }
    let mut cloud = Cloud::start(settings, false).await?;
    let settings = cloud.settings.clone();
    let done = tokio::select! {
        done = steps(&settings) => done,
        // Interrupted, or a part of the cloud failed: either way nothing may be left running.
        ended = cloud.run() => ended.and_then(|()| Err(Failure::new("interrupted"))),
    };
    cloud.stop().await?;
    done
}

/// `cargo dev journey`.
pub async fn journey(settings: &Settings) -> Outcome<()> {
    let program = Program::new(settings, &Stack::known(settings)?)?;
    let vouchers = Vouchers::new(clock::now());
    let started = Instant::now();
    show("assigned (webhook)", steps::assign_by_webhook(&program, &vouchers)).await?;
    show("assigned (e-mail)", steps::assign_by_mail(&program, &vouchers)).await?;
    show("validated", steps::validate(&program, &vouchers)).await?;
    show("reserved", steps::reserve(&program, &vouchers)).await?;
    show("delivered", steps::upload(&program, &vouchers)).await?;
    show("malware rejected", steps::reject_malware(&program, &vouchers)).await?;
    show("reported", steps::report(&program, &vouchers)).await?;
    show("redeemed", steps::redeem(&program, &vouchers)).await?;
    show("claimed", steps::claim(&program, &vouchers)).await?;
    show("on record", steps::history(&program, &vouchers)).await?;
    println!("every check held, in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

async fn show(name: &str, step: impl Future<Output = Outcome<String>>) -> Outcome<()> {
    let started = Instant::now();
    let done = step.await.map_err(|failure| Failure::new(format!("{name}: {failure}")))?;
    println!("{:>6.2} s  {name:<18} {done}", started.elapsed().as_secs_f64());
    Ok(())
}
