//! The crash drill: `kill -9` of the whole local cloud during a redemption of 100 vouchers. After a restart and a retry
//! with the same key, every voucher is redeemed once and has one claim.

use super::life;
use crate::deploy::Stack;
use crate::failure::{During, Failure, Outcome, ensure};
use crate::instance::{self, Instance};
use crate::partner::Partner;
use crate::program::{Program, at, text};
use crate::seed::{self, Stage};
use crate::settings::Settings;
use domain::VoucherNumber;
use serde_json::Value;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};

const VOUCHERS: usize = 100;
const KEY: &str = "crash-drill";
/// The number of vouchers that are redeemed before the kill.
const WRITTEN_AT_KILL: usize = 5;
const START: Duration = Duration::from_mins(5);

/// Runs the drill on a separate local cloud, in a folder that is deleted afterwards.
pub async fn crash(settings: &Settings) -> Outcome<()> {
    let folder = settings.data_dir.join("drill-crash");
    drop(std::fs::remove_dir_all(&folder));
    let own = Settings { data_dir: folder.clone(), port: settings.port.saturating_add(20), ..settings.clone() };
    let drilled = drill(&own).await;
    drop(std::fs::remove_dir_all(&folder));
    drilled
}

async fn drill(settings: &Settings) -> Outcome<()> {
    let numbers: Vec<String> = (0..VOUCHERS).map(|no| format!("SA-CRASH-{no:04}")).collect();
    let (mut cloud, instance) = start(settings).await?;
    let program = Program::new(settings, &Stack::load(settings)?)?;
    let ready = numbers.iter().map(|number| (number.clone(), Stage::Reported)).collect();
    seed::create_vouchers(&program.table, ready).await?;

    let names: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let partner = Partner::new(&program, life::SAMPLE_PARTNER);
    tokio::select! {
        done = partner.redeem(&names, KEY) => {
            return Err(Failure::new(format!("the redemption ended before the kill: {done:?}")));
        }
        some = wait_for_first_writes(&program, &names) => some?,
    }
    kill(settings, &mut cloud, instance).await?;

    let (mut cloud, instance) = start(settings).await?;
    let program = Program::new(settings, &Stack::load(settings)?)?;
    let checked = check_recovery(&program, &names).await;
    kill(settings, &mut cloud, instance).await?;
    checked
}

/// Retries the redemption and checks that every voucher has one redemption and one claim.
async fn check_recovery(program: &Program, names: &[&str]) -> Outcome<()> {
    let before = redeemed(program, names).await?;
    let answer = Partner::new(program, life::SAMPLE_PARTNER).redeem(names, KEY).await?;
    let items = at(&answer, "/items").as_array().cloned().unwrap_or_default();
    let done = items.iter().filter(|item: &&Value| text(item, "/outcome") == "redeemed").count();
    ensure(done == VOUCHERS, || format!("{done} of {VOUCHERS} are redeemed after the retry: {answer}"))?;
    for name in names {
        check_one(program, name).await?;
    }
    println!("killed after {before} of {VOUCHERS}; after the retry each has 1 redemption, 1 claim");
    Ok(())
}

async fn check_one(program: &Program, name: &str) -> Outcome<()> {
    let number = VoucherNumber::parse(name).during("read a number")?;
    life::eventually("a claim", async || program.table.claim(&number).await.during("read a claim")).await?;
    let whole = life::eventually("the history", async || {
        let lines = program.table.history(&number).await.during("read the history")?.0;
        Ok(Some(lines).filter(|lines| lines.last().is_some_and(|line| line.status == "redeemed")))
    });
    let lines = whole.await?;
    let gapless = lines.iter().zip(1..).all(|(line, rev)| line.rev == rev);
    let redemptions = lines.iter().filter(|line| line.status == "redeemed").count();
    ensure(gapless && redemptions == 1, || format!("{name}: {redemptions} redemptions in {lines:?}"))
}

/// Waits until [`WRITTEN_AT_KILL`] vouchers are redeemed.
async fn wait_for_first_writes(program: &Program, names: &[&str]) -> Outcome<()> {
    while redeemed(program, names).await? < WRITTEN_AT_KILL {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

async fn redeemed(program: &Program, names: &[&str]) -> Outcome<usize> {
    let numbers: Result<Vec<_>, _> = names.iter().map(|name| VoucherNumber::parse(name)).collect();
    let stored = program.table.vouchers(&numbers.during("read a number")?).await.during("read the vouchers")?;
    let written = stored.values().filter_map(|found| found.as_ref().ok());
    Ok(written.filter(|found| found.value.redeemed_at().is_some()).count())
}

/// Starts a local cloud as a separate process and waits until it is ready.
async fn start(settings: &Settings) -> Outcome<(Child, Instance)> {
    let program = std::env::current_exe().during("find this program")?;
    let mut command = Command::new(program);
    command.args(["--port", &settings.port.to_string(), "--data-dir"]).arg(&settings.data_dir);
    if settings.release {
        command.arg("--release");
    }
    let mut child = command.stdout(Stdio::null()).kill_on_drop(true).spawn().during("start a local cloud")?;
    let until = tokio::time::Instant::now() + START;
    loop {
        if let Some(instance) = instance::running(settings) {
            return Ok((child, instance));
        }
        if let Some(status) = child.try_wait().during("watch the local cloud")? {
            return Err(Failure::new(format!("the local cloud of the drill exited: {status}")));
        }
        ensure(tokio::time::Instant::now() < until, || {
            "the local cloud of the drill did not start in time".to_owned()
        })?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Kills the tool and MiniStack with SIGKILL, by their process ids.
async fn kill(settings: &Settings, child: &mut Child, instance: Instance) -> Outcome<()> {
    let killed = Command::new("kill").args(["-9", &instance.pid.to_string(), &instance.cloud_pid.to_string()]).status();
    let status = killed.await.during("kill the local cloud")?;
    ensure(status.success(), || format!("cannot kill the local cloud: {status}"))?;
    child.wait().await.during("wait for the local cloud")?;
    life::eventually("the end of the local cloud", async || Ok(ports_are_free(settings).then_some(()))).await
}

/// True when the ports are free. The kernel releases those of a killed process with a delay.
fn ports_are_free(settings: &Settings) -> bool {
    instance::check_ports(settings, false).is_ok()
}
