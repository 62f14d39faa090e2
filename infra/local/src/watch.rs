//! `cargo dev --watch`: `cargo lambda watch` runs the functions, with hot reload, behind the front.

use crate::deploy::{STACK, Stack};
use crate::failure::{Failure, Outcome};
use crate::leash::Leashed;
use crate::nested;
use crate::settings::{HOST, Settings};
use crate::shell;
use crate::tools::Tools;
use tokio::process::Command;

/// A function that ends without an answer would leave its callers waiting for ever.
const CALL_TIMEOUT: &str = "60";

/// A running `cargo lambda watch`.
#[derive(Debug)]
pub struct Watch(Leashed);

impl Watch {
    /// Where MiniStack sends queue, stream and bucket events, by the functions' names in the cloud.
    pub fn proxies(settings: &Settings) -> Outcome<Vec<(String, String)>> {
        let address = |function: &String| (format!("{STACK}-{function}"), invocation_url(settings, function));
        Ok(settings.functions()?.iter().map(address).collect())
    }

    /// Starts it and waits until it listens. Functions start at their first call.
    pub async fn start(settings: &Settings, tools: &Tools, stack: &Stack) -> Outcome<Self> {
        let mut process = Leashed::start("cargo lambda watch", &mut command(settings, tools, stack))?;
        process.listening(settings.watch_port()).await?;
        Ok(Self(process))
    }

    /// Returns when it has ended by itself.
    pub async fn ended(&mut self) -> Failure {
        self.0.ended().await
    }

    /// Stops it and the functions it runs.
    pub async fn stop(self) -> Outcome<()> {
        self.0.stop().await
    }
}

/// Where a function itself is called.
pub fn invocation_url(settings: &Settings, function: &str) -> String {
    format!("{}/2015-03-31/functions/{function}/invocations", settings.watch_url())
}

/// The functions inherit this process's environment: the same variables that the template gives them.
fn command(settings: &Settings, tools: &Tools, stack: &Stack) -> Command {
    let mut command = Command::new(tools.python());
    command
        .arg(settings.scripts_dir().join("leash.py"))
        .arg(tools.cargo_lambda())
        .args(["lambda", "watch", "--wait", "--invoke-address", HOST, "--timeout", CALL_TIMEOUT])
        // The front answers for the origins that the template allows; this tool's own answer would allow any.
        .args(["--disable-cors", "--invoke-port", &settings.watch_port().to_string()])
        .current_dir(&settings.root)
        .envs(shell::sdk_environment(settings))
        .envs(&stack.environment)
        .env_remove("AWS_SESSION_TOKEN")
        .env_remove("AWS_PROFILE");
    for name in nested::told_by_cargo() {
        command.env_remove(name);
    }
    if settings.release {
        command.arg("--release");
    }
    command
}
