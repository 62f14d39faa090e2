//! The parameters of a reason, with which a client can compose a sentence in its own language: `too_long` with
//! `{"max": 2500}`, `expired` with `{"valid_until": "2027-04-30"}`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::{Schema, json_schema};
use serde::Serialize;

use crate::Country;
use crate::calendar::Period;
use crate::ids::{CompanyId, EngagementCode, InvoiceNumber, LocationId, PersonId, ProgramCode, TextVersion};
use crate::invoice::InvoiceCopy;
use crate::money::Currency;
use crate::partner::EvidenceKind;
use crate::refusal::Rule;
use crate::text::Flaw;

/// The parameters of one reason, by name.
pub type Params = BTreeMap<&'static str, Param>;

/// The value of one parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Param {
    /// A whole number.
    Number(i64),
    /// A list of whole numbers.
    Numbers(Vec<u8>),
    /// Text, a code or an id.
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
    /// A day.
    Day(Date),
    /// An instant.
    Instant(Timestamp),
    /// A range of days.
    Period {
        /// The first day.
        start: Date,
        /// The last day (inclusive).
        end: Date,
    },
}

/// The type of a parameter, for the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// A whole number.
    Number,
    /// A list of whole numbers.
    Numbers,
    /// Text, a code or an id.
    Text,
    /// A list of texts.
    Texts,
    /// A day.
    Day,
    /// An instant.
    Instant,
    /// A range of days.
    Period,
    /// A parameter of another kind that may be absent.
    Optional(&'static ParamKind),
}

impl ParamKind {
    /// True when a reason may omit it.
    pub const fn is_optional(self) -> bool {
        matches!(self, Self::Optional(_))
    }

    /// The JSON Schema of its values.
    pub fn schema(self) -> Schema {
        match self {
            Self::Optional(kind) => kind.schema(),
            Self::Number => json_schema!({"type": "integer"}),
            Self::Numbers => json_schema!({"type": "array", "items": {"type": "integer"}}),
            Self::Text => json_schema!({"type": "string"}),
            Self::Texts => json_schema!({"type": "array", "items": {"type": "string"}}),
            Self::Day => json_schema!({"type": "string", "format": "date"}),
            Self::Instant => json_schema!({"type": "string", "format": "date-time"}),
            Self::Period => json_schema!({
                "type": "object",
                "properties": {"start": Self::Day.schema(), "end": Self::Day.schema()},
                "required": ["start", "end"],
                "additionalProperties": false,
            }),
        }
    }
}

/// A type whose values can be parameters.
pub trait AsParam {
    /// The kind of the parameter.
    const KIND: ParamKind;

    /// Converts the value.
    fn as_param(&self) -> Param;
}

/// A parameter that may be absent.
pub(crate) trait MaybeParam {
    /// The kind of the parameter.
    const KIND: ParamKind;

    /// Converts the value, if there is one.
    fn param(&self) -> Option<Param>;
}

impl<T: AsParam> MaybeParam for T {
    const KIND: ParamKind = T::KIND;

    fn param(&self) -> Option<Param> {
        Some(self.as_param())
    }
}

impl<T: AsParam> MaybeParam for Option<T> {
    const KIND: ParamKind = ParamKind::Optional(&T::KIND);

    fn param(&self) -> Option<Param> {
        self.as_ref().map(AsParam::as_param)
    }
}

macro_rules! numbers {
    ($($number:ty)+) => {$(
        impl AsParam for $number {
            const KIND: ParamKind = ParamKind::Number;

            fn as_param(&self) -> Param {
                // No rule has numbers beyond 63 bits.
                Param::Number(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
    )+};
}

numbers!(u8 u32 i32 i64 u64 usize);

impl AsParam for Date {
    const KIND: ParamKind = ParamKind::Day;

    fn as_param(&self) -> Param {
        Param::Day(*self)
    }
}

impl AsParam for Timestamp {
    const KIND: ParamKind = ParamKind::Instant;

    fn as_param(&self) -> Param {
        Param::Instant(*self)
    }
}

impl AsParam for Period {
    const KIND: ParamKind = ParamKind::Period;

    fn as_param(&self) -> Param {
        Param::Period { start: self.start(), end: self.end() }
    }
}

impl AsParam for String {
    const KIND: ParamKind = ParamKind::Text;

    fn as_param(&self) -> Param {
        Param::Text(self.clone())
    }
}

impl AsParam for &'static str {
    const KIND: ParamKind = ParamKind::Text;

    fn as_param(&self) -> Param {
        Param::Text((*self).to_owned())
    }
}

macro_rules! texts {
    ($($text:ty)+) => {$(
        impl AsParam for $text {
            const KIND: ParamKind = ParamKind::Text;

            fn as_param(&self) -> Param {
                Param::Text(self.as_str().to_owned())
            }
        }
    )+};
}

texts!(TextVersion CompanyId Country Currency EngagementCode EvidenceKind InvoiceCopy InvoiceNumber LocationId
    PersonId ProgramCode);

impl AsParam for Vec<u8> {
    const KIND: ParamKind = ParamKind::Numbers;

    fn as_param(&self) -> Param {
        Param::Numbers(self.clone())
    }
}

/// A type whose values are texts in list parameters.
pub trait ListedText: ToString {}

impl ListedText for String {}
impl ListedText for &'static str {}
impl ListedText for EngagementCode {}
impl ListedText for ProgramCode {}

impl<T: ListedText> AsParam for Vec<T> {
    const KIND: ParamKind = ParamKind::Texts;

    fn as_param(&self) -> Param {
        Param::Texts(self.iter().map(ToString::to_string).collect())
    }
}

impl ReasonKind {
    /// Creates a kind of reason.
    pub const fn new(code: &'static str, params: &'static [(&'static str, ParamKind)], template: &'static str) -> Self {
        Self { code, params, template }
    }
}

impl From<Rule> for ReasonKind {
    fn from(rule: Rule) -> Self {
        rule.kind()
    }
}

impl From<Flaw> for ReasonKind {
    fn from(flaw: Flaw) -> Self {
        flaw.kind()
    }
}

/// One kind of reason, for the contract: its code, its parameters and its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReasonKind {
    /// The stable code in `snake_case`.
    pub code: &'static str,
    /// The parameters, by name.
    pub params: &'static [(&'static str, ParamKind)],
    /// The sentence that states the mistake, or a template of it.
    pub template: &'static str,
}
