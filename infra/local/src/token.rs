//! The tokens of the local issuer.

use crate::cli::TokenArgs;
use crate::clock;
use crate::failure::{During, Outcome};
use crate::issuer::people;
use crate::keys::Keys;
use crate::settings::{AUDIENCE, Settings};
use api::{Caller, Role};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use signer::Signer;
use std::collections::BTreeMap;

/// The lifetime of a token: a working day.
const LIFETIME: SignedDuration = SignedDuration::from_hours(12);
const SAMPLE_COMPANY: &str = "P-1";

/// The claims that identify a token's holder.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The roles, at least one.
    pub roles: Vec<Role>,
    /// The company; none for operations.
    pub company: Option<String>,
    /// The subject.
    pub sub: String,
    /// The name that the history shows.
    pub name: String,
    /// The e-mail address; without one it is made from subject and company.
    pub email: Option<String>,
    /// The locations the holder is limited to; none means all.
    pub locations: Option<Vec<String>>,
}

impl Holder {
    /// A holder with one role, in `company` or the sample company: the test user who has it, else one named after it.
    pub fn with_role(role: Role, company: Option<String>) -> Self {
        let of = company.as_deref().or_else(|| (role != Role::Operations).then_some(SAMPLE_COMPANY));
        let sub = people::with_role(role, of).map(|person| person.id.to_owned());
        Self::from(&TokenArgs { sub, ..arguments(role, company) })
    }

    /// A holder with the role `operations`.
    pub fn operations() -> Self {
        Self::with_role(Role::Operations, None)
    }

    /// The holder of a verified token.
    pub fn of(caller: &Caller) -> Self {
        let sub = caller.sub.to_string();
        Self {
            roles: caller.roles.clone(),
            company: caller.company.as_ref().map(ToString::to_string),
            name: caller.name.as_ref().map_or_else(|| sub.clone(), ToString::to_string),
            email: caller.email.as_ref().map(ToString::to_string),
            locations: caller.locations.as_ref().map(|ids| ids.iter().map(ToString::to_string).collect()),
            sub,
        }
    }

    fn email(&self) -> String {
        if let Some(email) = &self.email {
            return email.clone();
        }
        let domain = self.company.as_deref().unwrap_or("operations").to_ascii_lowercase();
        format!("{}@{domain}.example", self.sub.to_ascii_lowercase())
    }
}

fn arguments(role: Role, company: Option<String>) -> TokenArgs {
    TokenArgs { roles: vec![role], company, sub: None, locations: None, expired: false }
}

/// The name of a subject: that of the test user, else the subject itself.
fn named(sub: &str) -> String {
    people::find(sub).map_or(sub, |person| person.name).to_owned()
}

impl From<&TokenArgs> for Holder {
    fn from(arguments: &TokenArgs) -> Self {
        let only_operations = arguments.roles.iter().all(|role| *role == Role::Operations);
        let sample = (!only_operations).then(|| SAMPLE_COMPANY.to_owned());
        let first = arguments.roles.first().map_or("nobody", |role| role.as_str());
        let sub = arguments.sub.clone().unwrap_or_else(|| first.to_owned());
        Self {
            roles: arguments.roles.clone(),
            company: arguments.company.clone().or(sample),
            name: named(&sub),
            sub,
            email: None,
            locations: arguments.locations.clone(),
        }
    }
}

/// The issuer of tokens.
pub struct Issuer<'a> {
    /// The signing key.
    pub key: &'a Signer,
    /// The issuer's address.
    pub url: String,
}

impl Issuer<'_> {
    /// Issues a token that is valid from `issued_at` for a working day.
    pub fn token(&self, holder: &Holder, issued_at: Timestamp) -> Outcome<String> {
        self.sign(&self.claims(holder, AUDIENCE, issued_at, LIFETIME))
    }

    /// Signs claims.
    pub fn sign(&self, claims: &Value) -> Outcome<String> {
        self.key.sign(claims).during("sign the token")
    }

    /// Issues a token that expired an hour before `now`.
    pub fn expired_token(&self, holder: &Holder, now: Timestamp) -> Outcome<String> {
        self.token(holder, now - LIFETIME - SignedDuration::from_hours(1))
    }

    /// The claims of a token for an audience.
    pub fn claims(&self, holder: &Holder, audience: &str, issued_at: Timestamp, lifetime: SignedDuration) -> Value {
        let roles: Vec<&str> = holder.roles.iter().map(|role| role.as_str()).collect();
        let mut claims = json!({
            "iss": self.url,
            "aud": audience,
            "sub": holder.sub,
            "name": holder.name,
            "email": holder.email(),
            "roles": roles,
            "iat": issued_at.as_second(),
            "exp": (issued_at + lifetime).as_second(),
        });
        if let Some(object) = claims.as_object_mut() {
            object.extend(holder.company.iter().map(|company| ("company_id".to_owned(), json!(company))));
            object.extend(holder.locations.iter().map(|locations| ("locations".to_owned(), json!(locations))));
        }
        claims
    }
}

/// Tokens for tests, by name: `<role>@<company>` for every role in every company, `operations`, and `expired`.
pub fn every_holder(settings: &Settings, keys: &Keys, companies: &[&str]) -> Outcome<BTreeMap<String, String>> {
    let (issuer, now) = (Issuer { key: &keys.issuer, url: settings.issuer_url() }, clock::now());
    let mut tokens = BTreeMap::from([
        ("operations".to_owned(), issuer.token(&Holder::operations(), now)?),
        ("expired".to_owned(), issuer.expired_token(&Holder::with_role(Role::MpnAdmin, None), now)?),
    ]);
    for company in companies {
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Operations) {
            let token = issuer.token(&Holder::with_role(role, Some((*company).to_owned())), now)?;
            tokens.insert(format!("{}@{company}", role.as_str()), token);
        }
    }
    Ok(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    fn decoded_claims(holder: &Holder, expired: bool) -> Value {
        let (key, now) =
            (Signer::es256(&Signer::generate().unwrap()).unwrap(), "2027-01-15T08:00:00Z".parse().unwrap());
        let issuer = Issuer { key: &key, url: "http://127.0.0.1:9001".to_owned() };
        let token = if expired { issuer.expired_token(holder, now) } else { issuer.token(holder, now) };
        let token = token.unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
    }

    #[test]
    fn a_partner_belongs_to_the_sample_company_and_operations_to_none() {
        assert_eq!(decoded_claims(&Holder::with_role(Role::MpnAdmin, None), false)["company_id"], "P-1");
        assert_eq!(decoded_claims(&Holder::with_role(Role::Operations, None), false).get("company_id"), None);
        let other = Holder::with_role(Role::Incentives, Some("P-2".to_owned()));
        assert_eq!(decoded_claims(&other, false)["company_id"], "P-2");
    }

    #[test]
    fn every_token_has_a_name() {
        let name = |role, company: Option<&str>| {
            decoded_claims(&Holder::with_role(role, company.map(str::to_owned)), false)["name"].clone()
        };
        assert_eq!(name(Role::MpnAdmin, None), "Chen");
        assert_eq!(
            (name(Role::GlobalAdmin, Some("P-3")), name(Role::Operations, None)),
            (json!("Horak"), json!("Ada"))
        );
        assert_eq!(name(Role::Incentives, Some("P-2")), "incentives", "no test user has it");
        let arguments = |sub: &str| TokenArgs { sub: Some(sub.to_owned()), ..arguments(Role::MpnAdmin, None) };
        assert_eq!(decoded_claims(&Holder::from(&arguments("chen")), false)["name"], "Chen");
        assert_eq!(decoded_claims(&Holder::from(&arguments("u-1")), false)["name"], "u-1");
    }

    #[test]
    fn locations_are_claimed_only_when_limited() {
        let mut holder = Holder::with_role(Role::MpnAdmin, None);
        assert_eq!(decoded_claims(&holder, false).get("locations"), None);
        holder.locations = Some(vec!["L-1".to_owned()]);
        assert_eq!(decoded_claims(&holder, false)["locations"], json!(["L-1"]));
    }

    #[test]
    fn an_expired_token_expired_an_hour_ago() {
        let claims = decoded_claims(&Holder::with_role(Role::MpnAdmin, None), true);
        assert_eq!(claims["exp"], 1_800_000_000 - 3600);
    }
}
