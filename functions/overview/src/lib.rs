//! What a company holds: lists, search, details with history, export, dashboard. Tests: `tests/it/overview`.
//!
//! Everything a company sees here is found by the index of what it holds. A voucher that nobody holds is in no company's
//! part of that index: partners find it only by validating it.

use std::sync::Arc;

use ::export::LayoutRequest;
use api::view::ReservationView;
use api::{CompanyFilter, Endpoint, PageRequest, Role, VoucherView};
use domain::Flaw;
use domain::catalog::Catalog;
use domain::refusal::Rule;
use domain::voucher::Voucher;
use lambda_http::http::StatusCode;
use objects::KeepExport;
use table::Table;

mod dashboard;
mod export;
mod filter;
mod history;
mod list;
mod row;
mod show;
mod sorted;

use filter::VoucherFilter;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "BUCKET_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// What the endpoints work with.
#[derive(Debug)]
pub struct Services {
    /// Vouchers, claims and enrollments.
    pub table: Table,
    /// Where exports are kept that are too large for an answer.
    pub exports: Arc<dyn KeepExport>,
    /// The programs.
    pub catalog: Catalog,
}

type Context<'a, Q = ()> = api::Context<'a, Services, (), Q>;

/// Who works with a company's vouchers: reserves, reports, redeems.
const MANAGERS: &[Role] = &[Role::MpnAdmin];

/// The function's operations.
pub fn endpoints() -> Vec<Endpoint<Services>> {
    vec![
        Endpoint::get("list_vouchers", "/vouchers", "List and search the vouchers of a company.")
            .roles(&Role::ALL)
            .query::<(VoucherFilter, PageRequest<String>)>()
            .refuses(&[Rule::CompanyNotFound])
            .rejects(&[Flaw::Missing])
            .answers(StatusCode::OK, |context| Box::pin(list::list(context))),
        Endpoint::get(
            "export_vouchers",
            "/vouchers/export",
            "Export the same vouchers, all of them, as a workbook or as CSV.",
        )
        .roles(&[Role::MpnAdmin, Role::Operations])
        .query::<(VoucherFilter, LayoutRequest)>()
        .files(::export::CONTENT_TYPES)
        .refuses(&[Rule::CompanyNotFound])
        .rejects(&[Flaw::Missing])
        .answers(StatusCode::OK, |context| Box::pin(export::export(context))),
        Endpoint::get("show_voucher", "/vouchers/{voucher_number}", "Show a voucher with its history and its claim.")
            .roles(&Role::ALL)
            .etag()
            .refuses(&[Rule::VoucherNotFound])
            .answers(StatusCode::OK, |context| Box::pin(show::show(context))),
        Endpoint::get(
            "show_dashboard",
            "/dashboard",
            "Show how a company stands: counts, deadlines, enrollments to renew.",
        )
        // Each of them has something to do about how the company stands.
        .roles(&Role::ALL)
        .query::<CompanyFilter>()
        .refuses(&[Rule::CompanyNotFound])
        .rejects(&[Flaw::Missing])
        .answers(StatusCode::OK, |context| Box::pin(dashboard::show(context))),
    ]
}

/// The voucher as the caller sees it: what its holder may do is offered to those only who do such things for the holder.
fn view<Q>(context: &Context<'_, Q>, voucher: &Voucher, rev: u64) -> VoucherView {
    let view = VoucherView::new(voucher, rev, context.now);
    let is_own = matches!(context.caller.own_reservation(voucher), Ok(Some(_)));
    if is_own && context.caller.needs(MANAGERS).is_ok() {
        return view;
    }
    if context.caller.is_operations() {
        return VoucherView { actions: Vec::new(), ..view };
    }
    // Who neither reserves nor delivers needs no addresses of the customer's people.
    let reservation = view.reservation.map(|held| ReservationView { attendees: Vec::new(), ..held });
    VoucherView { actions: Vec::new(), admin: None, reservation, ..view }
}
