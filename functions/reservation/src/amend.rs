//! `PATCH /reservations/{voucher_number}`: changes a reservation (PROGRAM.md 7.8).

use api::{Answer, Decode, Failure, Fields, Reason, VoucherView};
use domain::voucher::Amend;
use table::{Steps, StoredVoucher};

use crate::own_voucher::own_voucher;
use crate::reserve::ATTENDEES_MAX;
use crate::{Context, ReservationFacts, Services, answer, load, view, with_holder};

impl Decode<Services> for Amend {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        Some(Self {
            start_date: fields.optional("start_date"),
            end_date: fields.optional("end_date"),
            engagement_type: fields.optional("engagement_type"),
            location_id: fields.optional("location_id"),
            lead_consultant: fields.optional("lead_consultant"),
            attendees: fields.optional_list("attendees", 0..=ATTENDEES_MAX),
            repeat_exception: fields.optional("repeat_15_day_exception"),
        })
    }
}

pub(crate) async fn amend(context: Context<'_, Amend>) -> Result<Answer<VoucherView>, Failure> {
    let (command, catalog, company, number) =
        (&context.body, &context.services.catalog, context.company()?, context.voucher_number()?);
    let location = command.location_id.as_ref();
    location.map_or(Ok(()), |location| context.caller.require_location(location))?;
    let intent = context.intent();
    let steps = Steps {
        intent: &intent,
        load: || load(&context, &number, company, location, command.engagement_type.as_ref()),
        authorize: |voucher| own_voucher(&context, &intent, voucher),
        decide: |before: &StoredVoucher, facts: &ReservationFacts| {
            let voucher = before.value.clone();
            let partner = facts.partner(&context, &voucher);
            with_holder(voucher.amend(command, &partner, catalog, context.now)?, facts.holder.as_ref())
        },
        answer: |stored: &StoredVoucher, facts: &ReservationFacts| {
            let partner = facts.partner(&context, &stored.value);
            // A location that does not change was not read and gives no new warning.
            let warnings = location.map(|_| stored.value.warnings(&partner, catalog)).unwrap_or_default();
            let warnings = warnings.iter().map(Reason::from).collect();
            answer(&VoucherView { warnings, ..view(&context, stored)? })
        },
    };
    context.answered(context.services.table.run(steps).await?)
}
