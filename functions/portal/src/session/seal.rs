//! Sealing: authenticated encryption of what the portal gives to a browser and wants back unread and unchanged.
//!
//! AES-256-GCM with a random nonce. Every purpose has a key of its own, derived by HKDF-SHA-256 from a session key. The
//! associated data is the purpose, the id of the session key and the binding: text that must be the same when the value
//! is opened, such as the person that a form was shown to.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};

/// The length of a session key, in bytes.
const KEY_BYTES: usize = 32;
/// The length of the id of a session key in a sealed text, in bytes.
const ID_BYTES: usize = 4;
/// The salt of the derivation, which separates the portal's keys from other uses of the same secret.
const SALT: &[u8] = b"vouchsafe portal 1";

/// The use of a derived key; its text is part of the derivation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The session of a person.
    Session,
    /// A sign-in that has begun.
    SignIn,
    /// The state of a form with several pages.
    Form,
    /// Tokens against cross-site requests.
    Csrf,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::SignIn => "sign-in",
            Self::Form => "form",
            Self::Csrf => "csrf",
        }
    }
}

/// The reason why the session keys are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No key.
    #[error("names no key; it must hold one or more keys of 32 random bytes in base64, separated by commas")]
    Empty,
    /// A key of another length, or not base64.
    #[error("has a key that is not 32 bytes in base64")]
    Malformed,
}

struct SessionKey {
    id: [u8; ID_BYTES],
    root: Prk,
}

/// The session keys. The first one seals; every one opens, so that keys can be rotated.
pub struct Sealer {
    keys: Vec<SessionKey>,
    random: SystemRandom,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealer").field("keys", &self.keys.len()).finish_non_exhaustive()
    }
}

impl Sealer {
    /// Parses keys of 32 bytes in base64, separated by commas.
    ///
    /// # Errors
    /// `KeyError` for none, or one of another form.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let texts = text.split(',').map(str::trim).filter(|key| !key.is_empty());
        let keys: Vec<SessionKey> = texts.map(session_key).collect::<Result<_, _>>()?;
        if keys.is_empty() { Err(KeyError::Empty) } else { Ok(Self { keys, random: SystemRandom::new() }) }
    }

    /// Seals a value; base64url text.
    ///
    /// # Errors
    /// `None` when the system has no randomness.
    pub fn seal(&self, purpose: Purpose, binding: &str, value: &[u8]) -> Option<String> {
        let key = self.keys.first()?;
        let mut nonce = [0_u8; NONCE_LEN];
        self.random.fill(&mut nonce).ok()?;
        let mut text = value.to_vec();
        let aad = Aad::from(associated(purpose, key.id, binding));
        key.aead(purpose)?.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut text).ok()?;
        let sealed = [key.id.as_slice(), &nonce, &text].concat();
        Some(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Opens a sealed text. Nothing for a text that was sealed for another purpose or binding, by an unknown key, or
    /// changed.
    pub fn open(&self, purpose: Purpose, binding: &str, text: &str) -> Option<Vec<u8>> {
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (id, rest) = sealed.split_first_chunk::<ID_BYTES>()?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE_LEN>()?;
        let key = self.keys.iter().find(|key| key.id == *id)?;
        let mut value = rest.to_vec();
        let aad = Aad::from(associated(purpose, *id, binding));
        let opened = key.aead(purpose)?.open_in_place(Nonce::assume_unique_for_key(*nonce), aad, &mut value).ok()?;
        Some(opened.to_vec())
    }

    /// A code over a text by the newest key.
    pub fn authenticate(&self, purpose: Purpose, text: &str) -> Option<String> {
        let tag = hmac::sign(&self.keys.first()?.mac(purpose)?, text.as_bytes());
        Some(URL_SAFE_NO_PAD.encode(tag.as_ref()))
    }

    /// True when a code over the text is that of any key; compared in constant time.
    pub fn verify(&self, purpose: Purpose, text: &str, code: &str) -> bool {
        let Ok(code) = URL_SAFE_NO_PAD.decode(code) else { return false };
        let fits =
            |key: &SessionKey| key.mac(purpose).is_some_and(|key| hmac::verify(&key, text.as_bytes(), &code).is_ok());
        self.keys.iter().any(fits)
    }

    /// Random text of 32 bytes in base64url: states, nonces, idempotency keys.
    pub fn random_text(&self) -> Option<String> {
        let mut bytes = [0_u8; 32];
        self.random.fill(&mut bytes).ok()?;
        Some(URL_SAFE_NO_PAD.encode(bytes))
    }
}

fn session_key(text: &str) -> Result<SessionKey, KeyError> {
    let secret = STANDARD.decode(text).map_err(|_| KeyError::Malformed)?;
    if secret.len() != KEY_BYTES {
        return Err(KeyError::Malformed);
    }
    let root = Salt::new(HKDF_SHA256, SALT).extract(&secret);
    let mut id = [0_u8; ID_BYTES];
    fill(&root, "id", &mut id).ok_or(KeyError::Malformed)?;
    Ok(SessionKey { id, root })
}

impl SessionKey {
    fn aead(&self, purpose: Purpose) -> Option<LessSafeKey> {
        let mut bytes = [0_u8; KEY_BYTES];
        fill(&self.root, purpose.name(), &mut bytes)?;
        Some(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &bytes).ok()?))
    }

    fn mac(&self, purpose: Purpose) -> Option<hmac::Key> {
        let mut bytes = [0_u8; KEY_BYTES];
        fill(&self.root, purpose.name(), &mut bytes)?;
        Some(hmac::Key::new(hmac::HMAC_SHA256, &bytes))
    }
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn fill(root: &Prk, info: &str, bytes: &mut [u8]) -> Option<()> {
    root.expand(&[info.as_bytes()], Length(bytes.len())).ok()?.fill(bytes).ok()
}

fn associated(purpose: Purpose, id: [u8; ID_BYTES], binding: &str) -> Vec<u8> {
    [purpose.name().as_bytes(), b"\0", &id, b"\0", binding.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> String {
        STANDARD.encode([byte; KEY_BYTES])
    }

    #[test]
    fn a_sealed_value_opens_for_its_own_purpose_and_binding_only() {
        let sealer = Sealer::parse(&key(1)).unwrap();
        let text = sealer.seal(Purpose::Session, "u-1", b"value").unwrap();
        assert_eq!(sealer.open(Purpose::Session, "u-1", &text).as_deref(), Some(&b"value"[..]));
        assert_eq!(sealer.open(Purpose::Form, "u-1", &text), None);
        assert_eq!(sealer.open(Purpose::Session, "u-2", &text), None);
        assert!(!text.contains('='), "{text}");
    }

    #[test]
    fn a_changed_or_cut_text_does_not_open() {
        let sealer = Sealer::parse(&key(1)).unwrap();
        let text = sealer.seal(Purpose::Session, "", b"value").unwrap();
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(sealer.open(Purpose::Session, "", &changed), None, "{at}");
            assert_eq!(sealer.open(Purpose::Session, "", &text[..at]), None, "{at}");
        }
    }

    #[test]
    fn the_first_key_seals_and_every_key_opens() {
        let old = Sealer::parse(&key(1)).unwrap();
        let text = old.seal(Purpose::Session, "", b"value").unwrap();
        let code = old.authenticate(Purpose::Csrf, "u-1|2026-11-28").unwrap();
        let rotated = Sealer::parse(&format!("{}, {}", key(2), key(1))).unwrap();
        assert!(rotated.open(Purpose::Session, "", &text).is_some());
        assert!(rotated.verify(Purpose::Csrf, "u-1|2026-11-28", &code));
        let new = rotated.seal(Purpose::Session, "", b"value").unwrap();
        assert_eq!(old.open(Purpose::Session, "", &new), None);
        let later = Sealer::parse(&key(2)).unwrap();
        assert!(later.open(Purpose::Session, "", &new).is_some());
        assert_eq!(later.open(Purpose::Session, "", &text), None);
        assert!(!later.verify(Purpose::Csrf, "u-1|2026-11-28", &code));
    }

    #[test]
    fn the_same_value_is_sealed_differently_each_time() {
        let sealer = Sealer::parse(&key(1)).unwrap();
        let seal = || sealer.seal(Purpose::Session, "", b"value").unwrap();
        assert_ne!(seal(), seal());
        assert_ne!(sealer.random_text(), sealer.random_text());
    }

    #[test]
    fn keys_of_another_form_are_refused() {
        assert_eq!(Sealer::parse(" , ").unwrap_err(), KeyError::Empty);
        assert_eq!(Sealer::parse("c2hvcnQ=").unwrap_err(), KeyError::Malformed);
        assert_eq!(Sealer::parse("not base64").unwrap_err(), KeyError::Malformed);
        assert!(!format!("{:?}", Sealer::parse(&key(7)).unwrap()).contains(&key(7)));
    }
}
