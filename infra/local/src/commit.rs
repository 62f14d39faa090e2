//! The commit that is checked out. Checks take their random seeds from it, so that the same commit is checked alike.

use std::path::Path;
use std::process::Command;

/// The hash of the commit; `None` without git or without a commit.
pub fn hash(root: &Path) -> Option<String> {
    let output = Command::new("git").current_dir(root).args(["rev-parse", "HEAD"]).output().ok()?;
    let hash = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    Some(hash.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_a_repository_has_no_commit() {
        assert_eq!(hash(Path::new("/")), None);
    }
}
