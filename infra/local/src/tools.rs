//! The Python tools: installed into target/tools on first use, at the versions that are pinned.

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
    /// The local cloud's tools, installing them when they are missing or not at the pinned versions.
    pub fn ready(settings: &Settings) -> Outcome<Self> {
        let message = "installing the local cloud's tools (once, about a minute)";
        Self::installed(&Self::folder(settings), &settings.scripts_dir().join("requirements.txt"), message)
    }

    /// What the fuzzing of the contract needs, in a folder of its own: nothing else installs or sees it.
    pub fn for_contract(settings: &Settings) -> Outcome<Self> {
        let message = "installing what the fuzzing needs (once, about a minute)";
        let requirements = settings.scripts_dir().join("requirements-test.txt");
        Self::installed(&settings.root.join("target/tools/contract"), &requirements, message)
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
        // Written last: an interrupted installation is done again.
        fs::write(&stamp, wanted).during(format_args!("write {}", stamp.display()))?;
        spinner.finish_and_clear();
        Ok(tools)
    }

    /// Where the tools are, or will be.
    pub fn folder(settings: &Settings) -> PathBuf {
        settings.root.join("target/tools/venv")
    }

    /// The interpreter that has the tools' packages.
    pub fn python(&self) -> PathBuf {
        self.bin.join("python")
    }

    /// The template's linter.
    pub fn cfn_lint(&self) -> PathBuf {
        self.bin.join("cfn-lint")
    }

    /// cargo-lambda.
    pub fn cargo_lambda(&self) -> PathBuf {
        self.bin.join("cargo-lambda")
    }

    fn install(&self, requirements: &Path) -> Outcome<()> {
        let mut pip = Command::new(self.python());
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(requirements);
        let output = pip.output().during("run pip")?;
        checked(&output, "cannot install Python packages; is the package index reachable?")
    }
}

fn make_venv(venv: &Path) -> Outcome<()> {
    let output = Command::new("python3").args(["-m", "venv", "--clear"]).arg(venv).output().map_err(|error| {
        Failure::new(format!("python3 cannot be run ({error}): the local cloud needs Python 3.10 or newer"))
    })?;
    checked(&output, "python3 cannot make a virtual environment; on Debian and Ubuntu install `python3-venv`")
}

fn checked(output: &Output, complaint: &str) -> Outcome<()> {
    if output.status.success() {
        return Ok(());
    }
    let said = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat();
    Err(Failure::new(format!("{complaint}\n{}", said.trim())))
}

/// Shows that something is under way; silent when standard error is no terminal.
pub fn spinner(message: &'static str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner().with_message(message);
    spinner.enable_steady_tick(Duration::from_millis(100));
    spinner
}
