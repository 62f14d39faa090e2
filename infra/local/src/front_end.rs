//! Front ends of other origins: what a browser asks of the local cloud, and the sample in `sample/front-end`, installed,
//! typed by the document, built and run.

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

/// Where the sample is.
fn folder(settings: &Settings) -> PathBuf {
    settings.scripts_dir().join("sample/front-end")
}

/// Checks what a front end needs of the local cloud that is up; the sample only where there is a Node.
pub async fn check(settings: &Settings) -> Outcome<()> {
    for origin in settings.allowed_origins() {
        let allowed = allowed(settings, &origin).await?;
        ensure(allowed.as_ref() == Some(&origin), || format!("pages of {origin} are not let in: {allowed:?}"))?;
    }
    let stranger = allowed(settings, "http://localhost:1").await?;
    ensure(stranger.is_none(), || format!("pages of an origin that was not allowed are let in: {stranger:?}"))?;
    if has("node") && has("npm") {
        return sample(settings);
    }
    println!("the sample front end: skipped, no node");
    Ok(())
}

/// Whom the cloud lets in, asked as a browser asks before it sends a command from a page of this origin.
async fn allowed(settings: &Settings, origin: &str) -> Outcome<Option<String>> {
    let url = format!("{}/reservation/validate", settings.functions_url());
    let request = front::client()?.request(Method::OPTIONS, url).header("origin", origin);
    let request = request.header("access-control-request-method", "POST");
    let answer = request.header("access-control-request-headers", "authorization,content-type").send().await;
    let answer = answer.during("ask the local cloud about an origin")?;
    let named = answer.headers().get("access-control-allow-origin").and_then(|named| named.to_str().ok());
    Ok(named.map(str::to_owned))
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// The steps of the README, and then the calls of its page.
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
    if status.success() { Ok(()) } else { Err(Failure::new(format!("the sample front end: {name}: {status}"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_missing_is_known_to_be() {
        assert!(has("cargo") && !has("no-such-program"));
    }
}
