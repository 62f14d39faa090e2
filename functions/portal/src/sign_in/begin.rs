//! The pages of signing in and out.

use api::Caller;
use domain::Language;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::issuer::{IssuerError, Tokens};
use crate::failure::PageError;
use crate::html::sign_in::DoorPage;
use crate::page::Handled;
use crate::portal::Portal;
use crate::reply::Reply;
use crate::session::{CookieJar, Cookies, LIFE, Purpose, Sealer, Session};
use crate::settings::ApiToken;
use crate::visit::Visit;

/// The beginning of the names of cookies of sign-ins that have begun.
const BEGUN: &str = "sign-in-";
/// The time in which a sign-in must come back.
const BEGUN_LIFE: SignedDuration = SignedDuration::from_mins(10);
/// The most sign-ins at once, in tabs of one browser.
const BEGUN_MAX: usize = 3;
/// The characters of the state in the cookie's name, by which the cookie is found.
const STATE_CHARS: usize = 12;

/// What must come back from the issuer, sealed into a cookie.
#[derive(Serialize, Deserialize)]
struct Begun {
    state: String,
    nonce: String,
    verifier: String,
    to: String,
    until: Timestamp,
}

/// `GET /sign-in?to=/vouchers`: sends the browser to the issuer. A page and no redirect: a form of the portal may have led
/// here, and a browser applies `form-action` to every redirect after a form.
pub fn begin<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let portal = visit.portal;
        let origin = portal.origin(visit)?;
        let to = origin.own_path(visit.query.text("to")).unwrap_or("/").to_owned();
        let nonce = portal.sealer.random_text().unwrap_or_default();
        let begun = portal.issuer.begin(&origin.address("/sign-in/back"), nonce).await.map_err(page_error)?;
        let kept = Begun {
            state: begun.state,
            nonce: begun.nonce,
            verifier: begun.verifier,
            to,
            until: visit.now + BEGUN_LIFE,
        };
        let jar = CookieJar::of(&origin);
        let name = cookie_name(&kept.state);
        let sealed = sealed(&portal.sealer, &kept);
        let surplus = surplus(&jar, &visit.cookies, &name);
        let page = DoorPage::leading(visit, "signing-in", begun.address);
        let reply = Reply::page(&page)?.with_cookies(surplus.iter().map(|name| jar.delete(name)));
        Ok(reply.with_cookies([jar.set(&name, &sealed, BEGUN_LIFE.as_secs())]))
    })
}

/// The names of earlier sign-ins that give way to a new one, without the prefix.
fn surplus(jar: &CookieJar, cookies: &Cookies, new: &str) -> Vec<String> {
    let prefix = jar.name(BEGUN);
    let known: Vec<String> = cookies
        .names_with(&prefix)
        .filter_map(|name| Some(format!("{BEGUN}{}", name.strip_prefix(&prefix)?)))
        .filter(|name| name != new)
        .collect();
    let surplus = (known.len() + 1).saturating_sub(BEGUN_MAX);
    known.into_iter().take(surplus).collect()
}

fn cookie_name(state: &str) -> String {
    let safe = state.chars().filter(char::is_ascii_alphanumeric).take(STATE_CHARS);
    format!("{BEGUN}{}", safe.collect::<String>())
}

fn sealed(sealer: &Sealer, begun: &Begun) -> String {
    let text = serde_json::to_vec(begun).unwrap_or_default();
    sealer.seal(Purpose::SignIn, "", &text).unwrap_or_default()
}

/// `GET /sign-in/back?code&state`: exchanges the code, verifies the tokens, stores the session.
pub fn back<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let portal = visit.portal;
        let origin = portal.origin(visit)?;
        let jar = CookieJar::of(&origin);
        let (state, name) = (visit.query.text("state"), cookie_name(visit.query.text("state")));
        let Some(begun) = opened(visit, &jar, &name).filter(|begun| begun.state == state) else {
            return again(visit);
        };
        let forget = jar.delete(&name);
        let Some(code) = visit.query.filled("code") else {
            tracing::info!(error = visit.query.text("error"), "the issuer did not sign a person in");
            return Ok(again(visit)?.with_cookies([forget]));
        };
        let redirect = origin.address("/sign-in/back");
        let tokens = portal.issuer.exchange(&redirect, code, &begun.verifier).await.map_err(page_error)?;
        let (name, _) = portal.identity(&tokens, Some(&begun.nonce), visit.now).await?;
        let session = portal.session(tokens, name, visit.now + LIFE, visit.now).await?;
        let cookies = session.seal(&portal.sealer, &jar, visit.now);
        let cookies = cookies.map_err(|error| PageError::Internal(error.to_string()))?;
        Ok(Reply::see_other(&begun.to).with_cookies(cookies).with_cookies([forget]))
    })
}

fn opened(visit: &Visit<'_>, jar: &CookieJar, name: &str) -> Option<Begun> {
    let sealed = visit.cookies.get(&jar.name(name))?;
    let begun: Begun = serde_json::from_slice(&visit.portal.sealer.open(Purpose::SignIn, "", sealed)?).ok()?;
    (begun.until > visit.now).then_some(begun)
}

/// The page for a sign-in that cannot be continued: it was too slow, or the browser sends no cookies.
fn again(visit: &Visit<'_>) -> Result<Reply, PageError> {
    Ok(Reply::page(&DoorPage::new(visit, "sign-in-again"))?.with_status(400))
}

/// `POST /sign-out`: ends the session. A page and no redirect: a browser applies `form-action` to redirects too, and
/// the issuer's page is at another origin.
pub fn sign_out<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let portal = visit.portal;
        let origin = portal.origin(visit)?;
        let jar = CookieJar::of(&origin);
        if let Some(refresh) = Session::open(&portal.sealer, &jar, &visit.cookies, visit.now).and_then(|s| s.refresh)
            && let Err(error) = portal.issuer.revoke(&refresh).await
        {
            tracing::warn!(%error, "a refresh token was not revoked");
        }
        let mut page = DoorPage::new(visit, "signed-out");
        page.next = end_session(portal, &origin.address("/signed-out")).await;
        Ok(Reply::page(&page)?.with_cookies(Session::delete(&jar)))
    })
}

/// The address at which the browser ends the issuer's own session.
async fn end_session(portal: &Portal, back: &str) -> Option<String> {
    let address = portal.issuer.endpoints().await.ok()?.end_session_endpoint.clone()?;
    let fields = [("client_id", portal.issuer.client_id()), ("post_logout_redirect_uri", back), ("logout_uri", back)];
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let separator = if address.contains('?') { '&' } else { '?' };
    Some(format!("{address}{separator}{query}"))
}

/// `GET /signed-out`.
pub fn signed_out<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move { Reply::page(&DoorPage::new(visit, "signed-out")) })
}

/// `GET /signed-in`: the page in the tab that was opened to sign in again.
pub fn signed_in<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move { Reply::page(&DoorPage::new(visit, "signed-in")) })
}

/// The error for a token of the issuer that is not accepted: an issuer that cannot be reached is not the person's fault.
fn unverified(failure: &api::Failure, refused: PageError) -> PageError {
    if failure.status().as_u16() == 401 { refused } else { PageError::Busy(failure.code().to_owned()) }
}

fn page_error(error: IssuerError) -> PageError {
    match error {
        IssuerError::Unavailable(why) => PageError::Busy(why),
        IssuerError::Refused(why) => {
            tracing::warn!(%why, "the issuer refused");
            PageError::SignedOut
        }
    }
}

impl Portal {
    /// The name and the verified content of the ID token; of a refresh without one, of nobody.
    async fn identity(
        &self,
        tokens: &Tokens,
        nonce: Option<&str>,
        now: Timestamp,
    ) -> Result<(String, Caller), PageError> {
        let refused = |error: api::Failure| {
            tracing::warn!(code = error.code(), detail = %error.detail(), "an ID token is refused");
            unverified(&error, PageError::SignedOut)
        };
        let id = tokens.id.as_deref().ok_or_else(|| PageError::Internal("the issuer gave no ID token".to_owned()))?;
        let verified = self.id_tokens.verify_claims(id, now).await.map_err(refused)?;
        if nonce.is_some_and(|nonce| verified.text("nonce") != Some(nonce)) {
            tracing::warn!("an ID token has another nonce");
            return Err(PageError::SignedOut);
        }
        let names = ["name", "preferred_username", "email"].into_iter().find_map(|name| verified.text(name));
        let name = names.map_or_else(|| verified.caller.sub.to_string(), str::to_owned);
        Ok((name, verified.caller))
    }

    /// A session of tokens that the functions will accept.
    async fn session(
        &self,
        tokens: Tokens,
        name: String,
        ends_at: Timestamp,
        now: Timestamp,
    ) -> Result<Session, PageError> {
        let token = match self.api_token {
            ApiToken::Access => Some(tokens.access),
            ApiToken::Id => tokens.id,
        };
        let token =
            token.ok_or_else(|| PageError::Internal("the issuer gave no token for the functions".to_owned()))?;
        let verified = self.api_tokens.verify_claims(&token, now).await.map_err(|error| {
            let why = format!("the issuer's token is not one that the functions accept: {}", error.detail());
            unverified(&error, PageError::Internal(why))
        })?;
        Ok(Session { token, token_ends_at: verified.expires_at, refresh: tokens.refresh, name, ends_at })
    }

    /// The session with new tokens; nothing when the issuer does not accept the refresh token any more.
    ///
    /// # Errors
    /// `PageError::Busy` when the issuer cannot be reached.
    pub async fn refreshed(
        &self,
        session: &Session,
        redirect: &str,
        now: Timestamp,
    ) -> Result<Option<Session>, PageError> {
        let Some(refresh) = &session.refresh else { return Ok(None) };
        match self.issuer.refresh(redirect, refresh).await {
            Ok(tokens) => {
                let tokens = Tokens { refresh: tokens.refresh.or_else(|| Some(refresh.clone())), ..tokens };
                self.session(tokens, session.name.clone(), session.ends_at, now).await.map(Some)
            }
            Err(IssuerError::Refused(_)) => Ok(None),
            Err(IssuerError::Unavailable(why)) => Err(PageError::Busy(why)),
        }
    }
}

/// `POST /language`: keeps the language and goes back.
pub fn choose_language<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let origin = visit.portal.origin(visit)?;
        let to = origin.own_path(visit.form.text("to")).unwrap_or("/").to_owned();
        let language = Language::of_tag(visit.form.text("language")).unwrap_or(Language::English);
        let jar = CookieJar::of(&origin);
        let cookie = jar.set(crate::language::COOKIE, language.tag(), 365 * 86_400);
        Ok(Reply::see_other(&to).with_cookies([cookie]))
    })
}
