//! `cargo dev test`: everything that must hold, in the order in which it is cheapest to fail.

use crate::cli::FuzzArgs;
use crate::contract;
use crate::drill;
use crate::failure::{During, Failure, Outcome};
use crate::front_end;
use crate::journey;
use crate::nested;
use crate::origin::Origin;
use crate::settings::Settings;
use crate::tools::Tools;
use std::process::Command;
use std::time::Instant;

/// Clippy's verdicts count as errors here; while one writes, they only warn.
const CLIPPY: [&str; 7] = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];

/// Counts, no timings: any profile will do, and this one is built already. A million would take minutes.
const SWEEP_COST: [&str; 10] =
    ["bench", "--workspace", "--locked", "--bench", "sweep", "--profile", "dev", "--", "10000", "100000"];

/// Counts, too: what one voucher's life costs stays within what was reached.
const LIFE_COST: [&str; 7] = ["bench", "--workspace", "--locked", "--bench", "cost", "--profile", "dev"];

/// Runs all of it; the first failure ends it.
pub async fn all(settings: &Settings) -> Outcome<()> {
    let started = Instant::now();
    cargo(settings, "format", &["fmt", "--all", "--check"])?;
    cargo(settings, "lints", &CLIPPY)?;
    cargo(settings, "tests", &["test", "--workspace", "--locked"])?;
    cargo(settings, "a sweep's cost", &SWEEP_COST)?;
    cargo(settings, "a voucher's cost", &LIFE_COST)?;
    let tools = Tools::ready(settings)?;
    run("template", Command::new(tools.cfn_lint()).arg(settings.root.join("infra/template.yaml")))?;
    run("patches of MiniStack", &mut unit_tests(settings, &tools, "ministack"))?;
    run("fuzzing, its parts", &mut unit_tests(settings, &Tools::for_contract(settings)?, "contract"))?;
    let own = Settings {
        data_dir: settings.data_dir.join("test"),
        port: settings.port.saturating_add(10),
        origins: vec![Origin::parse("http://localhost:5173").during("read an origin")?],
        ..settings.clone()
    };
    drop(std::fs::remove_dir_all(&own.data_dir));
    title("journey");
    journey::with_cloud(&own, async |settings| {
        journey::journey(settings).await?;
        title("front ends of other origins");
        front_end::check(settings).await?;
        title("poison among the claims and the changes");
        drill::poison::poison(settings).await
    })
    .await?;
    title("kill -9 in the middle of a redemption");
    drill::crash::crash(&own).await?;
    title("the contract");
    contract::fuzz(&own, &FuzzArgs::default()).await?;
    println!("\nall of it held, in {} s", started.elapsed().as_secs());
    Ok(())
}

fn title(what: &str) {
    println!("\n== {what}");
}

fn cargo(settings: &Settings, what: &str, arguments: &[&str]) -> Outcome<()> {
    run(what, nested::cargo().current_dir(&settings.root).args(arguments))
}

/// The tests beside the Python modules of a folder, against what is installed.
fn unit_tests(settings: &Settings, tools: &Tools, folder: &str) -> Command {
    let mut python = Command::new(tools.python());
    python.current_dir(settings.scripts_dir().join(folder)).args(["-B", "-m", "unittest"]);
    python
}

fn run(what: &str, command: &mut Command) -> Outcome<()> {
    title(what);
    let status = command.status().during(format_args!("run the {what}"))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{what}: {status}"))) }
}
