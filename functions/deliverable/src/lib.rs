//! Announces, lists, downloads and deletes the files of an engagement; invoked by its function URL.
//!
//! Tests: `tests/it/deliverable`.

use api::{Endpoint, Failure, PageRequest, Role};
use domain::claim::Claim;
use domain::deliverable::{Announcement, Defect};
use domain::refusal::Rule;
use domain::voucher::Deliverer;
use domain::{DeliverableId, Refusal};
use lambda_http::http::StatusCode;
use objects::Objects;
use table::{Stored, StoredVoucher, Table};

mod announce;
mod read;
mod remove;
mod view;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "BUCKET_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// The clients and configuration the endpoints use.
#[derive(Debug)]
pub struct Services {
    /// Vouchers and files.
    pub table: Table,
    /// The bucket with the uploaded objects.
    pub objects: Objects,
}

type Context<'a, B = (), Q = ()> = api::Context<'a, Services, B, Q>;

/// The refusals of every command on an own reservation.
const OWN_RESERVATION: &[Rule] = &[Rule::VoucherNotFound, Rule::Expired, Rule::AlreadyRedeemed];

/// The function's operations.
pub fn endpoints() -> Vec<Endpoint<Services>> {
    const ADMIN: &[Role] = &[Role::MpnAdmin];
    const READERS: &[Role] = &[Role::MpnAdmin, Role::Operations];
    vec![
        Endpoint::post(
            "announce_deliverable",
            "/vouchers/{voucher_number}/deliverables",
            "Announce a file and get the request that uploads it.",
        )
        .roles(ADMIN)
        .body::<Announcement>()
        .etag()
        .refuses(OWN_RESERVATION)
        .refuses(&[Rule::TooManyDeliverables, Rule::DeliverableNotFound])
        .answers(StatusCode::CREATED, |context| Box::pin(announce::announce(context))),
        Endpoint::get(
            "list_deliverables",
            "/vouchers/{voucher_number}/deliverables",
            "List the files of the reservation in the order of announcement.",
        )
        .roles(READERS)
        .query::<PageRequest<u32>>()
        .etag()
        .refuses(&[Rule::VoucherNotFound])
        .reports(&Defect::ALL)
        .answers(StatusCode::OK, |context| Box::pin(read::list(context))),
        Endpoint::get(
            "show_deliverable",
            "/vouchers/{voucher_number}/deliverables/{deliverable_id}",
            "Show a file, and where to download it once it is clean.",
        )
        .roles(READERS)
        .etag()
        .refuses(&[Rule::VoucherNotFound, Rule::DeliverableNotFound])
        .reports(&Defect::ALL)
        .answers(StatusCode::OK, |context| Box::pin(read::show(context))),
        Endpoint::delete(
            "delete_deliverable",
            "/vouchers/{voucher_number}/deliverables/{deliverable_id}",
            "Delete a file before the report is submitted.",
        )
        .roles(ADMIN)
        .refuses(OWN_RESERVATION)
        .refuses(&[Rule::DeliverableNotFound, Rule::ReportAlreadySubmitted])
        .answers(StatusCode::NO_CONTENT, |context| Box::pin(remove::remove(context))),
    ]
}

/// Returns the caller's company with the status of the voucher's claim, which decides on a redeemed voucher.
fn deliverer<'a, B>(context: &'a Context<'_, B>, claim: Option<&Stored<Claim>>) -> Result<Deliverer<'a>, Failure> {
    Ok(Deliverer::new(context.company()?, claim.map(|claim| &claim.value), context.today()))
}

/// Returns the voucher when it is reserved by the caller's company, at a location of the caller.
///
/// # Errors
/// [`Refusal::VoucherNotFound`] for any other voucher; [`Failure::Forbidden`] at another location.
fn own_voucher<B>(context: &Context<'_, B>, voucher: Option<StoredVoucher>) -> Result<StoredVoucher, Failure> {
    let voucher = voucher.ok_or(Refusal::VoucherNotFound)?;
    context.caller.own_reservation(&voucher.value)?.ok_or(Refusal::VoucherNotFound)?;
    Ok(voucher)
}

/// Parses the deliverable id of the path.
fn deliverable_id(context: &Context<'_>) -> Result<DeliverableId, Failure> {
    context.path.parse("deliverable_id")
}
