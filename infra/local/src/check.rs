//! `cargo dev test`: every check, the cheapest first.

use crate::browser;
use crate::chromium;
use crate::cli::{BrowserArgs, FuzzArgs, TestArgs};
use crate::contract;
use crate::drill;
use crate::failure::{During, Failure, Outcome};
use crate::front_end;
use crate::journey;
use crate::nested;
use crate::origin::Origin;
use crate::settings::Settings;
use crate::simulate;
use crate::template;
use crate::tools::Tools;
use std::process::Command;
use std::time::Instant;

/// The unit tests: those beside the code. They need no server and run in seconds.
const UNIT_TESTS: [&str; 6] = ["test", "--workspace", "--locked", "--lib", "--bins", "--quiet"];

/// The arguments of Clippy; its warnings are errors here.
const CLIPPY: [&str; 7] = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];

/// The arguments that build the documentation; its warnings are errors here.
const DOCUMENTATION: [&str; 5] = ["doc", "--workspace", "--no-deps", "--locked", "--document-private-items"];

/// The bench of a sweep's cost. It counts and measures no time, so it uses the profile that is already built.
const SWEEP_COST: [&str; 10] =
    ["bench", "--workspace", "--locked", "--bench", "sweep", "--profile", "dev", "--", "10000", "100000"];

/// The bench of a voucher's cost, which fails above its limits.
const LIFE_COST: [&str; 7] = ["bench", "--workspace", "--locked", "--bench", "cost", "--profile", "dev"];

/// Checks format, lints and unit tests; stops at the first failure.
pub fn quick(settings: &Settings) -> Outcome<()> {
    let started = Instant::now();
    cargo(settings, "format", &["fmt", "--all", "--check"])?;
    cargo(settings, "lints", &CLIPPY)?;
    cargo(settings, "unit tests", &UNIT_TESTS)?;
    println!("\nall checks passed in {} s", started.elapsed().as_secs());
    Ok(())
}

/// Runs every check; stops at the first failure. A missing browser is one before everything else.
pub async fn all(settings: &Settings, arguments: &TestArgs) -> Outcome<()> {
    let started = Instant::now();
    if !arguments.without_browser {
        chromium::installed()?;
    }
    cargo(settings, "format", &["fmt", "--all", "--check"])?;
    cargo(settings, "lints", &CLIPPY)?;
    run(
        "documentation",
        nested::cargo().current_dir(&settings.root).args(DOCUMENTATION).env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    cargo(settings, "tests", &["test", "--workspace", "--locked"])?;
    cargo(settings, "cost of a sweep", &SWEEP_COST)?;
    cargo(settings, "cost of a voucher", &LIFE_COST)?;
    title("simulation");
    simulate::check(settings)?;
    let tools = Tools::ready(settings)?;
    title("template");
    template::check(settings, &tools)?;
    run("patches of MiniStack", &mut unit_tests(settings, &tools, "ministack"))?;
    run("tests of the fuzzer", &mut unit_tests(settings, &Tools::for_tests(settings)?, "contract"))?;
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
        title("drill: unreadable messages and changes");
        drill::poison::poison(settings).await
    })
    .await?;
    title("journey with `cargo lambda watch`");
    journey::watched(&own).await?;
    title("drill: kill -9 during a redemption");
    drill::crash::crash(&own).await?;
    title("fuzzing against the contract");
    contract::fuzz(&own, &FuzzArgs::default()).await?;
    if !arguments.without_browser {
        title("the portal in a browser");
        browser::test(&own, &BrowserArgs::default()).await?;
    }
    let left_out = if arguments.without_browser { "; the portal was NOT tested in a browser" } else { "" };
    println!("\nevery check passed, in {} s{left_out}", started.elapsed().as_secs());
    Ok(())
}

fn title(what: &str) {
    println!("\n== {what}");
}

fn cargo(settings: &Settings, what: &str, arguments: &[&str]) -> Outcome<()> {
    run(what, nested::cargo().current_dir(&settings.root).args(arguments))
}

/// The command that runs the unit tests of a folder of Python modules with the installed packages.
fn unit_tests(settings: &Settings, tools: &Tools, folder: &str) -> Command {
    let mut python = Command::new(tools.python());
    python.current_dir(settings.scripts_dir().join(folder)).args(["-B", "-m", "unittest"]);
    python
}

fn run(what: &str, command: &mut Command) -> Outcome<()> {
    title(what);
    let status = command.status().during(format_args!("run `{what}`"))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("the check `{what}` failed with {status}; see the output above")))
    }
}
