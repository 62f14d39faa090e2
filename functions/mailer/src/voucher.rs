//! Letters about vouchers (PROGRAM.md 13.1): to the customer's administrator, and to the partner that holds or held a
//! reservation. A partner without a reservation of the voucher gets no letter about it.

use domain::letter::VoucherLetter;
use domain::notice::{ReservationSnapshot, VoucherNotice};
use domain::voucher::{CancelReason, Event, Letter, Status, Voucher};
use domain::{Fault, Language};
use jiff::civil::Date;
use mail::{VoucherFacts, WriteLetter, quoted};
use table::Side;

use crate::letter::{Delivery, Envelope, LetterContext};
use crate::{file, partner};

/// The letters about a voucher's event.
pub(crate) fn letters(about: &VoucherNotice, context: LetterContext<'_>) -> Result<Vec<Delivery>, Fault> {
    let Some(voucher) = context.contacts.voucher.as_ref().filter(|voucher| is_still_relevant(about, voucher, context))
    else {
        tracing::info!(event = %about.event_id, "the letter was dropped: it is out of date");
        return Ok(Vec::new());
    };
    let written = about.event.letters(about.then.expired).iter().map(|letter| match letter {
        Letter::Customer(letter) => to_customer(*letter, about, voucher, context),
        Letter::Partner(letter) => to_partner(*letter, about, voucher, context),
        Letter::FileRejected => file::letter(about, context),
    });
    written.filter_map(Result::transpose).collect()
}

/// The letter to the administrator; dropped when the voucher was reassigned since (PROGRAM.md 13.2).
fn to_customer(
    letter: VoucherLetter,
    about: &VoucherNotice,
    voucher: &Voucher,
    context: LetterContext<'_>,
) -> Result<Option<Delivery>, Fault> {
    let core = voucher.core();
    if core.admin_since() != about.then.admin_since {
        tracing::info!(event = %about.event_id, "the letter was dropped: the voucher has another administrator");
        return Ok(None);
    }
    let mut facts = facts(about, voucher, context);
    facts.admin = core.admin.name.to_string();
    facts.admin_email = core.admin.email.to_string();
    if about.event == Event::Notified {
        add_current_reservation(&mut facts, voucher);
    }
    let mail = letter.write(Language::of(&core.customer.country), &facts, context.portal)?;
    let envelope = Envelope { side: Side::Customer, to: core.admin.email.clone(), mail };
    Ok(Some(Delivery::To(Box::new(envelope))))
}

/// The letter to the partner whose reservation the event is about.
fn to_partner(
    letter: VoucherLetter,
    about: &VoucherNotice,
    voucher: &Voucher,
    context: LetterContext<'_>,
) -> Result<Option<Delivery>, Fault> {
    let Some(snapshot) = about.then.reservation.as_ref() else { return Ok(None) };
    if asks_for_action(&about.event) && !is_current(snapshot, voucher) {
        return Ok(None);
    }
    let facts = facts(about, voucher, context);
    partner::delivery(context.contacts, &about.event_id, |language| letter.write(language, &facts, context.portal))
        .map(Some)
}

/// True when the letter asks for action, false when it reports an event.
fn asks_for_action(event: &Event) -> bool {
    matches!(event, Event::Reminded { .. } | Event::Extended { .. })
}

/// True when the snapshot is of the voucher's current reservation.
fn is_current(snapshot: &ReservationSnapshot, voucher: &Voucher) -> bool {
    voucher.reservation().is_some_and(|reservation| reservation.no == snapshot.no)
}

/// True when the snapshot is of the voucher's current reservation and its dates are unchanged.
fn is_current_with_same_dates(snapshot: &ReservationSnapshot, voucher: &Voucher) -> bool {
    let days = voucher.reservation().map(|reservation| (reservation.start_date, reservation.end_date));
    is_current(snapshot, voucher) && days == Some((snapshot.start_date, snapshot.end_date))
}

/// True while the letter is up to date (PROGRAM.md 13.2). A letter that asks for action is dropped once the action is
/// impossible, and one that reports a state once the state has changed. All other letters are always sent.
fn is_still_relevant(about: &VoucherNotice, voucher: &Voucher, context: LetterContext<'_>) -> bool {
    match about.event {
        // The letter asks the administrator to find a partner.
        Event::Assigned | Event::Reassigned => voucher.status(context.today) == Status::Assigned,
        // A letter that names an outdated last day is dropped.
        Event::Reminded { .. } | Event::Extended { .. } => {
            is_open(voucher, context) && voucher.core().expires_on == about.then.expires_on
        }
        Event::Notified => about.then.reservation.as_ref().is_some_and(|snapshot| is_current(snapshot, voucher)),
        // Dates that were amended again are reported by the later letter.
        Event::Amended(_) => {
            about.then.reservation.as_ref().is_some_and(|snapshot| is_current_with_same_dates(snapshot, voucher))
        }
        // A late extension may have undone the stored expiry (PROGRAM.md 6.5).
        Event::Expired => has_expired(voucher, context),
        Event::ReservationCancelled { .. } => !about.then.expired || has_expired(voucher, context),
        // A removed file, or one of a reservation that has ended, needs no replacement; after redemption only one of a
        // correction does.
        Event::DeliverableRejected { .. } => {
            let snapshot = about.then.reservation.as_ref();
            file::rejected(context).is_some()
                && (is_open(voucher, context) || file::correctable_until(voucher, context).is_some())
                && snapshot.is_some_and(|snapshot| is_current(snapshot, voucher))
        }
        Event::Withdrawn { .. }
        | Event::Reserved { .. }
        | Event::DeliverableAnnounced { .. }
        | Event::DeliverableClean { .. }
        | Event::DeliverableRemoved { .. }
        | Event::ReportDrafted
        | Event::ReportSubmitted { .. }
        | Event::ReportReopened { .. }
        | Event::Redeemed { .. } => true,
    }
}

fn has_expired(voucher: &Voucher, context: LetterContext<'_>) -> bool {
    voucher.status(context.today) == Status::Expired
}

fn is_open(voucher: &Voucher, context: LetterContext<'_>) -> bool {
    match voucher.status(context.today) {
        Status::Assigned | Status::Reserved => true,
        Status::Redeemed | Status::Expired | Status::Cancelled => false,
    }
}

/// The facts that both sides may know; the administrator and the attendees are added for the customer only. A letter
/// that asks for action shows the current reservation; a letter that reports an event shows the event's snapshot
/// (DECISIONS.md 40).
fn facts(about: &VoucherNotice, voucher: &Voucher, context: LetterContext<'_>) -> VoucherFacts {
    let (then, core) = (&about.then, voucher.core());
    let is_shown = |snapshot: &&ReservationSnapshot| !asks_for_action(&about.event) || is_current(snapshot, voucher);
    let reservation = then.reservation.as_ref().filter(is_shown);
    VoucherFacts {
        number: then.voucher_number.to_string(),
        program: context.program(&then.program),
        code: then.program.to_string(),
        days: then.days,
        last_day: then.expires_on,
        last_day_before: last_day_before(&about.event),
        customer: core.customer.name.to_string(),
        country: core.customer.country.to_string(),
        intended: core.intended_company.is_some(),
        reserved: voucher.status(context.today) == Status::Reserved,
        reassigned: about.event == Event::Reassigned,
        admin: String::new(),
        admin_email: String::new(),
        partner: reservation.and_then(|_| partner::name(context.contacts)),
        location: reservation
            .and_then(|_| context.contacts.location.as_ref().map(|location| location.name.to_string())),
        period: reservation.map(|reservation| (reservation.start_date, reservation.end_date)),
        period_before: period_before(&about.event),
        attendees: Vec::new(),
        reason: cancel_reason(&about.event),
        comment: comment(&about.event),
        claim_due_on: then.claim_due_on,
    }
}

fn cancel_reason(event: &Event) -> Option<CancelReason> {
    if let Event::ReservationCancelled { reason, .. } = event { Some(*reason) } else { None }
}

fn period_before(event: &Event) -> Option<(Date, Date)> {
    let Event::Amended(amendment) = event else { return None };
    amendment.dates().map(|(before, _)| (before.start(), before.end()))
}

fn last_day_before(event: &Event) -> Option<Date> {
    if let Event::Extended { from, .. } = event { Some(*from) } else { None }
}

/// The reason that the licensing side gave. The comment of a partner's cancellation is not passed on.
fn comment(event: &Event) -> Option<String> {
    match event {
        Event::Withdrawn { reason } | Event::Extended { reason, .. } => Some(quoted(reason.as_str())),
        Event::Assigned
        | Event::Reassigned
        | Event::Reserved { .. }
        | Event::Amended(_)
        | Event::Notified
        | Event::ReservationCancelled { .. }
        | Event::DeliverableAnnounced { .. }
        | Event::DeliverableClean { .. }
        | Event::DeliverableRejected { .. }
        | Event::DeliverableRemoved { .. }
        | Event::ReportDrafted
        | Event::ReportSubmitted { .. }
        | Event::ReportReopened { .. }
        | Event::Redeemed { .. }
        | Event::Reminded { .. }
        | Event::Expired => None,
    }
}

/// Adds the attendees and dates of the current reservation. Notices carry no attendees.
fn add_current_reservation(facts: &mut VoucherFacts, voucher: &Voucher) {
    if let Some(reservation) = voucher.reservation() {
        facts.period = Some((reservation.start_date, reservation.end_date));
        facts.attendees = reservation.attendees.iter().map(ToString::to_string).collect();
    }
}
