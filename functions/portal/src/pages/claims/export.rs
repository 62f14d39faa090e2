//! `/claims/export`: payment requests as a file: of a tab with one status, otherwise of every status, which is a column.

use domain::claim::Status;

use super::asked::Asked;
use super::reads::FUNCTION;
use crate::page::Handled;
use crate::pages::vouchers::export::reply;
use crate::visit::Visit;

/// Answers the file, or redirects to it.
pub fn export<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let asked = Asked::of(&visit.query);
        let status = asked.only_status().map(Status::as_str).unwrap_or_default();
        let format = visit.query.filled("format").unwrap_or("xlsx");
        let mut fields = asked.filters();
        fields.extend([("status", status), ("format", format), ("language", visit.language().tag())]);
        reply(&visit.portal.functions.bytes(visit.access(), FUNCTION, "/claims/export", &fields).await?)
    })
}
