//! `/authorize`: the page on which a developer chooses a test user (OpenID Connect Core 3.1.2, RFC 7636).

use super::grant::Agreed;
use super::parameters::{Parameters, with_query};
use super::people::{PEOPLE, Person};
use super::{SharedIssuer, people};
use crate::clock;
use crate::failure::Outcome;
use crate::settings::PORTAL_CLIENT;
use crate::web_page;
use askama::Template;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

/// The length of a challenge: SHA-256 in base64url.
const CHALLENGE_CHARS: usize = 43;

#[derive(Template)]
#[template(path = "authorize.html")]
struct ChoosePage<'a> {
    people: &'a [Person],
    /// The parameters of the request, which the form sends again.
    parameters: Vec<(&'a str, &'a str)>,
    /// Goes back without signing in.
    cancel: String,
}

#[derive(Template)]
#[template(path = "refused-sign-in.html")]
struct RefusedPage<'a> {
    reason: &'a str,
}

/// A valid authorization request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// What the code will say.
    pub agreed: Agreed,
    state: String,
}

impl Authorization {
    /// Reads a request of the portal. The error says what is wrong with it; a client that is not known gets no
    /// redirect (RFC 6749 4.1.2.1), and on this machine neither does any other mistake.
    pub fn read(parameters: &Parameters, redirect_uri: &str) -> Result<Self, String> {
        let expected = [
            ("client_id", PORTAL_CLIENT),
            ("redirect_uri", redirect_uri),
            ("response_type", "code"),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in expected {
            if parameters.required(name)? != value {
                return Err(format!("the parameter {name} must be {value}"));
            }
        }
        let (challenge, state) = (parameters.required("code_challenge")?, parameters.required("state")?);
        if challenge.len() != CHALLENGE_CHARS {
            return Err("the parameter code_challenge must be a SHA-256 in base64url".to_owned());
        }
        let agreed = Agreed {
            redirect_uri: redirect_uri.to_owned(),
            challenge: challenge.to_owned(),
            nonce: parameters.text("nonce").to_owned(),
        };
        Ok(Self { agreed, state: state.to_owned() })
    }

    /// The address that takes the browser back to the portal.
    fn back(&self, name: &str, value: &str) -> String {
        with_query(&self.agreed.redirect_uri, &[(name, value), ("state", &self.state)])
    }
}

/// Shows the test users.
pub async fn choose(State(issuer): SharedIssuer, RawQuery(query): RawQuery) -> Response {
    let parameters = match Parameters::parse(query.unwrap_or_default().as_bytes()) {
        Ok(parameters) => parameters,
        Err(reason) => return refused(&reason),
    };
    match Authorization::read(&parameters, &issuer.redirect_uri) {
        Ok(request) => {
            let cancel = request.back("error", "access_denied");
            let page = ChoosePage { people: &PEOPLE, parameters: parameters.all().collect(), cancel };
            // The redirect after the form goes to the portal; browsers apply the policy to redirects, too.
            web_page::form_page(StatusCode::OK, &page, &issuer.portal)
        }
        Err(reason) => refused(&reason),
    }
}

/// Signs the chosen test user in: goes back to the portal with a code.
pub async fn chosen(State(issuer): SharedIssuer, body: Bytes) -> Response {
    let read = || {
        let parameters = Parameters::parse(&body)?;
        let request = Authorization::read(&parameters, &issuer.redirect_uri)?;
        let person = people::find(parameters.required("user")?).ok_or("there is no such test user")?;
        Ok::<_, String>((request, person))
    };
    match read() {
        Ok((request, person)) => {
            let code: Outcome<String> = issuer.grants.code(person, &request.agreed, clock::now());
            code.map_or_else(
                |failure| (StatusCode::INTERNAL_SERVER_ERROR, format!("{failure}\n")).into_response(),
                |code| Redirect::to(&request.back("code", &code)).into_response(),
            )
        }
        Err(reason) => refused(&reason),
    }
}

fn refused(reason: &str) -> Response {
    web_page::page(StatusCode::BAD_REQUEST, &RefusedPage { reason })
}
