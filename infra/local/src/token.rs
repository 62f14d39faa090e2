//! Tokens of the local issuer.

use crate::cli::TokenArgs;
use crate::failure::{During, Outcome};
use crate::settings::AUDIENCE;
use api::Role;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use signer::Signer;

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

    /// The program's own staff.
    pub fn operations() -> Self {
        Self::with_role(Role::Operations, None)
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
        let first = arguments.roles.first().map_or("nobody", |role| role.as_str());
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
    pub key: &'a Signer,
    /// The issuer's address.
    pub url: String,
}

impl Issuer<'_> {
    /// A token that begins at `issued_at` and lives for a working day.
    pub fn token(&self, holder: &Holder, issued_at: Timestamp) -> Outcome<String> {
        self.key.sign(&self.claims(holder, issued_at)).during("sign the token")
    }

    /// A token that ended an hour before `now`.
    pub fn expired_token(&self, holder: &Holder, now: Timestamp) -> Outcome<String> {
        self.token(holder, now - LIFETIME - SignedDuration::from_hours(1))
    }

    fn claims(&self, holder: &Holder, issued_at: Timestamp) -> Value {
        let roles: Vec<&str> = holder.roles.iter().map(|role| role.as_str()).collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    fn claims_of(holder: &Holder, expired: bool) -> Value {
        let (key, now) =
            (Signer::es256(&Signer::generate().unwrap()).unwrap(), "2027-01-15T08:00:00Z".parse().unwrap());
        let issuer = Issuer { key: &key, url: "http://127.0.0.1:9001".to_owned() };
        let token = if expired { issuer.expired_token(holder, now) } else { issuer.token(holder, now) };
        let token = token.unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
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
