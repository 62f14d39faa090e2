//! Changing a reservation, notifying the customer, and cancelling it (PROGRAM.md 7.8 to 7.10).

use api::view::NotificationView;
use api::{Answer, Decode, Failure, Fields, Reason, VoucherView};
use domain::attempt::Intent;
use domain::voucher::{Amend, CancelReason, Outcome, Voucher};
use domain::{CompanyId, Note, Refusal, Refusals};
use table::{Steps, StoredVoucher};

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

/// `POST /reservations/{voucher_number}/notify`: sends the customer the dates and attendees, and returns what was sent.
///
/// Without an `Idempotency-Key`, a request with unchanged dates and attendees sends nothing; with a new key it sends
/// them again (PROGRAM.md 7.10).
pub(crate) async fn notify(context: Context<'_>) -> Result<Answer<VoucherView>, Failure> {
    let repeat = context.intent().key.is_some();
    let notify = |voucher: Voucher, company: &CompanyId| voucher.notify(company, repeat, context.now);
    let notified = |stored: &StoredVoucher| {
        let notification = NotificationView::of(&stored.value);
        answer(&VoucherView { notification, ..view(&context, stored)? })
    };
    change_voucher(&context, notify, notified).await
}

/// The reason of a cancellation (PROGRAM.md 7.9).
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

/// Runs a command that needs only the voucher.
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
        authorize: |voucher| own_voucher(context, &intent, voucher),
        decide: |before: &StoredVoucher, (): &()| Ok(decide(before.value.clone(), company)?),
        answer: |stored: &StoredVoucher, (): &()| answer(stored),
    };
    context.answered(table.run(steps).await?)
}

/// Returns the voucher when it is reserved by the caller's company, at a location of the caller, or when this request
/// was already applied to it: a retried cancellation finds the reservation gone.
///
/// # Errors
/// [`Refusal::VoucherNotFound`] for any other voucher; [`Failure::Forbidden`] at another location.
fn own_voucher<B>(
    context: &Context<'_, B>,
    intent: &Intent,
    voucher: Option<StoredVoucher>,
) -> Result<StoredVoucher, Failure> {
    let voucher = voucher.ok_or(Refusal::VoucherNotFound)?;
    let is_own = context.caller.own_reservation(&voucher.value)?.is_some() || voucher.has_attempt(&intent.attempt);
    if is_own { Ok(voucher) } else { Err(Refusal::VoucherNotFound.into()) }
}
