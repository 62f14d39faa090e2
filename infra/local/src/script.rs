//! Runs the Python modules of a folder: their input goes to standard input, so that no secret is on a command line or on
//! disk.

use crate::failure::{During, Failure, Outcome};
use crate::tools::Tools;
use serde_json::Value;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// The command that runs `main.py` of a folder with the installed packages.
pub fn command(tools: &Tools, folder: &Path) -> Command {
    let mut python = Command::new(tools.python());
    python.current_dir(folder).args(["-B", "main.py"]);
    python
}

/// Runs a command with an input; it is killed when this tool is interrupted.
pub async fn run(command: &mut Command, input: &Value) -> Outcome<ExitStatus> {
    let mut child = command.stdin(Stdio::piped()).kill_on_drop(true).spawn().during("start Python")?;
    let mut stdin = child.stdin.take().ok_or_else(|| Failure::new("Python has no standard input"))?;
    stdin.write_all(input.to_string().as_bytes()).await.during("write the input of Python")?;
    drop(stdin);
    child.wait().await.during("wait for Python")
}
