//! The vouchers that a request names. A malformed number refuses its item, not the request: a list pasted from a
//! spreadsheet must not fail because of one line (PROGRAM.md 10.2).

use std::collections::HashSet;

use api::{Decode, Failure, Fields};
use domain::{Form, Invalid, Text, VoucherNumber};
use serde::{Serialize, Serializer};

use crate::Services;

/// The largest number of vouchers of one request, which is one batch read of DynamoDB (PROGRAM.md 10.2).
pub const VOUCHERS_MAX: usize = 100;

/// One entry of `voucher_numbers`.
#[derive(Clone, Debug)]
pub(crate) enum NamedVoucher {
    /// A number, in its normal form.
    Number(VoucherNumber),
    /// A text that cannot be a voucher number, as it was sent, and the expected form.
    Malformed(String, Invalid),
}

/// Reading never fails: a text that is no number becomes [`NamedVoucher::Malformed`].
impl Text for NamedVoucher {
    const FORM: Form = Form::new(VoucherNumber::FORM.example()).any();

    fn read(text: &str) -> Result<Self, Invalid> {
        Ok(match VoucherNumber::parse(text) {
            Ok(number) => Self::Number(number),
            Err(expectation) => Self::Malformed(text.to_owned(), expectation),
        })
    }
}

domain::described_as_text!(NamedVoucher);

impl NamedVoucher {
    fn as_str(&self) -> &str {
        match self {
            Self::Number(number) => number.as_str(),
            Self::Malformed(text, _) => text,
        }
    }

    /// Returns the number.
    ///
    /// # Errors
    /// `not_found` for a malformed number, the code of a number that no voucher has.
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

impl Serialize for NamedVoucher {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The requested vouchers, each once, in their first order.
impl Decode<Services> for Vec<NamedVoucher> {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let mut named: Self = fields.list("voucher_numbers", 1..=VOUCHERS_MAX)?;
        let mut known = HashSet::new();
        named.retain(|entry| known.insert(entry.as_str().to_owned()));
        Some(named)
    }
}
