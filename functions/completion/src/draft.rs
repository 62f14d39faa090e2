//! `PUT /vouchers/{voucher_number}/report`: saves a draft.

use api::{Answer, Decode, Failure, Fields};
use domain::calendar::Period;
use domain::report::Answers;
use table::{ReportChange, Steps, VoucherWithReport};

use crate::read::CompletionReport;
use crate::{Context, Services, answer, current_report, deliverer, own_voucher, read_records};

/// The largest number of days or hours the decoder accepts; submitting checks the actual limits (PROGRAM.md 9.1).
const DAYS_MAX: i64 = 366;
/// The largest number of seats (PROGRAM.md 9.1).
const SEATS_MAX: i64 = 100_000_000;

/// Every answer is optional in a draft; an answer that is given must be valid (PROGRAM.md 9.1).
impl Decode<Services> for Answers {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let answers = Self {
            onsite_days: fields.optional_integer("onsite_days", 0..=DAYS_MAX),
            offsite_days: fields.optional_integer("offsite_days", 0..=DAYS_MAX),
            walk_on_hours: fields.optional_integer("walk_on_hours", 0..=DAYS_MAX),
            delivered_from: fields.optional("delivered_from"),
            delivered_to: fields.optional("delivered_to"),
            delivery_country: fields.optional("delivery_country"),
            lead_consultant: fields.optional("lead_consultant"),
            outcome: fields.optional("outcome"),
            current_versions: fields.optional("current_versions"),
            target_versions: fields.optional("target_versions"),
            seats: fields.optional_integer("seats", 0..=SEATS_MAX),
            planned_deployment_on: fields.optional("planned_deployment_on"),
            handed_over_on: fields.optional("handed_over_on"),
            no_extra_fee: fields.optional_boolean("no_extra_fee"),
            remarks: fields.optional("remarks"),
        };
        let delivered = answers.delivered_from.zip(answers.delivered_to).map(|(from, to)| Period::new(from, to));
        if let Some(Err(wrong)) = delivered {
            fields.reject("delivered_to", wrong);
        }
        Some(answers)
    }
}

pub(crate) async fn save_draft(context: Context<'_, Answers>) -> Result<Answer<CompletionReport>, Failure> {
    let (table, number) = (&context.services.table, context.voucher_number()?);
    let steps = Steps {
        intent: &context.intent(),
        load: || async { Ok((read_records(table, &number).await?, ())) },
        authorize: |read| own_voucher(&context, read),
        decide: |before: &VoucherWithReport, (): &()| {
            let (voucher, draft) = (before.voucher.value.clone(), before.current().map(|stored| &stored.report));
            let (outcome, report) = voucher.draft(
                deliverer(&context, before)?,
                context.body.clone(),
                draft,
                &context.caller.sub,
                context.now,
            )?;
            Ok(ReportChange { outcome, report: Some(report) })
        },
        answer: |reported: &VoucherWithReport, (): &()| {
            let stored = current_report(reported)?;
            answer(reported, stored, &CompletionReport::new(&number, &stored.report))
        },
    };
    context.answered(table.run(steps).await?)
}
