//! Saves, submits and shows the completion report of a voucher, and its receipt; invoked by its function URL.
//!
//! Tests: `tests/it/completion`.

use api::{Answer, Endpoint, Failure, Role};
use domain::catalog::Catalog;
use domain::claim::Claim;
use domain::refusal::Rule;
use domain::report::{Answers, Receipt};
use domain::voucher::Deliverer;
use domain::{Fault, Flaw, Refusal, VoucherNumber};
use lambda_http::http::StatusCode;
use serde::Serialize;
use table::{Stored, StoredReport, StoredVoucher, Table, VoucherWithReport};

mod draft;
mod read;
mod reopen;
mod submit;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLAIMS"];

/// The clients and configuration the endpoints use.
#[derive(Debug)]
pub struct Services {
    /// Vouchers, reports and evidence.
    pub table: Table,
    /// The engagement types, which state the evidence a consultant needs.
    pub catalog: Catalog,
}

type Context<'a, B = ()> = api::Context<'a, Services, B>;

/// A voucher with its report, and once redeemed its claim.
type ReadRecords = (Option<StoredVoucher>, Option<StoredReport>, Option<Stored<Claim>>);

/// Reads a voucher and its report in one round trip. Another one reads the claim of a redeemed voucher.
async fn read_records(table: &Table, number: &VoucherNumber) -> Result<ReadRecords, Fault> {
    let (voucher, report) = table.voucher_and_report(number).await?;
    let claim = table.claim_of(voucher.as_ref()).await?;
    Ok((voucher, report, claim))
}

/// The refusals of every command on an own reservation.
const OWN_RESERVATION: &[Rule] = &[Rule::VoucherNotFound, Rule::Expired, Rule::AlreadyRedeemed];
/// The additional refusals of submitting the report (PROGRAM.md 9.2).
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
            .refuses(OWN_RESERVATION)
            .refuses(&[Rule::ReportAlreadySubmitted])
            .rejects(&[Flaw::EndsBeforeStart])
            .answers(StatusCode::OK, |context| Box::pin(draft::save_draft(context))),
        Endpoint::get("show_report", "/vouchers/{voucher_number}/report", "Show the completion report.")
            .roles(READERS)
            .etag()
            .refuses(&[Rule::VoucherNotFound, Rule::ReportNotFound])
            .answers(StatusCode::OK, |context| Box::pin(read::show_report(context))),
        Endpoint::post(
            "submit_report",
            "/vouchers/{voucher_number}/report/submit",
            "Submit the completion report and get its receipt.",
        )
        .roles(ADMIN)
        .etag()
        .refuses(OWN_RESERVATION)
        .refuses(SUBMITTING)
        .answers(StatusCode::OK, |context| Box::pin(submit::submit(context))),
        Endpoint::post(
            "reopen_report",
            "/vouchers/{voucher_number}/report/reopen",
            "Reopen the submitted report until redemption, or while its claim is sent back; its receipt is superseded.",
        )
        .roles(ADMIN)
        .etag()
        .refuses(OWN_RESERVATION)
        .refuses(&[Rule::ReportNotFound])
        .answers(StatusCode::OK, |context| Box::pin(reopen::reopen(context))),
        Endpoint::get(
            "list_receipts",
            "/vouchers/{voucher_number}/receipts",
            "List the receipts of the report, the newest first, superseded ones included.",
        )
        .roles(READERS)
        .refuses(&[Rule::VoucherNotFound, Rule::ReportNotFound])
        .answers(StatusCode::OK, |context| Box::pin(read::list_receipts(context))),
        Endpoint::get("download_receipt", "/vouchers/{voucher_number}/receipt", "Download the receipt again.")
            .roles(READERS)
            .etag()
            .download()
            .refuses(&[Rule::VoucherNotFound, Rule::ReportNotFound, Rule::ReceiptNotFound])
            .answers(StatusCode::OK, |context| Box::pin(read::download_receipt(context))),
    ]
}

/// Returns the voucher and its report when the voucher is reserved by the caller's company, at a location of the
/// caller.
///
/// # Errors
/// [`Refusal::VoucherNotFound`] for any other voucher; [`Failure::Forbidden`] at another location.
fn own_voucher<B>(
    context: &Context<'_, B>,
    (voucher, report, claim): ReadRecords,
) -> Result<VoucherWithReport, Failure> {
    let voucher = voucher.ok_or(Refusal::VoucherNotFound)?;
    context.caller.own_reservation(&voucher.value)?.ok_or(Refusal::VoucherNotFound)?;
    Ok(VoucherWithReport { voucher, report, claim })
}

/// Returns the caller's company with the status of the voucher's claim, which decides on a redeemed voucher.
fn deliverer<'a, B>(context: &'a Context<'_, B>, before: &VoucherWithReport) -> Result<Deliverer<'a>, Failure> {
    let claim = before.claim.as_ref().map(|claim| &claim.value);
    Ok(Deliverer::new(context.company()?, claim, context.today()))
}

/// Returns the report of the current reservation.
///
/// # Errors
/// [`Refusal::ReportNotFound`].
fn current_report(reported: &VoucherWithReport) -> Result<&StoredReport, Failure> {
    reported.current().ok_or_else(|| Refusal::ReportNotFound.into())
}

/// Returns the submitted report and its receipt.
///
/// # Errors
/// [`Refusal::ReceiptNotFound`].
fn submitted_receipt(reported: &VoucherWithReport) -> Result<(&StoredReport, &Receipt), Failure> {
    let submitted = reported.current().and_then(|stored| Some((stored, stored.report.receipt.as_ref()?)));
    submitted.ok_or_else(|| Refusal::ReceiptNotFound.into())
}

/// Builds the answer to a command, with the report's revision as its ETag.
fn answer<T: Serialize>(reported: &VoucherWithReport, stored: &StoredReport, view: &T) -> Result<Answer<T>, Failure> {
    let location = reported.voucher.value.reservation().map(|reservation| &reservation.location_id);
    Ok(Answer::json(view)?.with_rev(stored.rev).at(location))
}
