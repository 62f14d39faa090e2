//! The portal: one value per process, and the processing of one request.

use std::time::Duration;

use api::{DistributionSecrets, Response, TokenVerifier};
use domain::Language;
use host::{Clock, Deadline, catch_panic};
use jiff::Timestamp;
use lambda_http::http::{HeaderName, HeaderValue, Method as HttpMethod};
use lambda_http::{Request, RequestExt};

use crate::assets;
use crate::calls::Calls;
use crate::csrf;
use crate::failure::PageError;
use crate::form::Form;
use crate::functions::Functions;
use crate::html::error::{ErrorPage, SendAgainPage};
use crate::language;
use crate::origin::Origin;
use crate::page::{self, Access, Method, Page};
use crate::people;
use crate::reply::Reply;
use crate::served::Served;
use crate::session::{CookieJar, Cookies, Sealer, Session};
use crate::settings::ApiToken;
use crate::sign_in::Issuer;
use crate::visit::{Person, Visit};
use crate::words::Words;

/// The largest form, in bytes: a pasted mail fits.
const FORM_BYTES_MAX: usize = 1024 * 1024;
/// The time that is left for the page of an error when the calls of a page take too long.
const PAGE_MARGIN: Duration = Duration::from_secs(5);
/// The time for a page without a known deadline: under `cargo lambda watch`, where a call waits while its function is
/// built, for 60 seconds at most.
const PAGE_TIMEOUT: Duration = Duration::from_secs(55);

/// The portal.
#[derive(Debug)]
pub struct Portal {
    /// The pages.
    pub pages: Vec<Page>,
    /// The origin; `None` for the host that a request names.
    pub origin: Option<Origin>,
    /// The secrets of the distribution; a request without one is refused.
    pub distribution: DistributionSecrets,
    /// The origin of the bucket, for uploads.
    pub bucket: String,
    /// The keys of cookies and forms.
    pub sealer: Sealer,
    /// The other functions.
    pub functions: Functions,
    /// The issuer.
    pub issuer: Issuer,
    /// Verifies ID tokens.
    pub id_tokens: TokenVerifier,
    /// Verifies the tokens that the functions take.
    pub api_tokens: TokenVerifier,
    /// Which token the functions take.
    pub api_token: ApiToken,
    /// The clock.
    pub clock: Clock,
}

impl Portal {
    /// The origin of the portal.
    ///
    /// # Errors
    /// `PageError::Internal` when a request names no usable host.
    pub fn origin(&self, visit: &Visit<'_>) -> Result<Origin, PageError> {
        self.origin_at(&visit.host)
    }

    fn origin_at(&self, host: &str) -> Result<Origin, PageError> {
        let of_host = || Origin::parse(&format!("https://{host}"));
        let origin = self.origin.clone().map_or_else(of_host, Ok);
        origin.map_err(|error| PageError::Internal(format!("the request's host: {error}")))
    }

    /// Serves one request: finds the page, reads language and session, defends forms, runs the handler, and turns the
    /// outcome into a response. Writes one log line and one metric.
    ///
    /// # Errors
    /// Never. The type is what `lambda_http::service_fn` expects.
    pub async fn serve(&self, request: Request) -> Result<Response, lambda_http::Error> {
        let is_head = *request.method() == HttpMethod::HEAD;
        let (request_id, calls) = (request_id(&request), Calls::default());
        let served = if self.distribution.admits(request.headers()) {
            catch_panic(self.served(&request, &request_id, &calls)).await.unwrap_or_else(|why| {
                tracing::error!(%why, request_id, "a page panicked");
                Served { reply: Reply::defect(), outcome: "panic", pattern: "-" }
            })
        } else {
            let reply = Reply::elsewhere(self.origin.as_ref());
            Served { reply, outcome: "not-through-distribution", pattern: "-" }
        };
        served.log(&request, &request_id, &calls);
        let mut response = served.reply.into_response(is_head);
        for (name, value) in self.security_headers() {
            response.headers_mut().insert(name, value);
        }
        if let Ok(id) = HeaderValue::from_str(&request_id) {
            response.headers_mut().insert(HeaderName::from_static("x-request-id"), id);
        }
        Ok(response.into())
    }

    async fn served(&self, request: &Request, request_id: &str, calls: &Calls) -> Served {
        let raw = path(request);
        if let Some(asset) = assets::find(raw) {
            return Served { reply: asset.reply(), outcome: "asset", pattern: "/assets" };
        }
        let now = self.clock.now();
        let host = host(request);
        let Ok(origin) = self.origin_at(&host) else {
            return Served { reply: Reply::defect().with_status(400), outcome: "host", pattern: "-" };
        };
        let jar = CookieJar::of(&origin);
        let cookies = Cookies::of(request.headers());
        let (of_path, path) = language::of_path(raw);
        let language = of_path.unwrap_or_else(|| language::of_request(request.headers(), &jar, &cookies));
        let method = match *request.method() {
            HttpMethod::GET | HttpMethod::HEAD => Some(Method::Get),
            HttpMethod::POST => Some(Method::Post),
            _ => None,
        };
        let mut visit = Visit {
            portal: self,
            calls,
            captures: Vec::new(),
            path: path.to_owned(),
            query: Form::decode(request.raw_query().as_bytes()),
            form: Form::default(),
            cookies,
            host,
            words: Words::of(language),
            person: None,
            now,
            time: page_time(request, &self.clock),
            request_id: request_id.to_owned(),
        };
        let Some(method) = method else {
            return Self::failed(&visit, &PageError::Method, "-");
        };
        let page = match page::find(&self.pages, method, path) {
            Some(Ok((page, captures))) => {
                visit.captures = captures;
                page
            }
            // The address of a form, opened or loaded again: the page before it is the nearest one.
            Some(Err(Method::Post)) => {
                return Served { reply: Reply::see_other(parent(path)), outcome: "form-address", pattern: "-" };
            }
            Some(Err(Method::Get)) => return Self::failed(&visit, &PageError::Method, "-"),
            None => {
                // The page of the error has the navigation of whoever is signed in.
                let (cookies, _) = self.sign_in(&mut visit, &origin, &jar).await;
                let served = Self::failed(&visit, &PageError::NotFound, "-");
                return Served { reply: served.reply.with_cookies(cookies), ..served };
            }
        };
        // A page in a language of its path is public; the others have none.
        if of_path.is_some() && page.access != Access::Public {
            return Self::failed(&visit, &PageError::NotFound, "-");
        }
        if page.access == Access::Public {
            visit.words = Words::of(of_path.unwrap_or(Language::English));
        }
        self.page(page, request, visit, &origin, &jar).await
    }

    async fn page(
        &self,
        page: &Page,
        request: &Request,
        mut visit: Visit<'_>,
        origin: &Origin,
        jar: &CookieJar,
    ) -> Served {
        let pattern = page.pattern;
        if page.method == Method::Post {
            if !csrf::is_same_origin(request.headers(), origin) {
                return Self::failed(&visit, &PageError::NotOurForm, pattern);
            }
            if request.body().len() > FORM_BYTES_MAX {
                return Self::failed(&visit, &PageError::TooLarge, pattern);
            }
            visit.form = Form::decode(request.body().as_ref());
        }
        let has_session = matches!(page.access, Access::SignedIn | Access::Roles(_));
        let (mut new_cookies, time) = (Vec::new(), visit.time);
        let shown = async {
            if has_session {
                let (cookies, signed_in) = self.sign_in(&mut visit, origin, jar).await;
                new_cookies = cookies;
                signed_in?;
                self.admitted(page, &visit)?;
            }
            (page.handler)(&visit).await
        };
        // One limit for everything that the page asks for, so that the page of the error still comes.
        let shown = tokio::time::timeout(time, shown).await.unwrap_or(Err(PageError::TimedOut));
        let served = match shown {
            Ok(reply) => Served { reply, outcome: "ok", pattern },
            Err(PageError::SignedOut) if has_session => Self::signed_out(&visit, page, request.raw_query()),
            Err(error) => {
                let is_refusal = matches!(error, PageError::Role(_) | PageError::Forbidden(_));
                let names = if is_refusal { people::global_administrators(&visit).await } else { Vec::new() };
                Self::failed_naming(&visit, &error, pattern, &names)
            }
        };
        Served { reply: served.reply.with_cookies(new_cookies), ..served }
    }

    /// Reads the session of a visit, with new tokens when they end soon; the cookies that store those, whatever comes of
    /// the visit: an issuer may accept the old refresh token only once.
    async fn sign_in(
        &self,
        visit: &mut Visit<'_>,
        origin: &Origin,
        jar: &CookieJar,
    ) -> (Vec<String>, Result<(), PageError>) {
        let Some(session) = Session::open(&self.sealer, jar, &visit.cookies, visit.now) else {
            return (Vec::new(), Err(PageError::SignedOut));
        };
        let (session, cookies) = match self.current(session, origin, jar, visit.now).await {
            Ok(current) => current,
            Err(error) => return (Vec::new(), Err(error)),
        };
        let caller = self.api_tokens.verify(&session.token, visit.now).await;
        let signed_in = caller.map_err(|failure| match failure.status().as_u16() {
            401 => PageError::SignedOut,
            _ => PageError::Busy(failure.code().to_owned()),
        });
        let signed_in =
            signed_in.map(|caller| visit.person = Some(Person { name: session.name, caller, token: session.token }));
        (cookies, signed_in)
    }

    /// The session with a token that lasts, and the cookies of a new one. A token that ends soon still counts while the
    /// issuer gives no other.
    async fn current(
        &self,
        session: Session,
        origin: &Origin,
        jar: &CookieJar,
        now: Timestamp,
    ) -> Result<(Session, Vec<String>), PageError> {
        if !session.needs_refresh(now) {
            return Ok((session, Vec::new()));
        }
        match self.refreshed(&session, &origin.address("/sign-in/back"), now).await {
            Ok(Some(new)) => {
                let cookies = new.seal(&self.sealer, jar, now);
                Ok((new, cookies.map_err(|error| PageError::Internal(error.to_string()))?))
            }
            Ok(None) | Err(PageError::Busy(_)) if session.token_ends_at > now => Ok((session, Vec::new())),
            Ok(None) => Err(PageError::SignedOut),
            Err(error) => Err(error),
        }
    }

    /// Checks the form's token and the person's roles.
    fn admitted(&self, page: &Page, visit: &Visit<'_>) -> Result<(), PageError> {
        let person = visit.person()?;
        let sub = person.caller.sub.to_string();
        if page.method == Method::Post && !csrf::is_token_of(&self.sealer, &sub, visit.now, visit.form.raw(csrf::FIELD))
        {
            return Err(PageError::NotOurForm);
        }
        match page.access {
            Access::Roles(roles) if !person.has(roles) => Err(PageError::Role(roles.to_vec())),
            Access::Roles(_) | Access::SignedIn | Access::Public | Access::Door => Ok(()),
        }
    }

    /// Sends a reader to sign in. A form is kept: the page shows it and sends it again after signing in.
    fn signed_out(visit: &Visit<'_>, page: &Page, query: &str) -> Served {
        let reply = match page.method {
            Method::Get => {
                let query = if query.is_empty() { String::new() } else { format!("?{query}") };
                let to = format!("{}{query}", visit.path);
                Ok(Reply::see_other(&format!("/sign-in{}", Form::default().with("to", Some(&to)))))
            }
            Method::Post => Reply::page(&SendAgainPage::new(visit)),
        };
        match reply {
            Ok(reply) => Served { reply, outcome: "signed-out", pattern: page.pattern },
            Err(error) => Self::failed(visit, &error, page.pattern),
        }
    }

    /// The page of an error.
    fn failed(visit: &Visit<'_>, error: &PageError, pattern: &'static str) -> Served {
        Self::failed_naming(visit, error, pattern, &[])
    }

    /// The page of an error with the names of the administrators to ask.
    fn failed_naming(visit: &Visit<'_>, error: &PageError, pattern: &'static str, administrators: &[String]) -> Served {
        let outcome = error.name();
        if let PageError::Internal(why) = error {
            tracing::error!(%why, request_id = visit.request_id, "a page failed");
        } else if let PageError::Busy(why) = error {
            tracing::warn!(%why, request_id = visit.request_id, "a function is not available");
        }
        let status = error.status();
        let reply = Reply::page(&ErrorPage::new(visit, error, administrators)).map(|reply| reply.with_status(status));
        Served { reply: reply.unwrap_or_else(|_| Reply::defect()), outcome, pattern }
    }

    fn security_headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        let bucket = &self.bucket;
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {bucket}; \
             worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; \
             require-trusted-types-for 'script'; trusted-types portal"
        );
        let fixed = [
            ("strict-transport-security", "max-age=31536000"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
        ];
        let fixed = fixed.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
        fixed.into_iter().chain([(HeaderName::from_static("content-security-policy"), policy)]).collect()
    }
}

fn path(request: &Request) -> &str {
    let raw = request.raw_http_path();
    if raw.is_empty() { request.uri().path() } else { raw }
}

/// The time for a page: what the invocation has, less the margin.
fn page_time(request: &Request, clock: &Clock) -> Duration {
    let deadline = request.lambda_context_ref().map_or(0, |context| context.deadline);
    let remaining = Deadline::of_invocation(deadline, clock).remaining();
    let remaining = remaining.and_then(|remaining| Duration::try_from(remaining).ok());
    remaining.map_or(PAGE_TIMEOUT, |remaining| remaining.saturating_sub(PAGE_MARGIN))
}

/// The path one segment above.
fn parent(path: &str) -> &str {
    match path.trim_end_matches('/').rsplit_once('/') {
        Some(("", _)) | None => "/",
        Some((parent, _)) => parent,
    }
}

fn host(request: &Request) -> String {
    let header = request.headers().get("host").and_then(|value| value.to_str().ok());
    header.unwrap_or_default().to_owned()
}

fn request_id(request: &Request) -> String {
    let id = request.lambda_context_ref().map(|context| context.request_id.clone());
    id.filter(|id| !id.is_empty()).unwrap_or_else(|| "none".to_owned())
}

trait RawQuery {
    fn raw_query(&self) -> &str;
}

impl RawQuery for Request {
    fn raw_query(&self) -> &str {
        self.uri().query().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::Context;

    #[test]
    fn a_page_ends_before_its_invocation_does() {
        let clock = Clock::from_fn(|| Timestamp::from_millisecond(1_795_000_000_000).unwrap());
        let time = |deadline| {
            let mut context = Context::default();
            context.deadline = deadline;
            page_time(&Request::default().with_lambda_context(context), &clock).as_secs()
        };
        assert_eq!(time(1_795_000_030_000), 25);
        assert_eq!(time(1_795_000_002_000), 0);
        assert_eq!(time(0), 55, "cargo lambda watch sends a deadline of 1970");
    }
}
