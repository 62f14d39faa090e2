//! MiniStack as a child process under a watchdog: it stops when this tool ends, even after `kill -9`.

use crate::failure::{During, Failure, Outcome};
use crate::settings::{HOST, REGION, ROOT_KEY, Settings};
use crate::tools::Tools;
use crate::watchdog::Watchdog;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{ChildStdout, Command};

/// A running MiniStack.
#[derive(Debug)]
pub struct Ministack {
    process: Watchdog,
    answers: BufReader<ChildStdout>,
    log: PathBuf,
}

impl Ministack {
    /// Starts MiniStack and waits until it accepts connections. `proxies` are pairs of function name and invocation URL
    /// for functions that run outside MiniStack.
    pub async fn start(settings: &Settings, tools: &Tools, proxies: &[(String, String)]) -> Outcome<Self> {
        let log = settings.cloud_dir().join("ministack.log");
        fs::create_dir_all(settings.cloud_dir().join("tmp")).during("create the cloud's data folder")?;
        let mut command = command(settings, tools, &log)?;
        command.envs(proxies.iter().map(|(name, url)| (format!("MINISTACK_LAMBDA_PROXY_{name}"), url)));
        let mut process = Watchdog::start("MiniStack", &mut command)?;
        let answers = BufReader::new(process.output()?);
        let mut started = Self { process, answers, log };
        match started.process.wait_until_listening(settings.cloud_port()).await {
            Ok(()) => Ok(started),
            Err(failure) => Err(started.with_log(&failure)),
        }
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Saves the state to disk; it survives `kill -9` afterwards.
    pub async fn checkpoint(&mut self) -> Outcome<()> {
        self.process.send_line(b"checkpoint\n").await?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer).await.during("read the answer of MiniStack")?;
        let saved = answer.trim() == "saved";
        if saved { Ok(()) } else { Err(self.with_log(&Failure::new("MiniStack did not save its state"))) }
    }

    /// Waits until MiniStack exits by itself, which is always an error.
    pub async fn wait_for_exit(&mut self) -> Failure {
        let failure = self.process.wait_for_exit().await;
        self.with_log(&failure)
    }

    /// Stops MiniStack and waits until its state is saved.
    pub async fn stop(self) -> Outcome<()> {
        self.process.stop().await
    }

    fn with_log(&self, failure: &Failure) -> Failure {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let last: Vec<&str> = log.lines().rev().take(5).collect();
        let last = last.into_iter().rev().collect::<Vec<_>>().join("\n");
        Failure::new(format!("{failure}; last lines of {}:\n{last}", self.log.display()))
    }
}

/// The command with a clean environment: variables of the developer's shell, real credentials above all, must not reach
/// MiniStack or the functions, which inherit its environment.
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
        .stdout(Stdio::piped())
        .stderr(output);
    Ok(command)
}

fn fixed_environment() -> [(&'static str, &'static str); 11] {
    [
        ("AUTH", "true"),
        ("BIND_HOST", HOST),
        // Part of the host name of function URLs, so it must be a name and not an address.
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
