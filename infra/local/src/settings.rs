//! Folders, ports and addresses, derived from the command line.

use crate::failure::{During, Failure, Outcome};
use crate::origin::Origin;
use std::fs;
use std::path::{Path, PathBuf};

/// The host of every server: loopback only, not reachable from other machines.
pub const HOST: &str = "127.0.0.1";
/// The audience of local tokens.
pub const AUDIENCE: &str = "vouchsafe";
/// The function with the pages, which has an origin of its own.
pub const PORTAL: &str = "portal";
/// The portal's client id at the issuer.
pub const PORTAL_CLIENT: &str = "portal";
/// The number of ports after that of the front: issuer, MiniStack, `cargo lambda watch`, portal.
const MORE_PORTS: u16 = 4;
/// The region of the local cloud.
pub const REGION: &str = "us-east-1";
/// The root access key of the local cloud; a fixed word without use elsewhere.
pub const ROOT_KEY: &str = "test";

/// The settings of the command line.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The root of the workspace.
    pub root: PathBuf,
    /// The folder of state, keys and rendered events.
    pub data_dir: PathBuf,
    /// The port of the front. The next four are for the issuer, MiniStack, `cargo lambda watch` and the portal.
    pub port: u16,
    /// True to build the functions with optimizations.
    pub release: bool,
    /// The origins of other front ends that may call the function URLs.
    pub origins: Vec<Origin>,
}

impl Settings {
    /// Creates settings. A relative data folder is relative to the workspace.
    pub fn new(data_dir: &Path, port: u16, release: bool) -> Outcome<Self> {
        if port == 0 || port > u16::MAX - MORE_PORTS {
            return Err(Failure::new(format!(
                "--port must be 1 to {}, because the next four ports are used too",
                u16::MAX - MORE_PORTS
            )));
        }
        let root = workspace()?;
        let data_dir = root.join(data_dir);
        Ok(Self { root, data_dir, port, release, origins: Vec::new() })
    }

    /// The same settings with these allowed origins.
    pub fn with_origins(self, origins: Vec<Origin>) -> Self {
        Self { origins, ..self }
    }

    /// The same settings with another port.
    pub fn with_port(&self, port: u16) -> Self {
        Self { port, ..self.clone() }
    }

    /// The URL that invokes a function with an event as the body.
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

    /// The port of the portal.
    pub fn portal_port(&self) -> u16 {
        self.port.saturating_add(MORE_PORTS)
    }

    /// The address of the front.
    pub fn front_url(&self) -> String {
        format!("http://{HOST}:{}", self.port)
    }

    /// The origins whose pages may call the function URLs: the front's and the allowed ones, without duplicates.
    pub fn allowed_origins(&self) -> Vec<String> {
        let own = Origin::parse(&self.front_url()).ok();
        let mut allowed = Vec::new();
        for origin in own.iter().chain(&self.origins).flat_map(Origin::with_loopback_names) {
            if !allowed.contains(&origin) {
                allowed.push(origin);
            }
        }
        allowed
    }

    /// The base of the function URLs: `<base>/<function>/...`.
    pub fn functions_url(&self) -> String {
        format!("{}/lambda-url", self.front_url())
    }

    /// The portal's origin.
    pub fn portal_url(&self) -> String {
        format!("http://{HOST}:{}", self.portal_port())
    }

    /// The issuer's address, as in tokens.
    pub fn issuer_url(&self) -> String {
        format!("http://{HOST}:{}", self.issuer_port())
    }

    /// The address of the mailbox.
    pub fn mail_url(&self) -> String {
        format!("{}/mail", self.issuer_url())
    }

    /// The endpoint of all AWS services.
    pub fn cloud_url(&self) -> String {
        format!("http://{HOST}:{}", self.cloud_port())
    }

    /// The address of `cargo lambda watch`.
    pub fn watch_url(&self) -> String {
        format!("http://{HOST}:{}", self.watch_port())
    }

    /// The path of the OpenAPI contract.
    pub fn document(&self) -> PathBuf {
        self.root.join("functions/openapi.json")
    }

    /// The folder of the local cloud's state.
    pub fn cloud_dir(&self) -> PathBuf {
        self.data_dir.join("cloud")
    }

    /// The folder of rendered sample events.
    pub fn events_dir(&self) -> PathBuf {
        self.data_dir.join("events")
    }

    /// The folder of this tool's Python scripts.
    pub fn scripts_dir(&self) -> PathBuf {
        self.root.join("infra/local")
    }

    /// The folder with one subfolder and bootstrap per function.
    pub fn lambda_dir(&self) -> PathBuf {
        self.root.join("target/lambda")
    }

    /// The names of the functions: the crate folders of `functions/`, sorted.
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

/// Finds the workspace this tool was built in; it always runs through the `cargo dev` alias.
fn workspace() -> Outcome<PathBuf> {
    let crate_dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = crate_dir.join("../..");
    root.canonicalize().during(format_args!("find the workspace at {}", root.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_data_folder_is_relative_to_the_workspace() {
        let settings = Settings::new(Path::new(".local"), 9000, false).unwrap();
        assert_eq!(settings.data_dir, settings.root.join(".local"));
    }

    #[test]
    fn the_other_ports_follow_the_port_of_the_front() {
        let settings = Settings::new(Path::new("/data"), 9100, false).unwrap();
        let ports = [settings.issuer_port(), settings.cloud_port(), settings.watch_port(), settings.portal_port()];
        assert_eq!(ports, [9101, 9102, 9103, 9104]);
        assert_eq!(settings.mail_url(), "http://127.0.0.1:9101/mail");
        assert_eq!(settings.portal_url(), "http://127.0.0.1:9104");
    }

    #[test]
    fn a_port_without_four_ports_after_it_is_refused() {
        assert!(Settings::new(Path::new("/data"), 65531, false).is_ok());
        let refused = Settings::new(Path::new("/data"), 65532, false).unwrap_err();
        assert!(refused.to_string().contains("--port"), "{refused}");
    }

    #[test]
    fn the_origin_of_the_front_and_the_given_ones_are_allowed_once_each() {
        let given = ["http://127.0.0.1:5173", "http://localhost:5173", "https://app.example"];
        let given = given.map(|origin| Origin::parse(origin).unwrap()).to_vec();
        let settings = Settings::new(Path::new("/data"), 9000, false).unwrap().with_origins(given);
        let own = ["http://localhost:9000", "http://127.0.0.1:9000"];
        let others = ["http://localhost:5173", "http://127.0.0.1:5173", "https://app.example"];
        assert_eq!(settings.allowed_origins(), [&own[..], &others].concat());
    }

    #[test]
    fn every_crate_folder_of_functions_is_a_function() {
        let settings = Settings::new(Path::new("/data"), 9000, false).unwrap();
        assert!(settings.functions().unwrap().contains(&"deliverable-intake".to_owned()));
    }
}
