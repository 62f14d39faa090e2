//! The fields of a JSON body or a query string, decoded one by one so that **every** problem is named at once, or
//! described for the contract: the same `decode` does both.
//!
//! Each call takes one field out and records what is wrong with it; whoever closes the fields answers all of it together,
//! along with fields nobody asked for. So every field is asked for, whatever the others hold, and `?` comes last:
//!
//! ```text
//! fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
//!     let number = fields.required("voucher_number");
//!     let note = fields.about("What the partner adds.").optional("note");
//!     Some(Self { number: number?, note })
//! }
//! ```
//!
//! Described, each call records the field and answers the example of its type, so that `decode` runs to its end.

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

/// The payload of an invocation without a URL. A member that is there twice makes it unreadable.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Payload(pub(crate) Json);

/// Fields that are decoded or described.
#[derive(Debug)]
pub struct Fields(Mode);

#[derive(Debug)]
enum Mode {
    Reading(Reading),
    Recording(Recording),
}

/// What a field is, described, and what it makes of its example.
type Described<T> = (Shape, Option<T>);

impl Fields {
    /// Reads the body of a request, of at most `limit` bytes.
    ///
    /// # Errors
    /// 413 over the limit, 415 for another content type than JSON or an encoded body, 400 with line and column for what
    /// is not JSON or names a key twice, 422 when it is JSON but not an object.
    pub fn read(request: &Request, limit: usize) -> Result<Self, Failure> {
        Reading::read(request, limit).map(Self::reading)
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
        Reading::parse(body).map(Self::reading)
    }

    /// Takes the payload of an invocation apart; `null` counts as an object without fields.
    ///
    /// # Errors
    /// 422 when it is not an object.
    pub fn of_payload(Payload(json): Payload) -> Result<Self, Failure> {
        if json == Json::Null { Ok(Self::none()) } else { Reading::of_object(json, "the payload").map(Self::reading) }
    }

    /// Takes a query string apart; `list` names the list that a cursor belongs to. A parameter that is empty
    /// counts as absent, one that stands twice is refused.
    pub(crate) fn of_query(query: &str, list: &str) -> Self {
        Self::reading(Reading::of_query(query, list))
    }

    /// No fields at all.
    pub(crate) fn none() -> Self {
        Self::reading(Reading::none())
    }

    pub(crate) fn reading(reading: Reading) -> Self {
        Self(Mode::Reading(reading))
    }

    /// What `read` asks for, and what it makes of the examples.
    pub(crate) fn describe<T>(read: impl FnOnce(&mut Self) -> Option<T>) -> (Recording, Option<T>) {
        let mut fields = Self(Mode::Recording(Recording::default()));
        let made = read(&mut fields);
        match fields.0 {
            Mode::Recording(recording) => (recording, made),
            Mode::Reading(_) => (Recording::default(), made),
        }
    }

    /// What was found wrong so far, and what is left to be asked for. Nothing while fields are described.
    pub(crate) fn into_reading(self) -> Reading {
        match self.0 {
            Mode::Reading(reading) => reading,
            Mode::Recording(_) => Reading::none(),
        }
    }

    /// One spelling of all fields: the same for requests that are decoded to the same.
    pub(crate) fn canonical(&self) -> String {
        self.as_reading().map(Reading::canonical).unwrap_or_default()
    }

    /// Records what was found wrong elsewhere in the request.
    pub(crate) fn record_all(&mut self, found: Reasons) {
        if let Mode::Reading(reading) = &mut self.0 {
            reading.append(found);
        }
    }

    /// What a cursor among these fields is bound to.
    pub(crate) fn binding(&self) -> &str {
        self.as_reading().map(Reading::binding).unwrap_or_default()
    }

    /// Records that the cursor is not one of this list.
    pub(crate) fn reject_cursor(&mut self) {
        if let Mode::Reading(reading) = &mut self.0 {
            reading.reject_cursor();
        }
    }

    fn as_reading(&self) -> Option<&Reading> {
        if let Mode::Reading(reading) = &self.0 { Some(reading) } else { None }
    }

    /// Says in the contract what the next field is for.
    pub fn about(&mut self, sentence: &'static str) -> &mut Self {
        if let Mode::Recording(recording) = &mut self.0 {
            recording.about(sentence);
        }
        self
    }

    /// Text that must be there.
    pub fn required<T: Text>(&mut self, name: &str) -> Option<T> {
        self.required_with(name, Ok::<T, _>)
    }

    /// Text, if it is there; `null` counts as absent.
    pub fn optional<T: Text>(&mut self, name: &str) -> Option<T> {
        self.optional_with(name, Ok::<T, _>)
    }

    /// Text, if it is there: nothing inside where it is wrong, which is recorded.
    pub fn sent<T: Text>(&mut self, name: &str) -> Option<Option<T>> {
        self.field(
            name,
            false,
            || (Shape::text(&T::FORM), None),
            |reading, field, json| Some(reading.keep(field, decode::text(json, T::read))),
        )
    }

    /// Text of a form that must be there, and of which `find` makes the value, for example a program of the catalogue.
    pub fn required_with<F: Text, T>(&mut self, name: &str, find: impl Fn(F) -> Result<T, Invalid>) -> Option<T> {
        self.text(name, true, find)
    }

    /// The same, if it is there.
    pub fn optional_with<F: Text, T>(&mut self, name: &str, find: impl Fn(F) -> Result<T, Invalid>) -> Option<T> {
        self.text(name, false, find)
    }

    fn text<F: Text, T>(&mut self, name: &str, must: bool, find: impl Fn(F) -> Result<T, Invalid>) -> Option<T> {
        let parse = |text: &str| F::read(text).and_then(&find);
        let describe = || (Shape::text(&F::FORM), parse(F::FORM.example()).ok());
        self.field(name, must, describe, |reading, field, json| reading.keep(field, decode::text(json, parse)))
    }

    /// A whole number that must be there and lie in the range.
    #[expect(private_bounds, reason = "every integer type is one")]
    pub fn integer<T: IntegerType>(&mut self, name: &str, range: RangeInclusive<T>) -> Option<T> {
        self.whole(name, true, &range)
    }

    /// A whole number that must lie in the range if it is there.
    #[expect(private_bounds, reason = "every integer type is one")]
    pub fn optional_integer<T: IntegerType>(&mut self, name: &str, range: RangeInclusive<T>) -> Option<T> {
        self.whole(name, false, &range)
    }

    fn whole<T: IntegerType>(&mut self, name: &str, must: bool, range: &RangeInclusive<T>) -> Option<T> {
        let describe = || (Shape::whole(range.start().number(), range.end().number()), Some(*range.start()));
        self.field(name, must, describe, |reading, field, json| {
            let whole = if reading.is_query() { decode::spelled_whole } else { decode::whole };
            reading.keep(field, whole(&json, range))
        })
    }

    /// `true` or `false`, which must be there.
    pub fn boolean(&mut self, name: &str) -> Option<bool> {
        self.either(name, true)
    }

    /// `true` or `false`, if it is there.
    pub fn optional_boolean(&mut self, name: &str) -> Option<bool> {
        self.either(name, false)
    }

    fn either(&mut self, name: &str, must: bool) -> Option<bool> {
        self.field(
            name,
            must,
            || (Shape::boolean(), Some(true)),
            |reading, field, json| {
                let decoded = if reading.is_query() { decode::spelled_boolean(&json) } else { decode::boolean(json) };
                reading.keep(field, decoded)
            },
        )
    }

    /// A list of texts that must be there, as long as `lengths` allows.
    pub fn list<T: Text>(&mut self, name: &str, lengths: RangeInclusive<usize>) -> Option<Vec<T>> {
        self.list_with(name, lengths, Ok::<T, _>)
    }

    /// A list of texts of a form that must be there; `find` makes the value of each.
    pub fn list_with<F: Text, T>(
        &mut self,
        name: &str,
        lengths: RangeInclusive<usize>,
        find: impl Fn(F) -> Result<T, Invalid>,
    ) -> Option<Vec<T>> {
        self.texts(name, true, &lengths, find)
    }

    /// A list of texts, if it is there.
    pub fn optional_list<T: Text>(&mut self, name: &str, lengths: RangeInclusive<usize>) -> Option<Vec<T>> {
        self.texts(name, false, &lengths, Ok::<T, _>)
    }

    fn texts<F: Text, T>(
        &mut self,
        name: &str,
        must: bool,
        lengths: &RangeInclusive<usize>,
        find: impl Fn(F) -> Result<T, Invalid>,
    ) -> Option<Vec<T>> {
        let parse = |text: &str| F::read(text).and_then(&find);
        let describe = || {
            let example = parse(F::FORM.example()).ok().map(|item| vec![item]);
            (Shape::list(Shape::text(&F::FORM), lengths), example)
        };
        self.field(name, must, describe, |reading, field, json| {
            reading.items(&field, json, lengths, |reading, field, item| reading.keep(field, decode::text(item, parse)))
        })
    }

    /// A list of objects that must be there, as long as `lengths` allows; `read` decodes each.
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

    /// An object that must be there; `read` decodes its fields, which are named `<name>.<field>`.
    pub fn object<T>(&mut self, name: &str, read: impl Fn(&mut Fields) -> Option<T>) -> Option<T> {
        let describe = || {
            let (object, example) = Self::describe(&read);
            (object.into_object(), example)
        };
        self.field(name, true, describe, |reading, field, json| reading.nested(field, json, &read))
    }

    /// An object whose fields depend on the field `tag` beside it, whose value is `kind`: every kind is described, the
    /// one that was sent is read. Where there is none, the object is not looked at.
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
                let of_kind = |(kind, word): &(K, &'static str)| {
                    let (object, example) = Self::describe(|fields| read(*kind, fields));
                    ((*word, object.into_object()), example)
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

    /// An object of any keys that must be there, each key and its value a text. One key spelled in two ways stands
    /// twice.
    pub fn entries<K: Text + Ord, V: Text>(&mut self, name: &str) -> Option<BTreeMap<K, V>> {
        let describe = || {
            let example = K::read(K::FORM.example()).ok().zip(V::read(V::FORM.example()).ok());
            (Shape::map(&K::FORM, &V::FORM), example.map(|entry| BTreeMap::from([entry])))
        };
        self.field(name, true, describe, |reading, field, json| reading.entries(&field, json))
    }

    /// Records what only several fields together show, such as an end before its start.
    pub fn reject(&mut self, name: &str, wrong: Invalid) {
        if let Mode::Reading(reading) = &mut self.0 {
            reading.reject(name, wrong);
        }
    }

    /// Records a rule of its own, in words.
    pub fn refuse(&mut self, name: &str, detail: impl Into<String>) {
        self.reject(name, Invalid::new(Flaw::Invalid, detail));
    }

    /// Answers every problem together, or what `build` makes of the fields.
    ///
    /// # Errors
    /// [`Failure::Invalid`] with one reason per field. [`Failure::Internal`] when nothing was wrong and `build` still
    /// makes nothing, which is a mistake in the handler.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, Failure> {
        self.into_reading().close()?;
        build().ok_or_else(|| Failure::internal("the fields are fine, yet nothing was built of them"))
    }

    /// Every field goes through here: it is recorded, or its value is taken and decoded.
    fn field<T>(
        &mut self,
        name: &str,
        must: bool,
        describe: impl FnOnce() -> Described<T>,
        decode: impl FnOnce(&mut Reading, String, Json) -> Option<T>,
    ) -> Option<T> {
        match &mut self.0 {
            Mode::Recording(recording) => {
                let (shape, example) = describe();
                recording.record(name, must, shape);
                example
            }
            Mode::Reading(reading) => {
                let (field, json) = reading.take(name, must)?;
                decode(reading, field, json)
            }
        }
    }
}

#[cfg(test)]
mod tests;
