//! The completion report and its receipt. Tests: `tests/it/completion`.

use api::{Answer, Endpoint, Failure, Role};
use domain::catalog::Catalog;
use domain::refusal::Rule;
use domain::report::{Answers, Receipt};
use domain::{Flaw, Refusal};
use lambda_http::http::StatusCode;
use serde::Serialize;
use table::{StoredReport, StoredVoucher, Table, VoucherWithReport};

mod draft;
mod read;
mod submit;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// What the endpoints work with.
#[derive(Debug)]
pub struct Services {
    /// Vouchers, reports and evidence.
    pub table: Table,
    /// The engagement types, by which a consultant is judged.
    pub catalog: Catalog,
}

type Context<'a, B = ()> = api::Context<'a, Services, B>;

/// What is in the way of working on the report of a reservation.
const HELD: &[Rule] = &[Rule::VoucherNotFound, Rule::Expired, Rule::AlreadyRedeemed];
/// What is in the way of submitting it.
const SUBMITTING: &[Rule] = &[
    Rule::ReportMissing,
    Rule::ReportNotFound,
    Rule::ReceiptNotFound,
    Rule::ReportIncomplete,
    Rule::ExtraFeeCharged,
    Rule::DaysMismatch,
    Rule::OffsiteTooLong,
    Rule::WalkOnTooLong,
    Rule::CountryMismatch,
    Rule::DatesDifferFromReservation,
    Rule::DeliveredBeforeReserved,
    Rule::HandoverMissing,
    Rule::HandoverOutside,
    Rule::ConsultantNotQualified,
    Rule::EngagementNotFinished,
    Rule::DeliverableMissing,
    Rule::DeliverablePending,
];

/// The function's operations.
pub fn endpoints() -> Vec<Endpoint<Services>> {
    const ADMIN: &[Role] = &[Role::MpnAdmin];
    const READERS: &[Role] = &[Role::MpnAdmin, Role::Operations];
    vec![
        Endpoint::put("save_report", "/vouchers/{voucher_number}/report", "Save a draft of the completion report.")
            .roles(ADMIN)
            .body::<Answers>()
            .etag()
            .refuses(HELD)
            .refuses(&[Rule::ReportAlreadySubmitted])
            .rejects(&[Flaw::EndsBeforeStart])
            .answers(StatusCode::OK, |context| Box::pin(draft::draft(context))),
        Endpoint::get("show_report", "/vouchers/{voucher_number}/report", "Show the completion report.")
            .roles(READERS)
            .etag()
            .refuses(&[Rule::VoucherNotFound, Rule::ReportNotFound])
            .answers(StatusCode::OK, |context| Box::pin(read::report(context))),
        Endpoint::post(
            "submit_report",
            "/vouchers/{voucher_number}/report/submit",
            "Submit the completion report and get its receipt.",
        )
        .roles(ADMIN)
        .etag()
        .refuses(HELD)
        .refuses(SUBMITTING)
        .answers(StatusCode::OK, |context| Box::pin(submit::submit(context))),
        Endpoint::get("download_receipt", "/vouchers/{voucher_number}/receipt", "Download the receipt again.")
            .roles(READERS)
            .etag()
            .download()
            .refuses(&[Rule::VoucherNotFound, Rule::ReportNotFound, Rule::ReceiptNotFound])
            .answers(StatusCode::OK, |context| Box::pin(read::receipt(context))),
    ]
}

/// The voucher and its report, if the caller's company holds it and the caller may act where it is reserved.
fn own<B>(
    context: &Context<'_, B>,
    (voucher, report): (Option<StoredVoucher>, Option<StoredReport>),
) -> Result<VoucherWithReport, Failure> {
    let voucher = voucher.ok_or(Refusal::VoucherNotFound)?;
    context.caller.own_reservation(&voucher.value)?.ok_or(Refusal::VoucherNotFound)?;
    Ok(VoucherWithReport { voucher, report })
}

/// The report of the reservation that stands.
fn current(reported: &VoucherWithReport) -> Result<&StoredReport, Failure> {
    reported.current().ok_or_else(|| Refusal::ReportNotFound.into())
}

/// Its receipt.
fn receipt(reported: &VoucherWithReport) -> Result<(&StoredReport, &Receipt), Failure> {
    let submitted = reported.current().and_then(|stored| Some((stored, stored.report.receipt.as_ref()?)));
    submitted.ok_or_else(|| Refusal::ReceiptNotFound.into())
}

/// What a command is answered: under the revision of the report.
fn answer<T: Serialize>(reported: &VoucherWithReport, stored: &StoredReport, view: &T) -> Result<Answer<T>, Failure> {
    let location = reported.voucher.value.reservation().map(|held| &held.location_id);
    Ok(Answer::json(view)?.with_rev(stored.rev).at(location))
}
