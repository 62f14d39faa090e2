//! The files of an engagement: announce, list, download, delete. Tests: `tests/it/deliverable`.

use api::{Endpoint, Failure, PageRequest, Role};
use domain::deliverable::{Announcement, Defect};
use domain::refusal::Rule;
use domain::{DeliverableId, Refusal};
use lambda_http::http::StatusCode;
use objects::Objects;
use table::{StoredVoucher, Table};

mod announce;
mod read;
mod remove;
mod view;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "BUCKET_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// What the endpoints work with.
#[derive(Debug)]
pub struct Services {
    /// Vouchers and files.
    pub table: Table,
    /// Where the bytes are.
    pub objects: Objects,
}

type Context<'a, B = (), Q = ()> = api::Context<'a, Services, B, Q>;

/// What is in the way of working on the files of a reservation.
const HELD: &[Rule] = &[Rule::VoucherNotFound, Rule::Expired, Rule::AlreadyRedeemed];

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
        .refuses(HELD)
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
        .answers(StatusCode::OK, |context| Box::pin(read::one(context))),
        Endpoint::delete(
            "delete_deliverable",
            "/vouchers/{voucher_number}/deliverables/{deliverable_id}",
            "Delete a file before redemption.",
        )
        .roles(ADMIN)
        .refuses(HELD)
        .refuses(&[Rule::DeliverableNotFound])
        .answers(StatusCode::NO_CONTENT, |context| Box::pin(remove::remove(context))),
    ]
}

/// The voucher, if the caller's company holds it and the caller may act where it is reserved.
fn own<B>(context: &Context<'_, B>, seen: Option<StoredVoucher>) -> Result<StoredVoucher, Failure> {
    let seen = seen.ok_or(Refusal::VoucherNotFound)?;
    context.caller.own_reservation(&seen.value)?.ok_or(Refusal::VoucherNotFound)?;
    Ok(seen)
}

/// The file that the path names.
fn deliverable_id(context: &Context<'_>) -> Result<DeliverableId, Failure> {
    context.path.parse("deliverable_id")
}
