//! The fields of one JSON object or query string that are not decoded yet, and the errors of those that are.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use domain::{Flaw, Invalid, Text};
use lambda_http::Request;

use crate::body::decode;
use crate::body::fields::Fields;
use crate::body::json::{Json, quoted};
use crate::body::media::{is_encoded, is_json};
use crate::body::reason::{Reason, Reasons};
use crate::problem::Failure;

/// The UTF-8 byte order mark, which some programs write.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The source of fields, which decides the code of an unknown field and the form of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Json,
    /// A query string, where every value is text.
    Query,
}

#[derive(Debug)]
pub(crate) struct Reading {
    members: Vec<(String, Json)>,
    /// The prefix of field names in errors: empty, `admin.` or `attendees[2].`.
    prefix: String,
    reasons: Reasons,
    source: Source,
    /// The list and filters that a cursor among these fields is bound to.
    binding: String,
    foreign_cursor: bool,
}

impl Reading {
    pub(crate) fn read(request: &Request, limit: usize) -> Result<Self, Failure> {
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

    pub(crate) fn parse(body: &[u8]) -> Result<Self, Failure> {
        if body.starts_with(BYTE_ORDER_MARK) {
            let detail = "The body begins with a byte order mark (EF BB BF); send UTF-8 without one.";
            return Err(Failure::Malformed { detail: detail.to_owned() });
        }
        let json = serde_json::from_slice(body)
            .map_err(|error| Failure::Malformed { detail: format!("The body is not readable JSON: {error}.") })?;
        Self::of_object(json, "the body")
    }

    pub(crate) fn of_object(json: Json, what: &str) -> Result<Self, Failure> {
        let members = json.into_object().map_err(|other| {
            let detail = format!("{what} must be an object, not {}", other.kind());
            let wrong = Invalid::new(Flaw::WrongType, detail).with("expected", &"an object");
            Failure::Invalid(vec![Reason::from(wrong)].into())
        })?;
        Ok(Self::of(members, Source::Json))
    }

    pub(crate) fn of_query(query: &str, list: &str) -> Self {
        let mut reading = Self::of(Vec::new(), Source::Query);
        let mut filters = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let json = if value.trim().is_empty() { Json::Null } else { Json::Text(value.clone().into_owned()) };
            if filters.insert(name.clone().into_owned(), value.into_owned()).is_some() {
                reading.reject(&quoted(&name), Invalid::new(Flaw::UnknownParameter, "is given twice"));
            } else {
                reading.members.push((name.into_owned(), json));
            }
        }
        filters.retain(|name, value| name != "limit" && name != "cursor" && !value.trim().is_empty());
        reading.binding = format!("{list} {filters:?}");
        reading
    }

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

    pub(crate) fn canonical(&self) -> String {
        Json::Object(self.members.clone()).to_string()
    }

    pub(crate) fn append(&mut self, found: Reasons) {
        self.reasons.append(found);
    }

    pub(crate) fn binding(&self) -> &str {
        &self.binding
    }

    pub(crate) fn reject_cursor(&mut self) {
        self.foreign_cursor = true;
    }

    /// True for a query string, where every value is text.
    pub(crate) fn is_query(&self) -> bool {
        self.source == Source::Query
    }

    /// Takes a field out: its full name and value, or `None` when it is absent or `null`.
    pub(crate) fn take(&mut self, name: &str, is_required: bool) -> Option<(String, Json)> {
        let index = self.members.iter().position(|(known, _)| known == name);
        let json = index.map(|index| self.members.remove(index).1).filter(|json| *json != Json::Null);
        if is_required && json.is_none() {
            self.reject(name, Invalid::new(Flaw::Missing, "is required"));
        }
        Some((self.path(name), json?))
    }

    /// Accepts a field without decoding it.
    pub(crate) fn ignore(&mut self, name: &str) {
        drop(self.take(name, false));
    }

    /// Returns the value, or records the error.
    pub(crate) fn ok_or_record<T>(&mut self, field: String, decoded: Result<T, Invalid>) -> Option<T> {
        decoded.map_err(|wrong| self.reasons.push(Reason::from(wrong).in_field(field))).ok()
    }

    pub(crate) fn reject(&mut self, name: &str, wrong: Invalid) {
        self.reasons.push(Reason::from(wrong).in_field(self.path(name)));
    }

    fn path(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    pub(crate) fn nested<T>(
        &mut self,
        field: String,
        json: Json,
        read: impl FnOnce(&mut Fields) -> Option<T>,
    ) -> Option<T> {
        let prefix = format!("{field}.");
        let members =
            self.ok_or_record(field, json.into_object().map_err(|other| decode::wrong_type("an object", &other)))?;
        let mut fields = Fields::reading(Self { prefix, ..Self::of(members, self.source) });
        let value = read(&mut fields);
        let mut inner = fields.into_reading();
        // A closure that returns `None` without an error stopped early because of an error outside this object.
        if value.is_some() || !inner.reasons.is_empty() {
            inner.refuse_unknown();
        }
        let is_valid = inner.reasons.is_empty();
        self.reasons.append(inner.reasons);
        value.filter(|_| is_valid)
    }

    pub(crate) fn items<T>(
        &mut self,
        field: &str,
        json: Json,
        lengths: &RangeInclusive<usize>,
        mut read: impl FnMut(&mut Self, String, Json) -> Option<T>,
    ) -> Option<Vec<T>> {
        let list = self.ok_or_record(field.to_owned(), decode::list(json, lengths))?;
        let count = list.len();
        let read_item = |(index, item)| read(self, format!("{field}[{index}]"), item);
        // Every item is read before the first failure counts, so that every error is recorded.
        let items: Vec<Option<T>> = list.into_iter().enumerate().map(read_item).collect();
        let items: Vec<T> = items.into_iter().flatten().collect();
        Some(items).filter(|items| items.len() == count)
    }

    pub(crate) fn entries<K: Text + Ord, V: Text>(&mut self, field: &str, json: Json) -> Option<BTreeMap<K, V>> {
        let members = json.into_object().map_err(|other| decode::wrong_type("an object", &other));
        let members = self.ok_or_record(field.to_owned(), members)?;
        let (count, mut entries) = (members.len(), BTreeMap::new());
        for (key, value) in members {
            let field = format!("{field}.{}", quoted(&key));
            let parsed = self.ok_or_record(field.clone(), K::read(&key));
            let value = self.ok_or_record(field.clone(), decode::text(value, V::read));
            let previous = parsed.zip(value).and_then(|(key, value)| entries.insert(key, value));
            if previous.is_some() {
                self.ok_or_record::<()>(field, Err(Invalid::new(Flaw::Duplicate, "is given twice")));
            }
        }
        Some(entries).filter(|entries| entries.len() == count)
    }

    /// Reports every error together with those of `first`, another source of the same request.
    pub(crate) fn close_with(mut self, mut first: Self) -> Result<(), Failure> {
        first.refuse_unknown();
        self.refuse_unknown();
        first.reasons.append(self.reasons);
        first.foreign_cursor |= self.foreign_cursor;
        first.close()
    }

    pub(crate) fn close(mut self) -> Result<(), Failure> {
        self.refuse_unknown();
        if !self.reasons.is_empty() {
            return Err(Failure::Invalid(self.reasons));
        }
        if self.foreign_cursor { Err(Failure::BadCursor) } else { Ok(()) }
    }

    fn refuse_unknown(&mut self) {
        let (flaw, detail) = match self.source {
            Source::Json => (Flaw::UnknownField, "is not a field of this request"),
            Source::Query => (Flaw::UnknownParameter, "is not a parameter of this request"),
        };
        for (name, _) in std::mem::take(&mut self.members) {
            self.reject(&quoted(&name), Invalid::new(flaw, detail));
        }
    }
}
