//! `cargo dev`: the local cloud and its developer tools.

mod browser;
mod bundle;
mod check;
mod chromium;
mod cli;
mod clock;
mod cloud_clients;
mod commit;
mod contract;
mod cost;
mod deploy;
mod drill;
mod events;
mod failure;
mod front;
mod front_end;
mod history;
mod instance;
mod invoice;
mod issuer;
mod journey;
mod keys;
mod layout;
mod letters;
mod loopback;
mod ministack;
mod mutants;
mod nested;
mod openapi;
mod origin;
mod paid;
mod partner;
mod picture;
mod program;
mod redrive;
mod reference;
mod refused;
mod sample;
mod script;
mod seed;
mod send;
mod settings;
mod shell;
mod sigv4;
mod simulate;
mod sweep;
mod template;
mod token;
mod tools;
mod up;
mod verify;
mod watch;
mod watchdog;
mod web_page;
mod webhook;

use crate::cli::{Cli, Command, Drill, RedriveArgs, RefusedArgs, SendArgs, SweepArgs, TokenArgs};
use crate::deploy::Stack;
use crate::failure::{During, Failure, Outcome};
use crate::instance::InstanceLock;
use crate::keys::Keys;
use crate::program::Program;
use crate::settings::{PORTAL, Settings};
use crate::token::{Holder, Issuer};
use crate::up::Cloud;
use crate::watch::Log;
use clap::Parser;
use std::fs;
use std::process::ExitCode;
use table::Table;

#[tokio::main]
async fn main() -> ExitCode {
    let result = match Cli::try_parse() {
        Ok(cli) => run(cli).await,
        Err(refused) => return print_refusal(&refused),
    };
    if let Err(failure) = &result {
        eprintln!("error: {failure}");
    }
    if result.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints a help text (exit code 0) or the error of a command line (exit code 1).
fn print_refusal(refused: &clap::Error) -> ExitCode {
    drop(refused.print());
    if refused.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

async fn run(cli: Cli) -> Outcome<()> {
    let settings = Settings::new(&cli.common.data_dir, cli.common.port, cli.common.release)?;
    match cli.command {
        None => up(&settings.with_origins(cli.allow_origin), cli.watch).await,
        Some(Command::Env) => env(&settings),
        Some(Command::Token(arguments)) => token(&settings, &arguments),
        Some(Command::Send(arguments)) => send(&settings, &arguments).await,
        Some(Command::Events) => events(&settings),
        Some(Command::Sweep(arguments)) => sweep(&settings, &arguments).await,
        Some(Command::Journey(arguments)) if arguments.watch => journey::watched(&settings).await,
        Some(Command::Journey(_)) => journey::with_cloud(&settings, journey::journey).await,
        Some(Command::Verify) => verify(&settings).await,
        Some(Command::Refused(arguments)) => refused(&settings, &arguments).await,
        Some(Command::Cost(arguments)) => cost::cost(&settings, arguments.write),
        Some(Command::Openapi) => openapi::write(&settings),
        Some(Command::Letters(arguments)) => letters::write(&arguments.out),
        Some(Command::Redrive(arguments)) => redrive(&settings, &arguments).await,
        Some(Command::Seed(arguments)) => seed(&settings, arguments.count()).await,
        Some(Command::Drill(arguments)) => drill(&settings, arguments.drill).await,
        Some(Command::Fuzz(arguments)) => contract::fuzz(&settings, &arguments).await,
        Some(Command::Simulate(arguments)) => simulate::simulate(&settings, &arguments),
        Some(Command::Mutants(arguments)) => mutants::mutants(&settings, &arguments),
        Some(Command::Browser(arguments)) => browser::test(&settings, &arguments).await,
        Some(Command::Picture) => picture::take(&settings).await,
        Some(Command::Check) => check::quick(&settings),
        Some(Command::Test(arguments)) => check::all(&settings, &arguments).await,
        Some(Command::Reset) => reset(&settings),
    }
}

async fn up(settings: &Settings, watch: bool) -> Outcome<()> {
    let mut cloud = Cloud::start(settings, watch.then_some(Log::Terminal)).await?;
    println!("{}", addresses(&cloud));
    let (settings, stack) = (cloud.settings.clone(), cloud.stack.clone());
    let ended = tokio::select! {
        () = show_history(&settings, &stack) => Ok(()),
        ended = cloud.run() => ended,
    };
    println!("stopping the local cloud");
    cloud.stop().await?;
    ended
}

/// Adds the past of the sample company, once the cloud is ready, and then waits. The cloud works without it.
async fn show_history(settings: &Settings, stack: &Stack) {
    if let Err(failure) = history::load_once(settings, stack).await {
        eprintln!("warning: the past of the sample company is not complete: {failure}");
    }
    std::future::pending::<()>().await;
}

fn addresses(cloud: &Cloud) -> String {
    let Cloud { settings, stack, ready_in, .. } = cloud;
    let mut lines = vec![format!("the local cloud is ready, {:.1} s after the build", ready_in.as_secs_f64())];
    lines.push(format!("  {}/  portal: sign in as Chen", settings.portal_url()));
    let functions = stack.urls.keys().filter(|name| *name != PORTAL);
    lines.extend(functions.map(|name| format!("  {}/{name}/", settings.functions_url())));
    lines.push(format!("  {}/docs  API reference", settings.front_url()));
    lines.push(format!("  {}  mailbox", settings.mail_url()));
    lines.push(format!("  {}  OIDC issuer", settings.issuer_url()));
    lines.push(format!("  {}  AWS endpoint", settings.cloud_url()));
    lines.push(format!("data folder: {}", settings.data_dir.display()));
    lines.push("press Ctrl-C to stop".to_owned());
    lines.join("\n")
}

/// Returns the settings with the running instance's port; if none runs, with the port of the command line.
fn with_running_port(settings: &Settings) -> Settings {
    instance::running(settings).map_or_else(|| settings.clone(), |instance| settings.with_port(instance.port))
}

fn env(settings: &Settings) -> Outcome<()> {
    let settings = with_running_port(settings);
    let stack = Stack::load(&settings)?;
    let variables = shell::environment(&settings, &Keys::load(&settings)?, &stack);
    print!("{}", shell::exports(&settings, &variables));
    Ok(())
}

fn token(settings: &Settings, arguments: &TokenArgs) -> Outcome<()> {
    let settings = with_running_port(settings);
    let keys = Keys::load(&settings)?;
    let issuer = Issuer { key: &keys.issuer, url: settings.issuer_url() };
    let (holder, now) = (Holder::from(arguments), clock::now());
    let token = if arguments.expired { issuer.expired_token(&holder, now) } else { issuer.token(&holder, now) };
    println!("{}", token?);
    Ok(())
}

async fn send(settings: &Settings, arguments: &SendArgs) -> Outcome<()> {
    let settings = instance::settings_of_running(settings)?;
    send::send(&Program::new(&settings, &Stack::load(&settings)?)?, arguments).await
}

async fn sweep(settings: &Settings, arguments: &SweepArgs) -> Outcome<()> {
    let settings = instance::settings_of_running(settings)?;
    sweep::sweep(&Program::new(&settings, &Stack::load(&settings)?)?, arguments).await
}

async fn drill(settings: &Settings, drill: Drill) -> Outcome<()> {
    match drill {
        Drill::Crash => drill::crash::crash(settings).await,
        Drill::Poison => journey::with_cloud(settings, drill::poison::poison).await,
    }
}

async fn verify(settings: &Settings) -> Outcome<()> {
    with_table(settings, async |table| verify::verify(table).await).await
}

async fn refused(settings: &Settings, arguments: &RefusedArgs) -> Outcome<()> {
    with_table(settings, async |table| refused::refused(table, arguments.days, clock::now()).await).await
}

/// Reads the table that the environment names with `TABLE_NAME`, otherwise that of the local cloud.
async fn with_table(settings: &Settings, read: impl AsyncFn(&Table) -> Outcome<()>) -> Outcome<()> {
    if let Some(table) = cloud_clients::table_of_environment()? {
        return read(&table).await;
    }
    let local = async |settings: &Settings| read(&Program::new(settings, &Stack::load(settings)?)?.table).await;
    journey::with_cloud(settings, local).await
}

async fn redrive(settings: &Settings, arguments: &RedriveArgs) -> Outcome<()> {
    let settings = instance::settings_of_running(settings)?;
    redrive::redrive(&settings, &Stack::load(&settings)?, arguments).await
}

async fn seed(settings: &Settings, count: Option<usize>) -> Outcome<()> {
    let settings = instance::settings_of_running(settings)?;
    let program = Program::new(&settings, &Stack::load(&settings)?)?;
    match count {
        Some(count) => seed::seed(&program.table, count).await,
        None => history::load(&program).await.map(|added| println!("{}", history::summary(added))),
    }
}

fn events(settings: &Settings) -> Outcome<()> {
    let settings = with_running_port(settings);
    let written = events::write_all(&settings, &Keys::load(&settings)?, clock::now())?;
    println!("{written} sample events written to {}", settings.events_dir().display());
    Ok(())
}

/// Deletes state and rendered events. Keys stay, so tokens and exported variables of open shells remain valid.
fn reset(settings: &Settings) -> Outcome<()> {
    let _lock = InstanceLock::acquire(settings)
        .map_err(|failure| Failure::new(format!("cannot reset the local cloud: {failure}")))?;
    for folder in [settings.cloud_dir(), settings.events_dir()] {
        if folder.exists() {
            fs::remove_dir_all(&folder).during(format_args!("remove {}", folder.display()))?;
        }
    }
    println!("the state in {} is deleted", settings.data_dir.display());
    Ok(())
}
