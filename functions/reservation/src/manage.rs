//! What a partner does with its reservation: change it, have the customer told, give it back.

use api::view::NotificationView;
use api::{Answer, BODY_BYTES_MAX, Failure, FetchKeys, Fields, VoucherView};
use domain::attempt::Intent;
use domain::partner::{Partner, Repeat};
use domain::voucher::{Amend, CancelReason, Outcome, RepeatException, Voucher};
use domain::{
    CompanyId, Email, EngagementCode, LocationId, Note, PersonId, Refusal, Refusals, VoucherNumber, calendar,
};
use lambda_http::http::StatusCode;
use table::{Extra, Holder, PartnerFacts, Save, StoredVoucher};

use crate::Call;
use crate::reserve::{ATTENDEES_MAX, repeat_extra, repeat_holder};

/// `PATCH /reservations/{voucher_number}`.
pub(crate) async fn amend<K: FetchKeys>(call: &Call<'_, K>, number: VoucherNumber) -> Result<Answer, Failure> {
    let command = read_amend(call)?;
    if let Some(location) = &command.location_id {
        call.caller.needs_location(location)?;
    }
    let intent = api::intent(call.request, call.caller, call.now)?;
    let load = || call.load(&number, command.location_id.as_ref());
    let act = |(seen, facts)| decide_amend(call, &command, &intent, seen, facts);
    let (stored, warnings) = table::change(&call.deps.table, &intent, load, act).await?;
    call.view(StatusCode::OK, &stored, &warnings)
}

fn read_amend<K>(call: &Call<'_, K>) -> Result<Amend, Failure> {
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let start_date = fields.optional("start_date", api::date);
    let end_date = fields.optional("end_date", api::date);
    let engagement_type = fields.optional("engagement_type", EngagementCode::parse);
    let location_id = fields.optional("location_id", LocationId::parse);
    let lead_consultant = fields.optional("lead_consultant", PersonId::parse);
    let attendees = fields.optional_list("attendees", 0..=ATTENDEES_MAX, Email::parse);
    let repeat_exception = fields.optional("repeat_15_day_exception", RepeatException::parse);
    fields.finish(|| {
        Some(Amend { start_date, end_date, engagement_type, location_id, lead_consultant, attendees, repeat_exception })
    })
}

async fn decide_amend<K: FetchKeys>(
    call: &Call<'_, K>,
    command: &Amend,
    intent: &Intent,
    seen: Option<StoredVoucher>,
    facts: PartnerFacts,
) -> Result<(StoredVoucher, Vec<Refusal>), Failure> {
    let seen = match ours(call, intent, seen)? {
        Seen::Again(stored) => {
            let partner = facts.for_program(&stored.value.core().program, Repeat::None);
            let warnings = warnings(call, command, &stored, &partner);
            return Ok((stored, warnings));
        }
        Seen::Fresh(stored) => stored,
    };
    let engagement = command.engagement_type.as_ref().or(seen.value.reservation().map(|held| &held.engagement_type));
    let holder = match engagement {
        Some(engagement) => repeat_holder(call, &seen.value, engagement).await?,
        None => None,
    };
    let partner = facts.for_program(&seen.value.core().program, Holder::fact(holder.as_ref()));
    let outcome = seen.value.clone().amend(command, &partner, &call.deps.catalog, call.now)?;
    let amended = apply(call, intent, seen, outcome, |next| repeat_extra(next, holder.as_ref())).await?;
    let warnings = warnings(call, command, &amended, &partner);
    Ok((amended, warnings))
}

/// Of a location that stays nothing new is to be said, and nothing was read.
fn warnings<K>(call: &Call<'_, K>, command: &Amend, stored: &StoredVoucher, partner: &Partner) -> Vec<Refusal> {
    if command.location_id.is_none() {
        return Vec::new();
    }
    stored.value.warnings(partner, &call.deps.catalog)
}

/// `POST /reservations/{voucher_number}/notify`: sends the customer dates and attendees, and answers what they were sent.
///
/// Sent again as they stand, nothing changes. A key of its own says that a repeated request is meant: it is sent again.
pub(crate) async fn notify<K: FetchKeys>(call: &Call<'_, K>, number: VoucherNumber) -> Result<Answer, Failure> {
    Fields::read_optional(call.request, BODY_BYTES_MAX)?.finish(|| Some(()))?;
    let repeat = api::intent(call.request, call.caller, call.now)?.pin.is_some();
    let notify = |voucher: Voucher, company: &CompanyId| voucher.notify(company, repeat, call.now);
    let stored = change_voucher(call, &number, notify).await?;
    let view = VoucherView { notification: NotificationView::of(&stored.value), ..call.shown(&stored)? };
    Ok(Answer::ok(&view)?.with_rev(stored.rev))
}

/// `POST /reservations/{voucher_number}/cancel`.
pub(crate) async fn cancel<K: FetchKeys>(call: &Call<'_, K>, number: VoucherNumber) -> Result<Answer, Failure> {
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let reason = fields.required("reason", CancelReason::parse);
    let note = fields.optional("note", Note::parse);
    let (reason, note) = fields.finish(|| Some((reason?, note)))?;
    let today = calendar::utc_day(call.now);
    let cancel = |voucher: Voucher, company: &CompanyId| voucher.cancel(company, reason, note.clone(), today);
    call.view(StatusCode::OK, &change_voucher(call, &number, cancel).await?, &[])
}

/// A command that needs the voucher alone.
async fn change_voucher<K: FetchKeys>(
    call: &Call<'_, K>,
    number: &VoucherNumber,
    command: impl Fn(Voucher, &CompanyId) -> Result<Outcome, Refusals> + Sync,
) -> Result<StoredVoucher, Failure> {
    let intent = api::intent(call.request, call.caller, call.now)?;
    let load = || call.deps.table.voucher(number);
    let act = |seen| decide(call, &command, &intent, seen);
    table::change(&call.deps.table, &intent, load, act).await
}

async fn decide<K: FetchKeys>(
    call: &Call<'_, K>,
    command: &(impl Fn(Voucher, &CompanyId) -> Result<Outcome, Refusals> + Sync),
    intent: &Intent,
    seen: Option<StoredVoucher>,
) -> Result<StoredVoucher, Failure> {
    match ours(call, intent, seen)? {
        Seen::Again(stored) => Ok(stored),
        Seen::Fresh(stored) => {
            let outcome = command(stored.value.clone(), call.company)?;
            apply(call, intent, stored, outcome, |_| Vec::new()).await
        }
    }
}

enum Seen {
    /// The same request changed it before.
    Again(StoredVoucher),
    /// It is to be decided on.
    Fresh(StoredVoucher),
}

/// The voucher, if the caller may act on it and based the request on what stands.
fn ours<K>(call: &Call<'_, K>, intent: &Intent, seen: Option<StoredVoucher>) -> Result<Seen, Failure> {
    let seen = seen.ok_or(Refusal::VoucherNotFound)?;
    if seen.has_seen(&intent.attempt) {
        return Ok(Seen::Again(seen));
    }
    if call.caller.held(&seen.value)?.is_some() {
        api::check_rev(api::if_match(call.request)?, seen.rev)?;
    }
    Ok(Seen::Fresh(seen))
}

async fn apply<'a, K: FetchKeys>(
    call: &Call<'_, K>,
    intent: &Intent,
    seen: StoredVoucher,
    outcome: Outcome,
    extras: impl FnOnce(&Voucher) -> Vec<Extra<'a>> + Send,
) -> Result<StoredVoucher, Failure> {
    match outcome {
        Outcome::Unchanged => Ok(call.deps.table.remember(seen, intent).await?),
        Outcome::Applied(next, event) => {
            let extras = extras(&next);
            Ok(call.deps.table.save(Save { seen: Some(&seen), next: *next, event, intent, extras }).await?)
        }
    }
}
