//! `/authorize`: the page on which a developer chooses a test user (OpenID Connect Core 3.1.2, RFC 7636).

use super::grant::Agreed;
use super::parameters::{Parameters, with_query};
use super::people::{PEOPLE, Person};
use super::somebody::{self, Problem, Typed};
use super::{Issuer, SharedIssuer, people};
use crate::clock;
use crate::settings::PORTAL_CLIENT;
use crate::token::Holder;
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
    /// The parameters of the request, which the forms send again.
    parameters: Vec<(&'a str, &'a str)>,
    /// What was typed in the form "Somebody else".
    somebody: Typed,
    /// What is wrong with it.
    problems: Vec<Problem>,
    /// Goes back without signing in.
    cancel: String,
}

impl ChoosePage<'_> {
    /// What is wrong with a field of the form.
    fn wrong(&self, field: &str) -> impl Iterator<Item = &str> {
        self.problems.iter().filter(move |problem| problem.field == field).map(|problem| problem.text.as_str())
    }

    /// The ids of what describes a field.
    fn described_by(&self, field: &str, hint: &str) -> String {
        let hint = (!hint.is_empty()).then(|| format!("{field}-hint"));
        let wrong = self.wrong(field).next().map(|_| format!("{field}-wrong"));
        hint.into_iter().chain(wrong).collect::<Vec<_>>().join(" ")
    }
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
    match read(&issuer, query.unwrap_or_default().as_bytes()) {
        Ok((parameters, request)) => {
            page(&issuer, StatusCode::OK, (&parameters, &request), (Typed::default(), Vec::new()))
        }
        Err(reason) => refused(&reason),
    }
}

/// Signs the chosen test user in: goes back to the portal with a code.
pub async fn chosen(State(issuer): SharedIssuer, body: Bytes) -> Response {
    let read = || {
        let (parameters, request) = read(&issuer, &body)?;
        let user = people::find(parameters.required("user")?).ok_or("there is no such test user")?;
        Ok::<_, String>((request, user))
    };
    match read() {
        Ok((request, user)) => signed_in(&issuer, &request, &user.holder()),
        Err(reason) => refused(&reason),
    }
}

/// Signs in whom the form "Somebody else" describes. A form with mistakes comes again, with what was typed.
pub async fn typed(State(issuer): SharedIssuer, body: Bytes) -> Response {
    let (parameters, request) = match read(&issuer, &body) {
        Ok(read) => read,
        Err(reason) => return refused(&reason),
    };
    let typed = Typed::read(&parameters);
    match typed.holder() {
        Ok(person) => signed_in(&issuer, &request, &person),
        Err(problems) => page(&issuer, StatusCode::UNPROCESSABLE_ENTITY, (&parameters, &request), (typed, problems)),
    }
}

fn read(issuer: &Issuer, encoded: &[u8]) -> Result<(Parameters, Authorization), String> {
    let parameters = Parameters::parse(encoded)?;
    let request = Authorization::read(&parameters, &issuer.redirect_uri)?;
    Ok((parameters, request))
}

fn signed_in(issuer: &Issuer, request: &Authorization, person: &Holder) -> Response {
    issuer.grants.code(person, &request.agreed, clock::now()).map_or_else(
        |failure| (StatusCode::INTERNAL_SERVER_ERROR, format!("{failure}\n")).into_response(),
        |code| Redirect::to(&request.back("code", &code)).into_response(),
    )
}

fn page(
    issuer: &Issuer,
    status: StatusCode,
    (parameters, request): (&Parameters, &Authorization),
    (somebody, problems): (Typed, Vec<Problem>),
) -> Response {
    let cancel = request.back("error", "access_denied");
    let parameters = parameters.all().filter(|(name, _)| !somebody::is_field(name)).collect();
    let page = ChoosePage { people: &PEOPLE, parameters, somebody, problems, cancel };
    // The redirect after the form goes to the portal; browsers apply the policy to redirects, too.
    web_page::form_page(status, &page, &issuer.portal)
}

fn refused(reason: &str) -> Response {
    web_page::page(StatusCode::BAD_REQUEST, &RefusedPage { reason })
}
