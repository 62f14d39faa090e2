//! `cargo dev --watch`: `cargo lambda watch` runs the functions, with hot reload, in the place of the front.

use crate::deploy::{STACK, Stack};
use crate::failure::{During, Failure, Outcome};
use crate::nested;
use crate::settings::{HOST, Settings};
use crate::shell;
use crate::tools::Tools;
use std::process::Stdio;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdin, Command};
use tokio::time::{sleep, timeout};

const START_PATIENCE: Duration = Duration::from_mins(1);
const STOP_PATIENCE: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(50);
/// A function that ends without an answer would leave its callers waiting for ever.
const CALL_TIMEOUT: &str = "60";

/// A running `cargo lambda watch`.
#[derive(Debug)]
pub struct Watch {
    child: Child,
    leash: ChildStdin,
}

impl Watch {
    /// Where MiniStack sends queue, stream and bucket events, by the functions' names in the cloud.
    pub fn proxies(settings: &Settings) -> Outcome<Vec<(String, String)>> {
        let address = |function: &String| (format!("{STACK}-{function}"), settings.invocation_url(function));
        Ok(settings.functions()?.iter().map(address).collect())
    }

    /// Starts it and waits until it listens. Functions start at their first call.
    pub async fn start(settings: &Settings, tools: &Tools, stack: &Stack) -> Outcome<Self> {
        let mut child = command(settings, tools, stack).spawn().during("start cargo lambda watch")?;
        let leash = child.stdin.take().ok_or_else(|| Failure::new("cargo lambda watch has no standard input"))?;
        let mut watch = Self { child, leash };
        let listening = async {
            while TcpStream::connect((HOST, settings.port)).await.is_err() {
                sleep(POLL).await;
            }
        };
        tokio::select! {
            () = listening => Ok(watch),
            failure = watch.ended() => Err(failure),
            () = sleep(START_PATIENCE) => Err(Failure::new("cargo lambda watch does not listen after a minute")),
        }
    }

    /// Returns when it has ended by itself.
    pub async fn ended(&mut self) -> Failure {
        match self.child.wait().await {
            Ok(status) => Failure::new(format!("cargo lambda watch ended unexpectedly: {status}")),
            Err(error) => Failure::new(format!("cannot watch cargo lambda watch: {error}")),
        }
    }

    /// Stops it and the functions it runs.
    pub async fn stop(self) -> Outcome<()> {
        let Self { mut child, leash } = self;
        drop(leash);
        if timeout(STOP_PATIENCE, child.wait()).await.is_err() {
            child.kill().await.during("end cargo lambda watch")?;
        }
        Ok(())
    }
}

/// The functions inherit this process's environment: the same variables that the template gives them.
fn command(settings: &Settings, tools: &Tools, stack: &Stack) -> Command {
    let mut command = Command::new(tools.python());
    command
        .arg(settings.scripts_dir().join("leash.py"))
        .arg(tools.cargo_lambda())
        .args(["lambda", "watch", "--wait", "--invoke-address", HOST, "--timeout", CALL_TIMEOUT])
        .args(["--invoke-port", &settings.port.to_string()])
        .current_dir(&settings.root)
        .envs(shell::sdk_environment(settings))
        .envs(&stack.environment)
        .env_remove("AWS_SESSION_TOKEN")
        .env_remove("AWS_PROFILE")
        .stdin(Stdio::piped());
    for name in nested::told_by_cargo() {
        command.env_remove(name);
    }
    if settings.release {
        command.arg("--release");
    }
    command
}
