//! `POST /validate`: is this a voucher, and could we reserve it?

use api::{Answer, BODY_BYTES_MAX, Failure, FetchKeys, Fields, Reason};
use domain::partner::Repeat;
use domain::voucher::{Customer, Voucher};
use domain::{Email, ProgramCode, Refusal, VoucherNumber, calendar};
use jiff::civil::Date;
use serde::Serialize;

use crate::Call;

#[derive(Serialize)]
struct Validated<'a> {
    valid: bool,
    voucher_number: &'a VoucherNumber,
    program: &'a ProgramCode,
    days: u8,
    customer: &'a Customer,
    expires_on: Date,
    days_left: i32,
    reservable: bool,
    reasons: Vec<Reason>,
}

pub(crate) async fn validate<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let number = fields.required("voucher_number", VoucherNumber::parse);
    let email = fields.required("admin_email", Email::parse);
    let (number, email) = fields.finish(|| Some((number?, email?)))?;
    let (seen, facts) = call.load(&number, None).await?;
    let Some(seen) = seen else { return Err(Refusal::NotFoundOrMismatch.into()) };
    seen.value.matches_admin(&email)?;
    let partner = facts.for_program(&seen.value.core().program, Repeat::None);
    let today = calendar::utc_day(call.now);
    Answer::ok(&validated(&seen.value, &seen.value.obstacles(&partner, today), today))
}

fn validated<'a>(voucher: &'a Voucher, obstacles: &[Refusal], today: Date) -> Validated<'a> {
    let core = voucher.core();
    Validated {
        valid: true,
        voucher_number: &core.number,
        program: &core.program,
        days: core.days,
        customer: &core.customer,
        expires_on: core.expires_on,
        days_left: calendar::days_left(today, core.expires_on),
        reservable: obstacles.is_empty(),
        reasons: obstacles.iter().map(Reason::from).collect(),
    }
}
