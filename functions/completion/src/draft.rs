//! `PUT /vouchers/{voucher_number}/report`: save a draft.

use api::{Answer, BODY_BYTES_MAX, Failure, FetchKeys, Fields};
use domain::attempt::Intent;
use domain::calendar::Period;
use domain::report::{Answers, EngagementOutcome};
use domain::voucher::Outcome;
use domain::{Country, Note, PersonId, Refusal};
use table::{Extra, Save, StoredReport, StoredVoucher};

use crate::Call;
use crate::read::ReportView;

/// Most days anybody can mean; the rules ask for far fewer.
const DAYS_MAX: i64 = 366;
/// Most seats anybody can mean.
const SEATS_MAX: i64 = 100_000_000;

pub(crate) async fn draft<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let answers = read(call)?;
    let intent = api::intent(call.request, call.caller, call.now)?;
    let load = || call.deps.table.voucher_and_report(&call.number);
    let act = |(seen, stored)| decide(call, &answers, &intent, seen, stored);
    let stored = table::change(&call.deps.table, &intent, load, act).await?;
    Ok(Answer::ok(&ReportView::new(&call.number, &stored.report))?.with_rev(stored.rev))
}

/// Every question may be left open; whatever is answered must make sense.
fn read<K>(call: &Call<'_, K>) -> Result<Answers, Failure> {
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let answers = Answers {
        onsite_days: fields.optional_integer("onsite_days", 0..=DAYS_MAX),
        offsite_days: fields.optional_integer("offsite_days", 0..=DAYS_MAX),
        walk_on_hours: fields.optional_integer("walk_on_hours", 0..=DAYS_MAX),
        delivered_from: fields.optional("delivered_from", api::date),
        delivered_to: fields.optional("delivered_to", api::date),
        delivery_country: fields.optional("delivery_country", Country::parse),
        lead_consultant: fields.optional("lead_consultant", PersonId::parse),
        outcome: fields.optional("outcome", EngagementOutcome::parse),
        current_versions: fields.optional("current_versions", Note::parse),
        target_versions: fields.optional("target_versions", Note::parse),
        seats: fields.optional_integer("seats", 0..=SEATS_MAX),
        planned_deployment_on: fields.optional("planned_deployment_on", api::date),
        handed_over_on: fields.optional("handed_over_on", api::date),
        no_extra_fee: fields.optional_boolean("no_extra_fee"),
        remarks: fields.optional("remarks", Note::parse),
    };
    let delivered = answers.delivered_from.zip(answers.delivered_to).map(|(from, to)| Period::new(from, to));
    if let Some(Err(wrong)) = delivered {
        fields.reject("delivered_to", wrong.to_string());
    }
    fields.finish(|| Some(answers))
}

async fn decide<K: FetchKeys>(
    call: &Call<'_, K>,
    answers: &Answers,
    intent: &Intent,
    seen: Option<StoredVoucher>,
    stored: Option<StoredReport>,
) -> Result<StoredReport, Failure> {
    let seen = seen.ok_or(Refusal::VoucherNotFound)?;
    if seen.has_seen(&intent.attempt) || stored.as_ref().is_some_and(|stored| stored.has_seen(&intent.attempt)) {
        return call.current(&seen, stored);
    }
    call.check_rev(&seen, stored.as_ref())?;
    let (outcome, report) = seen.value.clone().draft(call.company()?, answers.clone(), &intent.by, call.now)?;
    let draft = StoredReport::after(stored.as_ref(), report, intent);
    match outcome {
        Outcome::Unchanged => call.deps.table.save_draft(&call.number, &draft).await?,
        Outcome::Applied(next, event) => {
            let extras = vec![Extra::Report(&draft)];
            call.deps.table.save(Save { seen: Some(&seen), next: *next, event, intent, extras }).await?;
        }
    }
    Ok(draft)
}
