//! The portal over the world's functions, and a browser that visits it.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex};

use api::DistributionSecrets;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use portal::{ApiToken, Functions, Issuer, Origin, Portal, Sealer, pages};
use serde_json::{Value, json};
use testkit::{TestIssuer, send};

use crate::calls::{CallLog, Called, InProcess, response};
use crate::world::World;

/// The origin of the portal.
pub const ORIGIN: &str = "https://portal.example";
const ISSUER: &str = "https://issuer.example";
const CLIENT: &str = "portal";
const FUNCTIONS: &str = "https://functions.example";

/// The world with a portal.
pub struct PortalWorld {
    /// The functions, table, clock and issuer.
    pub world: Arc<World>,
    /// The portal.
    pub portal: Portal,
    codes: Codes,
    calls: CallLog,
}

/// The most calls that a page or form may make.
pub const CALLS_MAX: usize = 5;
/// What makes more, by method and path, and how many at most (DECISIONS.md 63): a tab of payment requests whose statuses
/// are read one by one, and a form of bank profiles that somebody else has registered, which is read again.
const MORE_CALLS: [(&str, &str, usize); 2] = [("GET", "/claims", 7), ("POST", "/company/payees/DDPS", 8)];

/// The most bytes of a page, with a list of 25 rows.
const PAGE_BYTES_MAX: usize = 40 * 1024;

/// The codes that the issuer has given out, with what their tokens hold.
type Codes = Arc<Mutex<HashMap<String, Value>>>;

/// A browser: its cookies, and its reply to each visit.
pub struct Browser<'w> {
    world: &'w PortalWorld,
    /// The cookies by name.
    pub cookies: BTreeMap<String, String>,
    language: &'static str,
}

/// The reply to a visit.
#[derive(Clone, Debug)]
pub struct Visited {
    /// The status.
    pub status: u16,
    /// The HTML.
    pub html: String,
    /// The headers, lower case, in order.
    pub headers: Vec<(String, String)>,
}

impl Visited {
    /// The first header with this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The target of a redirect.
    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_else(|| panic!("no redirect: {} {}", self.status, self.html))
    }

    /// The address that the page leads on to by itself.
    pub fn refresh(&self) -> String {
        let marker = "http-equiv=\"refresh\" content=\"0; url=";
        let (_, rest) = self.html.split_once(marker).unwrap_or_else(|| panic!("leads nowhere: {}", self.html));
        rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
    }

    /// The text without tags, white space collapsed.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut rest = self.html.as_str();
        while let Some((before, after)) = rest.split_once('<') {
            text.push_str(before);
            text.push(' ');
            rest = after.split_once('>').map_or("", |(_, after)| after);
        }
        text.push_str(rest);
        let text = text.replace("&#39;", "'").replace("&#34;", "\"").replace("&#38;", "&").replace("&quot;", "\"");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The text of the h1.
    pub fn h1(&self) -> String {
        let (_, rest) = self.html.split_once("<h1").unwrap_or_else(|| panic!("no h1: {}", self.html));
        let (_, rest) = rest.split_once('>').unwrap();
        rest.split("</h1>").next().unwrap().trim().to_owned()
    }

    /// The value of the first hidden or text input with this name.
    pub fn value(&self, name: &str) -> String {
        let marker = format!("name=\"{name}\"");
        let (before, after) = self.html.split_once(&marker).unwrap_or_else(|| panic!("no input {name}: {}", self.html));
        let tag = format!("{}{}", before.rsplit('<').next().unwrap(), after.split('>').next().unwrap());
        let value = tag.split_once("value=\"").map_or("", |(_, value)| value.split('"').next().unwrap());
        value.replace("&#34;", "\"").replace("&#38;", "&").replace("&#39;", "'").replace("&#43;", "+")
    }
}

impl PortalWorld {
    /// A portal over a world with the sample companies.
    pub async fn new() -> Self {
        Self::over(World::new().await)
    }

    /// A portal over a world.
    pub fn over(world: World) -> Self {
        let world = Arc::new(world);
        let codes = Codes::default();
        let calls = CallLog::default();
        let in_process = InProcess { world: world.clone(), calls: calls.clone(), base: FUNCTIONS };
        let functions = SharedHttpConnector::new(in_process);
        let issuer = SharedHttpConnector::new(IssuerServer { world: world.clone(), codes: codes.clone() });
        let portal = Portal {
            pages: pages(),
            origin: Some(Origin::parse(ORIGIN).unwrap()),
            distribution: DistributionSecrets::default(),
            bucket: "https://deliverables.s3.us-east-1.amazonaws.com".to_owned(),
            sealer: Sealer::parse(&STANDARD.encode([7_u8; 32])).unwrap(),
            functions: Functions::over(FUNCTIONS, functions).unwrap(),
            issuer: Issuer::over(ISSUER, CLIENT, "secret", issuer),
            id_tokens: world.issuer.verifier_for(CLIENT),
            api_tokens: world.issuer.verifier(),
            api_token: ApiToken::Access,
            clock: world.clock.clock(),
        };
        Self { world, portal, codes, calls }
    }

    /// The portal and its functions behind a distribution with these secrets.
    pub fn behind(world: World, secrets: &str) -> Self {
        let secrets = DistributionSecrets::parse(secrets).unwrap();
        let mut portal = Self::over(world.behind(&secrets));
        portal.portal.functions = portal.portal.functions.clone().behind(&secrets);
        portal.portal.distribution = secrets;
        portal
    }

    /// The calls of the last visit, in the order of their beginning.
    pub fn calls(&self) -> Vec<Called> {
        self.calls.calls()
    }

    /// From now on, calls run one at a time and the usage of each is metered.
    pub fn meter(&self) {
        self.calls.meter();
    }

    /// A browser that prefers a language (`en`, `zh-TW`).
    pub fn browser(&self, language: &'static str) -> Browser<'_> {
        Browser { world: self, cookies: BTreeMap::new(), language }
    }

    /// A browser in English in which a person has signed in.
    pub async fn signed_in(&self, sub: &str, company: Option<&str>, roles: &[&str]) -> Browser<'_> {
        let mut browser = self.browser("en");
        browser.sign_in(sub, company, roles, "/").await;
        browser
    }

    /// A browser in which the partner administrator of a company has signed in.
    pub async fn admin(&self, company: &str) -> Browser<'_> {
        self.signed_in("U-1", Some(company), &["mpn_admin"]).await
    }
}

impl Browser<'_> {
    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Visited {
        self.visit("GET", path, &[], &[]).await
    }

    /// Sends a form from a page of the portal.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Visited {
        self.visit("POST", path, fields, &[("sec-fetch-site", "same-origin")]).await
    }

    /// Sends a request with headers.
    pub async fn visit(
        &mut self,
        method: &str,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Visited {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = send(method, path).header("host", "portal.example").header("accept-language", self.language);
        if !cookies.is_empty() {
            request = request.header("cookie", &cookies.join("; "));
        }
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if method == "POST" {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
            request = request.header("content-type", "application/x-www-form-urlencoded").bytes(body.as_bytes());
        }
        self.world.calls.clear();
        let response = self.world.portal.serve(request.request()).await.unwrap();
        check_calls(method, path, &self.world.calls());
        let headers: Vec<_> = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        self.store(&headers);
        let html = String::from_utf8_lossy(response.body().as_ref()).into_owned();
        let is_page = headers.iter().any(|(name, value)| name == "content-type" && value.starts_with("text/html"));
        assert!(!is_page || html.len() <= PAGE_BYTES_MAX, "{method} {path} has {} bytes", html.len());
        let visited = Visited { status: response.status().as_u16(), html, headers };
        write_page(method, path, &visited);
        visited
    }

    fn store(&mut self, headers: &[(String, String)]) {
        for (_, cookie) in headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Signs a person in; the reply that follows the issuer's redirect.
    pub async fn sign_in(&mut self, sub: &str, company: Option<&str>, roles: &[&str], to: &str) -> Visited {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("to", to).finish();
        let begun = self.get(&format!("/sign-in?{query}")).await;
        let back = self.world.authorize(&begun.refresh(), sub, company, roles);
        self.get(&back).await
    }
}

impl PortalWorld {
    /// What the issuer's page does: it checks the request and sends the browser back with a code.
    pub fn authorize(&self, address: &str, sub: &str, company: Option<&str>, roles: &[&str]) -> String {
        let (page, query) = address.split_once('?').unwrap();
        assert_eq!(page, format!("{ISSUER}/authorize"));
        let query: HashMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        assert_eq!((query["response_type"].as_str(), query["client_id"].as_str()), ("code", CLIENT));
        assert_eq!(query["redirect_uri"], format!("{ORIGIN}/sign-in/back"));
        assert_eq!(query["code_challenge_method"], "S256");
        let mut codes = self.codes.lock().unwrap();
        let code = format!("code-{}", codes.len());
        let mut claims = json!({"sub": sub, "roles": roles, "name": format!("{sub} Chen"), "nonce": query["nonce"]});
        if let Some(company) = company {
            claims["company_id"] = json!(company);
        }
        claims["challenge"] = json!(query["code_challenge"]);
        codes.insert(code.clone(), claims);
        let back = [("code", code.as_str()), ("state", query["state"].as_str())];
        format!("/sign-in/back?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(back).finish())
    }
}

fn check_calls(method: &str, path: &str, calls: &[Called]) {
    let page = path.split('?').next().unwrap();
    let more = MORE_CALLS.iter().find(|(of, at, _)| (*of, *at) == (method, page)).map(|(_, _, most)| *most);
    let requests: Vec<&str> = calls.iter().map(|call| call.request.as_str()).collect();
    assert!(calls.len() <= more.unwrap_or(CALLS_MAX), "{method} {path} makes {} calls: {requests:?}", calls.len());
}

/// Writes a page to the folder that `WRITE_PAGES` names, to be looked at in a browser.
#[expect(clippy::disallowed_methods, reason = "a switch for people who look at pages")]
fn write_page(method: &str, path: &str, visited: &Visited) {
    let Ok(folder) = std::env::var("WRITE_PAGES") else { return };
    if !visited.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) || visited.html.is_empty() {
        return;
    }
    let language = if visited.html.contains("<html lang=\"zh") { "zh" } else { "en" };
    let name: String = path.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).take(80).collect();
    let digest = testkit::sha256_hex(visited.html.as_bytes());
    std::fs::create_dir_all(&folder).unwrap();
    let name = format!("{folder}/{method}{name}.{}.{language}.{}.html", visited.status, &digest[..4]);
    std::fs::write(name, &visited.html).unwrap();
}

/// The issuer's discovery document and token endpoint.
#[derive(Clone)]
struct IssuerServer {
    world: Arc<World>,
    codes: Codes,
}

impl fmt::Debug for IssuerServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IssuerServer")
    }
}

impl HttpConnector for IssuerServer {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let path = request.uri().strip_prefix(ISSUER).unwrap().to_owned();
        let body = request.body().bytes().unwrap_or_default().to_vec();
        let (status, answer) = match path.as_str() {
            "/.well-known/openid-configuration" => (200, discovery()),
            "/token" => self.token(&body),
            _ => (200, json!({})),
        };
        let headers = [("content-type".to_owned(), "application/json".to_owned())];
        HttpConnectorFuture::new(async move { Ok(response(status, &headers, answer.to_string().as_bytes())) })
    }
}

fn discovery() -> Value {
    json!({
        "issuer": ISSUER, "authorization_endpoint": format!("{ISSUER}/authorize"),
        "token_endpoint": format!("{ISSUER}/token"), "revocation_endpoint": format!("{ISSUER}/revoke"),
        "end_session_endpoint": format!("{ISSUER}/end-session"), "jwks_uri": format!("{ISSUER}/jwks.json"),
    })
}

impl IssuerServer {
    fn token(&self, body: &[u8]) -> (u16, Value) {
        let fields: HashMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
        let refused = || (400, json!({"error": "invalid_grant"}));
        let claims = match fields["grant_type"].as_str() {
            "authorization_code" => {
                let Some(claims) = self.codes.lock().unwrap().remove(&fields["code"]) else { return refused() };
                if challenge(&fields["code_verifier"]) != claims["challenge"].as_str().unwrap() {
                    return refused();
                }
                claims
            }
            _ => match serde_json::from_str::<Value>(&fields["refresh_token"]) {
                Ok(claims) => claims,
                Err(_) => return refused(),
            },
        };
        (200, tokens(&self.world.issuer, claims, &self.world))
    }
}

fn challenge(verifier: &str) -> String {
    let digest = testkit::sha256_hex(verifier.as_bytes());
    let bytes: Vec<u8> =
        (0..digest.len()).step_by(2).map(|at| u8::from_str_radix(&digest[at..at + 2], 16).unwrap()).collect();
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

fn tokens(issuer: &TestIssuer, mut claims: Value, world: &World) -> Value {
    let now = world.clock.now();
    claims.as_object_mut().unwrap().remove("challenge");
    let access = issuer.sign(claims.clone(), now);
    let refresh = claims.to_string();
    claims["aud"] = json!(CLIENT);
    let id = issuer.sign(claims, now);
    json!({
        "access_token": access, "id_token": id, "refresh_token": refresh, "token_type": "Bearer", "expires_in": 3_600,
    })
}
