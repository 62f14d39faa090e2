//! A visit: one request for a page, with what the handler needs.

use std::time::Duration;

use api::{Caller, Role};
use domain::Language;
use domain::Text;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::calls::Calls;
use crate::csrf;
use crate::failure::PageError;
use crate::form::Form;
use crate::functions::{Access, CallError, Command, Got};
use crate::page::Captures;
use crate::portal::Portal;
use crate::session::{Cookies, Purpose};
use crate::words::Words;

/// The person who is signed in.
#[derive(Clone)]
pub struct Person {
    /// The name that is shown.
    pub name: String,
    /// The verified token's content: roles, company, locations.
    pub caller: Caller,
    /// The token.
    pub token: String,
}

impl Person {
    /// True when the person has one of the roles.
    pub fn has(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.caller.roles.contains(role))
    }
}

/// One request.
pub struct Visit<'p> {
    /// The portal.
    pub portal: &'p Portal,
    /// The counters of its calls.
    pub calls: &'p Calls,
    /// The captures of the path.
    pub captures: Captures,
    /// The path, without the query.
    pub path: String,
    /// The query.
    pub query: Form,
    /// The form; empty for a page that shows.
    pub form: Form,
    /// The cookies.
    pub cookies: Cookies,
    /// The host that the request names.
    pub host: String,
    /// The texts in the reader's language.
    pub words: Words,
    /// The person; `None` on public pages.
    pub person: Option<Person>,
    /// The time.
    pub now: Timestamp,
    /// The time for everything that the page asks for.
    pub time: Duration,
    /// The id of the request, for the log and for people who ask for help.
    pub request_id: String,
}

impl Visit<'_> {
    /// The language.
    pub fn language(&self) -> Language {
        self.words.language()
    }

    /// The UTC day.
    pub fn today(&self) -> Date {
        domain::calendar::utc_day(self.now)
    }

    /// The person.
    ///
    /// # Errors
    /// `PageError::SignedOut` on a page that everybody may open, which has none.
    pub fn person(&self) -> Result<&Person, PageError> {
        self.person.as_ref().ok_or(PageError::SignedOut)
    }

    /// The parsed capture with this name.
    ///
    /// # Errors
    /// `PageError::NotFound` when it does not parse: there is nothing with such an id.
    pub fn capture<T: Text>(&self, name: &str) -> Result<T, PageError> {
        let text = self.captures.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str());
        T::read(text.unwrap_or_default()).map_err(|_| PageError::NotFound)
    }

    /// Calls as the person, or as nobody on public pages. A call ends before the page does, so that one slow part takes
    /// no page down.
    pub fn access(&self) -> Access<'_> {
        let token = self.person.as_ref().map(|person| person.token.as_str());
        Access { token, timeout: self.time / 5 * 4, calls: self.calls }
    }

    /// Reads a resource of a function as the person, or as nobody on public pages.
    ///
    /// # Errors
    /// `CallError`.
    pub async fn get<T: DeserializeOwned>(
        &self,
        function: &'static str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<Got<T>, CallError> {
        self.portal.functions.get(self.access(), function, path, fields).await
    }

    /// Reads a resource in a language.
    ///
    /// # Errors
    /// `CallError`.
    pub async fn get_in<T: DeserializeOwned>(
        &self,
        language: Language,
        function: &'static str,
        path: &str,
    ) -> Result<Got<T>, CallError> {
        self.portal.functions.get_in(self.access(), language, function, path).await
    }

    /// Sends a form's command under the key of the form, so that a second sending has no second effect.
    ///
    /// # Errors
    /// `CallError`.
    pub async fn post<T: DeserializeOwned>(
        &self,
        function: &'static str,
        path: &str,
        body: &Value,
    ) -> Result<Got<T>, CallError> {
        self.command("POST", function, path, body).await
    }

    /// The same with another method. The form's fields `key` and `etag` become the headers of the command; the etag `*`
    /// is that of what must not exist yet.
    ///
    /// # Errors
    /// `CallError`.
    pub async fn command<T: DeserializeOwned>(
        &self,
        method: &'static str,
        function: &'static str,
        path: &str,
        body: &Value,
    ) -> Result<Got<T>, CallError> {
        let (key, etag) = (self.form.filled("key"), self.form.filled("etag"));
        let (if_match, if_none_match) = (etag.filter(|etag| *etag != "*"), etag.filter(|etag| *etag == "*"));
        let command = Command { method, function, path, body, key, if_match, if_none_match };
        self.portal.functions.command(self.access(), command).await
    }

    /// The token of the person's forms.
    pub fn csrf(&self) -> String {
        let sub = self.person.as_ref().map(|person| person.caller.sub.to_string());
        sub.map(|sub| csrf::token(&self.portal.sealer, &sub, self.now)).unwrap_or_default()
    }

    /// A new idempotency key for a form.
    pub fn new_key(&self) -> String {
        self.portal.sealer.random_text().unwrap_or_default()
    }

    /// Seals the state of a form with several pages for this person.
    pub fn seal(&self, state: &impl serde::Serialize) -> String {
        let text = serde_json::to_vec(state).unwrap_or_default();
        self.portal.sealer.seal(Purpose::Form, &self.binding(), &text).unwrap_or_default()
    }

    /// Opens what `Visit::seal` sealed for this person.
    pub fn open<T: DeserializeOwned>(&self, sealed: &str) -> Option<T> {
        serde_json::from_slice(&self.portal.sealer.open(Purpose::Form, &self.binding(), sealed)?).ok()
    }

    fn binding(&self) -> String {
        self.person.as_ref().map(|person| person.caller.sub.to_string()).unwrap_or_default()
    }
}
