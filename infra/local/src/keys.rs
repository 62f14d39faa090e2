//! The secrets of one data folder: made once, kept readable by their owner only.

use crate::failure::{During, Failure, Outcome};
use crate::settings::Settings;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom, SystemRandom};
use signer::Signer;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The webhook secrets and the issuer's signing key.
pub struct Keys {
    /// Signs what the customer's licensing side sends.
    pub assignment: String,
    /// Signs what the payer's system sends.
    pub payment: String,
    /// Signs tokens (ES256).
    pub issuer: Signer,
}

impl Keys {
    /// Reads the keys, making those that do not exist yet.
    pub fn load(settings: &Settings) -> Outcome<Self> {
        let folder = settings.data_dir.join("keys");
        fs::create_dir_all(&folder).during(format_args!("create {}", folder.display()))?;
        Ok(Self {
            assignment: webhook_secret(&folder, "assignment")?,
            payment: webhook_secret(&folder, "payment")?,
            issuer: issuer_key(&folder)?,
        })
    }

    /// The secret that signs webhooks for `function`.
    pub fn webhook_secret(&self, function: &str) -> &str {
        if function == "payment-status" { &self.payment } else { &self.assignment }
    }
}

/// `N` bytes nobody can guess.
pub fn random<const N: usize>() -> Outcome<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).during("draw random bytes")?;
    Ok(bytes)
}

fn webhook_secret(folder: &Path, name: &str) -> Outcome<String> {
    let path = folder.join(format!("{name}.whsec"));
    let bytes = kept(&path, || Ok(format!("whsec_{}", STANDARD.encode(random::<32>()?)).into_bytes()))?;
    String::from_utf8(bytes).map_err(|_| unreadable(&path))
}

fn issuer_key(folder: &Path) -> Outcome<Signer> {
    let path = folder.join("issuer.pk8");
    let document = kept(&path, || Signer::generate().during("make a signing key"))?;
    Signer::es256(&document).map_err(|_| unreadable(&path))
}

fn unreadable(path: &Path) -> Failure {
    Failure::new(format!("{} is not a key: delete it, and a new one is made", path.display()))
}

/// The file's content; `make` provides it the first time. Of two processes that make it at once, one wins for both.
fn kept(path: &PathBuf, make: impl FnOnce() -> Outcome<Vec<u8>>) -> Outcome<Vec<u8>> {
    if !path.exists() {
        let content = make()?;
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
            Ok(mut file) => file.write_all(&content).during(format_args!("write {}", path.display()))?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).during(format_args!("create {}", path.display())),
        }
    }
    fs::read(path).during(format_args!("read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn keys_are_made_once_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::new(folder.path(), 9000, false).unwrap();
        let (first, second) = (Keys::load(&settings).unwrap(), Keys::load(&settings).unwrap());
        assert_eq!(first.assignment, second.assignment);
        assert_ne!(first.assignment, first.payment);
        assert_eq!(first.issuer.jwk(), second.issuer.jwk());
        let mode = fs::metadata(folder.path().join("keys/issuer.pk8")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_key_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("keys")).unwrap();
        fs::write(folder.path().join("keys/issuer.pk8"), "nonsense").unwrap();
        let settings = Settings::new(folder.path(), 9000, false).unwrap();
        let refused = Keys::load(&settings).err().unwrap();
        assert!(refused.to_string().contains("issuer.pk8"), "{refused}");
    }
}
