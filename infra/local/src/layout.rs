//! The layout version of a data folder: data of another version is refused.

use crate::failure::{During, Failure, Outcome};
use crate::settings::Settings;
use std::fs;
use table::LAYOUT;

/// Records the layout version in a new folder. Fails if the folder has data of another layout version.
pub fn check_layout(settings: &Settings) -> Outcome<()> {
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
        "the data in {folder} has layout {}, this version needs {LAYOUT}: run `cargo dev reset \
         --data-dir {folder}` to delete it",
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
    fn the_layout_of_a_folder_is_recorded_once() {
        let (_folder, settings) = folder();
        check_layout(&settings).unwrap();
        check_layout(&settings).unwrap();
        assert_eq!(fs::read_to_string(settings.cloud_dir().join("layout")).unwrap(), LAYOUT.to_string());
    }

    #[tokio::test]
    async fn the_local_cloud_refuses_data_of_another_layout() {
        for (note, named) in [(Some("999"), "layout 999"), (None, "layout unknown")] {
            let (folder, settings) = folder();
            fs::create_dir_all(settings.cloud_dir()).unwrap();
            if let Some(note) = note {
                fs::write(settings.cloud_dir().join("layout"), note).unwrap();
            }
            let refused = Cloud::start(&settings, None).await.unwrap_err().to_string();
            let expected = [named, "`cargo dev reset --data-dir ", &folder.path().display().to_string()];
            assert!(expected.iter().all(|part| refused.contains(part)), "{refused}");
        }
    }
}
