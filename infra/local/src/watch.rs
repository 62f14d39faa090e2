//! `cargo dev --watch`: `cargo lambda watch` runs the functions with hot reload, behind the front.

use crate::deploy::{STACK, Stack};
use crate::failure::{During, Failure, Outcome};
use crate::nested;
use crate::settings::{HOST, Settings};
use crate::shell;
use crate::tools::Tools;
use crate::watchdog::Watchdog;
use std::fs::File;
use std::path::PathBuf;
use tokio::process::Command;

/// The timeout of a call in seconds. Without it, a function that exits without an answer would block its callers for
/// ever.
const CALL_TIMEOUT: &str = "60";

/// Where the output of `cargo lambda watch` and of the functions goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// This terminal.
    Terminal,
    /// The file [`log_file`].
    File,
}

/// The file of the output, in the data folder; each start begins it anew.
pub fn log_file(settings: &Settings) -> PathBuf {
    settings.data_dir.join("watch.log")
}

/// A running `cargo lambda watch`.
#[derive(Debug)]
pub struct Watch(Watchdog);

impl Watch {
    /// The invocation URLs by deployed function name; MiniStack sends queue, stream and bucket events there.
    pub fn proxies(settings: &Settings) -> Outcome<Vec<(String, String)>> {
        let address = |function: &String| (format!("{STACK}-{function}"), invocation_url(settings, function));
        Ok(settings.functions()?.iter().map(address).collect())
    }

    /// Starts `cargo lambda watch` and waits until it listens. Functions start at their first call.
    pub async fn start(settings: &Settings, tools: &Tools, stack: &Stack, log: Log) -> Outcome<Self> {
        let mut command = command(settings, tools, stack);
        if log == Log::File {
            write_to_file(settings, &mut command)?;
        }
        let mut process = Watchdog::start("cargo lambda watch", &mut command)?;
        process.wait_until_listening(settings.watch_port()).await?;
        Ok(Self(process))
    }

    /// Waits until it exits by itself, which is always an error.
    pub async fn wait_for_exit(&mut self) -> Failure {
        self.0.wait_for_exit().await
    }

    /// Stops it and the functions.
    pub async fn stop(self) -> Outcome<()> {
        self.0.stop().await
    }
}

fn write_to_file(settings: &Settings, command: &mut Command) -> Outcome<()> {
    let path = log_file(settings);
    let doing = format!("write {}", path.display());
    let file = File::create(path).during(&doing)?;
    command.stderr(file.try_clone().during(&doing)?).stdout(file);
    Ok(())
}

/// The URL that invokes a function.
pub fn invocation_url(settings: &Settings, function: &str) -> String {
    format!("{}/2015-03-31/functions/{function}/invocations", settings.watch_url())
}

/// The command, with the variables that the template gives to the functions; they inherit its environment.
fn command(settings: &Settings, tools: &Tools, stack: &Stack) -> Command {
    let mut command = Command::new(tools.python());
    command
        .arg(settings.scripts_dir().join("watchdog.py"))
        .arg(tools.cargo_lambda())
        .args(["lambda", "watch", "--wait", "--invoke-address", HOST, "--timeout", CALL_TIMEOUT])
        // The front adds the CORS headers of the template; `cargo lambda watch` would allow every origin.
        .args(["--disable-cors", "--invoke-port", &settings.watch_port().to_string()])
        .current_dir(&settings.root)
        .envs(shell::sdk_environment(settings))
        .envs(&stack.environment)
        .env_remove("AWS_SESSION_TOKEN")
        .env_remove("AWS_PROFILE");
    for name in nested::package_variables() {
        command.env_remove(name);
    }
    if settings.release {
        command.arg("--release");
    }
    command
}
