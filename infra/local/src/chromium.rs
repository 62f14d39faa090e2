//! The browser of the portal's tests: one that is installed, or Debian's package.

use crate::failure::{During, Failure, Outcome};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The variable that names another browser.
const VARIABLE: &str = "VOUCHSAFE_CHROMIUM";
const NAMES: [&str; 3] = ["chromium", "google-chrome", "chromium-browser"];
/// The packages, with a font for Chinese.
const INSTALL: &str = "apt-get install --yes --no-install-recommends chromium fonts-noto-cjk";

/// The path of the browser. Where there is none, it is installed if this is root on Debian; otherwise the error says how.
pub fn installed() -> Outcome<PathBuf> {
    if let Some(named) = env::var_os(VARIABLE).map(PathBuf::from) {
        let missing = || Failure::new(format!("{VARIABLE} names {}, which is no file", named.display()));
        return if named.is_file() { Ok(named) } else { Err(missing()) };
    }
    let folders: Vec<PathBuf> = env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    if let Some(found) = find(&folders) {
        return Ok(found);
    }
    if is_root() && folders.iter().any(|folder| folder.join("apt-get").is_file()) {
        install()?;
    }
    find(&folders).ok_or_else(|| {
        Failure::new(format!(
            "the tests of the portal need Chromium or Chrome: type `sudo {INSTALL}`, name a browser with {VARIABLE}, \
             or leave these tests out with `cargo dev test --without-browser`"
        ))
    })
}

fn find(folders: &[PathBuf]) -> Option<PathBuf> {
    let in_folder = |folder: &PathBuf| NAMES.map(|name| folder.join(name));
    folders.iter().flat_map(in_folder).find(|path| path.is_file())
}

/// True when this process may install packages. Its own folder in `/proc` belongs to its user.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(Path::new("/proc/self")).is_ok_and(|folder| folder.uid() == 0)
}

/// Installs the packages; what apt prints is shown.
fn install() -> Outcome<()> {
    println!("installing Chromium for the tests of the portal (once, about a minute)");
    let script = format!("apt-get update --quiet && {INSTALL} --quiet");
    let status = Command::new("sh").args(["-c", &script]).env("DEBIAN_FRONTEND", "noninteractive").status();
    let status = status.during("run apt-get")?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("`{INSTALL}` failed with {status}"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_browser_of_the_path_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let folders = [folder.path().join("nothing"), folder.path().to_owned()];
        assert_eq!(find(&folders), None);
        for name in NAMES.iter().rev() {
            std::fs::write(folder.path().join(name), "").unwrap();
            assert_eq!(find(&folders), Some(folder.path().join(name)));
        }
    }
}
