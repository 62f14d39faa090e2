//! `cargo dev`: the local cloud and the tools around it.

mod bundle;
mod check;
mod cli;
mod clock;
mod cloud_clients;
mod contract;
mod cost;
mod deploy;
mod drill;
mod events;
mod failure;
mod front;
mod front_end;
mod instance;
mod issuer;
mod journey;
mod keys;
mod layout;
mod leash;
mod letters;
mod ministack;
mod nested;
mod openapi;
mod origin;
mod partner;
mod program;
mod redrive;
mod reference;
mod refused;
mod sample;
mod seed;
mod send;
mod settings;
mod shell;
mod sigv4;
mod sweep;
mod token;
mod tools;
mod up;
mod verify;
mod watch;
mod web_page;
mod webhook;

use crate::cli::{Cli, Command, Drill, RedriveArgs, RefusedArgs, SendArgs, SweepArgs, TokenArgs};
use crate::deploy::Stack;
use crate::failure::{During, Failure, Outcome};
use crate::instance::Lock;
use crate::keys::Keys;
use crate::program::Program;
use crate::settings::Settings;
use crate::token::{Holder, Issuer};
use crate::up::Cloud;
use clap::Parser;
use std::fs;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let ended = match Cli::try_parse() {
        Ok(cli) => run(cli).await,
        Err(refused) => return say(&refused),
    };
    if let Err(failure) = &ended {
        eprintln!("error: {failure}");
    }
    if ended.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Help is what was asked for; a command line that is refused fails as everything else that fails.
fn say(refused: &clap::Error) -> ExitCode {
    drop(refused.print());
    if refused.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

async fn run(cli: Cli) -> Outcome<()> {
    let settings = Settings::new(&cli.common.data_dir, cli.common.port, cli.common.release)?;
    match cli.command {
        None => up(&settings.allowing(cli.allow_origin), cli.watch).await,
        Some(Command::Env) => env(&settings),
        Some(Command::Token(arguments)) => token(&settings, &arguments),
        Some(Command::Send(arguments)) => send(&settings, &arguments).await,
        Some(Command::Events) => events(&settings),
        Some(Command::Sweep(arguments)) => sweep(&settings, &arguments).await,
        Some(Command::Journey) => journey::with_cloud(&settings, journey::journey).await,
        Some(Command::Verify) => journey::with_cloud(&settings, verify).await,
        Some(Command::Refused(arguments)) => refused(&settings, &arguments).await,
        Some(Command::Cost) => cost::cost(&settings),
        Some(Command::Openapi) => openapi::write(&settings),
        Some(Command::Letters(arguments)) => letters::write(&arguments.out),
        Some(Command::Redrive(arguments)) => redrive(&settings, &arguments).await,
        Some(Command::Seed(arguments)) => seed(&settings, arguments.count()).await,
        Some(Command::Drill(arguments)) => drill(&settings, arguments.drill).await,
        Some(Command::Fuzz(arguments)) => contract::fuzz(&settings, &arguments).await,
        Some(Command::Test) => check::all(&settings).await,
        Some(Command::Reset) => reset(&settings),
    }
}

async fn up(settings: &Settings, watch: bool) -> Outcome<()> {
    let mut cloud = Cloud::start(settings, watch).await?;
    println!("{}", addresses(&cloud));
    let ended = cloud.run().await;
    println!("stopping");
    cloud.stop().await?;
    ended
}

fn addresses(cloud: &Cloud) -> String {
    let Cloud { settings, stack, ready_in, .. } = cloud;
    let mut lines = vec![format!("ready, {:.1} s after the build", ready_in.as_secs_f64())];
    lines.extend(stack.urls.keys().map(|name| format!("  {}/{name}/", settings.functions_url())));
    lines.push(format!("  {}/docs  API reference", settings.front_url()));
    lines.push(format!("  {}  mailbox", settings.mail_url()));
    lines.push(format!("  {}  OIDC issuer", settings.issuer_url()));
    lines.push(format!("  {}  AWS endpoint", settings.cloud_url()));
    lines.push(format!("data in {}; Ctrl-C stops everything", settings.data_dir.display()));
    lines.join("\n")
}

/// The instance that is up knows the port; without one, the command line's counts.
fn at_its_port(settings: &Settings) -> Settings {
    instance::running(settings).map_or_else(|| settings.clone(), |instance| settings.with_port(instance.port))
}

fn env(settings: &Settings) -> Outcome<()> {
    let settings = at_its_port(settings);
    let stack = Stack::known(&settings)?;
    let variables = shell::environment(&settings, &Keys::load(&settings)?, &stack);
    print!("{}", shell::exports(&settings, &variables));
    Ok(())
}

fn token(settings: &Settings, arguments: &TokenArgs) -> Outcome<()> {
    let settings = at_its_port(settings);
    let keys = Keys::load(&settings)?;
    let issuer = Issuer { key: &keys.issuer, url: settings.issuer_url() };
    let (holder, now) = (Holder::from(arguments), clock::now());
    let token = if arguments.expired { issuer.expired_token(&holder, now) } else { issuer.token(&holder, now) };
    println!("{}", token?);
    Ok(())
}

async fn send(settings: &Settings, arguments: &SendArgs) -> Outcome<()> {
    let settings = instance::settings_of_running(settings)?;
    send::send(&Program::new(&settings, &Stack::known(&settings)?)?, arguments).await
}

async fn sweep(settings: &Settings, arguments: &SweepArgs) -> Outcome<()> {
    let settings = instance::settings_of_running(settings)?;
    sweep::sweep(&Program::new(&settings, &Stack::known(&settings)?)?, arguments).await
}

async fn drill(settings: &Settings, drill: Drill) -> Outcome<()> {
    match drill {
        Drill::Crash => drill::crash::crash(settings).await,
        Drill::Poison => journey::with_cloud(settings, drill::poison::poison).await,
    }
}

async fn verify(settings: &Settings) -> Outcome<()> {
    verify::verify(&Program::new(settings, &Stack::known(settings)?)?.table).await
}

async fn refused(settings: &Settings, arguments: &RefusedArgs) -> Outcome<()> {
    if let Some(table) = cloud_clients::table_of_environment()? {
        return refused::refused(&table, arguments.days, clock::now()).await;
    }
    let show = async |settings: &Settings| {
        let table = Program::new(settings, &Stack::known(settings)?)?.table;
        refused::refused(&table, arguments.days, clock::now()).await
    };
    journey::with_cloud(settings, show).await
}

async fn redrive(settings: &Settings, arguments: &RedriveArgs) -> Outcome<()> {
    let settings = instance::settings_of_running(settings)?;
    redrive::redrive(&settings, &Stack::known(&settings)?, arguments).await
}

async fn seed(settings: &Settings, count: usize) -> Outcome<()> {
    let settings = instance::settings_of_running(settings)?;
    seed::seed(&Program::new(&settings, &Stack::known(&settings)?)?.table, count).await
}

fn events(settings: &Settings) -> Outcome<()> {
    let settings = at_its_port(settings);
    let written = events::write_all(&settings, &Keys::load(&settings)?, clock::now())?;
    println!("{written} events ready in {}", settings.events_dir().display());
    Ok(())
}

/// Keys stay: tokens and exported variables of an open shell remain good.
fn reset(settings: &Settings) -> Outcome<()> {
    let _lock = Lock::take(settings).map_err(|failure| Failure::new(format!("cannot reset: {failure}")))?;
    for folder in [settings.cloud_dir(), settings.events_dir()] {
        if folder.exists() {
            fs::remove_dir_all(&folder).during(format_args!("remove {}", folder.display()))?;
        }
    }
    println!("the local cloud in {} is empty again", settings.data_dir.display());
    Ok(())
}
