//! Child processes that stop at the end of their standard input, and so end with this tool even after `kill -9`.

use crate::failure::{During, Failure, Outcome};
use crate::settings::HOST;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::{sleep, timeout};

/// The timeout of a start. A start takes a second, more for a table with a million items.
const START_TIMEOUT: Duration = Duration::from_mins(1);
const STOP_TIMEOUT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(25);

/// A running child process.
#[derive(Debug)]
pub struct Watchdog {
    name: &'static str,
    child: Child,
    stdin: ChildStdin,
}

impl Watchdog {
    /// Starts the process.
    pub fn start(name: &'static str, command: &mut Command) -> Outcome<Self> {
        let mut child = command.stdin(Stdio::piped()).spawn().during(format_args!("start {name}"))?;
        let stdin = child.stdin.take().ok_or_else(|| Failure::new(format!("{name} has no standard input")))?;
        Ok(Self { name, child, stdin })
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }

    /// Takes the standard output. Fails if the command does not pipe it.
    pub fn output(&mut self) -> Outcome<ChildStdout> {
        self.child.stdout.take().ok_or_else(|| Failure::new(format!("{} has no standard output", self.name)))
    }

    /// Writes a line to the standard input.
    pub async fn send_line(&mut self, line: &[u8]) -> Outcome<()> {
        self.stdin.write_all(line).await.during(format_args!("write to {}", self.name))
    }

    /// Waits until the process listens on this port.
    pub async fn wait_until_listening(&mut self, port: u16) -> Outcome<()> {
        let listening = async {
            while TcpStream::connect((HOST, port)).await.is_err() {
                sleep(POLL).await;
            }
        };
        let name = self.name;
        tokio::select! {
            () = listening => Ok(()),
            failure = self.wait_for_exit() => Err(failure),
            () = sleep(START_TIMEOUT) => Err(Failure::new(format!(
                "{name} does not listen on port {port} after a minute: start again"
            ))),
        }
    }

    /// Waits until the process exits by itself, which is always an error.
    pub async fn wait_for_exit(&mut self) -> Failure {
        match self.child.wait().await {
            Ok(status) => Failure::new(format!("{} exited unexpectedly: {status}", self.name)),
            Err(error) => Failure::new(format!("cannot wait for {}: {error}", self.name)),
        }
    }

    /// Closes the standard input and waits for the exit; kills the process after a timeout.
    pub async fn stop(self) -> Outcome<()> {
        let Self { name, mut child, stdin } = self;
        drop(stdin);
        if timeout(STOP_TIMEOUT, child.wait()).await.is_err() {
            child.kill().await.during(format_args!("kill {name}"))?;
        }
        Ok(())
    }
}
