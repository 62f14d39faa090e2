//! `POST /reservations`: of many callers one wins.

use api::{Answer, BODY_BYTES_MAX, Failure, FetchKeys, Fields};
use domain::attempt::Intent;
use domain::calendar::Period;
use domain::partner::Repeat;
use domain::voucher::{Outcome, REPEAT_LIMITED_DAYS, RepeatException, Reserve, Voucher};
use domain::{Country, Email, EngagementCode, Fault, LocationId, PersonId, Refusal, VoucherNumber};
use lambda_http::http::StatusCode;
use table::{Extra, Holder, PartnerFacts, Save, StoredVoucher};

use crate::Call;

/// Most attendees of an engagement.
pub(crate) const ATTENDEES_MAX: usize = 50;

pub(crate) async fn reserve<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let command = read(call)?;
    call.caller.needs_location(&command.location_id)?;
    let intent = api::intent(call.request, call.caller, call.now)?;
    let load = || call.load(&command.voucher_number, Some(&command.location_id));
    let act = |(seen, facts)| decide(call, &command, &intent, seen, facts);
    let (stored, warnings) = table::change(&call.deps.table, &intent, load, act).await?;
    call.view(StatusCode::CREATED, &stored, &warnings)
}

fn read<K>(call: &Call<'_, K>) -> Result<Reserve, Failure> {
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let voucher_number = fields.required("voucher_number", VoucherNumber::parse);
    let admin_email = fields.required("admin_email", Email::parse);
    let location_id = fields.required("location_id", LocationId::parse);
    let delivery_country = fields.required("delivery_country", Country::parse);
    let engagement_type = fields.required("engagement_type", EngagementCode::parse);
    let start = fields.required("start_date", api::date);
    let end = fields.required("end_date", api::date);
    let lead_consultant = fields.required("lead_consultant", PersonId::parse);
    let attendees = fields.optional_list("attendees", 0..=ATTENDEES_MAX, Email::parse);
    let accept_terms = fields.boolean("accept_terms");
    let repeat_exception = fields.optional("repeat_15_day_exception", RepeatException::parse);
    let period = start.zip(end).map(|(start, end)| Period::new(start, end));
    if let Some(Err(wrong)) = &period {
        fields.reject("end_date", wrong.to_string());
    }
    fields.finish(|| {
        Some(Reserve {
            voucher_number: voucher_number?,
            admin_email: admin_email?,
            location_id: location_id?,
            delivery_country: delivery_country?,
            engagement_type: engagement_type?,
            period: period?.ok()?,
            lead_consultant: lead_consultant?,
            attendees: attendees.unwrap_or_default(),
            accept_terms: accept_terms?,
            repeat_exception,
            by: call.caller.sub.clone(),
        })
    })
}

async fn decide<K: FetchKeys>(
    call: &Call<'_, K>,
    command: &Reserve,
    intent: &Intent,
    seen: Option<StoredVoucher>,
    facts: PartnerFacts,
) -> Result<(StoredVoucher, Vec<Refusal>), Failure> {
    let Some(seen) = seen else { return Err(Refusal::NotFoundOrMismatch.into()) };
    let program = &seen.value.core().program;
    if seen.has_seen(&intent.attempt) {
        let warnings = seen.value.warnings(&facts.for_program(program, Repeat::None), &call.deps.catalog);
        return Ok((seen, warnings));
    }
    let holder = repeat_holder(call, &seen.value, &command.engagement_type).await?;
    let partner = facts.for_program(program, Holder::fact(holder.as_ref()));
    let reserved = match seen.value.clone().reserve(command, &partner, &call.deps.catalog, call.now)? {
        Outcome::Unchanged => seen,
        Outcome::Applied(next, event) => {
            let extras = repeat_extra(&next, holder.as_ref());
            call.deps.table.save(Save { seen: Some(&seen), next: *next, event, intent, extras }).await?
        }
    };
    let warnings = reserved.value.warnings(&partner, &call.deps.catalog);
    Ok((reserved, warnings))
}

/// Who holds the customer's 15-day engagement of the type; asked only where the rule applies.
pub(crate) async fn repeat_holder<K: FetchKeys>(
    call: &Call<'_, K>,
    voucher: &Voucher,
    engagement: &EngagementCode,
) -> Result<Option<Holder>, Fault> {
    let core = voucher.core();
    if core.days < REPEAT_LIMITED_DAYS {
        return Ok(None);
    }
    call.deps.table.repeat_holder(&core.customer.id, engagement).await
}

/// The claim on that engagement, where the rule applies: it changes with the voucher or not at all.
pub(crate) fn repeat_extra<'a>(next: &Voucher, holder: Option<&'a Holder>) -> Vec<Extra<'a>> {
    let limited = next.core().days >= REPEAT_LIMITED_DAYS;
    let excepted = next.reservation().is_some_and(|reservation| reservation.repeat_exception.is_some());
    if limited && !excepted { vec![Extra::Repeat { from: holder }] } else { Vec::new() }
}
