//! The secrets of a data folder: generated once, readable by their owner only.

use crate::failure::{During, Failure, Outcome};
use crate::settings::Settings;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom, SystemRandom};
use signer::Signer;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The webhook secrets, the issuer's signing key and the secrets of the portal.
pub struct Keys {
    /// The webhook secret of the customer's licensing system.
    pub assignment: String,
    /// The webhook secret of the payer's system.
    pub payment: String,
    /// The key that signs tokens (ES256).
    pub issuer: Signer,
    /// The portal's client secret at the issuer.
    pub portal_client: String,
    /// The key of the portal's cookies and forms: 32 bytes in base64.
    pub portal_session: String,
}

impl Keys {
    /// Reads the keys; generates missing ones.
    pub fn load(settings: &Settings) -> Outcome<Self> {
        let folder = settings.data_dir.join("keys");
        fs::create_dir_all(&folder).during(format_args!("create {}", folder.display()))?;
        Ok(Self {
            assignment: webhook_secret(&folder, "assignment")?,
            payment: webhook_secret(&folder, "payment")?,
            issuer: issuer_key(&folder)?,
            portal_client: portal_secret(&folder, "portal-client", hex::encode)?,
            portal_session: portal_secret(&folder, "portal-session", |key| STANDARD.encode(key))?,
        })
    }

    /// The secret that signs webhooks for `function`.
    pub fn webhook_secret(&self, function: &str) -> &str {
        if function == "payment-status" { &self.payment } else { &self.assignment }
    }
}

/// Returns `N` cryptographically random bytes.
pub fn random<const N: usize>() -> Outcome<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).during("generate random bytes")?;
    Ok(bytes)
}

fn webhook_secret(folder: &Path, name: &str) -> Outcome<String> {
    secret(&folder.join(format!("{name}.whsec")), |bytes| format!("whsec_{}", STANDARD.encode(bytes)))
}

fn portal_secret(folder: &Path, name: &str, encode: impl FnOnce([u8; 32]) -> String) -> Outcome<String> {
    secret(&folder.join(format!("{name}.secret")), encode)
}

/// The text in a file; if it is missing, that of 32 random bytes.
fn secret(path: &Path, encode: impl FnOnce([u8; 32]) -> String) -> Outcome<String> {
    let bytes = read_or_create(path, || Ok(encode(random()?).into_bytes()))?;
    String::from_utf8(bytes).map_err(|_| unreadable(path))
}

fn issuer_key(folder: &Path) -> Outcome<Signer> {
    let path = folder.join("issuer.pk8");
    let document = read_or_create(&path, || Signer::generate().during("generate a signing key"))?;
    Signer::es256(&document).map_err(|_| unreadable(&path))
}

fn unreadable(path: &Path) -> Failure {
    Failure::new(format!("{} is not a key: delete it and start again to generate a new one", path.display()))
}

/// Reads the file; if it is missing, creates it with the content of `make`. If two processes create it at once, both
/// read the content of the first.
fn read_or_create(path: &Path, make: impl FnOnce() -> Outcome<Vec<u8>>) -> Outcome<Vec<u8>> {
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
    fn keys_are_generated_once_and_readable_by_their_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::new(folder.path(), 9000, false).unwrap();
        let (first, second) = (Keys::load(&settings).unwrap(), Keys::load(&settings).unwrap());
        assert_eq!(first.assignment, second.assignment);
        assert_ne!(first.assignment, first.payment);
        assert_eq!(first.issuer.jwk(), second.issuer.jwk());
        assert_eq!((&first.portal_client, &first.portal_session), (&second.portal_client, &second.portal_session));
        assert_eq!(STANDARD.decode(&first.portal_session).unwrap().len(), 32);
        for file in ["issuer.pk8", "assignment.whsec", "portal-client.secret", "portal-session.secret"] {
            let mode = fs::metadata(folder.path().join("keys").join(file)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{file}");
        }
    }

    #[test]
    fn the_error_of_a_damaged_key_names_its_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("keys")).unwrap();
        fs::write(folder.path().join("keys/issuer.pk8"), "nonsense").unwrap();
        let settings = Settings::new(folder.path(), 9000, false).unwrap();
        let refused = Keys::load(&settings).err().unwrap();
        assert!(refused.to_string().contains("issuer.pk8"), "{refused}");
    }
}
