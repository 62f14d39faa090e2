//! The vouchers that a request names. One that is named wrongly is one refused item, not a refused request: a list that
//! was pasted from a spreadsheet must not fail as a whole because of one line.

use std::collections::HashSet;

use api::{Decode, Failure, Fields};
use domain::{Form, Invalid, Text, VoucherNumber};
use serde::{Serialize, Serializer};

use crate::Services;

/// Most vouchers of one call: what one batch read holds.
pub const VOUCHERS_MAX: usize = 100;

/// One entry of `voucher_numbers`.
#[derive(Clone, Debug)]
pub(crate) enum Named {
    /// A number, in its normal form.
    Number(VoucherNumber),
    /// A text that no voucher can have as its number, as it was sent, and what a number looks like.
    Malformed(String, Invalid),
}

/// What is no number is an item that is refused, and takes no other with it.
impl Text for Named {
    const FORM: Form = Form::new(VoucherNumber::FORM.example()).any();

    fn read(text: &str) -> Result<Self, Invalid> {
        Ok(match VoucherNumber::parse(text) {
            Ok(number) => Self::Number(number),
            Err(expectation) => Self::Malformed(text.to_owned(), expectation),
        })
    }
}

domain::described_as_text!(Named);

impl Named {
    fn as_str(&self) -> &str {
        match self {
            Self::Number(number) => number.as_str(),
            Self::Malformed(text, _) => text,
        }
    }

    /// The number, if it is one.
    ///
    /// # Errors
    /// No voucher has such a number: the same code as for a number that no voucher has.
    pub(crate) fn number(&self) -> Result<&VoucherNumber, Failure> {
        match self {
            Self::Number(number) => Ok(number),
            Self::Malformed(_, expectation) => {
                let detail = format!("No voucher has such a number: it {expectation}.");
                Err(Failure::not_found("not_found", detail))
            }
        }
    }
}

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The vouchers asked for, each once, in the order given.
impl Decode<Services> for Vec<Named> {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let mut named: Self = fields.list("voucher_numbers", 1..=VOUCHERS_MAX)?;
        let mut seen = HashSet::new();
        named.retain(|entry| seen.insert(entry.as_str().to_owned()));
        Some(named)
    }
}
