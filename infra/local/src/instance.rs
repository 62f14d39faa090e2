//! The running instance of a data folder: a file lock, which the kernel releases when the process ends, and a file with
//! the process ids and the port.

use crate::failure::{During, Failure, Outcome};
use crate::settings::{HOST, Settings};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::net::TcpListener;
use std::path::PathBuf;

/// The process ids and the port of a running instance.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct Instance {
    /// The process id of this tool.
    pub pid: u32,
    /// The process id of MiniStack.
    pub cloud_pid: u32,
    /// The front's port.
    pub port: u16,
}

/// The lock of a data folder. The kernel releases it at the end of the process, even after `kill -9`.
#[derive(Debug)]
pub struct InstanceLock {
    note: PathBuf,
    _file: File,
}

impl InstanceLock {
    /// Locks the data folder. The error names the instance that holds the lock.
    pub fn acquire(settings: &Settings) -> Outcome<Self> {
        let file = lock_file(settings)?;
        match file.try_lock() {
            Ok(()) => {
                // A file left by a killed instance must not describe this one.
                drop(fs::remove_file(instance_file(settings)));
                Ok(Self { note: instance_file(settings), _file: file })
            }
            Err(TryLockError::WouldBlock) => Err(already_running(settings)),
            Err(TryLockError::Error(error)) => Err(error).during("lock the data folder"),
        }
    }

    /// Publishes the instance to other commands; called once it is ready.
    pub fn announce(&self, instance: Instance) -> Outcome<()> {
        let text = serde_json::to_string(&instance).during("serialize this instance")?;
        fs::write(&self.note, text).during(format_args!("write {}", self.note.display()))
    }
}

impl Drop for InstanceLock {
    fn drop(&mut self) {
        // A file that stays behind does no harm: it is read only while the lock is held.
        drop(fs::remove_file(&self.note));
    }
}

/// Returns the ready instance of this data folder, if one runs.
pub fn running(settings: &Settings) -> Option<Instance> {
    if !settings.data_dir.join("lock").exists() || lock_file(settings).ok()?.try_lock().is_ok() {
        return None;
    }
    serde_json::from_str(&fs::read_to_string(instance_file(settings)).ok()?).ok()
}

/// Returns the settings with the running instance's port. The error explains how to start one.
pub fn settings_of_running(settings: &Settings) -> Outcome<Settings> {
    match running(settings) {
        Some(instance) => Ok(settings.with_port(instance.port)),
        None => Err(Failure::new(format!(
            "no local cloud runs in {}: start it with `cargo dev` in another terminal",
            settings.data_dir.display()
        ))),
    }
}

/// Checks that the ports are free. The error names the port that is in use.
pub fn check_ports(settings: &Settings, watch: bool) -> Outcome<()> {
    let uses = [
        (settings.port, "the function URLs"),
        (settings.issuer_port(), "the issuer and the mailbox"),
        (settings.cloud_port(), "the AWS endpoint"),
        (settings.portal_port(), "the portal"),
    ];
    let watched = watch.then_some((settings.watch_port(), "`cargo lambda watch`"));
    uses.into_iter().chain(watched).try_for_each(|(port, purpose)| check_port(port, purpose))
}

fn check_port(port: u16, purpose: &str) -> Outcome<()> {
    TcpListener::bind((HOST, port)).map(drop).map_err(|error| {
        Failure::new(format!(
            "cannot use port {port} for {purpose} ({error}): stop the process that listens on it, or choose another \
             port with --port (the next four ports are used too)"
        ))
    })
}

fn lock_file(settings: &Settings) -> Outcome<File> {
    let path = settings.data_dir.join("lock");
    fs::create_dir_all(&settings.data_dir).during(format_args!("create {}", settings.data_dir.display()))?;
    File::create(&path).during(format_args!("open {}", path.display()))
}

fn instance_file(settings: &Settings) -> PathBuf {
    settings.data_dir.join("instance.json")
}

fn already_running(settings: &Settings) -> Failure {
    let holder = running(settings)
        .map_or_else(String::new, |instance| format!(" (process {}, port {})", instance.pid, instance.port));
    Failure::new(format!(
        "a local cloud already runs in {}{holder}: stop it with Ctrl-C in its terminal, or use another --data-dir",
        settings.data_dir.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(folder: &tempfile::TempDir, port: u16) -> Settings {
        Settings::new(folder.path(), port, false).unwrap()
    }

    #[test]
    fn a_second_instance_is_refused_with_process_and_port_of_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(&folder, 9000);
        let lock = InstanceLock::acquire(&settings).unwrap();
        lock.announce(Instance { pid: 17, cloud_pid: 18, port: 9300 }).unwrap();
        let refused = InstanceLock::acquire(&settings).unwrap_err();
        assert!(refused.to_string().contains("process 17, port 9300"), "{refused}");
        assert_eq!(settings_of_running(&settings).unwrap().port, 9300);
        drop(lock);
        assert_eq!(running(&settings), None);
    }

    #[test]
    fn an_instance_file_without_a_lock_is_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(&folder, 9000);
        drop(InstanceLock::acquire(&settings).unwrap());
        fs::write(instance_file(&settings), r#"{"pid":1,"cloud_pid":2,"port":9000}"#).unwrap();
        assert_eq!(running(&settings), None);
    }

    #[test]
    fn the_file_of_a_killed_instance_is_deleted_by_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(&folder, 9000);
        fs::write(instance_file(&settings), r#"{"pid":1,"cloud_pid":2,"port":9000}"#).unwrap();
        let _lock = InstanceLock::acquire(&settings).unwrap();
        assert_eq!(running(&settings), None, "not announced yet");
    }

    #[test]
    fn the_error_of_a_port_in_use_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let other = TcpListener::bind((HOST, 0)).unwrap();
        let port = other.local_addr().unwrap().port();
        for (port_of_front, purpose) in [(port, "function URLs"), (port.saturating_sub(4), "portal")] {
            let refused = check_ports(&settings(&folder, port_of_front), false).unwrap_err().to_string();
            assert!(refused.contains(&format!("port {port} for the {purpose}")), "{refused}");
        }
    }

    #[test]
    fn the_port_of_hot_reload_is_checked_only_with_watch() {
        let folder = tempfile::tempdir().unwrap();
        // The ports beside it may be in use by another test: one whose neighbours are free is looked for.
        let found = (0..100).find_map(|_| {
            let other = TcpListener::bind((HOST, 0)).unwrap();
            let port = other.local_addr().unwrap().port();
            let settings = settings(&folder, port.saturating_sub(3));
            check_ports(&settings, false).is_ok().then_some((other, settings))
        });
        let (_other, settings) = found.unwrap();
        let refused = check_ports(&settings, true).unwrap_err();
        assert!(refused.to_string().contains("cargo lambda watch"), "{refused}");
    }
}
