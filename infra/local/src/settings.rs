//! Where things are: folders, ports and addresses, all derived from the command line.

use crate::failure::{During, Failure, Outcome};
use crate::origin::Origin;
use std::fs;
use std::path::{Path, PathBuf};

/// The host everything listens on. Nothing is ever reachable from another machine.
pub const HOST: &str = "127.0.0.1";
/// The audience that local tokens name.
pub const AUDIENCE: &str = "vouchsafe";
/// The region of the local cloud.
pub const REGION: &str = "us-east-1";
/// The local cloud's root key: a fixed word, good for nothing elsewhere.
pub const ROOT_KEY: &str = "test";

/// What the command line settles.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The workspace.
    pub root: PathBuf,
    /// State, keys and ready events.
    pub data_dir: PathBuf,
    /// The front's port; the issuer has the next one, the cloud the one after it, `cargo lambda watch` the third.
    pub port: u16,
    /// Optimized function binaries.
    pub release: bool,
    /// Front ends elsewhere that may call the function URLs, as the front itself may.
    pub origins: Vec<Origin>,
}

impl Settings {
    /// Settles folders; a relative data folder is meant from the workspace, wherever the command is called.
    pub fn new(data_dir: &Path, port: u16, release: bool) -> Outcome<Self> {
        if port == 0 || port > u16::MAX - 3 {
            return Err(Failure::new(format!(
                "--port must be 1 to {}: the next three ports are used too",
                u16::MAX - 3
            )));
        }
        let root = workspace()?;
        let data_dir = root.join(data_dir);
        Ok(Self { root, data_dir, port, release, origins: Vec::new() })
    }

    /// The same for front ends of these origins.
    pub fn allowing(self, origins: Vec<Origin>) -> Self {
        Self { origins, ..self }
    }

    /// The same folders with the port of an instance that is running.
    pub fn with_port(&self, port: u16) -> Self {
        Self { port, ..self.clone() }
    }

    /// Where a function itself is called, with an event as the body.
    pub fn invocation_url(&self, function: &str) -> String {
        format!("{}/2015-03-31/functions/{function}/invocations", self.front_url())
    }

    /// The port of the OIDC issuer and the mailbox.
    pub fn issuer_port(&self) -> u16 {
        self.port.saturating_add(1)
    }

    /// The port of MiniStack.
    pub fn cloud_port(&self) -> u16 {
        self.port.saturating_add(2)
    }

    /// The port of `cargo lambda watch`.
    pub fn watch_port(&self) -> u16 {
        self.port.saturating_add(3)
    }

    /// The front itself.
    pub fn front_url(&self) -> String {
        format!("http://{HOST}:{}", self.port)
    }

    /// Every origin whose pages may call the function URLs: the front's own, and those that were allowed, each once.
    pub fn allowed_origins(&self) -> Vec<String> {
        let own = Origin::parse(&self.front_url()).ok();
        let mut allowed = Vec::new();
        for origin in own.iter().chain(&self.origins).flat_map(Origin::with_twin) {
            if !allowed.contains(&origin) {
                allowed.push(origin);
            }
        }
        allowed
    }

    /// Where the function URLs stand: `<this>/<function>/...`.
    pub fn functions_url(&self) -> String {
        format!("{}/lambda-url", self.front_url())
    }

    /// The issuer's address, as tokens name it.
    pub fn issuer_url(&self) -> String {
        format!("http://{HOST}:{}", self.issuer_port())
    }

    /// Every e-mail the system has sent.
    pub fn mail_url(&self) -> String {
        format!("{}/mail", self.issuer_url())
    }

    /// The AWS endpoint of every service.
    pub fn cloud_url(&self) -> String {
        format!("http://{HOST}:{}", self.cloud_port())
    }

    /// `cargo lambda watch`.
    pub fn watch_url(&self) -> String {
        format!("http://{HOST}:{}", self.watch_port())
    }

    /// The contract of the HTTP interface.
    pub fn document(&self) -> PathBuf {
        self.root.join("functions/openapi.json")
    }

    /// The state of the local cloud.
    pub fn cloud_dir(&self) -> PathBuf {
        self.data_dir.join("cloud")
    }

    /// Sample events with fresh tokens and signatures.
    pub fn events_dir(&self) -> PathBuf {
        self.data_dir.join("events")
    }

    /// The Python side of this tool.
    pub fn scripts_dir(&self) -> PathBuf {
        self.root.join("infra/local")
    }

    /// One folder per function, each with its bootstrap.
    pub fn lambda_dir(&self) -> PathBuf {
        self.root.join("target/lambda")
    }

    /// The functions: the folders of `functions/`, sorted.
    pub fn functions(&self) -> Outcome<Vec<String>> {
        let folder = self.root.join("functions");
        let entries = fs::read_dir(&folder).during(format_args!("list {}", folder.display()))?;
        let mut names: Vec<String> = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.path().join("Cargo.toml").is_file())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        names.sort();
        Ok(names)
    }
}

/// The workspace this tool was built in: it always runs through the `cargo dev` alias.
fn workspace() -> Outcome<PathBuf> {
    let crate_dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = crate_dir.join("../..");
    root.canonicalize().during(format_args!("find the workspace at {}", root.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_data_folder_is_meant_from_the_workspace() {
        let settings = Settings::new(Path::new(".local"), 9000, false).unwrap();
        assert_eq!(settings.data_dir, settings.root.join(".local"));
    }

    #[test]
    fn ports_follow_the_front() {
        let settings = Settings::new(Path::new("/data"), 9100, false).unwrap();
        assert_eq!((settings.issuer_port(), settings.cloud_port(), settings.watch_port()), (9101, 9102, 9103));
        assert_eq!(settings.mail_url(), "http://127.0.0.1:9101/mail");
    }

    #[test]
    fn a_port_without_three_more_after_it_is_refused() {
        assert!(Settings::new(Path::new("/data"), 65532, false).is_ok());
        let refused = Settings::new(Path::new("/data"), 65533, false).unwrap_err();
        assert!(refused.to_string().contains("--port"), "{refused}");
    }

    #[test]
    fn the_fronts_own_origin_and_those_given_are_allowed_once_each() {
        let given = ["http://127.0.0.1:5173", "http://localhost:5173", "https://app.example"];
        let given = given.map(|origin| Origin::parse(origin).unwrap()).to_vec();
        let settings = Settings::new(Path::new("/data"), 9000, false).unwrap().allowing(given);
        let own = ["http://localhost:9000", "http://127.0.0.1:9000"];
        let others = ["http://localhost:5173", "http://127.0.0.1:5173", "https://app.example"];
        assert_eq!(settings.allowed_origins(), [&own[..], &others].concat());
    }

    #[test]
    fn every_function_folder_is_a_function() {
        let settings = Settings::new(Path::new("/data"), 9000, false).unwrap();
        assert!(settings.functions().unwrap().contains(&"deliverable-intake".to_owned()));
    }
}
