//! Processes on a leash: they end with their standard input, and so with this tool, however it went.

use crate::failure::{During, Failure, Outcome};
use crate::settings::HOST;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::{sleep, timeout};

/// A start takes a second; of a table with a million items, some more.
const START_PATIENCE: Duration = Duration::from_mins(1);
const STOP_PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(25);

/// A running process.
#[derive(Debug)]
pub struct Leashed {
    name: &'static str,
    child: Child,
    leash: ChildStdin,
}

impl Leashed {
    /// Starts the process.
    pub fn start(name: &'static str, command: &mut Command) -> Outcome<Self> {
        let mut child = command.stdin(Stdio::piped()).spawn().during(format_args!("start {name}"))?;
        let leash = child.stdin.take().ok_or_else(|| Failure::new(format!("{name} has no standard input")))?;
        Ok(Self { name, child, leash })
    }

    /// Its id.
    pub fn pid(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }

    /// What it says, if its command pipes that.
    pub fn output(&mut self) -> Outcome<ChildStdout> {
        self.child.stdout.take().ok_or_else(|| Failure::new(format!("{} has no standard output", self.name)))
    }

    /// Tells it something.
    pub async fn tell(&mut self, line: &[u8]) -> Outcome<()> {
        self.leash.write_all(line).await.during(format_args!("speak to {}", self.name))
    }

    /// Waits until it listens on this port.
    pub async fn listening(&mut self, port: u16) -> Outcome<()> {
        let listening = async {
            while TcpStream::connect((HOST, port)).await.is_err() {
                sleep(POLL).await;
            }
        };
        let name = self.name;
        tokio::select! {
            () = listening => Ok(()),
            failure = self.ended() => Err(failure),
            () = sleep(START_PATIENCE) => Err(Failure::new(format!("{name} does not listen on port {port} after a minute"))),
        }
    }

    /// Returns when it has ended by itself, which it never should.
    pub async fn ended(&mut self) -> Failure {
        match self.child.wait().await {
            Ok(status) => Failure::new(format!("{} ended unexpectedly: {status}", self.name)),
            Err(error) => Failure::new(format!("cannot watch {}: {error}", self.name)),
        }
    }

    /// Lets go of the leash and waits for the end.
    pub async fn stop(self) -> Outcome<()> {
        let Self { name, mut child, leash } = self;
        drop(leash);
        if timeout(STOP_PATIENCE, child.wait()).await.is_err() {
            child.kill().await.during(format_args!("end {name}"))?;
        }
        Ok(())
    }
}
