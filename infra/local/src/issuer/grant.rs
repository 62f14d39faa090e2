//! Authorization codes and refresh tokens. They are signed tokens of an audience of their own, so that the issuer keeps
//! no state and no function accepts them. They carry the person's claims: a person need not be a test user.

use crate::failure::{During, Outcome};
use crate::keys::Keys;
use crate::settings::{AUDIENCE, PORTAL_CLIENT};
use crate::token::{Holder, Issuer};
use api::{Jwks, TokenPolicy, TokenVerifier};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

/// The lifetime of a code.
const CODE_LIFE: SignedDuration = SignedDuration::from_secs(60);
/// The lifetime of access and ID tokens.
const TOKEN_LIFE: SignedDuration = SignedDuration::from_hours(1);
/// The lifetime of a refresh token.
const REFRESH_LIFE: SignedDuration = SignedDuration::from_hours(12);

/// Why a code or refresh token is not accepted.
pub type Refused = &'static str;

/// What a person agreed to at `/authorize`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// The redirect address, which the exchange must name again.
    pub redirect_uri: String,
    /// The challenge of the code (PKCE, S256).
    pub challenge: String,
    /// The nonce of the ID token; empty for none.
    pub nonce: String,
}

/// Makes and redeems codes and refresh tokens.
pub struct Grants {
    keys: Keys,
    url: String,
    codes: TokenVerifier,
    refresh_tokens: TokenVerifier,
}

impl Grants {
    /// The grants of the issuer at this address.
    pub fn new(keys: Keys, url: String) -> Outcome<Self> {
        let verifier = |audience: String| {
            let policy = TokenPolicy::new(&url, &audience, None).during("describe the issuer's own tokens")?;
            let own = Jwks::parse(signer::key_set([&keys.issuer]).to_string().as_bytes());
            Ok(TokenVerifier::new(policy, own.during("read the issuer's own key")?))
        };
        let (codes, refresh_tokens) = (verifier(code_audience(&url))?, verifier(refresh_audience(&url))?);
        Ok(Self { keys, url, codes, refresh_tokens })
    }

    /// A code for what a person agreed to.
    pub fn code(&self, person: &Holder, agreed: &Agreed, now: Timestamp) -> Outcome<String> {
        let Agreed { redirect_uri, challenge, nonce } = agreed;
        let agreed = json!({"redirect_uri": redirect_uri, "challenge": challenge, "nonce": nonce});
        self.signed(person, &code_audience(&self.url), (now, CODE_LIFE), agreed)
    }

    /// The tokens for a code, as the body of an answer of the token endpoint.
    pub async fn redeem_code(
        &self,
        code: &str,
        redirect_uri: &str,
        verifier: &str,
        now: Timestamp,
    ) -> Result<Outcome<Value>, Refused> {
        let opened = self.codes.verify_claims(code, now).await.map_err(|_| "the code is not one of this issuer")?;
        // The verifier tolerates clocks that differ; here there is one clock.
        if opened.expires_at <= now {
            return Err("the code has expired");
        }
        if opened.text("redirect_uri") != Some(redirect_uri) {
            return Err("redirect_uri is not that of the authorization request");
        }
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
        if opened.text("challenge") != Some(&challenge) {
            return Err("code_verifier does not fit the code_challenge");
        }
        Ok(self.tokens(&Holder::of(&opened.caller), opened.text("nonce").unwrap_or_default(), now))
    }

    /// The tokens for a refresh token.
    pub async fn refresh(&self, token: &str, now: Timestamp) -> Result<Outcome<Value>, Refused> {
        let opened = self.refresh_tokens.verify_claims(token, now).await;
        let opened = opened.map_err(|_| "the refresh token is not one of this issuer, or has expired")?;
        Ok(self.tokens(&Holder::of(&opened.caller), "", now))
    }

    fn tokens(&self, person: &Holder, nonce: &str, now: Timestamp) -> Outcome<Value> {
        let nonce = if nonce.is_empty() { json!({}) } else { json!({"nonce": nonce}) };
        Ok(json!({
            "access_token": self.signed(person, AUDIENCE, (now, TOKEN_LIFE), json!({}))?,
            "id_token": self.signed(person, PORTAL_CLIENT, (now, TOKEN_LIFE), nonce)?,
            "refresh_token": self.signed(person, &refresh_audience(&self.url), (now, REFRESH_LIFE), json!({}))?,
            "token_type": "Bearer",
            "expires_in": TOKEN_LIFE.as_secs(),
            "scope": "openid email profile",
        }))
    }

    /// A token of a person, valid from an instant for a duration.
    fn signed(
        &self,
        person: &Holder,
        audience: &str,
        (from, life): (Timestamp, SignedDuration),
        more: Value,
    ) -> Outcome<String> {
        let issuer = Issuer { key: &self.keys.issuer, url: self.url.clone() };
        let mut claims = issuer.claims(person, audience, from, life);
        if let (Some(claims), Value::Object(more)) = (claims.as_object_mut(), more) {
            claims.extend(more);
        }
        issuer.sign(&claims)
    }

    /// The client secret of the portal.
    pub fn client_secret(&self) -> &str {
        &self.keys.portal_client
    }

    /// The key set that verifies the tokens.
    pub fn key_set(&self) -> Value {
        signer::key_set([&self.keys.issuer])
    }
}

fn code_audience(url: &str) -> String {
    format!("{url}/code")
}

fn refresh_audience(url: &str) -> String {
    format!("{url}/refresh")
}
