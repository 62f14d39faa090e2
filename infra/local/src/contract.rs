//! `cargo dev fuzz`: fuzzes the running API against `functions/openapi.json`, with the Python modules of `contract/`
//! (DECISIONS.md 46).
//!
//! This module prepares vouchers in every state, tokens and webhook secrets. It passes them on standard input, so that
//! no secret is on a command line or on disk.

use crate::cli::{FuzzArgs, Sweep};
use crate::deploy::Stack;
use crate::failure::{During, Failure, Outcome};
use crate::invoice;
use crate::journey;
use crate::keys::Keys;
use crate::program::Program;
use crate::seed::{self, Stage};
use crate::settings::Settings;
use crate::token::{self, Holder};
use crate::tools::Tools;
use crate::{clock, commit, script, sweep};
use api::Role;
use domain::calendar;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The default duration in seconds; with the start of a local cloud, a run takes two minutes.
const SECONDS: u32 = 100;
const COMPANIES: [&str; 3] = ["P-1", "P-2", "P-3"];
/// The number of vouchers in each state, for the scripted calls and for fuzzing.
const VOUCHERS: [(Stage, &str, usize); 5] = [
    (Stage::Assigned, "assigned", 16),
    (Stage::Reserved, "reserved", 10),
    (Stage::Delivered, "delivered", 8),
    (Stage::Reported, "reported", 8),
    (Stage::Redeemed, "redeemed", 12),
];
/// The invoice number of the claim that the scripted calls approve; its file is uploaded before.
const APPROVED_INVOICE: &str = "INV-F-0";
/// The first day on which an enrollment is due for renewal, relative to the end of its term (PROGRAM.md 4.3).
const RENEWAL_DUE_DAYS: i32 = -60;

/// Fuzzes a separate local cloud with new sample data.
pub async fn fuzz(settings: &Settings, arguments: &FuzzArgs) -> Outcome<()> {
    let tools = Tools::for_tests(settings)?;
    let seed = arguments.seed.map_or_else(|| seed_of_commit(settings), Ok)?;
    let own = Settings {
        data_dir: settings.data_dir.join("fuzz"),
        port: settings.port.saturating_add(30),
        ..settings.clone()
    };
    drop(std::fs::remove_dir_all(&own.data_dir));
    let fuzzed = journey::with_cloud(&own, async |settings| {
        let input = run_input(settings, arguments, seed).await?;
        run(settings, &tools, &input).await
    });
    fuzzed.await.map_err(|failure| Failure::new(format!("{failure}; {}", hint(&own))))?;
    drop(std::fs::remove_dir_all(&own.data_dir));
    Ok(())
}

/// The hint for reproducing a failure; the data of the local cloud stays on disk.
fn hint(own: &Settings) -> String {
    let (folder, port) = (own.data_dir.display(), own.port);
    format!("to repeat its calls, start `cargo dev --data-dir {folder} --port {port}`")
}

/// The first 12 hexadecimal digits of the commit's hash.
fn seed_of_commit(settings: &Settings) -> Outcome<u64> {
    let seed = commit::hash(&settings.root).and_then(|hash| u64::from_str_radix(hash.get(..12)?, 16).ok());
    seed.ok_or_else(|| Failure::new("there is no commit to take a seed from: pass --seed"))
}

/// The input of the Python side.
async fn run_input(settings: &Settings, arguments: &FuzzArgs, seed: u64) -> Outcome<Value> {
    let program = Program::new(settings, &Stack::load(settings)?)?;
    let keys = Keys::load(settings)?;
    let today = calendar::utc_day(clock::now());
    let due = calendar::days_after(calendar::years_after(today, 1), RENEWAL_DUE_DAYS);
    sweep::run(&program, Sweep::Renewal, Some(due), false).await?;
    invoice::upload(&program, &Holder::with_role(Role::Incentives, None), APPROVED_INVOICE).await?;
    let mail = settings.root.join("events/assignment/mail-en.eml");
    Ok(json!({
        "document": settings.root.join("functions/openapi.json"),
        "data_dir": settings.data_dir,
        "url": settings.functions_url(),
        "seed": seed,
        "seconds": arguments.seconds.unwrap_or(SECONDS),
        "operation": arguments.operation,
        "today": today,
        "tokens": token::every_holder(settings, &keys, &COMPANIES)?,
        "secrets": {"assignment": keys.assignment, "payment-status": keys.payment},
        "vouchers": vouchers(&program).await?,
        "mail": std::fs::read_to_string(&mail).during(format_args!("read {}", mail.display()))?,
    }))
}

/// Creates the vouchers; returns their numbers by state.
async fn vouchers(program: &Program) -> Outcome<BTreeMap<&'static str, Vec<String>>> {
    let numbers = |name: &str, count: usize| -> Vec<String> {
        (0..count).map(|no| format!("SA-FUZZ-{}-{no:02}", name.to_ascii_uppercase())).collect()
    };
    let wanted =
        VOUCHERS.iter().flat_map(|(stage, name, count)| numbers(name, *count).into_iter().map(|no| (no, *stage)));
    seed::create_vouchers(&program.table, wanted.collect()).await?;
    Ok(VOUCHERS.iter().map(|(_, name, count)| (*name, numbers(name, *count))).collect())
}

/// Runs the Python side.
async fn run(settings: &Settings, tools: &Tools, run_input: &Value) -> Outcome<()> {
    let mut python = script::command(tools, &settings.scripts_dir().join("contract"));
    python.env("HYPOTHESIS_STORAGE_DIRECTORY", settings.root.join("target/tools/hypothesis"));
    let status = script::run(&mut python, run_input).await?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("the API differs from its contract ({status})"))) }
}
