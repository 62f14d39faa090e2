//! The Python tools: installed into target/tools on first use, at pinned versions.

use crate::failure::{During, Failure, Outcome};
use crate::settings::Settings;
use indicatif::ProgressBar;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

/// The installed tools.
#[derive(Clone, Debug)]
pub struct Tools {
    bin: PathBuf,
}

impl Tools {
    /// Returns the local cloud's tools; installs them if they are missing or not at the pinned versions.
    pub fn ready(settings: &Settings) -> Outcome<Self> {
        let message = "installing the tools of the local cloud (once, about a minute)";
        Self::installed(&Self::folder(settings), &settings.scripts_dir().join("requirements.txt"), message)
    }

    /// Returns the tools of the fuzzing and of the tests in a browser; installs them into a separate virtual environment.
    pub fn for_tests(settings: &Settings) -> Outcome<Self> {
        let message = "installing the tools of the tests (once, about a minute)";
        let requirements = settings.scripts_dir().join("requirements-test.txt");
        Self::installed(&settings.root.join("target/tools/test"), &requirements, message)
    }

    fn installed(venv: &Path, requirements: &Path, message: &'static str) -> Outcome<Self> {
        let wanted = fs::read_to_string(requirements).during(format_args!("read {}", requirements.display()))?;
        let stamp = venv.join("installed.txt");
        let tools = Self { bin: venv.join("bin") };
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            return Ok(tools);
        }
        let spinner = spinner(message);
        make_venv(venv)?;
        tools.install(requirements)?;
        // Written last, so that an interrupted installation is repeated.
        fs::write(&stamp, wanted).during(format_args!("write {}", stamp.display()))?;
        spinner.finish_and_clear();
        Ok(tools)
    }

    /// The folder of the virtual environment.
    pub fn folder(settings: &Settings) -> PathBuf {
        settings.root.join("target/tools/venv")
    }

    /// The Python interpreter of the virtual environment.
    pub fn python(&self) -> PathBuf {
        self.bin.join("python")
    }

    /// The linter of the CloudFormation template.
    pub fn cfn_lint(&self) -> PathBuf {
        self.bin.join("cfn-lint")
    }

    /// The `cargo-lambda` binary.
    pub fn cargo_lambda(&self) -> PathBuf {
        self.bin.join("cargo-lambda")
    }

    fn install(&self, requirements: &Path) -> Outcome<()> {
        let mut pip = Command::new(self.python());
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(requirements);
        let output = pip.output().during("run pip")?;
        checked(&output, "cannot install Python packages: check that the package index is reachable")
    }
}

fn make_venv(venv: &Path) -> Outcome<()> {
    let output = Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(venv)
        .output()
        .map_err(|error| Failure::new(format!("cannot run python3 ({error}): install Python 3.10 or newer")))?;
    checked(&output, "cannot create a Python virtual environment: on Debian and Ubuntu, install `python3-venv`")
}

fn checked(output: &Output, error_message: &str) -> Outcome<()> {
    if output.status.success() {
        return Ok(());
    }
    let printed = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat();
    Err(Failure::new(format!("{error_message}\n{}", printed.trim())))
}

/// Starts a spinner; it prints nothing if standard error is not a terminal.
pub fn spinner(message: &'static str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner().with_message(message);
    spinner.enable_steady_tick(Duration::from_millis(100));
    spinner
}
