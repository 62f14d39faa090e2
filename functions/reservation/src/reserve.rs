//! Reserving, of many callers one wins; and asking what it would come to.

use api::{Answer, Decode, Failure, Fields, Reason, VoucherView};
use domain::Refusal;
use domain::attempt::Intent;
use domain::calendar::Period;
use domain::voucher::{Outcome, Reserve};
use schemars::JsonSchema;
use serde::Serialize;
use table::{Steps, StoredVoucher};

use crate::{Context, Facts, Services, answer, change, load, view};

/// Most attendees of an engagement.
pub(crate) const ATTENDEES_MAX: usize = 50;

impl Decode<Services> for Reserve {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let voucher_number = fields.required("voucher_number");
        let admin_email = fields.required("admin_email");
        let location_id = fields.required("location_id");
        let delivery_country = fields.required("delivery_country");
        let engagement_type = fields.required("engagement_type");
        let start = fields.required("start_date");
        let end = fields.required("end_date");
        let lead_consultant = fields.required("lead_consultant");
        let attendees = fields.optional_list("attendees", 0..=ATTENDEES_MAX);
        let accept_terms = fields.boolean("accept_terms");
        let repeat_exception = fields.optional("repeat_15_day_exception");
        let period = start.zip(end).map(|(start, end)| Period::new(start, end));
        if let Some(Err(wrong)) = &period {
            fields.reject("end_date", wrong.clone());
        }
        Some(Self {
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
        })
    }
}

/// `POST /reservations`.
pub(crate) async fn reserve(context: Context<'_, Reserve>) -> Result<Answer<VoucherView>, Failure> {
    let (command, catalog, company) = (&context.body, &context.services.catalog, context.company()?);
    let (location, engagement) = (Some(&command.location_id), Some(&command.engagement_type));
    context.caller.require_location(&command.location_id)?;
    let intent = context.intent();
    let steps = Steps {
        intent: &intent,
        load: || load(&context, &command.voucher_number, company, location, engagement),
        may: |seen| proven(command, &intent, seen),
        decide: |seen: &StoredVoucher, facts: &Facts| {
            let voucher = seen.value.clone();
            let partner = facts.partner(&context, &voucher);
            change(voucher.reserve(command, &partner, catalog, context.now)?, facts.holder.as_ref())
        },
        answer: |stored: &StoredVoucher, facts: &Facts| {
            let warnings = stored.value.warnings(&facts.partner(&context, &stored.value), catalog);
            let warnings = warnings.iter().map(Reason::from).collect();
            answer(&VoucherView { warnings, ..view(&context, stored)? })
        },
    };
    context.answered(context.services.table.run(steps).await?)
}

/// The voucher, for who knows its administrator: anyone else does not learn by a revision that it exists. Who reserved
/// it by this very request knew them then.
fn proven(command: &Reserve, intent: &Intent, seen: Option<StoredVoucher>) -> Result<StoredVoucher, Failure> {
    let seen = seen.ok_or(Refusal::NotFoundOrMismatch)?;
    if !seen.has_seen(&intent.attempt) {
        seen.value.matches_admin(&command.admin_email)?;
    }
    Ok(seen)
}

/// What reserving would come to, where nothing refuses it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ReservationCheck {
    reservable: bool,
    warnings: Vec<Reason>,
}

/// `POST /reservations/check`: refuses what reserving would refuse, with every reason, and changes nothing.
pub(crate) async fn check(context: Context<'_, Reserve>) -> Result<Answer<ReservationCheck>, Failure> {
    let (command, catalog) = (&context.body, &context.services.catalog);
    let (location, engagement) = (Some(&command.location_id), Some(&command.engagement_type));
    context.caller.require_location(&command.location_id)?;
    let (seen, facts) = load(&context, &command.voucher_number, context.company()?, location, engagement).await?;
    let voucher = seen.ok_or(Refusal::NotFoundOrMismatch)?.value;
    let partner = facts.partner(&context, &voucher);
    let reserved = match voucher.clone().reserve(command, &partner, catalog, context.now)? {
        Outcome::Applied(next, _) => *next,
        Outcome::Unchanged => voucher,
    };
    let warnings = reserved.warnings(&partner, catalog).iter().map(Reason::from).collect();
    Answer::json(&ReservationCheck { reservable: true, warnings })
}
