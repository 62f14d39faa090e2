//! `?company_id=`.

use domain::CompanyId;

use crate::body::fields::Fields;
use crate::operation::Decode;

/// The company that a request names, if any: `?company_id=`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompanyFilter {
    /// Its id.
    pub company_id: Option<CompanyId>,
}

impl<S> Decode<S> for CompanyFilter {
    fn decode(fields: &mut Fields, _: &S) -> Option<Self> {
        Some(Self {
            company_id: fields
                .about("The company. Required for operations, optional for partners.")
                .optional("company_id"),
        })
    }
}
