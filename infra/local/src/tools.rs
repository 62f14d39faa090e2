//! The Python tools: installed into target/tools on first use, at the versions of requirements.txt.

use crate::failure::{During, Failure, Outcome};
use crate::settings::Settings;
use indicatif::ProgressBar;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Duration;

/// The installed tools.
#[derive(Clone, Debug)]
pub struct Tools {
    bin: PathBuf,
}

impl Tools {
    /// The tools, installing them when they are missing or not at the pinned versions.
    pub fn ready(settings: &Settings) -> Outcome<Self> {
        let venv = Self::folder(settings);
        let requirements = settings.scripts_dir().join("requirements.txt");
        let wanted = fs::read_to_string(&requirements).during(format_args!("read {}", requirements.display()))?;
        let stamp = venv.join("installed.txt");
        let tools = Self { bin: venv.join("bin") };
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            return Ok(tools);
        }
        let spinner = spinner("installing the local cloud's tools (once, about a minute)");
        make_venv(&venv)?;
        tools.install(&requirements)?;
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

    fn install(&self, requirements: &PathBuf) -> Outcome<()> {
        let mut pip = Command::new(self.python());
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(requirements);
        let output = pip.output().during("run pip")?;
        checked(&output, "cannot install the local cloud's tools; is the package index reachable?")
    }
}

fn make_venv(venv: &PathBuf) -> Outcome<()> {
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
