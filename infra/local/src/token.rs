//! Tokens of the local issuer: ES256 JWTs with the claims of api.md section 1.

use crate::cli::{Role, TokenArgs};
use crate::failure::{During, Failure, Outcome};
use crate::settings::AUDIENCE;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

/// A working day: long enough that a shell's token does not end in the middle of it.
const LIFETIME: SignedDuration = SignedDuration::from_hours(12);
const SAMPLE_COMPANY: &str = "P-1";

/// Who a token is for.
#[derive(Clone, Debug)]
pub struct Holder {
    /// At least one role.
    pub roles: Vec<Role>,
    /// The company, unless the program's own staff.
    pub company: Option<String>,
    /// The subject.
    pub sub: String,
    /// Locations, if not all.
    pub locations: Option<Vec<String>>,
}

impl Holder {
    /// Someone with one role, in `company` or the sample company.
    pub fn with_role(role: Role, company: Option<String>) -> Self {
        let arguments = TokenArgs { roles: vec![role], company, sub: None, locations: None, expired: false };
        Self::from(&arguments)
    }

    fn email(&self) -> String {
        let domain = self.company.as_deref().unwrap_or("operations").to_ascii_lowercase();
        format!("{}@{domain}.example", self.sub.to_ascii_lowercase())
    }
}

impl From<&TokenArgs> for Holder {
    fn from(arguments: &TokenArgs) -> Self {
        let only_operations = arguments.roles.iter().all(|role| *role == Role::Operations);
        let sample = (!only_operations).then(|| SAMPLE_COMPANY.to_owned());
        let first = arguments.roles.first().map_or("nobody", |role| role.name());
        Self {
            roles: arguments.roles.clone(),
            company: arguments.company.clone().or(sample),
            sub: arguments.sub.clone().unwrap_or_else(|| first.to_owned()),
            locations: arguments.locations.clone(),
        }
    }
}

/// Signs tokens for one issuer.
pub struct Issuer<'a> {
    /// The key.
    pub key: &'a EcdsaKeyPair,
    /// The issuer's address.
    pub url: String,
}

impl Issuer<'_> {
    /// A token that begins at `issued_at` and lives for a working day.
    pub fn token(&self, holder: &Holder, issued_at: Timestamp) -> Outcome<String> {
        let header = json!({ "alg": "ES256", "typ": "JWT", "kid": key_id(self.key) });
        let signed = format!("{}.{}", encode(&header), encode(&self.claims(holder, issued_at)));
        let signature = self.key.sign(&SystemRandom::new(), signed.as_bytes()).during("sign the token")?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// A token that ended an hour before `now`.
    pub fn expired_token(&self, holder: &Holder, now: Timestamp) -> Outcome<String> {
        self.token(holder, now - LIFETIME - SignedDuration::from_hours(1))
    }

    fn claims(&self, holder: &Holder, issued_at: Timestamp) -> Value {
        let roles: Vec<&str> = holder.roles.iter().map(|role| role.name()).collect();
        let mut claims = json!({
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": holder.sub,
            "email": holder.email(),
            "roles": roles,
            "iat": issued_at.as_second(),
            "exp": (issued_at + LIFETIME).as_second(),
        });
        if let Some(object) = claims.as_object_mut() {
            object.extend(holder.company.iter().map(|company| ("company_id".to_owned(), json!(company))));
            object.extend(holder.locations.iter().map(|locations| ("locations".to_owned(), json!(locations))));
        }
        claims
    }
}

/// The key set a verifier fetches.
pub fn key_set(key: &EcdsaKeyPair) -> Outcome<Value> {
    let (x, y) = coordinates(key).ok_or_else(|| Failure::new("the issuer's key is not on the P-256 curve"))?;
    Ok(json!({ "keys": [{
        "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": key_id(key),
        "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
    }] }))
}

/// An uncompressed point: a byte 4, then both coordinates.
fn coordinates(key: &EcdsaKeyPair) -> Option<(&[u8], &[u8])> {
    key.public_key().as_ref().strip_prefix(&[4])?.split_at_checked(32)
}

fn key_id(key: &EcdsaKeyPair) -> String {
    let print = digest(&SHA256, key.public_key().as_ref());
    URL_SAFE_NO_PAD.encode(print.as_ref().get(..12).unwrap_or_default())
}

fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, UnparsedPublicKey};

    fn key() -> EcdsaKeyPair {
        let rng = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &rng).unwrap();
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &rng).unwrap()
    }

    fn decoded(part: &str) -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    fn claims_of(holder: &Holder, expired: bool) -> Value {
        let (key, now) = (key(), Timestamp::from_second(1_800_000_000).unwrap());
        let issuer = Issuer { key: &key, url: "http://127.0.0.1:9001".to_owned() };
        let token = if expired { issuer.expired_token(holder, now) } else { issuer.token(holder, now) };
        decoded(token.unwrap().split('.').nth(1).unwrap())
    }

    #[test]
    fn the_key_set_verifies_the_token() {
        let (key, now) = (key(), Timestamp::from_second(1_800_000_000).unwrap());
        let issuer = Issuer { key: &key, url: "http://127.0.0.1:9001".to_owned() };
        let token = issuer.token(&Holder::with_role(Role::MpnAdmin, None), now).unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let set = key_set(&key).unwrap();
        let published = &set["keys"][0];
        let mut point = vec![4];
        for name in ["x", "y"] {
            point.extend(URL_SAFE_NO_PAD.decode(published[name].as_str().unwrap()).unwrap());
        }
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed.as_bytes(), &signature).unwrap();
        assert_eq!(decoded(signed.split('.').next().unwrap())["kid"], published["kid"]);
    }

    #[test]
    fn a_partner_belongs_to_the_sample_company_and_staff_to_none() {
        assert_eq!(claims_of(&Holder::with_role(Role::MpnAdmin, None), false)["company_id"], "P-1");
        assert_eq!(claims_of(&Holder::with_role(Role::Operations, None), false).get("company_id"), None);
        let other = Holder::with_role(Role::Incentives, Some("P-2".to_owned()));
        assert_eq!(claims_of(&other, false)["company_id"], "P-2");
    }

    #[test]
    fn locations_are_named_only_when_restricted() {
        let mut holder = Holder::with_role(Role::MpnAdmin, None);
        assert_eq!(claims_of(&holder, false).get("locations"), None);
        holder.locations = Some(vec!["L-1".to_owned()]);
        assert_eq!(claims_of(&holder, false)["locations"], json!(["L-1"]));
    }

    #[test]
    fn an_expired_token_ended_an_hour_ago() {
        let claims = claims_of(&Holder::with_role(Role::MpnAdmin, None), true);
        assert_eq!(claims["exp"], 1_800_000_000 - 3600);
    }
}
