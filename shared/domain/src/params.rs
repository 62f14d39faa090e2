//! The values that a reason carries beside its code, so that a program can put it in words of its own language:
//! `too_long` with `{"max": 2500}`, `expired` with `{"valid_until": "2027-04-30"}`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::{Schema, json_schema};
use serde::Serialize;

use crate::Country;
use crate::calendar::Period;
use crate::ids::{AgreementVersion, CompanyId, EngagementCode, InvoiceNumber, LocationId, PersonId, ProgramCode};
use crate::money::Currency;
use crate::partner::EvidenceKind;
use crate::refusal::Rule;
use crate::text::Flaw;

/// The values of one reason, by name.
pub type Params = BTreeMap<&'static str, Param>;

/// One value of a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Param {
    /// A whole number.
    Number(i64),
    /// Several of them.
    Numbers(Vec<u8>),
    /// Text, a code or an id.
    Text(String),
    /// Several of them.
    Texts(Vec<String>),
    /// A day.
    Day(Date),
    /// An instant.
    Instant(Timestamp),
    /// First and last day.
    Period {
        /// First day.
        start: Date,
        /// Last day.
        end: Date,
    },
}

/// What a value that reasons carry is, for the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// A whole number.
    Number,
    /// Several of them.
    Numbers,
    /// Text, a code or an id.
    Text,
    /// Several of them.
    Texts,
    /// A day.
    Day,
    /// An instant.
    Instant,
    /// First and last day.
    Period,
    /// One of the others, which may be absent.
    Optional(&'static ParamKind),
}

impl ParamKind {
    /// Whether a reason may come without it.
    pub const fn is_optional(self) -> bool {
        matches!(self, Self::Optional(_))
    }

    /// Its JSON Schema.
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

/// A type whose values reasons can carry.
pub trait AsParam {
    /// What it is.
    const KIND: ParamKind;

    /// The value.
    fn as_param(&self) -> Param;
}

/// A value of a reason that may be absent.
pub(crate) trait MaybeParam {
    /// What it is.
    const KIND: ParamKind;

    /// The value, where there is one.
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
                // Numbers beyond 64 bits stand in no rule.
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

texts!(AgreementVersion CompanyId Country Currency EngagementCode EvidenceKind InvoiceNumber LocationId PersonId
    ProgramCode);

impl AsParam for Vec<u8> {
    const KIND: ParamKind = ParamKind::Numbers;

    fn as_param(&self) -> Param {
        Param::Numbers(self.clone())
    }
}

/// A type whose values stand in lists as text.
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
    /// A kind of reason.
    pub const fn new(code: &'static str, params: &'static [(&'static str, ParamKind)], says: &'static str) -> Self {
        Self { code, params, says }
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

/// One kind of reason, for the contract: its code, the values it carries, and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReasonKind {
    /// Stable, `snake_case`.
    pub code: &'static str,
    /// The values beside the code, by name.
    pub params: &'static [(&'static str, ParamKind)],
    /// What is wrong, in a sentence or as a template of one.
    pub says: &'static str,
}
