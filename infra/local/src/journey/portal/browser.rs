//! What a browser does for the pages: cookies, redirects, forms. It runs no script.

use super::form::Form;
use super::html::{Html, Tag};
use crate::failure::{During, Failure, Outcome, ensure};
use crate::front;
use crate::settings::Settings;
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, Response, Url};
use std::collections::BTreeMap;

/// The most redirects in a row.
const REDIRECTS_MAX: usize = 6;
/// What a browser says about a form of the portal's own pages.
const OWN_PAGE: &str = "same-origin";

/// A page, after its redirects.
#[derive(Debug)]
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// The address.
    pub url: Url,
    /// The content.
    pub html: Html,
}

/// A browser at the portal.
pub struct Browser {
    client: Client,
    /// The portal's cookies. Those of the issuer would be others; it has none.
    cookies: BTreeMap<String, String>,
    portal: String,
}

impl Browser {
    /// A browser without cookies.
    pub fn new(settings: &Settings) -> Outcome<Self> {
        Ok(Self { client: front::client()?, cookies: BTreeMap::new(), portal: settings.portal_url() })
    }

    /// Opens an address: a path of the portal, or a whole one.
    pub async fn open(&mut self, address: &str) -> Outcome<Page> {
        let url = Url::parse(&self.portal).and_then(|portal| portal.join(address));
        let url = url.during(format_args!("read the address {address}"))?;
        let request = self.client.get(url.clone());
        self.send(url, request).await
    }

    /// Sends a form from its page.
    pub async fn submit(&mut self, form: &Form) -> Outcome<Page> {
        let request = self.post(form)?.header("sec-fetch-site", OWN_PAGE);
        self.send(form.action.clone(), request).await
    }

    /// Sends a form from a page of another site, with this browser's cookies.
    pub async fn forge(&mut self, form: &Form) -> Outcome<Page> {
        let request = self.post(form)?.header("sec-fetch-site", "cross-site");
        self.send(form.action.clone(), request).await
    }

    fn post(&self, form: &Form) -> Outcome<RequestBuilder> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form.fields()?).finish();
        let request = self.client.request(Method::POST, form.action.clone());
        Ok(request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body))
    }

    /// Sends a request and follows its redirects.
    async fn send(&mut self, mut url: Url, mut request: RequestBuilder) -> Outcome<Page> {
        for _ in 0..REDIRECTS_MAX {
            if url.as_str().starts_with(&self.portal) {
                request = request.header(COOKIE, self.cookie_header());
            }
            let response = request.send().await.during(format_args!("open {url}"))?;
            self.store_cookies(&response)?;
            let location = response.headers().get(LOCATION).map(|to| to.to_str().map(str::to_owned)).transpose();
            let Some(location) = location.during("read a redirect")? else {
                let status = response.status().as_u16();
                let html = Html::parse(&response.text().await.during(format_args!("read {url}"))?);
                return Ok(Page { status, url, html });
            };
            url = url.join(&location).during(format_args!("follow {location}"))?;
            request = self.client.get(url.clone());
        }
        Err(Failure::new(format!("more than {REDIRECTS_MAX} redirects; the last leads to {url}")))
    }

    fn cookie_header(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn store_cookies(&mut self, response: &Response) -> Outcome<()> {
        for cookie in response.headers().get_all(SET_COOKIE) {
            self.store(cookie.to_str().during("read a cookie")?);
        }
        Ok(())
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

impl Page {
    /// The page itself, if it is the one at this path and nothing was refused.
    pub fn at(self, path: &str) -> Outcome<Self> {
        let as_expected = self.status == 200 && self.url.path() == path && self.problems().is_empty();
        ensure(as_expected, || format!("expected {path}; {}", self.described()))?;
        Ok(self)
    }

    /// The page itself, if it confirms what was just done: in its address and in a panel.
    pub fn confirming(self, done: &str) -> Outcome<Self> {
        let in_address = self.url.query_pairs().any(|(name, value)| name == "done" && value == done);
        let is_confirmed = in_address && self.first(|tag| tag.text("role") == "status").is_some();
        ensure(is_confirmed, || format!("`{done}` is not confirmed; {}", self.described()))?;
        Ok(self)
    }

    /// Checks that the main part of the page shows a text.
    pub fn shows(&self, text: &str) -> Outcome<()> {
        let main = self.html.text(|tag| tag.name == "main");
        ensure(main.contains(text), || format!("`{text}` is not shown; {}", self.described()))
    }

    /// The form that is sent to this path, with its fragment if it has one.
    pub fn form(&self, action: &str) -> Outcome<Form> {
        let is_sent = |tag: &Tag| tag.text("action") == action && tag.text("method") == "post";
        let found = self.html.elements(|tag| tag.name == "form" && is_sent(tag));
        let element =
            found.first().ok_or_else(|| Failure::new(format!("no form to {action}; {}", self.described())))?;
        Ok(Form::read(element, self.url.join(action).during(format_args!("read the address {action}"))?))
    }

    /// Checks that a link leads to an address; returns it.
    pub fn link<'a>(&self, address: &'a str) -> Outcome<&'a str> {
        let is_there = self.first(|tag| tag.name == "a" && tag.text("href") == address).is_some();
        ensure(is_there, || format!("no link to {address}; {}", self.described()))?;
        Ok(address)
    }

    /// The address that the page leads on to by itself.
    pub fn refresh(&self) -> Outcome<String> {
        let tag = self.first(|tag| tag.name == "meta" && tag.text("http-equiv") == "refresh");
        let next = tag.and_then(|tag| tag.text("content").split_once("url=").map(|(_, next)| next.to_owned()));
        next.ok_or_else(|| Failure::new(format!("the page leads nowhere; {}", self.described())))
    }

    /// How many elements have such a tag.
    pub fn count(&self, is: impl Fn(&Tag) -> bool) -> usize {
        self.html.elements(is).len()
    }

    /// Address, status, title and what the page says is wrong.
    pub fn described(&self) -> String {
        let title = self.html.text(|tag| tag.name == "title");
        let said = Some(self.problems()).filter(|said| !said.is_empty());
        let said = said.unwrap_or_else(|| self.html.text(|tag| tag.is_of("lead")));
        format!("{} answered {} \"{title}\": {said}", self.url, self.status)
    }

    /// The text of the error summary; empty without one.
    fn problems(&self) -> String {
        self.html.text(|tag| tag.is_of("error-summary"))
    }

    fn first(&self, is: impl Fn(&Tag) -> bool) -> Option<&Tag> {
        self.html.elements(is).first().map(|element| element.tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(status: u16, html: &str) -> Page {
        Page { status, url: Url::parse("http://127.0.0.1:9004/a/b?done=saved").unwrap(), html: Html::parse(html) }
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

    #[test]
    fn a_refused_page_is_described_by_its_title_and_its_summary() {
        let refused = "<title>Error: Reserve</title><div class=\"error-summary\"><h2>Wrong</h2><ul><li>Choose a day</ul></div><p>x";
        let text = page(422, refused).at("/a/b").unwrap_err().to_string();
        assert!(text.contains("answered 422 \"Error: Reserve\": Wrong Choose a day"), "{text}");
        assert!(page(200, refused).at("/a/b").is_err(), "a refusal is one with any status");
        let failed = page(503, "<title>Busy</title><p class=lead>Try again").at("/a/b").unwrap_err().to_string();
        assert!(failed.contains("\"Busy\": Try again"), "{failed}");
        assert!(page(200, "<p>").at("/a/b").is_ok() && page(200, "<p>").at("/a").is_err());
    }

    #[test]
    fn a_confirmation_is_in_the_address_and_on_the_page() {
        let panel = "<div role=status>Saved</div>";
        assert!(page(200, panel).confirming("saved").is_ok());
        assert!(page(200, panel).confirming("sent").is_err() && page(200, "<p>").confirming("saved").is_err());
    }

    #[test]
    fn forms_links_and_refreshes_are_found() {
        let html = "<meta http-equiv=refresh content=\"0; url=/n?a=1&amp;b=2\"><a href=\"/x\">x</a>\
                    <form action=\"/f\" method=post><button>Send</button></form><form action=\"/g\" method=get></form>";
        let page = page(200, html);
        assert_eq!(page.refresh().unwrap(), "/n?a=1&b=2");
        assert!(page.link("/x").is_ok() && page.link("/y").is_err());
        assert_eq!(page.form("/f").unwrap().action.as_str(), "http://127.0.0.1:9004/f");
        assert!(page.form("/g").is_err());
    }
}
