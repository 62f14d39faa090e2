//! One data folder, one running instance: a lock that dies with its process, and a note of where it listens.

use crate::failure::{During, Failure, Outcome};
use crate::settings::{HOST, Settings};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::net::TcpListener;
use std::path::PathBuf;

/// What other commands need to know about a running instance.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct Instance {
    /// The tool's process.
    pub pid: u32,
    /// MiniStack's process.
    pub cloud_pid: u32,
    /// The front's port.
    pub port: u16,
}

/// Held while an instance uses the data folder. The kernel lets go of it, even after `kill -9`.
#[derive(Debug)]
pub struct Lock {
    note: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes the data folder, or says who has it.
    pub fn take(settings: &Settings) -> Outcome<Self> {
        let file = lock_file(settings)?;
        match file.try_lock() {
            Ok(()) => {
                // What a killed instance noted must not pass for this one's.
                drop(fs::remove_file(note(settings)));
                Ok(Self { note: note(settings), _file: file })
            }
            Err(TryLockError::WouldBlock) => Err(taken(settings)),
            Err(TryLockError::Error(error)) => Err(error).during("lock the data folder"),
        }
    }

    /// Tells other commands where to find this instance; only now, since it is ready.
    pub fn announce(&self, instance: Instance) -> Outcome<()> {
        let text = serde_json::to_string(&instance).during("describe this instance")?;
        fs::write(&self.note, text).during(format_args!("write {}", self.note.display()))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A note that stays behind misleads nobody: it counts only while the lock is held.
        drop(fs::remove_file(&self.note));
    }
}

/// The instance that is up and ready in this data folder, if any.
pub fn running(settings: &Settings) -> Option<Instance> {
    if !settings.data_dir.join("lock").exists() || lock_file(settings).ok()?.try_lock().is_ok() {
        return None;
    }
    serde_json::from_str(&fs::read_to_string(note(settings)).ok()?).ok()
}

/// The settings of the instance that is up, or an error that says how to start one.
pub fn settings_of_running(settings: &Settings) -> Outcome<Settings> {
    match running(settings) {
        Some(instance) => Ok(settings.with_port(instance.port)),
        None => Err(Failure::new(format!(
            "no local cloud is up on {}: start it with `cargo dev`, in another terminal",
            settings.data_dir.display()
        ))),
    }
}

/// Fails, naming the port, when something else listens there.
pub fn check_ports(settings: &Settings, watch: bool) -> Outcome<()> {
    let uses = [
        (settings.port, "the function URLs"),
        (settings.issuer_port(), "the issuer and the mailbox"),
        (settings.cloud_port(), "the AWS endpoint"),
    ];
    let watched = watch.then_some((settings.watch_port(), "`cargo lambda watch`"));
    uses.into_iter().chain(watched).try_for_each(|(port, purpose)| check_port(port, purpose))
}

fn check_port(port: u16, purpose: &str) -> Outcome<()> {
    TcpListener::bind((HOST, port)).map(drop).map_err(|error| {
        Failure::new(format!(
            "port {port}, for {purpose}, cannot be used ({error}): stop what listens there, or choose other ports with \
             --port (it and the next three are used)"
        ))
    })
}

fn lock_file(settings: &Settings) -> Outcome<File> {
    let path = settings.data_dir.join("lock");
    fs::create_dir_all(&settings.data_dir).during(format_args!("create {}", settings.data_dir.display()))?;
    File::create(&path).during(format_args!("open {}", path.display()))
}

fn note(settings: &Settings) -> PathBuf {
    settings.data_dir.join("instance.json")
}

fn taken(settings: &Settings) -> Failure {
    let who = running(settings)
        .map_or_else(String::new, |instance| format!(" (process {}, port {})", instance.pid, instance.port));
    Failure::new(format!(
        "the local cloud is already up on {}{who}: stop it with Ctrl-C where it runs, or use another --data-dir",
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
    fn a_second_instance_learns_about_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(&folder, 9000);
        let lock = Lock::take(&settings).unwrap();
        lock.announce(Instance { pid: 17, cloud_pid: 18, port: 9300 }).unwrap();
        let refused = Lock::take(&settings).unwrap_err();
        assert!(refused.to_string().contains("process 17, port 9300"), "{refused}");
        assert_eq!(settings_of_running(&settings).unwrap().port, 9300);
        drop(lock);
        assert_eq!(running(&settings), None);
    }

    #[test]
    fn a_note_without_a_lock_counts_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(&folder, 9000);
        drop(Lock::take(&settings).unwrap());
        fs::write(note(&settings), r#"{"pid":1,"cloud_pid":2,"port":9000}"#).unwrap();
        assert_eq!(running(&settings), None);
    }

    #[test]
    fn what_a_killed_instance_noted_is_gone_when_the_next_one_begins() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(&folder, 9000);
        fs::write(note(&settings), r#"{"pid":1,"cloud_pid":2,"port":9000}"#).unwrap();
        let _lock = Lock::take(&settings).unwrap();
        assert_eq!(running(&settings), None, "not announced yet");
    }

    #[test]
    fn a_port_in_use_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let other = TcpListener::bind((HOST, 0)).unwrap();
        let port = other.local_addr().unwrap().port();
        let refused = check_ports(&settings(&folder, port), false).unwrap_err();
        assert!(refused.to_string().contains(&format!("port {port}")), "{refused}");
    }

    #[test]
    fn the_port_of_hot_reload_is_needed_only_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let other = TcpListener::bind((HOST, 0)).unwrap();
        let port = other.local_addr().unwrap().port();
        let settings = settings(&folder, port.saturating_sub(3));
        assert!(check_ports(&settings, false).is_ok());
        let refused = check_ports(&settings, true).unwrap_err();
        assert!(refused.to_string().contains("cargo lambda watch"), "{refused}");
    }
}
