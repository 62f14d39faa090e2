//! Lists, searches, shows and exports a company's vouchers, and shows its dashboard; invoked by its function URL.
//!
//! All lists read the index by company, which holds only vouchers that a company reserved. A partner finds any other
//! voucher only by validating it (PROGRAM.md 15.2).
//!
//! Tests: `tests/it/overview`.

use std::sync::Arc;

use ::export::LayoutRequest;
use api::view::ReservationView;
use api::{CompanyFilter, Endpoint, PageRequest, Role, VoucherView};
use domain::Flaw;
use domain::catalog::Catalog;
use domain::claim::Claim;
use domain::refusal::Rule;
use lambda_http::http::StatusCode;
use objects::StoreExport;
use table::{StoredVoucher, Table};

mod columns;
mod dashboard;
mod export;
mod filter;
mod history;
mod list;
mod show;
mod sorted;

use filter::VoucherFilter;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "BUCKET_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// The clients and configuration the endpoints use.
#[derive(Debug)]
pub struct Services {
    /// Vouchers, claims and enrollments.
    pub table: Table,
    /// The bucket for exports that are too large for an answer.
    pub exports: Arc<dyn StoreExport>,
    /// The programs.
    pub catalog: Catalog,
}

type Context<'a, Q = ()> = api::Context<'a, Services, (), Q>;

/// The roles that reserve, report and redeem for a company (PROGRAM.md 1.2).
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
            "Show counts, stages, deadlines and payments of a company, and what it does next.",
        )
        .roles(&Role::ALL)
        .query::<CompanyFilter>()
        .refuses(&[Rule::CompanyNotFound])
        .rejects(&[Flaw::Missing])
        .answers(StatusCode::OK, |context| Box::pin(dashboard::show(context))),
    ]
}

/// Returns the voucher as the caller may see it (PROGRAM.md 1.2): its actions only for managers of the company that
/// holds it; contact data of the customer only for those managers and for operations.
fn view<Q>(context: &Context<'_, Q>, stored: &StoredVoucher, claim: Option<&Claim>) -> VoucherView {
    let (voucher, today) = (&stored.value, context.today());
    let actions = voucher.actions_with_claim(claim.map(|claim| claim.status(today)), today);
    let view = VoucherView { actions, ..VoucherView::new(voucher, stored.rev, context.now) };
    let is_own = matches!(context.caller.own_reservation(voucher), Ok(Some(_)));
    if is_own && context.caller.require_role(MANAGERS).is_ok() {
        return view;
    }
    if context.caller.is_operations() {
        return VoucherView { actions: Vec::new(), ..view };
    }
    let reservation = view.reservation.map(|reservation| ReservationView { attendees: Vec::new(), ..reservation });
    VoucherView { actions: Vec::new(), admin: None, reservation, ..view }
}
