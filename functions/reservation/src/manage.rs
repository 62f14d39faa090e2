//! What a partner does with its reservation: change it, have the customer told, give it back.

use api::view::NotificationView;
use api::{Answer, Decode, Failure, Fields, Reason, VoucherView};
use domain::attempt::Intent;
use domain::voucher::{Amend, CancelReason, Outcome, Voucher};
use domain::{CompanyId, Note, Refusal, Refusals};
use table::{Steps, StoredVoucher};

use crate::reserve::ATTENDEES_MAX;
use crate::{Context, Facts, Services, answer, change, load, view};

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

/// `PATCH /reservations/{voucher_number}`.
pub(crate) async fn amend(context: Context<'_, Amend>) -> Result<Answer<VoucherView>, Failure> {
    let (command, catalog, company, number) =
        (&context.body, &context.services.catalog, context.company()?, context.voucher_number()?);
    let location = command.location_id.as_ref();
    location.map_or(Ok(()), |location| context.caller.require_location(location))?;
    let intent = context.intent();
    let steps = Steps {
        intent: &intent,
        load: || load(&context, &number, company, location, command.engagement_type.as_ref()),
        may: |seen| own(&context, &intent, seen),
        decide: |seen: &StoredVoucher, facts: &Facts| {
            let voucher = seen.value.clone();
            let partner = facts.partner(&context, &voucher);
            change(voucher.amend(command, &partner, catalog, context.now)?, facts.holder.as_ref())
        },
        answer: |stored: &StoredVoucher, facts: &Facts| {
            let partner = facts.partner(&context, &stored.value);
            // Of a location that stays nothing new is to be said, and nothing was read.
            let warnings = location.map(|_| stored.value.warnings(&partner, catalog)).unwrap_or_default();
            let warnings = warnings.iter().map(Reason::from).collect();
            answer(&VoucherView { warnings, ..view(&context, stored)? })
        },
    };
    context.answered(context.services.table.run(steps).await?)
}

/// `POST /reservations/{voucher_number}/notify`: sends the customer dates and attendees, and answers what they were sent.
///
/// Sent again as they are, nothing changes. A key of its own says that a repeated request is meant: it is sent again.
pub(crate) async fn notify(context: Context<'_>) -> Result<Answer<VoucherView>, Failure> {
    let repeat = context.intent().key.is_some();
    let notify = |voucher: Voucher, company: &CompanyId| voucher.notify(company, repeat, context.now);
    let notified = |stored: &StoredVoucher| {
        let notification = NotificationView::of(&stored.value);
        answer(&VoucherView { notification, ..view(&context, stored)? })
    };
    change_voucher(&context, notify, notified).await
}

/// Why a reservation is given back.
pub(crate) struct Cancel {
    reason: CancelReason,
    note: Option<Note>,
}

impl Decode<Services> for Cancel {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let reason = fields.required("reason");
        let note = fields.optional("note");
        Some(Self { reason: reason?, note })
    }
}

/// `POST /reservations/{voucher_number}/cancel`.
pub(crate) async fn cancel(context: Context<'_, Cancel>) -> Result<Answer<VoucherView>, Failure> {
    let (Cancel { reason, note }, today) = (&context.body, context.today());
    let cancel = |voucher: Voucher, company: &CompanyId| voucher.cancel(company, *reason, note.clone(), today);
    change_voucher(&context, cancel, |stored| answer(&view(&context, stored)?)).await
}

/// A command that needs the voucher alone.
async fn change_voucher<B: Sync>(
    context: &Context<'_, B>,
    decide: impl Fn(Voucher, &CompanyId) -> Result<Outcome, Refusals> + Sync,
    answer: impl Fn(&StoredVoucher) -> Result<Answer<VoucherView>, Failure> + Sync,
) -> Result<Answer<VoucherView>, Failure> {
    let (table, number, company) = (&context.services.table, context.voucher_number()?, context.company()?);
    let intent = context.intent();
    let steps = Steps {
        intent: &intent,
        load: || async { Ok((table.voucher(&number).await?, ())) },
        may: |seen| own(context, &intent, seen),
        decide: |seen: &StoredVoucher, (): &()| Ok(decide(seen.value.clone(), company)?),
        answer: |stored: &StoredVoucher, (): &()| answer(stored),
    };
    context.answered(table.run(steps).await?)
}

/// The voucher, if the caller's company holds it and the caller may act where it is reserved. One that this very request
/// gave back was the company's.
fn own<B>(context: &Context<'_, B>, intent: &Intent, seen: Option<StoredVoucher>) -> Result<StoredVoucher, Failure> {
    let seen = seen.ok_or(Refusal::VoucherNotFound)?;
    let held = context.caller.own_reservation(&seen.value)?.is_some() || seen.has_seen(&intent.attempt);
    if held { Ok(seen) } else { Err(Refusal::VoucherNotFound.into()) }
}
