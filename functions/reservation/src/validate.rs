//! `POST /validate`: is this a voucher, and could the company reserve it?

use api::{Answer, Decode, Failure, Fields, Reason};
use domain::partner::Repeat;
use domain::voucher::{Customer, Voucher};
use domain::{Email, ProgramCode, Refusal, VoucherNumber, calendar};
use jiff::civil::Date;
use serde::Serialize;

use crate::{Call, Services};

/// The voucher that is asked about, as its customer's administrator knows it.
pub(crate) struct Validate {
    voucher_number: VoucherNumber,
    admin_email: Email,
}

impl Decode<Services> for Validate {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let voucher_number = fields.required("voucher_number", VoucherNumber::parse);
        let admin_email = fields.required("admin_email", Email::parse);
        Some(Self { voucher_number: voucher_number?, admin_email: admin_email? })
    }
}

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

pub(crate) async fn validate(call: Call<'_, Validate>) -> Result<Answer, Failure> {
    let (table, company) = (&call.services.table, call.company()?);
    let (seen, facts) = futures::try_join!(table.voucher(&call.body.voucher_number), table.partner(company, None))?;
    let seen = seen.ok_or(Refusal::NotFoundOrMismatch)?;
    seen.value.matches_admin(&call.body.admin_email)?;
    let partner = facts.partner(&seen.value.core().program, Repeat::None, &call.caller.sub);
    let today = call.today();
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
