//! `cargo dev picture`: the picture of the portal in README.md, taken in Chromium of a local cloud of its own.

use crate::chromium;
use crate::deploy::Stack;
use crate::failure::{Failure, Outcome};
use crate::history;
use crate::journey;
use crate::script;
use crate::settings::Settings;
use crate::tools::Tools;
use serde_json::json;

/// The picture, below the root.
const FILE: &str = "functions/portal/overview.png";

/// Takes the picture of the sample company's overview.
pub async fn take(settings: &Settings) -> Outcome<()> {
    let (chromium, tools) = (chromium::installed()?, Tools::for_tests(settings)?);
    let own = Settings {
        data_dir: settings.data_dir.join("picture"),
        port: settings.port.saturating_add(50),
        ..settings.clone()
    };
    drop(std::fs::remove_dir_all(&own.data_dir));
    journey::with_cloud(&own, async |settings| {
        history::load_once(settings, &Stack::load(settings)?).await?;
        let file = settings.root.join(FILE);
        let input = json!({"chromium": chromium, "portal": settings.portal_url(), "file": file});
        let mut python = script::command(&tools, &settings.scripts_dir().join("picture"));
        let status = script::run(&mut python, &input).await?;
        if status.success() { Ok(()) } else { Err(Failure::new(format!("no picture was taken ({status})"))) }
    })
    .await?;
    drop(std::fs::remove_dir_all(&own.data_dir));
    Ok(())
}
