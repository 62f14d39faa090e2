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

mod cast;
pub mod life;
mod money;
mod papers;
mod partners;
mod time;
mod vouchers;

use cast::Cast;

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
    let cast = Cast::new(&program, clock::now());
    let started = Instant::now();
    come_in(&cast).await?;
    live(&cast).await?;
    be_paid(&cast).await?;
    grow_older(&cast).await?;
    show("e-mails", papers::mails(&cast)).await?;
    show("verified", time::hold(&cast)).await?;
    println!("every check held, in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// Two companies, from nobody to the directory.
async fn come_in(cast: &Cast<'_>) -> Outcome<()> {
    show("registered", partners::register(cast)).await?;
    show("too early", partners::refuse(cast)).await?;
    show("eligible", partners::become_eligible(cast)).await?;
    show("signed", partners::sign(cast)).await?;
    show("located", partners::locate(cast)).await?;
    show("enrolled", partners::enroll(cast)).await?;
    show("published", partners::publish(cast)).await?;
    show("found", partners::find(cast)).await
}

/// Vouchers, from their assignment to their claims.
async fn live(cast: &Cast<'_>) -> Outcome<()> {
    show("assigned (webhook)", vouchers::assign_by_webhook(cast)).await?;
    show("assigned (e-mail)", vouchers::assign_by_mail(cast)).await?;
    show("reflected mail", vouchers::refuse_a_reflected_mail(cast)).await?;
    show("wrapped mail", vouchers::read_a_wrapped_mail(cast)).await?;
    show("validated", vouchers::validate(cast)).await?;
    show("reserved", vouchers::reserve(cast)).await?;
    show("delivered", vouchers::upload(cast)).await?;
    show("malware rejected", vouchers::reject_malware(cast)).await?;
    show("reported", vouchers::report(cast)).await?;
    show("reported by B", vouchers::in_hand(cast)).await?;
    show("payee refused", money::register_too_early(cast)).await?;
    show("redeemed", vouchers::redeem(cast)).await?;
    show("claimed", vouchers::claim(cast)).await?;
    show("on record", vouchers::history(cast)).await
}

/// Claims, from their submission to the statement of what was paid.
async fn be_paid(cast: &Cast<'_>) -> Outcome<()> {
    show("payee registered", money::register(cast)).await?;
    show("submitted", money::submit(cast)).await?;
    show("sent back", money::correct(cast)).await?;
    show("approved", money::approve(cast)).await?;
    show("payment scheduled", money::schedule(cast)).await?;
    show("paid", money::pay(cast)).await?;
    show("late reports", money::hear_again(cast)).await?;
    show("statement", money::state(cast)).await?;
    show("contested", money::open_dispute(cast)).await?;
    show("exported", papers::export(cast)).await?;
    show("claims exported", papers::export_claims(cast)).await
}

/// What becomes of all of them as time goes by.
async fn grow_older(cast: &Cast<'_>) -> Outcome<()> {
    show("dry run", time::rehearse(cast)).await?;
    show("renewal due", time::renewal_due(cast)).await?;
    show("A renews", time::renew_in_time(cast)).await?;
    show("B lapses", time::lapse(cast)).await?;
    show("B is out", time::shut_out(cast)).await?;
    show("B finishes", time::finish(cast)).await?;
    show("B comes back", time::come_back(cast)).await?;
    show("voucher expired", time::expire(cast)).await
}

async fn show(name: &str, step: impl Future<Output = Outcome<String>>) -> Outcome<()> {
    let started = Instant::now();
    let done = step.await.map_err(|failure| Failure::new(format!("{name}: {failure}")))?;
    println!("{:>6.2} s  {name:<18} {done}", started.elapsed().as_secs_f64());
    Ok(())
}
