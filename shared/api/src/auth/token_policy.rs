//! The tokens to accept, and the names of their claims.

use domain::{Actor, CompanyId, Email, LocationId, Name};
use jiff::Timestamp;

use crate::auth::caller::Caller;
use crate::auth::claims::TokenClaims;
use crate::auth::error::{TOLERANCE_SECONDS, TokenError};
use crate::body::json::Json;
use domain::Role;

/// The reason why the token configuration is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// No issuer is configured.
    #[error("no token issuer is set")]
    NoIssuer,
    /// No audience is configured: tokens for other systems would be accepted.
    #[error("no token audience is set")]
    NoAudience,
    /// Not a list of `claim=name`.
    #[error("{0:?} is not of the form claim=name, with sub, name, email, company_id, roles or locations as the claim")]
    Claims(String),
}

/// The names of the claims in this issuer's tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ClaimNames {
    sub: String,
    name: String,
    email: String,
    company_id: String,
    roles: String,
    locations: String,
}

impl Default for ClaimNames {
    fn default() -> Self {
        Self {
            sub: "sub".to_owned(),
            name: "name".to_owned(),
            email: "email".to_owned(),
            company_id: "company_id".to_owned(),
            roles: "roles".to_owned(),
            locations: "locations".to_owned(),
        }
    }
}

impl ClaimNames {
    fn parse(text: &str) -> Result<Self, PolicyError> {
        let mut names = Self::default();
        for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            names.rename(entry).ok_or_else(|| PolicyError::Claims(entry.to_owned()))?;
        }
        Ok(names)
    }

    fn rename(&mut self, entry: &str) -> Option<()> {
        let (claim, name) = entry.split_once('=')?;
        let slot = match claim.trim() {
            "sub" => &mut self.sub,
            "name" => &mut self.name,
            "email" => &mut self.email,
            "company_id" => &mut self.company_id,
            "roles" => &mut self.roles,
            "locations" => &mut self.locations,
            _ => return None,
        };
        name.trim().clone_into(slot);
        (!slot.is_empty()).then_some(())
    }
}

/// The tokens to accept: issuer, audiences and claim names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPolicy {
    issuer: String,
    audiences: Vec<String>,
    names: ClaimNames,
}

impl TokenPolicy {
    /// Parses the configuration. `issuer` must equal `iss` exactly. `audiences` is one audience or client id, or
    /// several separated by commas. `claims` renames claims, for example
    /// `company_id=custom:company_id,roles=cognito:groups`.
    ///
    /// # Errors
    /// [`PolicyError`] when a value is missing or malformed.
    pub fn new(issuer: &str, audiences: &str, claims: Option<&str>) -> Result<Self, PolicyError> {
        let list = audiences.split(',').map(str::trim).filter(|name| !name.is_empty());
        let policy = Self {
            issuer: issuer.trim().to_owned(),
            audiences: list.map(str::to_owned).collect(),
            names: ClaimNames::parse(claims.unwrap_or_default())?,
        };
        if policy.issuer.is_empty() {
            return Err(PolicyError::NoIssuer);
        }
        if policy.audiences.is_empty() {
            return Err(PolicyError::NoAudience);
        }
        Ok(policy)
    }

    /// The trusted issuer.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    pub(crate) fn check(&self, claims: &TokenClaims, now: Timestamp) -> Result<(), TokenError> {
        if claims.text("iss", "iss")? != Some(self.issuer.as_str()) {
            return Err(TokenError::Issuer { accepted: self.issuer.clone() });
        }
        self.check_audience(claims)?;
        let now = now.as_second();
        let expires = claims.seconds("exp")?.ok_or(TokenError::Claim("exp"))?;
        if expires.saturating_add(TOLERANCE_SECONDS) < now {
            return Err(TokenError::Expired);
        }
        if claims.seconds("nbf")?.is_some_and(|from| from > now.saturating_add(TOLERANCE_SECONDS)) {
            return Err(TokenError::NotYetValid);
        }
        Ok(())
    }

    /// Checks `aud`, or `client_id` of an access token of Cognito, which has no `aud`.
    fn check_audience(&self, claims: &TokenClaims) -> Result<(), TokenError> {
        let is_accepted = |name: &str| self.audiences.iter().any(|audience| audience == name);
        let accepted = match claims.get("aud") {
            Some(_) => claims.texts("aud", "aud")?.unwrap_or_default().into_iter().any(is_accepted),
            None if claims.text("token_use", "token_use")? == Some("access") => {
                claims.text("client_id", "client_id")?.is_some_and(is_accepted)
            }
            None => false,
        };
        if accepted { Ok(()) } else { Err(TokenError::Audience { accepted: self.audiences.clone() }) }
    }

    pub(crate) fn caller(&self, claims: &TokenClaims) -> Result<Caller, TokenError> {
        let names = &self.names;
        let sub = claims.text("sub", &names.sub)?.and_then(|sub| Actor::parse(sub).ok());
        let sub = sub.filter(|sub| !sub.is_system());
        let company = claims.text("company_id", &names.company_id)?.map(CompanyId::parse);
        let roles = claims.texts("roles", &names.roles)?.unwrap_or_default();
        let locations = claims.texts("locations", &names.locations)?;
        let locations = locations.map(|ids| ids.into_iter().map(LocationId::parse).collect::<Result<Vec<_>, _>>());
        Ok(Caller {
            sub: sub.ok_or(TokenError::Claim("sub"))?,
            name: claims.get(&names.name).and_then(Json::as_text).and_then(|name| Name::parse(name).ok()),
            // The address is no identity: an invalid one does not reject the token.
            email: claims.text("email", &names.email)?.and_then(|email| Email::parse(email).ok()),
            company: company.transpose().map_err(|_| TokenError::Claim("company_id"))?,
            // The list may also contain groups of other systems.
            roles: roles.into_iter().filter_map(|role| Role::parse(role).ok()).collect(),
            locations: locations.transpose().map_err(|_| TokenError::Claim("locations"))?,
        })
    }
}
