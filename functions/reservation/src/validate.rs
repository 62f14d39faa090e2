//! `POST /validate`: confirms a voucher and returns what keeps the company from reserving it (PROGRAM.md 6.6).

use api::{Answer, Decode, Failure, Fields, Reason};
use domain::partner::Repeat;
use domain::voucher::{Customer, Voucher};
use domain::{Email, ProgramCode, Refusal, VoucherNumber, calendar};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Context, Services};

/// The voucher and its administrator, whose e-mail address proves that the caller was given the voucher.
pub(crate) struct Validate {
    voucher_number: VoucherNumber,
    admin_email: Email,
}

impl Decode<Services> for Validate {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let voucher_number = fields.required("voucher_number");
        let admin_email = fields.required("admin_email");
        Some(Self { voucher_number: voucher_number?, admin_email: admin_email? })
    }
}

/// A voucher, with the reasons for which the company cannot reserve it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ValidatedVoucher {
    valid: bool,
    voucher_number: VoucherNumber,
    program: ProgramCode,
    days: u8,
    customer: Customer,
    expires_on: Date,
    days_left: i32,
    reservable: bool,
    reasons: Vec<Reason>,
}

pub(crate) async fn validate(context: Context<'_, Validate>) -> Result<Answer<ValidatedVoucher>, Failure> {
    let (table, company) = (&context.services.table, context.company()?);
    let (voucher, facts) =
        futures::try_join!(table.voucher(&context.body.voucher_number), table.partner(company, None))?;
    let voucher = voucher.ok_or(Refusal::NotFoundOrMismatch)?.value;
    voucher.matches_admin(&context.body.admin_email)?;
    let caller = &context.caller;
    let partner = facts.partner(&voucher.core().program, Repeat::None, &caller.sub, caller.name.as_ref());
    let today = context.today();
    Answer::json(&validated(&voucher, &voucher.obstacles(&partner, today), today))
}

fn validated(voucher: &Voucher, obstacles: &[Refusal], today: Date) -> ValidatedVoucher {
    let core = voucher.core();
    ValidatedVoucher {
        valid: true,
        voucher_number: core.number.clone(),
        program: core.program.clone(),
        days: core.days,
        customer: core.customer.clone(),
        expires_on: core.expires_on,
        days_left: calendar::days_left(today, core.expires_on),
        reservable: obstacles.is_empty(),
        reasons: obstacles.iter().map(Reason::from).collect(),
    }
}
