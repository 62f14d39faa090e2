//! The fields of a JSON body or a query string. The same `decode` function decodes them one by one, so that **every**
//! problem is reported in one answer (DECISIONS.md 4, 10), or describes them for the contract (DECISIONS.md 11).
//!
//! Each call takes one field out and records its error. [`Fields::finish`] reports all errors together, including
//! unknown fields. Every field must therefore be read, whatever the others contain, and `?` comes last:
//!
//! ```text
//! fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
//!     let number = fields.required("voucher_number");
//!     let note = fields.about("What the partner adds.").optional("note");
//!     Some(Self { number: number?, note })
//! }
//! ```
//!
//! When fields are described, each call records the field and returns the example of its type, so that `decode` runs to
//! its end.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use domain::{Flaw, Invalid, Text};
use lambda_http::Request;
use serde::Deserialize;

use crate::body::decode::{self, IntegerType};
use crate::body::json::Json;
use crate::body::reading::Reading;
use crate::body::reason::Reasons;
use crate::body::recording::{Recording, Shape};
use crate::problem::Failure;

/// The payload of an invocation without a URL. A duplicate member makes it unreadable.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Payload(pub(crate) Json);

/// Fields to decode or to describe.
#[derive(Debug)]
pub struct Fields(Mode);

#[derive(Debug)]
enum Mode {
    Reading(Reading),
    Recording(Recording),
}

/// The shape of a described field, and the value of its example.
type Described<T> = (Shape, Option<T>);

impl Fields {
    /// Reads the body of a request, of at most `limit` bytes.
    ///
    /// # Errors
    /// 413 over the limit, 415 for a content type other than JSON or an encoded body, 400 with line and column for
    /// invalid JSON or a duplicate key, 422 for JSON that is not an object.
    pub fn read(request: &Request, limit: usize) -> Result<Self, Failure> {
        Reading::read(request, limit).map(Self::reading)
    }

    /// Like [`Fields::read`], but an empty body counts as an object without fields: for commands that need no body.
    ///
    /// # Errors
    /// As [`Fields::read`].
    pub fn read_optional(request: &Request, limit: usize) -> Result<Self, Failure> {
        if request.body().is_empty() { Ok(Self::none()) } else { Self::read(request, limit) }
    }

    /// Parses bytes whose size and type the caller has checked, such as a verified webhook.
    ///
    /// # Errors
    /// 400 or 422, as [`Fields::read`].
    pub fn parse(body: &[u8]) -> Result<Self, Failure> {
        Reading::parse(body).map(Self::reading)
    }

    /// Reads the payload of an invocation; `null` counts as an object without fields.
    ///
    /// # Errors
    /// 422 when it is not an object.
    pub fn of_payload(Payload(json): Payload) -> Result<Self, Failure> {
        if json == Json::Null { Ok(Self::none()) } else { Reading::of_object(json, "the payload").map(Self::reading) }
    }

    /// Parses a query string; `list` identifies the list that a cursor belongs to. An empty parameter counts as absent,
    /// a duplicate one is an error.
    pub(crate) fn of_query(query: &str, list: &str) -> Self {
        Self::reading(Reading::of_query(query, list))
    }

    /// No fields.
    pub(crate) fn none() -> Self {
        Self::reading(Reading::none())
    }

    pub(crate) fn reading(reading: Reading) -> Self {
        Self(Mode::Reading(reading))
    }

    /// Runs `read` to describe its fields; returns them and the value that `read` builds from the examples.
    pub(crate) fn describe<T>(read: impl FnOnce(&mut Self) -> Option<T>) -> (Recording, Option<T>) {
        let mut fields = Self(Mode::Recording(Recording::default()));
        let example = read(&mut fields);
        match fields.0 {
            Mode::Recording(recording) => (recording, example),
            Mode::Reading(_) => (Recording::default(), example),
        }
    }

    /// The errors so far and the fields not read yet; empty when fields are described.
    pub(crate) fn into_reading(self) -> Reading {
        match self.0 {
            Mode::Reading(reading) => reading,
            Mode::Recording(_) => Reading::none(),
        }
    }

    /// The canonical text of all fields: equal for requests that decode to equal values.
    pub(crate) fn canonical(&self) -> String {
        self.as_reading().map(Reading::canonical).unwrap_or_default()
    }

    /// Records errors found elsewhere in the request.
    pub(crate) fn record_all(&mut self, found: Reasons) {
        if let Mode::Reading(reading) = &mut self.0 {
            reading.append(found);
        }
    }

    /// The list and filters that a cursor among these fields is bound to.
    pub(crate) fn binding(&self) -> &str {
        self.as_reading().map(Reading::binding).unwrap_or_default()
    }

    /// Records that the cursor is malformed or of another list.
    pub(crate) fn reject_cursor(&mut self) {
        if let Mode::Reading(reading) = &mut self.0 {
            reading.reject_cursor();
        }
    }

    fn as_reading(&self) -> Option<&Reading> {
        if let Mode::Reading(reading) = &self.0 { Some(reading) } else { None }
    }

    /// Sets the description of the next field in the contract.
    pub fn about(&mut self, sentence: &'static str) -> &mut Self {
        if let Mode::Recording(recording) = &mut self.0 {
            recording.about(sentence);
        }
        self
    }

    /// A required text.
    pub fn required<T: Text>(&mut self, name: &str) -> Option<T> {
        self.required_with(name, Ok::<T, _>)
    }

    /// An optional text; `null` counts as absent.
    pub fn optional<T: Text>(&mut self, name: &str) -> Option<T> {
        self.optional_with(name, Ok::<T, _>)
    }

    /// An optional text: `None` when it is absent, `Some(None)` when it is invalid, which is recorded.
    pub fn sent<T: Text>(&mut self, name: &str) -> Option<Option<T>> {
        self.field(
            name,
            false,
            || (Shape::text(&T::FORM), None),
            |reading, field, json| Some(reading.ok_or_record(field, decode::text(json, T::read))),
        )
    }

    /// A required text of the form `F`, which `find` converts, for example to a program of the catalogue.
    pub fn required_with<F: Text, T>(&mut self, name: &str, find: impl Fn(F) -> Result<T, Invalid>) -> Option<T> {
        self.text_field(name, true, find)
    }

    /// An optional text of the form `F`, which `find` converts.
    pub fn optional_with<F: Text, T>(&mut self, name: &str, find: impl Fn(F) -> Result<T, Invalid>) -> Option<T> {
        self.text_field(name, false, find)
    }

    fn text_field<F: Text, T>(
        &mut self,
        name: &str,
        is_required: bool,
        find: impl Fn(F) -> Result<T, Invalid>,
    ) -> Option<T> {
        let parse = |text: &str| F::read(text).and_then(&find);
        let describe = || (Shape::text(&F::FORM), parse(F::FORM.example()).ok());
        self.field(name, is_required, describe, |reading, field, json| {
            reading.ok_or_record(field, decode::text(json, parse))
        })
    }

    /// A required whole number in the range.
    #[expect(private_bounds, reason = "every integer type is one")]
    pub fn integer<T: IntegerType>(&mut self, name: &str, range: RangeInclusive<T>) -> Option<T> {
        self.integer_field(name, true, &range)
    }

    /// An optional whole number in the range.
    #[expect(private_bounds, reason = "every integer type is one")]
    pub fn optional_integer<T: IntegerType>(&mut self, name: &str, range: RangeInclusive<T>) -> Option<T> {
        self.integer_field(name, false, &range)
    }

    fn integer_field<T: IntegerType>(&mut self, name: &str, is_required: bool, range: &RangeInclusive<T>) -> Option<T> {
        let describe = || (Shape::integer(range.start().number(), range.end().number()), Some(*range.start()));
        self.field(name, is_required, describe, |reading, field, json| {
            let integer = if reading.is_query() { decode::parse_integer } else { decode::integer };
            reading.ok_or_record(field, integer(&json, range))
        })
    }

    /// A required boolean.
    pub fn boolean(&mut self, name: &str) -> Option<bool> {
        self.boolean_field(name, true)
    }

    /// An optional boolean.
    pub fn optional_boolean(&mut self, name: &str) -> Option<bool> {
        self.boolean_field(name, false)
    }

    fn boolean_field(&mut self, name: &str, is_required: bool) -> Option<bool> {
        self.field(
            name,
            is_required,
            || (Shape::boolean(), Some(true)),
            |reading, field, json| {
                let decoded = if reading.is_query() { decode::parse_boolean(&json) } else { decode::boolean(json) };
                reading.ok_or_record(field, decoded)
            },
        )
    }

    /// A required list of texts, with a length in `lengths`.
    pub fn list<T: Text>(&mut self, name: &str, lengths: RangeInclusive<usize>) -> Option<Vec<T>> {
        self.list_with(name, lengths, Ok::<T, _>)
    }

    /// A required list of texts of the form `F`; `find` converts each.
    pub fn list_with<F: Text, T>(
        &mut self,
        name: &str,
        lengths: RangeInclusive<usize>,
        find: impl Fn(F) -> Result<T, Invalid>,
    ) -> Option<Vec<T>> {
        self.list_field(name, true, &lengths, find)
    }

    /// An optional list of texts.
    pub fn optional_list<T: Text>(&mut self, name: &str, lengths: RangeInclusive<usize>) -> Option<Vec<T>> {
        self.list_field(name, false, &lengths, Ok::<T, _>)
    }

    fn list_field<F: Text, T>(
        &mut self,
        name: &str,
        is_required: bool,
        lengths: &RangeInclusive<usize>,
        find: impl Fn(F) -> Result<T, Invalid>,
    ) -> Option<Vec<T>> {
        let parse = |text: &str| F::read(text).and_then(&find);
        let describe = || {
            let example = parse(F::FORM.example()).ok().map(|item| vec![item]);
            (Shape::list(Shape::text(&F::FORM), lengths), example)
        };
        self.field(name, is_required, describe, |reading, field, json| {
            reading.items(&field, json, lengths, |reading, field, item| {
                reading.ok_or_record(field, decode::text(item, parse))
            })
        })
    }

    /// A required list of objects, with a length in `lengths`; `read` decodes each.
    pub fn objects<T>(
        &mut self,
        name: &str,
        lengths: RangeInclusive<usize>,
        read: impl Fn(&mut Fields) -> Option<T>,
    ) -> Option<Vec<T>> {
        let describe = || {
            let (item, example) = Self::describe(&read);
            (Shape::list(item.into_object(), &lengths), example.map(|item| vec![item]))
        };
        self.field(name, true, describe, |reading, field, json| {
            reading.items(&field, json, &lengths, |reading, field, item| reading.nested(field, item, &read))
        })
    }

    /// A required object; `read` decodes its fields, which errors name `<name>.<field>`.
    pub fn object<T>(&mut self, name: &str, read: impl Fn(&mut Fields) -> Option<T>) -> Option<T> {
        let describe = || {
            let (object, example) = Self::describe(&read);
            (object.into_object(), example)
        };
        self.field(name, true, describe, |reading, field, json| reading.nested(field, json, &read))
    }

    /// A required object whose fields depend on the sibling field `tag`, whose decoded value is `kind`. The contract
    /// describes every kind; `read` decodes the one sent. Without a valid kind the object is skipped.
    pub fn object_by<K: Copy + Text, T>(
        &mut self,
        tag: &'static str,
        kinds: &[(K, &'static str)],
        kind: Option<K>,
        name: &str,
        read: impl Fn(K, &mut Fields) -> Option<T>,
    ) -> Option<T> {
        match &mut self.0 {
            Mode::Recording(recording) => {
                let of_kind = |(kind, code): &(K, &'static str)| {
                    let (object, example) = Self::describe(|fields| read(*kind, fields));
                    ((*code, object.into_object()), example)
                };
                let (objects, examples): (Vec<_>, Vec<_>) = kinds.iter().map(of_kind).unzip();
                recording.record_by(tag, name, objects);
                examples.into_iter().next().flatten()
            }
            Mode::Reading(reading) => {
                let Some(kind) = kind else {
                    reading.ignore(name);
                    return None;
                };
                self.object(name, |fields| read(kind, fields))
            }
        }
    }

    /// A required object with any keys; each key and each value is a text. Two spellings of one key are a duplicate.
    pub fn entries<K: Text + Ord, V: Text>(&mut self, name: &str) -> Option<BTreeMap<K, V>> {
        let describe = || {
            let example = K::read(K::FORM.example()).ok().zip(V::read(V::FORM.example()).ok());
            (Shape::map(&K::FORM, &V::FORM), example.map(|entry| BTreeMap::from([entry])))
        };
        self.field(name, true, describe, |reading, field, json| reading.entries(&field, json))
    }

    /// Records an error that several fields cause together, such as an end before its start.
    pub fn reject(&mut self, name: &str, wrong: Invalid) {
        if let Mode::Reading(reading) = &mut self.0 {
            reading.reject(name, wrong);
        }
    }

    /// Records an error with a free detail and the code `invalid`.
    pub fn refuse(&mut self, name: &str, detail: impl Into<String>) {
        self.reject(name, Invalid::new(Flaw::Invalid, detail));
    }

    /// Returns the value that `build` builds of the fields, or every error together.
    ///
    /// # Errors
    /// [`Failure::Invalid`] with one reason per field. [`Failure::Internal`] when there is no error and `build` returns
    /// `None`, which is a bug of the handler.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, Failure> {
        self.into_reading().close()?;
        build().ok_or_else(|| Failure::internal("the fields have no error, but nothing was built of them"))
    }

    /// Records a field, or takes its value and decodes it.
    fn field<T>(
        &mut self,
        name: &str,
        is_required: bool,
        describe: impl FnOnce() -> Described<T>,
        decode: impl FnOnce(&mut Reading, String, Json) -> Option<T>,
    ) -> Option<T> {
        match &mut self.0 {
            Mode::Recording(recording) => {
                let (shape, example) = describe();
                recording.record(name, is_required, shape);
                example
            }
            Mode::Reading(reading) => {
                let (field, json) = reading.take(name, is_required)?;
                decode(reading, field, json)
            }
        }
    }
}

#[cfg(test)]
mod tests;
