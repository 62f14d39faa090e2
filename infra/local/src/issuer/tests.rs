use super::exchange::ExchangeError;
use super::*;
use crate::front::Server;
use crate::settings::{AUDIENCE, PORTAL_CLIENT};
use crate::token::Holder;
use api::{Jwks, TokenPolicy, TokenVerifier};
use axum::http::HeaderValue;
use axum::http::header::{AUTHORIZATION, HOST};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use std::net::TcpListener;
use tempfile::TempDir;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// The challenge of the verifier (RFC 7636, appendix B).
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BACK: &str = "http://127.0.0.1:9004/sign-in/back";

fn now() -> Timestamp {
    "2027-01-15T08:00:00Z".parse().unwrap()
}

fn later(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

/// The issuer of a new data folder at port 9001.
fn issuer() -> (TempDir, Issuer) {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings::new(folder.path(), 9000, false).unwrap();
    let issuer = Issuer::new(&settings, Keys::load(&settings).unwrap()).unwrap();
    (folder, issuer)
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The pairs with some replaced; those with an empty value are left out.
fn with<'p>(pairs: &[(&'p str, &'p str)], changed: &[(&'p str, &'p str)]) -> Vec<(&'p str, &'p str)> {
    let value = |(name, value): &(&'p str, &'p str)| {
        let other = changed.iter().find(|(known, _)| known == name);
        (*name, other.map_or(*value, |(_, other)| *other))
    };
    pairs.iter().map(value).filter(|(_, value)| !value.is_empty()).collect()
}

/// A valid authorization request.
const REQUEST: [(&str, &str); 7] = [
    ("client_id", PORTAL_CLIENT),
    ("redirect_uri", BACK),
    ("response_type", "code"),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
    ("state", "s-1"),
    ("nonce", "n-1"),
];

fn authorization(issuer: &Issuer, changed: &[(&str, &str)]) -> Result<authorize::Authorization, String> {
    let query = encoded(&with(&REQUEST, changed));
    authorize::Authorization::read(&Parameters::parse(query.as_bytes()).unwrap(), &issuer.redirect_uri)
}

fn code(issuer: &Issuer) -> String {
    let agreed = authorization(issuer, &[]).unwrap().agreed;
    issuer.grants.code(&people::find("chen").unwrap().holder(), &agreed, now()).unwrap()
}

/// Sends a form to the token endpoint with the client's credentials in it, unless they are replaced.
async fn exchange(issuer: &Issuer, pairs: &[(&str, &str)], at: Timestamp) -> Result<Value, ExchangeError> {
    let credentials = [("client_id", PORTAL_CLIENT), ("client_secret", issuer.grants.client_secret())];
    let form: Vec<_> =
        credentials.into_iter().filter(|(name, _)| !pairs.iter().any(|(known, _)| known == name)).collect();
    let form = [form, pairs.to_vec()].concat();
    issuer.exchange(&HeaderMap::new(), encoded(&form).as_bytes(), at).await
}

async fn redeemed(
    issuer: &Issuer,
    code: &str,
    changed: &[(&str, &str)],
    at: Timestamp,
) -> Result<Value, ExchangeError> {
    let form =
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", BACK), ("code_verifier", VERIFIER)];
    let replaced = with(&form, changed);
    let added = changed.iter().filter(|(name, _)| !form.iter().any(|(known, _)| known == name)).copied();
    exchange(issuer, &replaced.into_iter().chain(added).collect::<Vec<_>>(), at).await
}

fn refusal(answer: Result<Value, ExchangeError>) -> (&'static str, String) {
    answer.unwrap_err().described()
}

fn verifier(issuer: &Issuer, audience: &str) -> TokenVerifier {
    let policy = TokenPolicy::new("http://127.0.0.1:9001", audience, None).unwrap();
    TokenVerifier::new(policy, Jwks::parse(issuer.key_set.to_string().as_bytes()).unwrap())
}

#[tokio::test]
async fn a_code_is_exchanged_for_tokens_of_the_chosen_person() {
    let (_folder, issuer) = issuer();
    let tokens = redeemed(&issuer, &code(&issuer), &[], later(59)).await.unwrap();
    assert_eq!((tokens["token_type"].as_str(), tokens["expires_in"].as_i64()), (Some("Bearer"), Some(3600)));
    let access = verifier(&issuer, AUDIENCE).verify_claims(tokens["access_token"].as_str().unwrap(), later(59)).await;
    let access = access.unwrap();
    assert_eq!((access.caller.sub.to_string(), access.text("name")), ("chen".to_owned(), Some("Chen")));
    assert_eq!(access.caller.company.unwrap().to_string(), "P-1");
    assert_eq!(access.caller.roles, [api::Role::MpnAdmin]);
    let id = verifier(&issuer, PORTAL_CLIENT).verify_claims(tokens["id_token"].as_str().unwrap(), later(59)).await;
    let id = id.unwrap();
    assert_eq!((id.text("nonce"), id.text("email")), (Some("n-1"), Some("chen@p-1.example")));
}

#[tokio::test]
async fn a_code_needs_its_verifier_its_redirect_address_and_its_minute() {
    let (_folder, issuer) = issuer();
    let code = code(&issuer);
    let other = "an-other-verifier-of-at-least-43-characters-xx";
    let refused = [
        redeemed(&issuer, &code, &[("code_verifier", other)], now()).await,
        redeemed(&issuer, &code, &[("redirect_uri", "http://127.0.0.1:9000/sign-in/back")], now()).await,
        redeemed(&issuer, &code, &[], later(60)).await,
        redeemed(&issuer, &format!("{code}x"), &[], now()).await,
    ];
    let refused = refused.map(refusal);
    let expected = ["code_verifier does not fit", "redirect_uri is not that", "has expired", "not one of this issuer"];
    for ((error, description), expected) in refused.iter().zip(expected) {
        assert!(*error == "invalid_grant" && description.contains(expected), "{error} {description}");
    }
    assert_eq!(refusal(redeemed(&issuer, &code, &[("code_verifier", "")], now()).await).0, "invalid_request");
    assert_eq!(
        refusal(redeemed(&issuer, &code, &[("grant_type", "password")], now()).await).0,
        "unsupported_grant_type"
    );
}

#[tokio::test]
async fn only_the_portal_with_its_secret_gets_tokens() {
    let (_folder, issuer) = issuer();
    let code = code(&issuer);
    for changed in [("client_secret", "wrong"), ("client_secret", "-"), ("client_id", "other")] {
        assert_eq!(refusal(redeemed(&issuer, &code, &[changed], now()).await).0, "invalid_client", "{changed:?}");
    }
    let basic = |credentials: &str| {
        let value = format!("Basic {}", STANDARD.encode(credentials));
        HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_str(&value).unwrap())])
    };
    let form = encoded(&[
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
    ]);
    let right = basic(&format!("portal:{}", issuer.grants.client_secret()));
    assert!(issuer.exchange(&right, form.as_bytes(), now()).await.is_ok());
    let refused = issuer.exchange(&basic("portal:wrong"), form.as_bytes(), now()).await;
    assert_eq!(refusal(refused).0, "invalid_client");
}

#[tokio::test]
async fn each_kind_of_token_is_good_for_one_thing() {
    let (_folder, issuer) = issuer();
    let code = code(&issuer);
    let tokens = redeemed(&issuer, &code, &[], now()).await.unwrap();
    let text = |name: &str| tokens[name].as_str().unwrap();
    let functions = verifier(&issuer, AUDIENCE);
    assert!(functions.verify(text("access_token"), now()).await.is_ok());
    for other in [text("refresh_token"), text("id_token"), &code] {
        let refused = functions.verify(other, now()).await.unwrap_err();
        assert_eq!(
            (refused.status().as_u16(), refused.detail().contains("audience")),
            (401, true),
            "{}",
            refused.detail()
        );
    }
    let refresh = |token: &str| [("grant_type", "refresh_token".to_owned()), ("refresh_token", token.to_owned())];
    for other in [text("access_token"), text("id_token"), &code] {
        let form = refresh(other);
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(refusal(exchange(&issuer, &form, now()).await).0, "invalid_grant");
        assert!(redeemed(&issuer, text("refresh_token"), &[], now()).await.is_err());
    }
    let form = refresh(text("refresh_token"));
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let at = later(11 * 3600);
    let again = exchange(&issuer, &form, at).await.unwrap();
    assert!(functions.verify(again["access_token"].as_str().unwrap(), at).await.is_ok());
    assert_eq!(refusal(exchange(&issuer, &form, later(13 * 3600)).await).0, "invalid_grant");
}

#[test]
fn a_code_is_made_for_valid_requests_of_the_portal_only() {
    let (_folder, issuer) = issuer();
    assert!(authorization(&issuer, &[]).is_ok());
    assert!(authorization(&issuer, &[("nonce", "")]).is_ok());
    for changed in [
        ("client_id", "other"),
        ("redirect_uri", "http://127.0.0.1:9004/other"),
        ("redirect_uri", "http://evil.example/sign-in/back"),
        ("redirect_uri", ""),
        ("response_type", "id_token"),
        ("code_challenge", ""),
        ("code_challenge", "short"),
        ("code_challenge_method", "plain"),
        ("code_challenge_method", ""),
        ("state", ""),
    ] {
        let refused = authorization(&issuer, &[changed]).unwrap_err();
        assert!(refused.contains(changed.0), "{changed:?}: {refused}");
    }
}

#[test]
fn signing_out_leads_to_the_portal_only() {
    let (_folder, issuer) = issuer();
    let after = |address: &str| issuer.after_sign_out(&encoded(&[("post_logout_redirect_uri", address)]));
    assert_eq!(after("http://127.0.0.1:9004/signed-out").as_deref(), Some("http://127.0.0.1:9004/signed-out"));
    for other in ["", "http://evil.example/signed-out", "http://127.0.0.1:9004/signed-out/.."] {
        assert_eq!(after(other), None, "{other}");
    }
}

/// Serves the issuer at a free port.
async fn serve() -> (TempDir, Settings, Server) {
    let folder = tempfile::tempdir().unwrap();
    let free = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let settings = Settings::new(folder.path(), free - 1, false).unwrap();
    let router = router(&settings, Keys::load(&settings).unwrap()).unwrap();
    let server = Server::start(settings.issuer_port(), router).await.unwrap();
    (folder, settings, server)
}

#[tokio::test]
async fn the_page_offers_every_test_user_and_leads_back_with_a_code() {
    let (_folder, settings, _server) = serve().await;
    let (client, back) = (front::client().unwrap(), format!("{}/sign-in/back", settings.portal_url()));
    let request = with(&REQUEST, &[("redirect_uri", &back), ("state", "\"><i>")]);
    let address = format!("{}/authorize", settings.issuer_url());
    let page = client.get(format!("{address}?{}", encoded(&request))).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains(&format!("form-action 'self' {};", settings.portal_url())), "{policy}");
    let page = page.text().await.unwrap();
    for person in &people::PEOPLE {
        assert!(page.contains(&format!("<button name=\"user\" value=\"{}\">", person.id)), "{page}");
    }
    assert!(!page.contains("\"><i>") && !page.contains("<script"), "{page}");
    let form = [request, vec![("user", "ada")]].concat();
    let chosen = client.post(&address).body(encoded(&form)).send().await.unwrap();
    let location = chosen.headers()["location"].to_str().unwrap();
    assert_eq!(chosen.status().as_u16(), 303);
    assert!(location.starts_with(&format!("{back}?code=")) && location.contains("&state=%22%3E%3Ci%3E"), "{location}");
    for wrong in
        [[&form[..], &[("user", "ben")]].concat(), with(&form, &[("user", "nobody")]), with(&form, &[("state", "")])]
    {
        assert_eq!(client.post(&address).body(encoded(&wrong)).send().await.unwrap().status().as_u16(), 400);
    }
}

#[tokio::test]
async fn somebody_else_signs_in_for_any_company_and_stays_the_same_person() {
    let (_folder, issuer) = issuer();
    let holder = Holder {
        roles: vec![api::Role::Incentives],
        company: Some("P-9".to_owned()),
        sub: "ann@partner.example".to_owned(),
        name: "Ann Chen".to_owned(),
        email: Some("ann@partner.example".to_owned()),
        locations: Some(vec!["L-2".to_owned()]),
    };
    let code = issuer.grants.code(&holder, &authorization(&issuer, &[]).unwrap().agreed, now()).unwrap();
    let tokens = redeemed(&issuer, &code, &[], now()).await.unwrap();
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    for tokens in [tokens.clone(), exchange(&issuer, &refresh, later(60)).await.unwrap()] {
        let access = tokens["access_token"].as_str().unwrap();
        let caller = verifier(&issuer, AUDIENCE).verify(access, later(60)).await.unwrap();
        let same = Holder::of(&caller);
        assert_eq!((same.sub, same.name, same.email), (holder.sub.clone(), holder.name.clone(), holder.email.clone()));
        assert_eq!((same.roles, same.company), (holder.roles.clone(), holder.company.clone()));
        assert_eq!(same.locations, holder.locations);
    }
}

#[tokio::test]
async fn the_form_for_somebody_else_names_every_mistake_and_keeps_what_was_typed() {
    let (_folder, settings, _server) = serve().await;
    let (client, back) = (front::client().unwrap(), format!("{}/sign-in/back", settings.portal_url()));
    let request = with(&REQUEST, &[("redirect_uri", &back)]);
    let address = format!("{}/authorize/somebody-else", settings.issuer_url());
    let send = |fields: &[(&str, &str)]| {
        let form = [&request[..], fields].concat();
        client.post(&address).body(encoded(&form)).send()
    };
    let wrong = send(&[("name", "A \"><i>"), ("email", "ann"), ("role_incentives", "yes")]).await.unwrap();
    assert_eq!(wrong.status().as_u16(), 422);
    let page = wrong.text().await.unwrap();
    for expected in ["<a href=\"#email\">E-mail address ", "<a href=\"#company\">Company is missing", "value=\"ann\""] {
        assert!(page.contains(expected), "{expected} in {page}");
    }
    assert!(page.contains("name=\"role_incentives\" value=\"yes\" checked>"), "{page}");
    assert!(!page.contains("\"><i>") && !page.contains("type=\"hidden\" name=\"email\""), "{page}");
    let right = [("name", "Ann"), ("email", "ann@p.example"), ("company", "P-9"), ("role_mpn_admin", "yes")];
    let chosen = send(&right).await.unwrap();
    assert_eq!(chosen.status().as_u16(), 303);
    assert!(chosen.headers()["location"].to_str().unwrap().starts_with(&format!("{back}?code=")));

    let forged = encoded(&with(&[&request[..], &right].concat(), &[("state", "")]));
    assert_eq!(client.post(&address).body(forged).send().await.unwrap().status().as_u16(), 400);
}

#[tokio::test]
async fn the_discovery_document_names_what_there_is() {
    let (_folder, settings, _server) = serve().await;
    let (client, url) = (front::client().unwrap(), settings.issuer_url());
    let found = client.get(format!("{url}/.well-known/openid-configuration")).send().await.unwrap();
    let found: Value = found.json().await.unwrap();
    assert_eq!(found["issuer"], url);
    assert_eq!(found["code_challenge_methods_supported"], json!(["S256"]));
    for (name, method, status) in [
        ("authorization_endpoint", "GET", 400),
        ("token_endpoint", "POST", 401),
        ("revocation_endpoint", "POST", 200),
        ("end_session_endpoint", "GET", 200),
        ("jwks_uri", "GET", 200),
    ] {
        let request = client.request(method.parse().unwrap(), found[name].as_str().unwrap());
        assert_eq!(request.send().await.unwrap().status().as_u16(), status, "{name}");
    }
    let rebound = client.get(format!("{url}/authorize")).header(HOST, "evil.example:9001").send().await.unwrap();
    assert_eq!(rebound.status().as_u16(), 421);
}
