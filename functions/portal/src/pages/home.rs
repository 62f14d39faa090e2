//! `/`: leads to the first page of the reader's role.

use api::Role;

use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::Visit;

/// Redirects to the first page that is useful to the reader.
pub fn home<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let person = visit.person()?;
        let first = if person.has(&[Role::MpnAdmin]) {
            "/vouchers"
        } else if person.has(&[Role::Incentives]) {
            "/claims"
        } else {
            "/company/requirements"
        };
        Ok(Reply::see_other(first))
    })
}
