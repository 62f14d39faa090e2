//! The session of a person: the tokens of the issuer, sealed into the browser's cookies. The portal stores nothing.

mod cookies;
mod seal;

pub use cookies::{CookieJar, Cookies};
pub use seal::{KeyError, Purpose, Sealer};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The name of the session's cookies.
const SESSION: &str = "session";
/// The longest life of a session, whatever is refreshed: a working day, for shared computers.
pub const LIFE: SignedDuration = SignedDuration::from_hours(12);
/// The time before a token's end in which it is refreshed.
pub const REFRESH_BEFORE: SignedDuration = SignedDuration::from_secs(60);

/// What a session holds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The token for the functions.
    pub token: String,
    /// The end of the token.
    pub token_ends_at: Timestamp,
    /// The refresh token, where the issuer gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh: Option<String>,
    /// The name of the person.
    pub name: String,
    /// The end of the session.
    pub ends_at: Timestamp,
}

/// The session does not fit into the cookies.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the session of {bytes} bytes does not fit into four cookies: token {token} bytes, refresh token {refresh}; \
     configure the issuer to leave out groups or claims that the portal does not need"
)]
pub struct TooLarge {
    bytes: usize,
    token: usize,
    refresh: usize,
}

impl Session {
    /// Opens the session of a request; nothing when there is none, it has ended or was changed.
    pub fn open(sealer: &Sealer, jar: &CookieJar, cookies: &Cookies, now: Timestamp) -> Option<Self> {
        let stored = jar.parts(cookies, SESSION)?;
        let session: Self = serde_json::from_slice(&sealer.open(Purpose::Session, "", &stored)?).ok()?;
        (session.ends_at > now).then_some(session)
    }

    /// The `Set-Cookie` values that store the session.
    ///
    /// # Errors
    /// `TooLarge` with the sizes.
    pub fn seal(&self, sealer: &Sealer, jar: &CookieJar, now: Timestamp) -> Result<Vec<String>, TooLarge> {
        let text = serde_json::to_vec(self).unwrap_or_default();
        let value = sealer.seal(Purpose::Session, "", &text).unwrap_or_default();
        let seconds = self.ends_at.duration_since(now).as_secs().max(0);
        jar.set_parts(SESSION, &value, seconds).ok_or_else(|| TooLarge {
            bytes: value.len(),
            token: self.token.len(),
            refresh: self.refresh.as_ref().map_or(0, String::len),
        })
    }

    /// The `Set-Cookie` values that end the session.
    pub fn delete(jar: &CookieJar) -> Vec<String> {
        jar.delete_parts(SESSION)
    }

    /// True when the token ends soon.
    pub fn needs_refresh(&self, now: Timestamp) -> bool {
        self.token_ends_at.duration_since(now) < REFRESH_BEFORE
    }
}
