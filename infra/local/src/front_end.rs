//! The check of front ends of other origins: CORS, and the sample in `sample/front-end`, which is installed, typed from
//! the contract, built and run.

use crate::clock;
use crate::failure::{During, Failure, Outcome, ensure};
use crate::front;
use crate::keys::Keys;
use crate::settings::Settings;
use crate::token::{Holder, Issuer};
use api::Role;
use reqwest::Method;
use std::path::PathBuf;
use std::process::Command;

/// The folder of the sample.
fn folder(settings: &Settings) -> PathBuf {
    settings.scripts_dir().join("sample/front-end")
}

/// Checks the running local cloud. The sample is built only if Node.js and npm are installed.
pub async fn check(settings: &Settings) -> Outcome<()> {
    for origin in settings.allowed_origins() {
        let allowed = allowed_origin(settings, &origin).await?;
        ensure(allowed.as_ref() == Some(&origin), || format!("pages of {origin} are not allowed: {allowed:?}"))?;
    }
    let stranger = allowed_origin(settings, "http://localhost:1").await?;
    ensure(stranger.is_none(), || format!("pages of an unknown origin are allowed: {stranger:?}"))?;
    if is_installed("node") && is_installed("npm") {
        return sample(settings);
    }
    println!("sample front end: skipped, Node.js and npm are not installed");
    Ok(())
}

/// Returns the allowed origin of a CORS preflight request.
async fn allowed_origin(settings: &Settings, origin: &str) -> Outcome<Option<String>> {
    let url = format!("{}/reservation/validate", settings.functions_url());
    let request = front::client()?.request(Method::OPTIONS, url).header("origin", origin);
    let request = request.header("access-control-request-method", "POST");
    let answer = request.header("access-control-request-headers", "authorization,content-type").send().await;
    let answer = answer.during("send a CORS preflight request")?;
    let named = answer.headers().get("access-control-allow-origin").and_then(|named| named.to_str().ok());
    Ok(named.map(str::to_owned))
}

/// True when a program can be run.
pub fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Runs the steps of the README, then the calls of the sample page.
fn sample(settings: &Settings) -> Outcome<()> {
    run(settings, Command::new("npm").args(["install", "--no-package-lock", "--no-audit", "--no-fund"]))?;
    run(settings, Command::new("npm").args(["run", "build"]))?;
    let keys = Keys::load(settings)?;
    let issuer = Issuer { key: &keys.issuer, url: settings.issuer_url() };
    let token = issuer.token(&Holder::with_role(Role::MpnAdmin, None), clock::now())?;
    let mut node = Command::new("node");
    run(settings, node.arg("check.mjs").env("VOUCHSAFE_URL", settings.functions_url()).env("TOKEN", token))
}

fn run(settings: &Settings, command: &mut Command) -> Outcome<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.current_dir(folder(settings)).status().during(format_args!("run {name}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("sample front end: {name} failed with {status}; see the output above")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_not_installed() {
        assert!(is_installed("cargo") && !is_installed("no-such-program"));
    }
}
