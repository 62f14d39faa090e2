//! The step of the portal: signs a person of the sample company in by the real pages, without script.

use super::scenario::Scenario;
use crate::failure::{During, Failure, Outcome, ensure};
use crate::front;
use crate::settings::Settings;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, Url};
use std::collections::BTreeMap;

/// The test user, an administrator of the sample company, and the name that every page of theirs shows.
const PERSON: (&str, &str) = ("chen", "Chen");
/// A page that needs the session: the one to validate a voucher.
const PAGE: &str = "/vouchers/validate";
/// The most redirects in a row.
const REDIRECTS_MAX: usize = 6;

/// A page, after its redirects.
struct Page {
    status: u16,
    url: Url,
    html: String,
}

/// What a browser does for the pages: cookies, redirects, forms.
struct Browser {
    client: Client,
    /// The portal's cookies. Those of the issuer would be others; it has none.
    cookies: BTreeMap<String, String>,
    portal: String,
}

/// Signs in, opens a page, is refused a form of another site, signs out.
pub async fn sign_in_and_out(scenario: &Scenario<'_>) -> Outcome<String> {
    let settings = &scenario.program.settings;
    let mut browser = Browser::new(settings)?;
    let shown = browser.sign_in(settings).await?;
    let is_page = shown.status == 200 && shown.url.path() == PAGE;
    ensure(is_page && shown.html.contains(PERSON.1), || {
        format!("{} answered {} without the name of {}: {}", shown.url, shown.status, PERSON.1, shown.html)
    })?;
    let forged = browser.form("/sign-out", &[("csrf", hidden(&shown.html, "csrf"))], None).await?;
    ensure(forged.status == 403, || format!("a form of another site was answered with {}", forged.status))?;
    let still = browser.open(&browser.address(PAGE)).await?;
    ensure(still.html.contains(PERSON.1), || format!("the form of another site signed out: {}", still.url))?;
    browser.sign_out(&shown).await?;
    Ok(format!("{} signed in, saw {}, signed out", PERSON.1, shown.url.path()))
}

/// The address that a page leads on to by itself.
fn refresh(page: &Page) -> Outcome<String> {
    let next =
        page.html.split_once("http-equiv=\"refresh\" content=\"0; url=").and_then(|(_, rest)| rest.split_once('"'));
    let next = next.map(|(next, _)| unescaped(next));
    next.ok_or_else(|| Failure::new(format!("{} leads nowhere: {}", page.url, page.html)))
}

impl Browser {
    fn new(settings: &Settings) -> Outcome<Self> {
        Ok(Self { client: front::client()?, cookies: BTreeMap::new(), portal: settings.portal_url() })
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.portal)
    }

    /// Opens a page, chooses the test user, returns the page that the portal leads back to.
    async fn sign_in(&mut self, settings: &Settings) -> Outcome<Page> {
        let leaving = self.open(&self.address(PAGE)).await?;
        let choice = self.open(&refresh(&leaving)?).await?;
        let issuer = settings.issuer_url();
        ensure(choice.status == 200 && choice.url.as_str().starts_with(&issuer), || {
            format!("the portal led to {} and {}: {}", choice.url, choice.status, choice.html)
        })?;
        let names = ["client_id", "redirect_uri", "response_type", "code_challenge", "code_challenge_method"];
        let names = names.into_iter().chain(["state", "nonce", "scope"]);
        let mut form: Vec<(&str, String)> = names.map(|name| (name, hidden(&choice.html, name))).collect();
        form.push(("user", PERSON.0.to_owned()));
        self.form_at(&format!("{issuer}/authorize"), &form, None).await
    }

    /// Signs out and follows the page to the issuer and back.
    async fn sign_out(&mut self, page: &Page) -> Outcome<()> {
        let form = [("csrf", hidden(&page.html, "csrf"))];
        let left = self.form("/sign-out", &form, Some("same-origin")).await?;
        let end = self.open(&refresh(&left)?).await?;
        let expected = self.address("/signed-out");
        ensure(left.status == 200 && end.status == 200 && end.url.as_str() == expected, || {
            format!("signing out answered {} and led to {} with {}", left.status, end.url, end.status)
        })?;
        let first = self.open(&self.address(PAGE)).await?;
        ensure(first.url.path() == "/sign-in", || format!("still signed in after signing out: {}", first.url))
    }

    async fn open(&mut self, address: &str) -> Outcome<Page> {
        self.send(Method::GET, address, &[], None).await
    }

    async fn form(&mut self, path: &str, fields: &[(&str, String)], site: Option<&str>) -> Outcome<Page> {
        self.form_at(&self.address(path), fields, site).await
    }

    /// Sends a form. `site` is what a browser says about the page that it is on (`Sec-Fetch-Site`).
    async fn form_at(&mut self, address: &str, fields: &[(&str, String)], site: Option<&str>) -> Outcome<Page> {
        self.send(Method::POST, address, fields, site).await
    }

    /// Sends a request and follows its redirects.
    async fn send(
        &mut self,
        method: Method,
        address: &str,
        fields: &[(&str, String)],
        site: Option<&str>,
    ) -> Outcome<Page> {
        let mut url = Url::parse(address).during("read an address")?;
        let mut request = self.client.request(method.clone(), url.clone());
        if method == Method::POST {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
            request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        }
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        for _ in 0..REDIRECTS_MAX {
            if url.as_str().starts_with(&self.portal) {
                request = request.header(COOKIE, self.cookie_header());
            }
            let response = request.send().await.during(format_args!("open {url}"))?;
            for cookie in response.headers().get_all(SET_COOKIE) {
                self.store(cookie.to_str().during("read a cookie")?);
            }
            let location = response.headers().get(LOCATION).map(|to| to.to_str().map(str::to_owned)).transpose();
            let Some(location) = location.during("read a redirect")? else {
                let status = response.status().as_u16();
                return Ok(Page { status, url, html: response.text().await.during("read a page")? });
            };
            url = url.join(&location).during(format_args!("follow {location}"))?;
            request = self.client.get(url.clone());
        }
        Err(Failure::new(format!("more than {REDIRECTS_MAX} redirects; the last leads to {url}")))
    }

    fn cookie_header(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn store(&mut self, cookie: &str) {
        let Some((pair, attributes)) = cookie.split_once(';') else { return };
        let Some((name, value)) = pair.split_once('=') else { return };
        if attributes.split(';').any(|attribute| attribute.trim() == "Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// The value of the first hidden field with this name; empty if there is none.
fn hidden(html: &str, name: &str) -> String {
    let field = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
    let value = html.split_once(&field).and_then(|(_, rest)| rest.split_once('"'));
    value.map(|(value, _)| unescaped(value)).unwrap_or_default()
}

/// The text of an attribute, as the templates escape it.
fn unescaped(text: &str) -> String {
    let named = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&"), ("&amp;", "&")];
    named.into_iter().fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_fields_are_read_as_a_browser_reads_them() {
        let html =
            r#"<form><input type="hidden" name="state" value="a&#38;b&#34;"><input type="hidden" name="n" value="">"#;
        assert_eq!([hidden(html, "state"), hidden(html, "n"), hidden(html, "other")], ["a&b\"", "", ""]);
    }

    #[test]
    fn a_cookie_of_no_age_is_forgotten() {
        let settings = Settings::new(std::path::Path::new("/data"), 9000, false).unwrap();
        let mut browser = Browser::new(&settings).unwrap();
        for cookie in ["a=1; Path=/", "b=2=3; Max-Age=60; HttpOnly", "a=; Max-Age=0; Path=/"] {
            browser.store(cookie);
        }
        assert_eq!(browser.cookie_header(), "b=2=3");
    }
}
