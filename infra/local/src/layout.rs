//! The layout that the data in a folder was written with: what another version wrote is not read as one's own.

use crate::failure::{During, Failure, Outcome};
use crate::settings::Settings;
use std::fs;
use table::LAYOUT;

/// Notes the layout of a folder that has no data yet; fails for data of another layout.
pub fn settle(settings: &Settings) -> Outcome<()> {
    let (cloud, note) = (settings.cloud_dir(), settings.cloud_dir().join("layout"));
    if !cloud.exists() {
        fs::create_dir_all(&cloud).during(format_args!("create {}", cloud.display()))?;
        return fs::write(&note, LAYOUT.to_string()).during(format_args!("write {}", note.display()));
    }
    let found = fs::read_to_string(&note).unwrap_or_else(|_| "unknown".to_owned());
    if found.trim() == LAYOUT.to_string() {
        return Ok(());
    }
    let folder = settings.data_dir.display();
    Err(Failure::new(format!(
        "the data in {folder} was written by another version (layout {}, this is {LAYOUT}): run `cargo dev reset \
         --data-dir {folder}` to begin anew",
        found.trim()
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::up::Cloud;
    use tempfile::TempDir;

    fn folder() -> (TempDir, Settings) {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::new(folder.path(), 9000, false).unwrap();
        (folder, settings)
    }

    #[test]
    fn a_folder_keeps_the_layout_that_it_began_with() {
        let (_folder, settings) = folder();
        settle(&settings).unwrap();
        settle(&settings).unwrap();
        assert_eq!(fs::read_to_string(settings.cloud_dir().join("layout")).unwrap(), LAYOUT.to_string());
    }

    #[tokio::test]
    async fn nothing_starts_on_data_of_another_layout() {
        for (note, named) in [(Some("999"), "layout 999"), (None, "layout unknown")] {
            let (folder, settings) = folder();
            fs::create_dir_all(settings.cloud_dir()).unwrap();
            if let Some(note) = note {
                fs::write(settings.cloud_dir().join("layout"), note).unwrap();
            }
            let refused = Cloud::start(&settings, false).await.unwrap_err().to_string();
            let told = [named, "`cargo dev reset --data-dir ", &folder.path().display().to_string()];
            assert!(told.iter().all(|part| refused.contains(part)), "{refused}");
        }
    }
}
