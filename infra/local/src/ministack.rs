//! MiniStack as a child process, on a leash: when this tool is gone, however it went, MiniStack stops too.

use crate::failure::{During, Failure, Outcome};
use crate::settings::{HOST, REGION, ROOT_KEY, Settings};
use crate::tools::Tools;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::{sleep, timeout};

/// A start takes a second; a table with a million items, some more.
const START_PATIENCE: Duration = Duration::from_mins(1);
const STOP_PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(25);

/// A running MiniStack.
#[derive(Debug)]
pub struct Ministack {
    child: Child,
    leash: ChildStdin,
    answers: BufReader<ChildStdout>,
    log: PathBuf,
}

impl Ministack {
    /// Starts MiniStack and waits until it answers. `proxies` name the functions that run elsewhere, and where.
    pub async fn start(settings: &Settings, tools: &Tools, proxies: &[(String, String)]) -> Outcome<Self> {
        let log = settings.cloud_dir().join("ministack.log");
        fs::create_dir_all(settings.cloud_dir().join("tmp")).during("create the cloud's data folder")?;
        let mut child = command(settings, tools, &log)?
            .envs(proxies.iter().map(|(name, url)| (format!("MINISTACK_LAMBDA_PROXY_{name}"), url)))
            .spawn()
            .during("start MiniStack")?;
        let leash = child.stdin.take().ok_or_else(|| Failure::new("MiniStack has no standard input"))?;
        let answers = child.stdout.take().ok_or_else(|| Failure::new("MiniStack has no standard output"))?;
        let mut started = Self { child, leash, answers: BufReader::new(answers), log };
        started.answering(settings.cloud_port()).await?;
        Ok(started)
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }

    /// Saves everything; afterwards even `kill -9` finds the stack as it is now.
    pub async fn checkpoint(&mut self) -> Outcome<()> {
        self.leash.write_all(b"checkpoint\n").await.during("ask MiniStack to save")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer).await.during("hear from MiniStack")?;
        if answer.trim() == "saved" { Ok(()) } else { Err(self.died()) }
    }

    /// Returns when MiniStack has ended by itself, which it never should.
    pub async fn ended(&mut self) -> Failure {
        match self.child.wait().await {
            Ok(_) => self.died(),
            Err(error) => Failure::new(format!("cannot watch MiniStack: {error}")),
        }
    }

    /// Lets go of the leash and waits until everything is saved.
    pub async fn stop(self) -> Outcome<()> {
        let Self { mut child, leash, .. } = self;
        drop(leash);
        if timeout(STOP_PATIENCE, child.wait()).await.is_err() {
            child.kill().await.during("end MiniStack")?;
        }
        Ok(())
    }

    async fn answering(&mut self, port: u16) -> Outcome<()> {
        let answered = async {
            while TcpStream::connect((HOST, port)).await.is_err() {
                sleep(POLL).await;
            }
        };
        tokio::select! {
            () = answered => Ok(()),
            failure = async { self.child.wait().await } => {
                failure.during("watch MiniStack")?;
                Err(self.died())
            }
            () = sleep(START_PATIENCE) => Err(Failure::new(format!(
                "MiniStack did not answer within {} seconds; see {}", START_PATIENCE.as_secs(), self.log.display()
            ))),
        }
    }

    fn died(&self) -> Failure {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let last: Vec<&str> = log.lines().rev().take(5).collect();
        let last = last.into_iter().rev().collect::<Vec<_>>().join("\n");
        Failure::new(format!("MiniStack ended unexpectedly; the end of {}:\n{last}", self.log.display()))
    }
}

/// The process gets an environment of its own: what stands in a developer's shell (real credentials above all) must
/// not reach MiniStack or the functions, which inherit its environment.
fn command(settings: &Settings, tools: &Tools, log: &PathBuf) -> Outcome<Command> {
    let cloud = settings.cloud_dir();
    let output = File::create(log).during(format_args!("create {}", log.display()))?;
    let mut command = Command::new(tools.python());
    command
        .arg(settings.scripts_dir().join("ministack/cloud.py"))
        .arg(cloud.join("journal"))
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("TMPDIR", cloud.join("tmp"))
        .env("STATE_DIR", cloud.join("state"))
        .env("S3_DATA_DIR", cloud.join("s3"))
        .env("GATEWAY_PORT", settings.cloud_port().to_string())
        .envs(fixed_environment())
        .env("AWS_ENDPOINT_URL", settings.cloud_url())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(output);
    Ok(command)
}

fn fixed_environment() -> [(&'static str, &'static str); 11] {
    [
        ("AUTH", "true"),
        ("BIND_HOST", HOST),
        // Part of the host name of function URLs: an address instead of a name would make no valid URL.
        ("MINISTACK_HOST", "localhost"),
        ("PERSIST_STATE", "1"),
        ("S3_PERSIST", "1"),
        ("SFTP_ENABLED", "0"),
        ("IOT_MTLS_ENABLED", "0"),
        ("AWS_ACCESS_KEY_ID", ROOT_KEY),
        ("AWS_SECRET_ACCESS_KEY", ROOT_KEY),
        ("AWS_REGION", REGION),
        ("AWS_DEFAULT_REGION", REGION),
    ]
}
