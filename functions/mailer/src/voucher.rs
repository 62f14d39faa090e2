//! Letters about vouchers: to the customer's administrator, and to the partner that holds or held one. A partner is never
//! written of a voucher that it has not reserved (domain.md 6.3).

use domain::Fault;
use domain::notice::{About, ReservationThen, VoucherThen};
use domain::voucher::{CancelReason, Event, Status, Voucher};
use jiff::civil::Date;
use mail::{Language, VoucherFacts, VoucherLetter, quoted};
use table::Side;

use crate::compose::{Desk, Letter, Outgoing};
use crate::partner;

type VoucherNotice = About<Event, VoucherThen>;

/// The letters about a voucher's event.
pub(crate) fn letters(about: &VoucherNotice, desk: Desk<'_>) -> Result<Vec<Letter>, Fault> {
    let Some(voucher) = desk.known.voucher.as_ref().filter(|voucher| still_matters(about, voucher, desk)) else {
        tracing::info!(event = %about.key, "nothing left to say");
        return Ok(Vec::new());
    };
    let customer = to_customer(about, voucher, desk)?;
    let partner = to_partner(about, voucher, desk)?;
    Ok(customer.into_iter().chain(partner).collect())
}

/// To the administrator, while they are still the one of whom the event told.
fn to_customer(about: &VoucherNotice, voucher: &Voucher, desk: Desk<'_>) -> Result<Option<Letter>, Fault> {
    let core = voucher.core();
    if core.admin_since() != about.then.admin_since {
        tracing::info!(event = %about.key, "somebody else is its administrator by now");
        return Ok(None);
    }
    let Some(letter) = customer_letter(about) else { return Ok(None) };
    let mut facts = facts(about, voucher, desk);
    facts.admin = core.admin.name.to_string();
    if about.event == Event::Notified {
        show_as_it_stands(&mut facts, voucher);
    }
    let mail = letter.write(Language::of(&core.customer.country), &facts)?;
    let outgoing = Outgoing { side: Side::Customer, to: core.admin.email.clone(), mail };
    Ok(Some(Letter::To(Box::new(outgoing))))
}

/// To the partner whose reservation it was about, and to nobody else.
fn to_partner(about: &VoucherNotice, voucher: &Voucher, desk: Desk<'_>) -> Result<Option<Letter>, Fault> {
    let (Some(letter), Some(held)) = (partner_letter(about), about.then.reservation.as_ref()) else {
        return Ok(None);
    };
    if looks_ahead(&about.event) && !stands(held, voucher) {
        return Ok(None);
    }
    let facts = facts(about, voucher, desk);
    partner::outgoing(desk.known, &about.key, |language| letter.write(language, &facts)).map(Some)
}

/// Whether it tells what is to be done, rather than what was.
fn looks_ahead(event: &Event) -> bool {
    matches!(event, Event::Reminded { .. } | Event::Extended { .. })
}

/// Whether a reservation is the one that the voucher has now.
fn stands(held: &ReservationThen, voucher: &Voucher) -> bool {
    voucher.reservation().is_some_and(|reservation| reservation.no == held.no)
}

/// Whether it is not too late to say it. What asks for something is only said while that can be done; what merely tells
/// what happened stays true.
fn still_matters(about: &VoucherNotice, voucher: &Voucher, desk: Desk<'_>) -> bool {
    match about.event {
        // Whoever reads it is to look for a partner.
        Event::Assigned | Event::Reassigned => voucher.status(desk.today) == Status::Assigned,
        // Of several last days that were named, only the one that stands is of use to anybody.
        Event::Reminded { .. } | Event::Extended { .. } => {
            is_open(voucher, desk) && voucher.core().expires_on == about.then.expires_on
        }
        Event::Notified => {
            let told_of = about.then.reservation.as_ref().map(|reservation| reservation.no);
            told_of.is_some() && voucher.reservation().map(|reservation| reservation.no) == told_of
        }
        // An extension that arrived after the expiry was written down has undone it.
        Event::Expired => has_expired(voucher, desk),
        Event::ReservationCancelled { .. } => !about.then.expired || has_expired(voucher, desk),
        Event::Withdrawn { .. }
        | Event::Reserved
        | Event::Amended
        | Event::DeliverableAnnounced { .. }
        | Event::DeliverableClean { .. }
        | Event::DeliverableRejected { .. }
        | Event::DeliverableRemoved { .. }
        | Event::ReportDrafted
        | Event::ReportSubmitted { .. }
        | Event::Redeemed { .. } => true,
    }
}

fn has_expired(voucher: &Voucher, desk: Desk<'_>) -> bool {
    voucher.status(desk.today) == Status::Expired
}

fn is_open(voucher: &Voucher, desk: Desk<'_>) -> bool {
    match voucher.status(desk.today) {
        Status::Assigned | Status::Reserved => true,
        Status::Redeemed | Status::Expired | Status::Cancelled => false,
    }
}

fn customer_letter(about: &VoucherNotice) -> Option<VoucherLetter> {
    match &about.event {
        Event::Assigned | Event::Reassigned => Some(VoucherLetter::Assigned),
        Event::Reserved => Some(VoucherLetter::Reserved),
        Event::Notified => Some(VoucherLetter::Attendees),
        // No sweep tells of the expiry of what was given back after its last day: that is told here.
        Event::ReservationCancelled { .. } if about.then.expired => Some(VoucherLetter::Expired),
        Event::ReservationCancelled { .. } => Some(VoucherLetter::Cancelled),
        Event::Reminded { .. } => Some(VoucherLetter::Reminder),
        Event::Expired => Some(VoucherLetter::Expired),
        Event::Extended { .. } => Some(VoucherLetter::Extended),
        Event::Withdrawn { .. } => Some(VoucherLetter::Withdrawn),
        Event::Amended
        | Event::DeliverableAnnounced { .. }
        | Event::DeliverableClean { .. }
        | Event::DeliverableRejected { .. }
        | Event::DeliverableRemoved { .. }
        | Event::ReportDrafted
        | Event::ReportSubmitted { .. }
        | Event::Redeemed { .. } => None,
    }
}

fn partner_letter(about: &VoucherNotice) -> Option<VoucherLetter> {
    match &about.event {
        Event::ReservationCancelled { .. } if about.then.expired => Some(VoucherLetter::PartnerExpired),
        Event::Reminded { .. } => Some(VoucherLetter::PartnerReminder),
        Event::Expired => Some(VoucherLetter::PartnerExpired),
        Event::Extended { .. } => Some(VoucherLetter::PartnerExtended),
        Event::Redeemed { .. } => Some(VoucherLetter::PartnerRedeemed),
        Event::Assigned
        | Event::Reassigned
        | Event::Withdrawn { .. }
        | Event::Reserved
        | Event::Amended
        | Event::Notified
        | Event::ReservationCancelled { .. }
        | Event::DeliverableAnnounced { .. }
        | Event::DeliverableClean { .. }
        | Event::DeliverableRejected { .. }
        | Event::DeliverableRemoved { .. }
        | Event::ReportDrafted
        | Event::ReportSubmitted { .. } => None,
    }
}

/// What both sides may know. The administrator and the attendees are the customer's own. What is to be done rests on the
/// reservation that stands; what was done, on the one that it was done to.
fn facts(about: &VoucherNotice, voucher: &Voucher, desk: Desk<'_>) -> VoucherFacts {
    let (then, core) = (&about.then, voucher.core());
    let held = then.reservation.as_ref().filter(|held| !looks_ahead(&about.event) || stands(held, voucher));
    VoucherFacts {
        number: then.voucher_number.to_string(),
        program: desk.program(&then.program),
        days: then.days,
        last_day: then.expires_on,
        last_day_before: last_day_before(&about.event),
        customer: core.customer.name.to_string(),
        intended: core.intended_company.is_some(),
        reserved: voucher.status(desk.today) == Status::Reserved,
        admin: String::new(),
        partner: held.and_then(|_| partner::name(desk.known)),
        location: held.and_then(|_| desk.known.location.as_ref().map(|location| location.name.to_string())),
        period: held.map(|held| (held.start_date, held.end_date)),
        attendees: Vec::new(),
        reason: cancel_reason(&about.event),
        comment: comment(&about.event),
        claim_due_on: then.claim_due_on,
        days_return: core.license.ends_on > then.expires_on,
    }
}

fn cancel_reason(event: &Event) -> Option<CancelReason> {
    if let Event::ReservationCancelled { reason, .. } = event { Some(*reason) } else { None }
}

fn last_day_before(event: &Event) -> Option<Date> {
    if let Event::Extended { from, .. } = event { Some(*from) } else { None }
}

/// Why the licensing side did it; what a partner wrote with a cancellation is its own (domain.md 3.1 V6).
fn comment(event: &Event) -> Option<String> {
    match event {
        Event::Withdrawn { reason } | Event::Extended { reason, .. } => Some(quoted(reason.as_str())),
        Event::Assigned
        | Event::Reassigned
        | Event::Reserved
        | Event::Amended
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
