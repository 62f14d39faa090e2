//! Validation and reservation of a voucher, notification of the customer, cancellation.

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Assigned, Event, Expired, Outcome, Reserved, Voucher, rules};
use crate::accepted_text::ShownText;
use crate::attempt::Actor;
use crate::calendar::{self, Period};
use crate::catalog::{Catalog, UnlistedLocation};
use crate::deliverable::Counts;
use crate::ids::{CompanyId, EngagementCode, LocationId, PersonId, TextVersion};
use crate::partner::Partner;
use crate::refusal::{Refusal, Refusals};
use crate::report::ReportState;
use crate::text::{Email, Name, Note};
use crate::{Country, VoucherNumber};

/// The shortest time between two notifications of the same dates and attendees: one minute (PROGRAM.md 7.10).
pub const NOTIFY_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(1);

/// A partner's reservation of a voucher. Some fields are stored under short names: the item of a voucher fits one write
/// unit (DECISIONS.md 45).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is that of the API")]
pub struct Reservation {
    /// The number of the reservation within its voucher, from 1.
    pub no: u32,
    pub company_id: CompanyId,
    pub location_id: LocationId,
    /// The country of delivery, copied from the location at the time of reservation; later changes of the location do
    /// not change it.
    pub country: Country,
    #[serde(rename = "engagement")]
    pub engagement_type: EngagementCode,
    pub start_date: Date,
    pub end_date: Date,
    #[serde(rename = "consultant")]
    pub lead_consultant: PersonId,
    pub reserved_at: Timestamp,
    #[serde(rename = "by")]
    pub reserved_by: Actor,
    /// The name that the person's token had then.
    #[serde(default, rename = "name", skip_serializing_if = "Option::is_none")]
    pub reserved_by_name: Option<Name>,
    /// The version of the accepted terms; the event of reserving records the wording.
    #[serde(rename = "terms")]
    pub terms_version: TextVersion,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attendees: Vec<Email>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat_exception: Option<RepeatException>,
    /// True when the customer was sent the current dates and attendees.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub told: bool,
    /// The instant at which dates and attendees were last sent to the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notified_at: Option<Timestamp>,
}

crate::codes! {
    /// The reason for which a second 15-day engagement of a type is allowed (PROGRAM.md 7.6).
    pub enum RepeatException {
        /// Another division or legal entity of the customer.
        Division = "division",
        /// Another product, with a deliverable of its own.
        Product = "product",
    }
}

crate::codes! {
    /// The reason for which a reservation is cancelled (PROGRAM.md 7.9).
    pub enum CancelReason {
        OfferingChanged = "offering_changed",
        EngagementNotHappening = "engagement_not_happening",
        OtherPartner = "other_partner",
    }
}

/// The command to reserve a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is that of the request")]
pub struct Reserve {
    pub voucher_number: VoucherNumber,
    pub admin_email: Email,
    pub location_id: LocationId,
    pub delivery_country: Country,
    pub engagement_type: EngagementCode,
    pub period: Period,
    pub lead_consultant: PersonId,
    pub attendees: Vec<Email>,
    pub accept_terms: bool,
    /// The terms that were shown, if the request names them.
    pub terms: Option<ShownText>,
    pub repeat_exception: Option<RepeatException>,
}

impl Reservation {
    /// The instant from which the same dates and attendees can be sent again; `None` when the customer was not sent
    /// them.
    fn notifiable_again_at(&self) -> Option<Timestamp> {
        let sent_at = self.notified_at.filter(|_| self.told)?;
        Some(sent_at.checked_add(NOTIFY_AGAIN_AFTER).unwrap_or(sent_at))
    }
}

impl Voucher {
    /// Checks the second factor of validation: the e-mail address of the voucher's administrator (PROGRAM.md 6.6).
    ///
    /// # Errors
    /// [`Refusal::NotFoundOrMismatch`], as for an unknown number, so that numbers cannot be probed.
    pub fn matches_admin(&self, email: &Email) -> Result<(), Refusals> {
        if self.core().admin.email == *email { Ok(()) } else { Err(Refusal::NotFoundOrMismatch.into()) }
    }

    /// The rules that prevent this company from reserving the voucher today, before it names an engagement
    /// (PROGRAM.md 6.6).
    pub fn obstacles(&self, partner: &Partner, today: Date) -> Vec<Refusal> {
        let mut refusals: Vec<Refusal> = self.availability_refusal(today).into_iter().collect();
        refusals.extend(rules::company_refusals(self.core(), partner, today));
        refusals
    }

    /// The warnings on a reservation in force: a location that is not listed in the directory (PROGRAM.md 5.2), and a
    /// consultant who will not qualify on the first planned day, so that the report would be refused (PROGRAM.md 7.5).
    pub fn warnings(&self, partner: &Partner, catalog: &Catalog) -> Vec<Refusal> {
        let Some(own) = self.reservation().filter(|reservation| reservation.company_id == partner.company) else {
            return Vec::new();
        };
        let unlisted = rules::unlisted_refusal(&own.location_id, partner, catalog, UnlistedLocation::Warn);
        let engagement = catalog.engagement(&self.core().program, &own.engagement_type);
        let unqualified = engagement.and_then(|engagement| {
            rules::consultant_refusal(&own.lead_consultant, engagement, &partner.evidence, own.start_date)
        });
        unlisted.into_iter().chain(unqualified).collect()
    }

    /// Reserves the voucher for the partner's company (PROGRAM.md 7.1). Of concurrent callers one succeeds; the others
    /// get [`Refusal::AlreadyReserved`].
    ///
    /// # Errors
    /// Every broken rule; a mismatch of the second factor is the only refusal and hides the others.
    pub fn reserve(
        self,
        command: &Reserve,
        partner: &Partner,
        catalog: &Catalog,
        now: Timestamp,
    ) -> Result<Outcome, Refusals> {
        self.matches_admin(&command.admin_email)?;
        let today = calendar::utc_day(now);
        let mut refusals = self.obstacles(partner, today);
        let no = self.core().reservations.saturating_add(1);
        let reservation = command.reservation(partner, &catalog.terms.version, no, now);
        refusals.extend(rules::engagement_refusals(self.core(), &reservation, None, partner, catalog, today));
        refusals.extend(rules::location_refusal(&reservation, partner));
        refusals.extend(rules::unlisted_refusal(&reservation.location_id, partner, catalog, UnlistedLocation::Refuse));
        if reservation.start_date < today {
            refusals.push(Refusal::StartsInPast { today });
        }
        if !command.accept_terms {
            refusals.push(Refusal::TermsNotAccepted);
        }
        let terms = command.terms.as_ref().and_then(|shown| catalog.terms.accept(shown));
        if command.terms.is_some() && terms.is_none() {
            refusals.push(Refusal::TermsNotCurrent { current: catalog.terms.version.clone() });
        }
        Refusals::none_of(refusals)?;
        let mut core = self.core().clone();
        core.reservations = no;
        let reserved = Reserved { core, reservation, deliverables: Counts::default(), report: ReportState::None };
        Ok(Outcome::applied(Self::Reserved(reserved), Event::Reserved { terms }))
    }

    /// Sends dates and attendees to the customer (PROGRAM.md 7.10). Unchanged ones are sent again only with `repeat`,
    /// at most once a minute ([`NOTIFY_AGAIN_AFTER`]).
    ///
    /// # Errors
    /// [`Refusal::VoucherNotFound`], [`Refusal::Expired`] or [`Refusal::AlreadyRedeemed`]; [`Refusal::NotifiedJustNow`]
    /// with the instant of the next allowed repeat.
    pub fn notify(self, company: &CompanyId, repeat: bool, now: Timestamp) -> Result<Outcome, Refusals> {
        let mut reserved = self.own_reservation(company, calendar::utc_day(now))?;
        match reserved.reservation.notifiable_again_at() {
            Some(_) if !repeat => return Ok(Outcome::Unchanged),
            Some(again_at) if now < again_at => return Err(Refusal::NotifiedJustNow { again_at }.into()),
            Some(_) | None => {}
        }
        reserved.reservation.told = true;
        reserved.reservation.notified_at = Some(now);
        Ok(Outcome::applied(Self::Reserved(reserved), Event::Notified))
    }

    /// Cancels the reservation (PROGRAM.md 7.9). The voucher is assigned again with the same last valid day; after that
    /// day it is expired.
    ///
    /// # Errors
    /// [`Refusal::VoucherNotFound`], [`Refusal::Expired`] or [`Refusal::AlreadyRedeemed`]. The holder may cancel after
    /// the last valid day as well.
    pub fn cancel(
        self,
        company: &CompanyId,
        reason: CancelReason,
        note: Option<Note>,
        today: Date,
    ) -> Result<Outcome, Refusals> {
        let event = Event::ReservationCancelled { reason, note };
        match self {
            Self::Reserved(v) if v.reservation.company_id == *company && today > v.core.expires_on => {
                let expired = Expired { core: v.core, reservation: Some(v.reservation), work: None };
                Ok(Outcome::applied(Self::Expired(expired), event))
            }
            Self::Assigned(_) | Self::Reserved(_) | Self::Redeemed(_) | Self::Expired(_) | Self::Cancelled(_) => {
                let reserved = self.own_reservation(company, today)?;
                Ok(Outcome::applied(Self::Assigned(Assigned { core: reserved.core }), event))
            }
        }
    }

    /// The reason for which no company can reserve the voucher.
    fn availability_refusal(&self, today: Date) -> Option<Refusal> {
        match self {
            Self::Assigned(v) => {
                (today > v.core.expires_on).then_some(Refusal::Expired { valid_until: v.core.expires_on })
            }
            Self::Reserved(v) if today > v.core.expires_on => Some(Refusal::Expired { valid_until: v.core.expires_on }),
            Self::Reserved(_) => Some(Refusal::AlreadyReserved),
            Self::Redeemed(_) => Some(Refusal::AlreadyRedeemed),
            Self::Expired(v) => Some(Refusal::Expired { valid_until: v.core.expires_on }),
            Self::Cancelled(_) => Some(Refusal::Cancelled),
        }
    }
}

impl Reservation {
    /// The days from start to end (inclusive).
    pub fn period(&self) -> Period {
        Period::spanning(self.start_date, self.end_date)
    }

    /// The day of reservation (UTC).
    pub fn reserved_on(&self) -> Date {
        calendar::utc_day(self.reserved_at)
    }
}

impl Reserve {
    fn reservation(&self, partner: &Partner, terms: &TextVersion, no: u32, now: Timestamp) -> Reservation {
        Reservation {
            no,
            company_id: partner.company.clone(),
            location_id: self.location_id.clone(),
            country: self.delivery_country.clone(),
            engagement_type: self.engagement_type.clone(),
            start_date: self.period.start(),
            end_date: self.period.end(),
            lead_consultant: self.lead_consultant.clone(),
            reserved_at: now,
            reserved_by: partner.by.clone(),
            reserved_by_name: partner.by_name.clone(),
            terms_version: terms.clone(),
            attendees: self.attendees.clone(),
            repeat_exception: self.repeat_exception,
            told: false,
            notified_at: None,
        }
    }
}
