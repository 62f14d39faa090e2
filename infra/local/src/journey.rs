//! `cargo dev journey`: one run through the whole program against the running binaries. Each step is checked and
//! printed with its duration.

use crate::clock;
use crate::deploy::Stack;
use crate::failure::{Failure, Outcome};
use crate::instance;
use crate::program::Program;
use crate::settings::Settings;
use crate::up::Cloud;
use crate::watch::{self, Log};
use std::future::Future;
use std::time::Instant;

mod exports;
pub mod life;
mod money;
mod partners;
mod portal;
mod scenario;
mod time;
mod vouchers;

use portal::{Browser, session};
use scenario::Scenario;

/// Calls `steps` with the settings of the running local cloud. If none runs, starts one and always stops it afterwards.
pub async fn with_cloud<T>(settings: &Settings, steps: impl AsyncFnOnce(&Settings) -> Outcome<T>) -> Outcome<T> {
    match instance::running(settings) {
        Some(instance) => steps(&settings.with_port(instance.port)).await,
        None => with_own_cloud(settings, None, steps).await,
    }
}

/// Starts a local cloud for `steps` and always stops it afterwards.
async fn with_own_cloud<T>(
    settings: &Settings,
    watch: Option<Log>,
    steps: impl AsyncFnOnce(&Settings) -> Outcome<T>,
) -> Outcome<T> {
    let mut cloud = Cloud::start(settings, watch).await?;
    let settings = cloud.settings.clone();
    let done = tokio::select! {
        done = steps(&settings) => done,
        // On an interrupt and on a failure of the cloud, everything is stopped below.
        stopped = cloud.run() => stopped.and_then(|()| Err(Failure::new("interrupted"))),
    };
    cloud.stop().await?;
    done
}

/// The journey on a cloud of its own, whose functions `cargo lambda watch` runs: one call at a time each.
pub async fn watched(settings: &Settings) -> Outcome<()> {
    let done = with_own_cloud(settings, Some(Log::File), journey).await;
    let log = watch::log_file(settings);
    done.map_err(|failure| Failure::new(format!("{failure}; the functions' log: {}", log.display())))
}

/// Runs every step and prints the total duration.
pub async fn journey(settings: &Settings) -> Outcome<()> {
    let program = Program::new(settings, &Stack::load(settings)?)?;
    let scenario = Scenario::new(&program, clock::now());
    let mut browser = Browser::new(settings)?;
    let started = Instant::now();
    onboard(&scenario, &mut browser).await?;
    process_vouchers(&scenario, &mut browser).await?;
    process_payments(&scenario, &mut browser).await?;
    pass_time(&scenario).await?;
    run_step("e-mails", exports::mails(&scenario)).await?;
    run_step("sign-in, sign-out", session::sign_in_and_out(&scenario)).await?;
    run_step("histories", time::verify_histories(&scenario)).await?;
    println!("every check passed, in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// The onboarding of two companies, from registration to the directory.
async fn onboard(scenario: &Scenario<'_>, browser: &mut Browser) -> Outcome<()> {
    run_step("registered", partners::register(scenario)).await?;
    run_step("signed in", session::sign_in(scenario, browser)).await?;
    run_step("what is missing", portal::company::see_what_is_missing(browser)).await?;
    run_step("enroll too early", partners::enroll_too_early(scenario)).await?;
    run_step("evidence", partners::become_eligible(scenario)).await?;
    run_step("eligible", portal::company::see_eligibility(browser)).await?;
    run_step("agreement", partners::sign(scenario, browser)).await?;
    run_step("locations", partners::add_locations(scenario)).await?;
    run_step("enrolled", partners::enroll(scenario, browser)).await?;
    run_step("profile", partners::publish(scenario)).await?;
    run_step("directory", partners::find(scenario)).await
}

/// The lives of vouchers, from assignment to draft claim.
async fn process_vouchers(scenario: &Scenario<'_>, browser: &mut Browser) -> Outcome<()> {
    run_step("assigned (webhook)", vouchers::assign_by_webhook(scenario)).await?;
    run_step("assigned (e-mail)", vouchers::assign_by_mail(scenario)).await?;
    run_step("reply refused", vouchers::refuse_a_reflected_mail(scenario)).await?;
    run_step("wrapped mail", vouchers::read_a_wrapped_mail(scenario)).await?;
    run_step("validated", vouchers::validate(scenario)).await?;
    run_step("reserved", vouchers::reserve(scenario)).await?;
    run_step("reserved (portal)", vouchers::reserve_by_mail(scenario, browser)).await?;
    run_step("uploaded", vouchers::upload(scenario)).await?;
    run_step("malware rejected", vouchers::reject_malware(scenario)).await?;
    run_step("reported", vouchers::report(scenario, browser)).await?;
    run_step("reported by B", vouchers::report_by_b(scenario)).await?;
    run_step("payee refused", money::register_too_early(scenario)).await?;
    run_step("redeemed", vouchers::redeem(scenario)).await?;
    run_step("redeemed (portal)", portal::delivery::redeem(browser, &scenario.second)).await?;
    run_step("draft claims", vouchers::claim(scenario)).await?;
    run_step("history", vouchers::history(scenario)).await
}

/// The claims, from submission to statement and exports.
async fn process_payments(scenario: &Scenario<'_>, browser: &mut Browser) -> Outcome<()> {
    run_step("payee registered", money::register(scenario)).await?;
    run_step("submitted", money::submit(scenario, browser)).await?;
    run_step("changes requested", money::correct(scenario, browser)).await?;
    run_step("invoice uploaded", money::bring_invoice(scenario)).await?;
    run_step("approved", money::approve(scenario)).await?;
    run_step("payment scheduled", money::schedule(scenario)).await?;
    run_step("paid", money::pay(scenario)).await?;
    run_step("late reports", money::replay_reports(scenario)).await?;
    run_step("statement", money::check_statement(scenario)).await?;
    run_step("dispute", money::open_dispute(scenario)).await?;
    run_step("voucher export", exports::export(scenario)).await?;
    run_step("claim export", exports::export_claims(scenario)).await
}

/// The effects of time: renewal, grace, lapse and expiry, by sweeps for later days.
async fn pass_time(scenario: &Scenario<'_>) -> Outcome<()> {
    run_step("dry run", time::check_dry_run(scenario)).await?;
    run_step("renewal due", time::renewal_due(scenario)).await?;
    run_step("A renews", time::renew_in_time(scenario)).await?;
    run_step("B lapses", time::lapse(scenario)).await?;
    run_step("B is excluded", time::exclude_lapsed(scenario)).await?;
    run_step("B redeems", time::finish_after_lapse(scenario)).await?;
    run_step("B renews", time::renew_after_lapse(scenario)).await?;
    run_step("voucher expired", time::expire(scenario)).await
}

async fn run_step(name: &str, step: impl Future<Output = Outcome<String>>) -> Outcome<()> {
    let started = Instant::now();
    let done = step.await.map_err(|failure| Failure::new(format!("{name}: {failure}")))?;
    println!("{:>6.2} s  {name:<18} {done}", started.elapsed().as_secs_f64());
    Ok(())
}
