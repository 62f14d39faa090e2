//! Files: `/claims/export`, payment requests of a tab with one status, otherwise of every status, which is a column;
//! `/statement/export`, the lines of a statement.

use domain::claim::Status;

use super::asked::Asked;
use super::period::Period;
use super::reads::FUNCTION;
use crate::page::Handled;
use crate::pages::vouchers::export::reply;
use crate::reply::Reply;
use crate::visit::Visit;

/// Answers the statement of a period as a file, or redirects to it.
pub fn statement<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let Some(period) = Period::of(&visit.query, visit.today()) else {
            return Ok(Reply::see_other("/statement"));
        };
        let ((name, value), format) = (period.field(), visit.query.filled("format").unwrap_or("xlsx"));
        let fields = [(name, value.as_str()), ("format", format), ("language", visit.language().tag())];
        reply(&visit.portal.functions.bytes(visit.access(), FUNCTION, "/statement", &fields).await?)
    })
}

/// Answers the payment requests as a file, or redirects to it.
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
