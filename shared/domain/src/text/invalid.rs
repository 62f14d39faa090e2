//! The error for an input value that is not accepted.

use crate::params::{AsParam, ParamKind, Params};

/// Declares the flaws of values, each with its code, parameters and sentence, fine enough for a client to choose its
/// own sentence.
macro_rules! flaws {
    ($($(#[$doc:meta])* $flaw:ident = $code:literal { $($param:ident: $kind:expr),* } $template:literal;)+) => {
        /// The mistake in one value of a request.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "the contract has a sentence for each")]
        pub enum Flaw { $($(#[$doc])* $flaw),+ }

        impl Flaw {
            /// Every flaw.
            pub const ALL: &[Self] = &[$(Self::$flaw),+];

            /// The code, parameters and sentence.
            pub const fn kind(self) -> crate::params::ReasonKind {
                match self {
                    $(Self::$flaw => crate::params::ReasonKind {
                        code: $code,
                        params: &[$((stringify!($param), $kind)),*],
                        template: $template,
                    }),+
                }
            }
        }
    };
}

const MAYBE_NUMBER: ParamKind = ParamKind::Optional(&ParamKind::Number);

flaws! {
    Missing = "missing" {} "The field is required.";
    WrongType = "wrong_type" { expected: ParamKind::Text } "The value is of another JSON type than the field takes.";
    UnknownField = "unknown_field" {} "The request has no such field.";
    UnknownParameter = "unknown_parameter" {} "The request has no such query parameter, or it is given twice.";
    TooShort = "too_short" { min: MAYBE_NUMBER, max: ParamKind::Number } "The text or the list is shorter than it may be.";
    TooLong = "too_long" { min: MAYBE_NUMBER, max: ParamKind::Number } "The text or the list is longer than it may be.";
    OutOfRange = "out_of_range" { min: ParamKind::Number, max: ParamKind::Number } "The number lies outside its range.";
    NotWhole = "not_whole" { min: ParamKind::Number, max: ParamKind::Number } "The number has a fraction; a whole number is expected.";
    NotOneOf = "not_one_of" { allowed: ParamKind::Texts } "The value is not one of those that are known.";
    BadCharacter = "bad_character" { character: ParamKind::Optional(&ParamKind::Text), place: MAYBE_NUMBER }
        "A character does not belong there; its place is counted from 1.";
    NotADate = "not_a_date" {} "The value is no day of the form YYYY-MM-DD.";
    NotAnInstant = "not_an_instant" {} "The value is no instant of RFC 3339 with a time zone.";
    DayOutOfRange = "day_out_of_range" { first: ParamKind::Day, last: ParamKind::Optional(&ParamKind::Day) } "The day lies outside the range of days.";
    NotAnEmail = "not_an_email" {} "The value is no e-mail address.";
    NotACountry = "not_a_country" {} "The value is no country code of ISO 3166-1 alpha-2.";
    NotACurrency = "not_a_currency" {} "The value is no currency code of ISO 4217 in use.";
    CurrencyWithdrawn = "currency_withdrawn" { successor: ParamKind::Text } "The currency was withdrawn; its successor is named.";
    NotAUrl = "not_a_url" {} "The value is no https address.";
    NotALanguage = "not_a_language" {} "The value is no language tag.";
    NotADigest = "not_a_digest" {} "The value is no SHA-256 digest of 64 hexadecimal digits.";
    NotAFileName = "not_a_file_name" {} "The value is no file name without a path.";
    NotAProgram = "not_a_program" { allowed: ParamKind::Texts } "The catalogue has no such program.";
    ProgramRetired = "program_retired" { program: ParamKind::Text } "{program} is retired: no company enrolls or renews";
    EndsBeforeStart = "ends_before_start" { start_date: ParamKind::Day } "the last day cannot lie before {start_date}, the first one";
    InTheFuture = "in_the_future" {} "The moment lies in the future.";
    Duplicate = "duplicate" {} "The same key is given twice.";
    Unprintable = "unprintable" { min: ParamKind::Number, max: ParamKind::Number } "The text has no character that can be seen.";
    Invalid = "invalid" {} "The value does not fit the others or a rule of its own, which the detail names.";
}

impl Flaw {
    /// The code.
    pub const fn code(self) -> &'static str {
        self.kind().code
    }
}

/// The error for an input value: the flaw, and a sentence with the expectation for the sender.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Invalid {
    flaw: Flaw,
    detail: String,
    params: Params,
}

impl Invalid {
    /// The error with a sentence that names the expectation, for example `"must be a day such as 2026-11-25"`.
    pub fn new(flaw: Flaw, expectation: impl Into<String>) -> Self {
        Self { flaw, detail: expectation.into(), params: Params::new() }
    }

    /// Adds a parameter, for clients that compose their own sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &impl AsParam) -> Self {
        self.params.insert(name, value.as_param());
        self
    }

    /// The error for a text of `count` characters, or a list of `count` items, that must have `min` to `max`.
    pub fn length(count: usize, min: usize, max: usize, expectation: impl Into<String>) -> Self {
        let flaw = if count < min { Flaw::TooShort } else { Flaw::TooLong };
        Self::new(flaw, expectation).with("min", &min).with("max", &max)
    }

    /// The error for a value that is not one of the allowed ones.
    pub fn not_one_of(allowed: &[&'static str]) -> Self {
        let expectation = format!("must be one of {}", allowed.join(", "));
        Self::new(Flaw::NotOneOf, expectation).with("allowed", &allowed.to_vec())
    }

    /// The flaw.
    pub fn flaw(&self) -> Flaw {
        self.flaw
    }

    /// The parameters.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// The flaw, the sentence and the parameters.
    pub fn into_parts(self) -> (Flaw, String, Params) {
        (self.flaw, self.detail, self.params)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Param;

    #[test]
    fn codes_are_unique() {
        let mut codes: Vec<_> = Flaw::ALL.iter().map(|flaw| flaw.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Flaw::ALL.len());
    }

    #[test]
    fn a_wrong_length_is_too_short_or_too_long_with_both_limits() {
        for (count, flaw) in [(0, Flaw::TooShort), (9, Flaw::TooLong)] {
            let wrong = Invalid::length(count, 1, 8, "must be 1 to 8 characters");
            assert_eq!(wrong.flaw(), flaw);
            assert_eq!(wrong.params().get("max"), Some(&Param::Number(8)));
            assert_eq!(wrong.params().get("min"), Some(&Param::Number(1)));
        }
    }
}
