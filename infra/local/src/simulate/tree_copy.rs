//! A copy of the tree in `target/simulate`, to which patches are applied. The tree itself is never changed.

use crate::failure::{During, Failure, Outcome};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The variables that would lead git to another repository; a hook of git sets them.
const GIT_VARIABLES: [&str; 3] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"];

/// The copy of a tree.
#[derive(Debug)]
pub struct TreeCopy {
    /// The files of the tree.
    pub folder: PathBuf,
}

impl TreeCopy {
    /// Brings the copy up to date with every file that git tracks or would track. A file that did not change is not
    /// written, so that cargo builds only what did. This also undoes a patch that an interrupted run left.
    pub fn refresh(root: &Path) -> Outcome<Self> {
        let copy = Self { folder: root.join("target/simulate/tree") };
        copy.update(root, &files(root)?)?;
        Ok(copy)
    }

    fn update(&self, root: &Path, files: &BTreeSet<PathBuf>) -> Outcome<()> {
        remove_others(&self.folder, &self.folder, files)?;
        for file in files {
            let (from, to) = (root.join(file), self.folder.join(file));
            let content = fs::read(&from).during(format_args!("read {}", from.display()))?;
            if fs::read(&to).is_ok_and(|copied| copied == content) {
                continue;
            }
            let folder = to.parent().unwrap_or(&self.folder);
            fs::create_dir_all(folder).during(format_args!("create {}", folder.display()))?;
            fs::write(&to, content).during(format_args!("write {}", to.display()))?;
        }
        Ok(())
    }

    /// Applies a patch, runs `work`, and reverses the patch, also when `work` failed.
    pub fn with_patch<T>(&self, patch: &Path, work: impl FnOnce(&Self) -> Outcome<T>) -> Outcome<T> {
        apply(&self.folder, patch, &[])?;
        let done = work(self);
        apply(&self.folder, patch, &["--reverse"])?;
        done
    }
}

/// Applies a patch to a tree, as `git apply` does with these options.
pub fn apply(tree: &Path, patch: &Path, options: &[&str]) -> Outcome<()> {
    let mut git = git(tree);
    // The repository that the copy lies in is not the one that the patch is about.
    git.env("GIT_CEILING_DIRECTORIES", tree.parent().unwrap_or(tree));
    let applied = git.arg("apply").args(options).arg(patch).output().during("run git to apply a patch")?;
    if applied.status.success() {
        return Ok(());
    }
    let printed = String::from_utf8_lossy(&applied.stderr);
    Err(Failure::new(format!("{} does not apply: {}", patch.display(), printed.trim())))
}

/// Git without the variables of an outer git.
fn git(folder: &Path) -> Command {
    let mut git = Command::new("git");
    for name in GIT_VARIABLES {
        git.env_remove(name);
    }
    git.current_dir(folder);
    git
}

/// The files of the tree: tracked ones, and new ones that are not ignored.
fn files(root: &Path) -> Outcome<BTreeSet<PathBuf>> {
    let listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let listed = git(root).args(listing).output().during("run git to list the files")?;
    if !listed.status.success() {
        return Err(Failure::new(String::from_utf8_lossy(&listed.stderr).trim()));
    }
    let names = String::from_utf8(listed.stdout).during("read the list of files")?;
    // A file that was deleted is still listed until the deletion is committed.
    Ok(names.split_terminator('\0').map(PathBuf::from).filter(|file| root.join(file).is_file()).collect())
}

/// Removes the files below `folder` that are not among the files of the tree.
fn remove_others(tree: &Path, folder: &Path, files: &BTreeSet<PathBuf>) -> Outcome<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if path.is_dir() {
            remove_others(tree, &path, files)?;
            // An empty folder would count as a member of the workspace; any other stays.
            drop(fs::remove_dir(&path));
        } else if path.strip_prefix(tree).is_ok_and(|file| !files.contains(file)) {
            fs::remove_file(&path).during(format_args!("remove {}", path.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    const PATCH: &str =
        "What is changed.\n\ndiff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+two\n";

    struct Trees {
        folder: tempfile::TempDir,
        copy: TreeCopy,
    }

    impl Trees {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path();
            fs::create_dir_all(root.join("tree/b")).unwrap();
            fs::write(root.join("tree/a.txt"), "one\n").unwrap();
            fs::write(root.join("tree/b/c.txt"), "three\n").unwrap();
            let copy = TreeCopy { folder: root.join("copy") };
            let trees = Self { folder, copy };
            trees.update(&["a.txt", "b/c.txt"]);
            trees
        }

        fn update(&self, files: &[&str]) {
            self.copy.update(&self.folder.path().join("tree"), &files.iter().map(PathBuf::from).collect()).unwrap();
        }

        fn copied(&self, file: &str) -> Option<String> {
            fs::read_to_string(self.copy.folder.join(file)).ok()
        }

        fn written_at(&self, file: &str) -> SystemTime {
            self.copy.folder.join(file).metadata().unwrap().modified().unwrap()
        }
    }

    #[test]
    fn only_changed_files_are_written_and_removed_ones_disappear() {
        let trees = Trees::new();
        let written_at = trees.written_at("a.txt");
        fs::write(trees.folder.path().join("tree/b/d.txt"), "four\n").unwrap();
        trees.update(&["a.txt", "b/d.txt"]);
        assert_eq!(trees.written_at("a.txt"), written_at);
        assert_eq!((trees.copied("b/c.txt"), trees.copied("b/d.txt").as_deref()), (None, Some("four\n")));
        trees.update(&["a.txt"]);
        assert!(!trees.copy.folder.join("b").exists(), "an empty folder is removed");
    }

    #[test]
    fn a_patch_is_reversed_after_the_work_also_when_it_failed() {
        let trees = Trees::new();
        let patch = trees.folder.path().join("p.patch");
        fs::write(&patch, PATCH).unwrap();
        let patched = trees.copy.with_patch(&patch, |_| Ok(trees.copied("a.txt"))).unwrap();
        assert_eq!(patched.as_deref(), Some("two\n"));
        assert_eq!(trees.copied("a.txt").as_deref(), Some("one\n"));
        let failed: Outcome<()> = trees.copy.with_patch(&patch, |_| Err(Failure::new("not built")));
        assert_eq!(failed.unwrap_err().to_string(), "not built");
        assert_eq!(trees.copied("a.txt").as_deref(), Some("one\n"));
    }

    #[test]
    fn a_patch_that_does_not_fit_is_named() {
        let trees = Trees::new();
        let patch = trees.folder.path().join("p.patch");
        fs::write(&patch, PATCH.replace("-one", "-other")).unwrap();
        let failure = apply(&trees.copy.folder, &patch, &["--check"]).unwrap_err().to_string();
        assert!(failure.contains("p.patch does not apply") && failure.contains("a.txt"), "{failure}");
    }
}
