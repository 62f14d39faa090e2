//! Letters about vouchers: to the customer's administrator, and to the partner that holds or held one. A partner is never
//! written of a voucher that it has not reserved.

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
    let Some(voucher) = context.known.voucher.as_ref().filter(|voucher| still_matters(about, voucher, context)) else {
        tracing::info!(event = %about.event_id, "nothing left to say");
        return Ok(Vec::new());
    };
    let written = about.event.letters(about.then.expired).iter().map(|letter| match letter {
        Letter::Customer(letter) => to_customer(*letter, about, voucher, context),
        Letter::Partner(letter) => to_partner(*letter, about, voucher, context),
        Letter::FileRejected => file::letter(about, context),
    });
    written.filter_map(Result::transpose).collect()
}

/// To the administrator, while they are still the one of whom the event told.
fn to_customer(
    letter: VoucherLetter,
    about: &VoucherNotice,
    voucher: &Voucher,
    context: LetterContext<'_>,
) -> Result<Option<Delivery>, Fault> {
    let core = voucher.core();
    if core.admin_since() != about.then.admin_since {
        tracing::info!(event = %about.event_id, "somebody else is its administrator by now");
        return Ok(None);
    }
    let mut facts = facts(about, voucher, context);
    facts.admin = core.admin.name.to_string();
    facts.admin_email = core.admin.email.to_string();
    if about.event == Event::Notified {
        show_as_it_stands(&mut facts, voucher);
    }
    let mail = letter.write(Language::of(&core.customer.country), &facts)?;
    let envelope = Envelope { side: Side::Customer, to: core.admin.email.clone(), mail };
    Ok(Some(Delivery::To(Box::new(envelope))))
}

/// To the partner whose reservation it was about, and to nobody else.
fn to_partner(
    letter: VoucherLetter,
    about: &VoucherNotice,
    voucher: &Voucher,
    context: LetterContext<'_>,
) -> Result<Option<Delivery>, Fault> {
    let Some(held) = about.then.reservation.as_ref() else { return Ok(None) };
    if looks_ahead(&about.event) && !stands(held, voucher) {
        return Ok(None);
    }
    let facts = facts(about, voucher, context);
    partner::delivery(context.known, &about.event_id, |language| letter.write(language, &facts)).map(Some)
}

/// Whether it tells what is to be done, rather than what was.
fn looks_ahead(event: &Event) -> bool {
    matches!(event, Event::Reminded { .. } | Event::Extended { .. })
}

/// Whether a reservation is the one that the voucher has now.
fn stands(held: &ReservationSnapshot, voucher: &Voucher) -> bool {
    voucher.reservation().is_some_and(|reservation| reservation.no == held.no)
}

/// Whether a reservation is the one that the voucher has now, on the same days.
fn stands_on_these_days(held: &ReservationSnapshot, voucher: &Voucher) -> bool {
    let days = voucher.reservation().map(|reservation| (reservation.start_date, reservation.end_date));
    stands(held, voucher) && days == Some((held.start_date, held.end_date))
}

/// Whether it is not too late to say it. What asks for something is only said while that can be done; what merely tells
/// what happened stays true.
fn still_matters(about: &VoucherNotice, voucher: &Voucher, context: LetterContext<'_>) -> bool {
    match about.event {
        // Whoever reads it is to look for a partner.
        Event::Assigned | Event::Reassigned => voucher.status(context.today) == Status::Assigned,
        // Of several last days that were named, only the one that stands is of use to anybody.
        Event::Reminded { .. } | Event::Extended { .. } => {
            is_open(voucher, context) && voucher.core().expires_on == about.then.expires_on
        }
        Event::Notified => about.then.reservation.as_ref().is_some_and(|held| stands(held, voucher)),
        // Dates that were amended again are the business of the later letter.
        Event::Amended(_) => about.then.reservation.as_ref().is_some_and(|held| stands_on_these_days(held, voucher)),
        // An extension that arrived after the expiry was written down has undone it.
        Event::Expired => has_expired(voucher, context),
        Event::ReservationCancelled { .. } => !about.then.expired || has_expired(voucher, context),
        // A file that was removed meanwhile needs no mending, and neither does one of a reservation that is over.
        Event::DeliverableRejected { .. } => {
            let held = about.then.reservation.as_ref();
            file::rejected(context).is_some()
                && is_open(voucher, context)
                && held.is_some_and(|held| stands(held, voucher))
        }
        Event::Withdrawn { .. }
        | Event::Reserved
        | Event::DeliverableAnnounced { .. }
        | Event::DeliverableClean { .. }
        | Event::DeliverableRemoved { .. }
        | Event::ReportDrafted
        | Event::ReportSubmitted { .. }
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

/// What both sides may know. The administrator and the attendees are the customer's own. What is to be done rests on the
/// reservation that stands; what was done, on the one that it was done to.
fn facts(about: &VoucherNotice, voucher: &Voucher, context: LetterContext<'_>) -> VoucherFacts {
    let (then, core) = (&about.then, voucher.core());
    let held = then.reservation.as_ref().filter(|held| !looks_ahead(&about.event) || stands(held, voucher));
    VoucherFacts {
        number: then.voucher_number.to_string(),
        program: context.program(&then.program),
        days: then.days,
        last_day: then.expires_on,
        last_day_before: last_day_before(&about.event),
        customer: core.customer.name.to_string(),
        intended: core.intended_company.is_some(),
        reserved: voucher.status(context.today) == Status::Reserved,
        reassigned: about.event == Event::Reassigned,
        admin: String::new(),
        admin_email: String::new(),
        partner: held.and_then(|_| partner::name(context.known)),
        location: held.and_then(|_| context.known.location.as_ref().map(|location| location.name.to_string())),
        period: held.map(|held| (held.start_date, held.end_date)),
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

/// Why the licensing side did it; what a partner wrote with a cancellation is its own.
fn comment(event: &Event) -> Option<String> {
    match event {
        Event::Withdrawn { reason } | Event::Extended { reason, .. } => Some(quoted(reason.as_str())),
        Event::Assigned
        | Event::Reassigned
        | Event::Reserved
        | Event::Amended(_)
        | Event::Notified
        | Event::ReservationCancelled { .. }
        | Event::DeliverableAnnounced { .. }
        | Event::DeliverableClean { .. }
        | Event::DeliverableRejected { .. }
        | Event::DeliverableRemoved { .. }
        | Event::ReportDrafted
        | Event::ReportSubmitted { .. }
        | Event::Redeemed { .. }
        | Event::Reminded { .. }
        | Event::Expired => None,
    }
}

/// The list of attendees stands nowhere but in the reservation; its dates belong to it.
fn show_as_it_stands(facts: &mut VoucherFacts, voucher: &Voucher) {
    if let Some(reservation) = voucher.reservation() {
        facts.period = Some((reservation.start_date, reservation.end_date));
        facts.attendees = reservation.attendees.iter().map(ToString::to_string).collect();
    }
}
