//! `cargo dev browser`: tests the portal in Chromium, with the Python modules of `tests/portal/` (DECISIONS.md 52).
//!
//! A separate local cloud with new sample data is used, so that the tests may change everything.

use crate::chromium;
use crate::cli::BrowserArgs;
use crate::clock;
use crate::deploy::Stack;
use crate::failure::{Failure, Outcome};
use crate::journey::{self, life};
use crate::keys::Keys;
use crate::paid;
use crate::program::Program;
use crate::script;
use crate::seed::{self, Stage};
use crate::settings::Settings;
use crate::token;
use crate::tools::Tools;
use domain::calendar;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// The companies of the sample data: the last two have no evidence, agreement or enrollment before the tests.
const COMPANIES: [&str; 4] = ["P-1", "P-2", "P-3", "P-4"];
/// The number of vouchers in each state. More are held than one page of the list shows.
const VOUCHERS: [(Stage, &str, usize); 6] = [
    (Stage::Assigned, "assigned", 16),
    (Stage::Reserved, "reserved", 30),
    (Stage::Delivered, "delivered", 4),
    (Stage::Reported, "reported", 4),
    (Stage::Redeemed, "redeemed", 14),
    (Stage::Redeemed, "paid", 3),
];

/// Runs the tests on a separate local cloud.
pub async fn test(settings: &Settings, arguments: &BrowserArgs) -> Outcome<()> {
    let (chromium, tools) = (chromium::installed()?, Tools::for_tests(settings)?);
    let own = Settings {
        data_dir: settings.data_dir.join("browser"),
        port: settings.port.saturating_add(40),
        ..settings.clone()
    };
    drop(std::fs::remove_dir_all(&own.data_dir));
    journey::with_cloud(&own, async |settings| {
        let input = run_input(settings, &chromium, arguments).await?;
        let mut python = script::command(&tools, &settings.root.join("tests/portal"));
        let status = script::run(&mut python, &input).await?;
        if status.success() { Ok(()) } else { Err(Failure::new(format!("the portal fails in a browser ({status})"))) }
    })
    .await?;
    drop(std::fs::remove_dir_all(&own.data_dir));
    Ok(())
}

/// The input of the Python side.
async fn run_input(settings: &Settings, chromium: &Path, arguments: &BrowserArgs) -> Outcome<Value> {
    let program = Program::new(settings, &Stack::load(settings)?)?;
    let vouchers = vouchers(&program).await?;
    paid::pay(&program, vouchers.get("paid").map(Vec::as_slice).unwrap_or_default()).await?;
    Ok(json!({
        "root": settings.root,
        "portal": settings.portal_url(),
        "functions": settings.functions_url(),
        "tokens": token::every_holder(settings, &Keys::load(settings)?, &COMPANIES)?,
        "vouchers": vouchers,
        "admin_email": life::ADMIN,
        "today": calendar::utc_day(clock::now()),
        "chromium": chromium,
        "only": arguments.only,
    }))
}

/// Creates the vouchers; returns their numbers by state.
async fn vouchers(program: &Program) -> Outcome<BTreeMap<&'static str, Vec<String>>> {
    let numbers = |name: &str, count: usize| -> Vec<String> {
        (1..=count).map(|no| format!("SA-{}-{no:04}", name.to_ascii_uppercase())).collect()
    };
    let wanted =
        VOUCHERS.iter().flat_map(|(stage, name, count)| numbers(name, *count).into_iter().map(|no| (no, *stage)));
    seed::create_vouchers(&program.table, wanted.collect()).await?;
    Ok(VOUCHERS.iter().map(|(_, name, count)| (*name, numbers(name, *count))).collect())
}
