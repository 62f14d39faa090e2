//! The fields of a JSON body or a query string, decoded one by one so that **every** problem is named at once.
//!
//! Each call takes one field out and records what is wrong with it; whoever closes the fields answers all of it together,
//! along with fields nobody asked for. So every field is asked for, whatever the others hold, and `?` comes last:
//!
//! ```text
//! fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
//!     let number = fields.required("voucher_number", VoucherNumber::parse);
//!     let note = fields.optional("note", Note::parse);
//!     Some(Self { number: number?, note })
//! }
//! ```

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;

use lambda_http::Request;
use serde::Deserialize;

use crate::body::decode::{self, Wrong};
use crate::body::json::{Json, quoted};
use crate::body::media::{is_encoded, is_json};
use crate::body::reason::{Reason, Reasons};
use crate::problem::Failure;

/// What some programs put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// The code of a query parameter that is not one of the operation, or stands twice.
const UNKNOWN_PARAMETER: &str = "unknown_parameter";

/// Where fields come from, which decides what an unknown one is called and how numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Json,
    /// Everything is text.
    Query,
}

/// The payload of an invocation without a URL. A member that is there twice makes it unreadable.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Payload(Json);

/// The fields of one JSON object or query string that are not decoded yet, and what was wrong with those that are.
#[derive(Debug)]
pub struct Fields {
    members: Vec<(String, Json)>,
    /// What stands before the name of a field: empty, or `admin.`, or `attendees[2].`.
    prefix: String,
    reasons: Reasons,
    source: Source,
    /// What a cursor among these fields is bound to.
    binding: String,
    foreign_cursor: bool,
}

impl Fields {
    /// Reads the body of a request, of at most `limit` bytes.
    ///
    /// # Errors
    /// 413 over the limit, 415 for another content type than JSON or an encoded body, 400 with line and column for what
    /// is not JSON or names a key twice, 422 when it is JSON but not an object.
    pub fn read(request: &Request, limit: usize) -> Result<Self, Failure> {
        let body: &[u8] = request.body().as_ref();
        if body.len() > limit {
            return Err(Failure::TooLarge { limit });
        }
        if body.is_empty() {
            return Err(Failure::Malformed { detail: "The body is empty; a JSON object is expected.".to_owned() });
        }
        if is_encoded(request) {
            return Err(Failure::UnsupportedMediaType { expected: "application/json without a Content-Encoding" });
        }
        if !is_json(request) {
            return Err(Failure::UnsupportedMediaType { expected: "application/json" });
        }
        Self::parse(body)
    }

    /// Like [`Fields::read`], and an empty body counts as an object without fields: for commands whose path says all.
    ///
    /// # Errors
    /// As [`Fields::read`].
    pub fn read_optional(request: &Request, limit: usize) -> Result<Self, Failure> {
        if request.body().is_empty() { Ok(Self::none()) } else { Self::read(request, limit) }
    }

    /// Reads bytes whose size and type were checked elsewhere, such as a verified webhook or the payload of a sweep.
    ///
    /// # Errors
    /// 400 and 422 as [`Fields::read`].
    pub fn parse(body: &[u8]) -> Result<Self, Failure> {
        if body.starts_with(BYTE_ORDER_MARK) {
            let detail = "The body begins with a byte order mark (EF BB BF); send UTF-8 without one.";
            return Err(Failure::Malformed { detail: detail.to_owned() });
        }
        let json = serde_json::from_slice(body)
            .map_err(|error| Failure::Malformed { detail: format!("The body is not readable JSON: {error}.") })?;
        Self::of_object(json, "the body")
    }

    /// Takes the payload of an invocation apart; `null` counts as an object without fields.
    ///
    /// # Errors
    /// 422 when it is not an object.
    pub fn of_payload(Payload(json): Payload) -> Result<Self, Failure> {
        if json == Json::Null { Ok(Self::none()) } else { Self::of_object(json, "the payload") }
    }

    fn of_object(json: Json, what: &str) -> Result<Self, Failure> {
        let members = json.into_object().map_err(|other| {
            let detail = format!("{what} must be an object, not {}", other.kind());
            Failure::Invalid(vec![Reason::new("wrong_type", detail)].into())
        })?;
        Ok(Self::of(members, Source::Json))
    }

    /// Takes a query string apart; `list` names the list that a cursor belongs to. A parameter that is empty
    /// counts as absent, one that stands twice is refused.
    pub(crate) fn of_query(query: &str, list: &str) -> Self {
        let mut fields = Self::of(Vec::new(), Source::Query);
        let mut filters = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let json = if value.trim().is_empty() { Json::Null } else { Json::Text(value.clone().into_owned()) };
            if filters.insert(name.clone().into_owned(), value.into_owned()).is_some() {
                fields.record(Reason::at(quoted(&name), UNKNOWN_PARAMETER, "stands twice"));
            } else {
                fields.members.push((name.into_owned(), json));
            }
        }
        filters.retain(|name, value| name != "limit" && name != "cursor" && !value.trim().is_empty());
        fields.binding = format!("{list} {filters:?}");
        fields
    }

    /// No fields at all.
    pub(crate) fn none() -> Self {
        Self::of(Vec::new(), Source::Json)
    }

    fn of(members: Vec<(String, Json)>, source: Source) -> Self {
        Self {
            members,
            prefix: String::new(),
            reasons: Reasons::default(),
            source,
            binding: String::new(),
            foreign_cursor: false,
        }
    }

    /// One spelling of all fields: the same for requests that are decoded to the same.
    pub(crate) fn canonical(&self) -> String {
        Json::Object(self.members.clone()).to_string()
    }

    /// Records what was found wrong elsewhere in the request.
    pub(crate) fn record_all(&mut self, found: Reasons) {
        self.reasons.append(found);
    }

    /// What a cursor among these fields is bound to.
    pub(crate) fn binding(&self) -> &str {
        &self.binding
    }

    /// Records that the cursor is not one of this list.
    pub(crate) fn reject_cursor(&mut self) {
        self.foreign_cursor = true;
    }

    /// A string that must be there and parse.
    pub fn required<T, E: Display>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        self.demand(name);
        self.optional(name, parse)
    }

    /// A string that must parse if it is there; `null` counts as absent.
    pub fn optional<T, E: Display>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        self.take(name, |json| decode::text(json, parse))
    }

    /// A whole number that must be there and lie in the range.
    pub fn integer<T>(&mut self, name: &str, range: RangeInclusive<T>) -> Option<T>
    where
        T: TryFrom<i64> + PartialOrd + Display,
    {
        self.demand(name);
        self.optional_integer(name, range)
    }

    /// A whole number that must lie in the range if it is there.
    pub fn optional_integer<T>(&mut self, name: &str, range: RangeInclusive<T>) -> Option<T>
    where
        T: TryFrom<i64> + PartialOrd + Display,
    {
        let from_text = self.source == Source::Query;
        self.take(name, |json| decode::whole(&if from_text { json.read_number() } else { json }, &range))
    }

    /// `true` or `false`, which must be there.
    pub fn boolean(&mut self, name: &str) -> Option<bool> {
        self.demand(name);
        self.optional_boolean(name)
    }

    /// `true` or `false`, if it is there.
    pub fn optional_boolean(&mut self, name: &str) -> Option<bool> {
        let from_text = self.source == Source::Query;
        self.take(name, |json| {
            let json = if from_text { json.read_bool() } else { json };
            let wrong = |other: Json| {
                if from_text { Wrong::invalid("must be true or false") } else { Wrong::kind("true or false", &other) }
            };
            json.into_bool().map_err(wrong)
        })
    }

    /// A list of strings that must be there, as long as `lengths` allows; each item must parse.
    pub fn list<T, E: Display>(
        &mut self,
        name: &str,
        lengths: RangeInclusive<usize>,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<Vec<T>> {
        self.demand(name);
        self.optional_list(name, lengths, parse)
    }

    /// A list of strings, if it is there.
    pub fn optional_list<T, E: Display>(
        &mut self,
        name: &str,
        lengths: RangeInclusive<usize>,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<Vec<T>> {
        self.items(name, &lengths, |fields, field, item| fields.keep(field, decode::text(item, &parse)))
    }

    /// A list of objects that must be there, as long as `lengths` allows; `read` decodes each.
    pub fn objects<T>(
        &mut self,
        name: &str,
        lengths: RangeInclusive<usize>,
        read: impl Fn(&mut Fields) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.demand(name);
        self.items(name, &lengths, |fields, field, item| fields.nested(field, item, &read))
    }

    /// An object that must be there; `read` decodes its fields, which are named `<name>.<field>`.
    pub fn object<T>(&mut self, name: &str, read: impl FnOnce(&mut Fields) -> Option<T>) -> Option<T> {
        self.demand(name);
        let member = self.remove(name)?;
        self.nested(self.path(name), member, read)
    }

    /// An object of any keys that must be there, each key and its text value parsed. One key spelled in two ways stands
    /// twice.
    pub fn entries<K: Ord, V, E: Display, F: Display>(
        &mut self,
        name: &str,
        parse_key: impl Fn(&str) -> Result<K, E>,
        parse_value: impl Fn(&str) -> Result<V, F>,
    ) -> Option<BTreeMap<K, V>> {
        self.demand(name);
        let members = self.take(name, |json| json.into_object().map_err(|other| Wrong::kind("an object", &other)))?;
        let (count, mut entries) = (members.len(), BTreeMap::new());
        for (key, value) in members {
            let field = format!("{}.{}", self.path(name), quoted(&key));
            let parsed = self.keep(field.clone(), parse_key(&key).map_err(Wrong::invalid));
            let value = self.keep(field.clone(), decode::text(value, &parse_value));
            let before = parsed.zip(value).and_then(|(key, value)| entries.insert(key, value));
            if before.is_some() {
                self.record(Reason::at(field, "invalid", "stands twice"));
            }
        }
        Some(entries).filter(|entries| entries.len() == count)
    }

    /// Accepts a field without looking at it, for example the data of an event whose type is already wrong.
    pub fn ignore(&mut self, name: &str) {
        drop(self.remove(name));
    }

    /// Records what only several fields together show, such as an end before its start.
    pub fn reject(&mut self, name: &str, detail: impl Into<String>) {
        let field = self.path(name);
        self.record(Reason::at(field, "invalid", detail));
    }

    /// Answers every problem together, or what `build` makes of the fields.
    ///
    /// # Errors
    /// [`Failure::Invalid`] with one reason per field. [`Failure::Internal`] when nothing was wrong and `build` still
    /// makes nothing, which is a mistake in the handler.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, Failure> {
        self.close()?;
        build().ok_or_else(|| Failure::internal("the fields are fine, yet nothing was built of them"))
    }

    /// Answers every problem together, with those of another source of the same request.
    pub(crate) fn close_with(mut self, other: Self) -> Result<(), Failure> {
        let (mut first, foreign_cursor) = (other, self.foreign_cursor);
        first.refuse_unknown();
        self.refuse_unknown();
        first.reasons.append(self.reasons);
        first.foreign_cursor |= foreign_cursor;
        first.close()
    }

    fn close(mut self) -> Result<(), Failure> {
        self.refuse_unknown();
        if !self.reasons.is_empty() {
            return Err(Failure::Invalid(self.reasons));
        }
        if self.foreign_cursor { Err(Failure::BadCursor) } else { Ok(()) }
    }

    fn demand(&mut self, name: &str) {
        if !self.members.iter().any(|(known, json)| known == name && *json != Json::Null) {
            let field = self.path(name);
            self.record(Reason::at(field, "missing", "is required"));
        }
    }

    fn take<T>(&mut self, name: &str, check: impl FnOnce(Json) -> Result<T, Wrong>) -> Option<T> {
        let member = self.remove(name)?;
        self.keep(self.path(name), check(member))
    }

    /// The member of this name, unless it is absent or `null`.
    fn remove(&mut self, name: &str) -> Option<Json> {
        let index = self.members.iter().position(|(known, _)| known == name)?;
        let (_, json) = self.members.remove(index);
        Some(json).filter(|json| *json != Json::Null)
    }

    fn keep<T>(&mut self, field: String, decoded: Result<T, Wrong>) -> Option<T> {
        decoded.map_err(|wrong| self.record(Reason::at(field, wrong.code, wrong.detail))).ok()
    }

    fn record(&mut self, reason: Reason) {
        self.reasons.push(reason);
    }

    fn path(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    fn nested<T>(&mut self, field: String, json: Json, read: impl FnOnce(&mut Fields) -> Option<T>) -> Option<T> {
        let prefix = format!("{field}.");
        let members = self.keep(field, json.into_object().map_err(|other| Wrong::kind("an object", &other)))?;
        let mut inner = Self { prefix, ..Self::of(members, self.source) };
        let value = read(&mut inner);
        // A closure that gave up without a complaint did not look at all fields: the reason lies outside.
        if value.is_some() || !inner.reasons.is_empty() {
            inner.refuse_unknown();
        }
        let sound = inner.reasons.is_empty();
        self.reasons.append(inner.reasons);
        value.filter(|_| sound)
    }

    fn items<T>(
        &mut self,
        name: &str,
        lengths: &RangeInclusive<usize>,
        mut read: impl FnMut(&mut Self, String, Json) -> Option<T>,
    ) -> Option<Vec<T>> {
        let list = self.take(name, |json| decode::list(json, lengths))?;
        let field = self.path(name);
        let count = list.len();
        let read_item = |(index, item)| read(self, format!("{field}[{index}]"), item);
        // Every item is read before the first failure counts, so that each is named.
        let items: Vec<Option<T>> = list.into_iter().enumerate().map(read_item).collect();
        let items: Vec<T> = items.into_iter().flatten().collect();
        Some(items).filter(|items| items.len() == count)
    }

    fn refuse_unknown(&mut self) {
        let (code, detail) = match self.source {
            Source::Json => ("unknown_field", "is not a field of this request"),
            Source::Query => (UNKNOWN_PARAMETER, "is not a parameter of this request"),
        };
        for (name, _) in std::mem::take(&mut self.members) {
            let field = self.path(&quoted(&name));
            self.record(Reason::at(field, code, detail));
        }
    }
}

#[cfg(test)]
mod tests;
