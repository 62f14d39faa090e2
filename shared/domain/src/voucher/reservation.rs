//! Validating, reserving, notifying the customer, cancelling.

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Assigned, Event, Expired, Outcome, Reserved, Voucher, rules};
use crate::attempt::Actor;
use crate::calendar::{self, Period};
use crate::catalog::{Catalog, UnlistedLocation};
use crate::deliverable::Counts;
use crate::ids::{CompanyId, EngagementCode, LocationId, PersonId};
use crate::partner::Partner;
use crate::refusal::{Refusal, Refusals};
use crate::report::ReportState;
use crate::text::{Email, Note};
use crate::{Country, VoucherNumber};

/// The terms a partner accepts when it reserves; a new version is a new constant.
pub const TERMS_VERSION: &str = "2019-01";

/// Shortest time between two notices of the same dates and attendees.
pub const NOTIFY_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(1);

/// A partner's hold on a voucher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is that of the interface")]
pub struct Reservation {
    /// Which reservation of the voucher this is.
    pub no: u32,
    pub company_id: CompanyId,
    pub location_id: LocationId,
    /// Copied from the location when the partner reserved: the country of delivery, whatever becomes of the location.
    pub country: Country,
    pub engagement_type: EngagementCode,
    pub start_date: Date,
    pub end_date: Date,
    pub lead_consultant: PersonId,
    pub reserved_at: Timestamp,
    pub reserved_by: Actor,
    pub terms_version: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attendees: Vec<Email>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat_exception: Option<RepeatException>,
    /// Whether the customer was told of dates and attendees as they stand.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub told: bool,
    /// When they were last sent to the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notified_at: Option<Timestamp>,
}

crate::codes! {
    /// Why a second 15-day engagement of a type is another one.
    pub enum RepeatException {
        /// Another division or legal entity of the customer.
        Division = "division",
        /// Another product, with a deliverable of its own.
        Product = "product",
    }
}

crate::codes! {
    /// Why a reservation is cancelled.
    pub enum CancelReason {
        OfferingChanged = "offering_changed",
        EngagementNotHappening = "engagement_not_happening",
        OtherPartner = "other_partner",
    }
}

/// Reserve a voucher.
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
    pub repeat_exception: Option<RepeatException>,
}

impl Reservation {
    /// When the customer can be sent again what they have as it stands; nothing when they do not have it.
    fn notifiable_again_at(&self) -> Option<Timestamp> {
        let sent_at = self.notified_at.filter(|_| self.told)?;
        Some(sent_at.checked_add(NOTIFY_AGAIN_AFTER).unwrap_or(sent_at))
    }
}

impl Voucher {
    /// Whether the e-mail is that of the voucher's administrator, the second factor of validation.
    ///
    /// # Errors
    /// The same answer as for an unknown number, so that numbers cannot be probed.
    pub fn matches_admin(&self, email: &Email) -> Result<(), Refusals> {
        if self.core().admin.email == *email { Ok(()) } else { Err(Refusal::NotFoundOrMismatch.into()) }
    }

    /// Why this company could not reserve it today, as far as is known before it names an engagement.
    pub fn obstacles(&self, partner: &Partner, today: Date) -> Vec<Refusal> {
        let mut refusals: Vec<Refusal> = self.taken(today).into_iter().collect();
        refusals.extend(rules::company_refusals(self.core(), partner, today));
        refusals
    }

    /// What the partner should know of its reservation, although it is in force: a location that the directory does not
    /// show, and a consultant who will not qualify on the first planned day, so that the report would be refused.
    pub fn warnings(&self, partner: &Partner, catalog: &Catalog) -> Vec<Refusal> {
        let Some(held) = self.reservation().filter(|held| held.company_id == partner.company) else {
            return Vec::new();
        };
        let unlisted = rules::unlisted(&held.location_id, partner, catalog, UnlistedLocation::Warn);
        let engagement = catalog.engagement(&self.core().program, &held.engagement_type);
        let unqualified = engagement.and_then(|engagement| {
            rules::consultant_refusal(&held.lead_consultant, engagement, &partner.evidence, held.start_date)
        });
        unlisted.into_iter().chain(unqualified).collect()
    }

    /// Reserves it for the partner's company. Of many callers one wins: the others find it reserved.
    ///
    /// # Errors
    /// Every broken rule; only the mismatch of the second factor hides the rest.
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
        let reservation = command.reservation(partner, no, now);
        refusals.extend(rules::engagement_refusals(self.core(), &reservation, None, partner, catalog, today));
        refusals.extend(rules::location_refusal(&reservation, partner));
        refusals.extend(rules::unlisted(&reservation.location_id, partner, catalog, UnlistedLocation::Refuse));
        if reservation.start_date < today {
            refusals.push(Refusal::StartsInPast { today });
        }
        if !command.accept_terms {
            refusals.push(Refusal::TermsNotAccepted);
        }
        Refusals::none_of(refusals)?;
        let mut core = self.core().clone();
        core.reservations = no;
        let reserved = Reserved { core, reservation, deliverables: Counts::default(), report: ReportState::None };
        Ok(Outcome::applied(Self::Reserved(reserved), Event::Reserved))
    }

    /// Sends the customer dates and attendees. What they were sent as it stands is not sent again, unless the partner
    /// asks for that on purpose (`repeat`), and then at most once a minute.
    ///
    /// # Errors
    /// Why there is nothing to send; [`Refusal::NotifiedJustNow`] names when it can be sent again.
    pub fn notify(self, company: &CompanyId, repeat: bool, now: Timestamp) -> Result<Outcome, Refusals> {
        let mut held = self.held(company, calendar::utc_day(now))?;
        match held.reservation.notifiable_again_at() {
            Some(_) if !repeat => return Ok(Outcome::Unchanged),
            Some(again_at) if now < again_at => return Err(Refusal::NotifiedJustNow { again_at }.into()),
            Some(_) | None => {}
        }
        held.reservation.told = true;
        held.reservation.notified_at = Some(now);
        Ok(Outcome::applied(Self::Reserved(held), Event::Notified))
    }

    /// Gives it back: reservable again by anyone, with the last day it always had; past that day it
    /// is expired.
    ///
    /// # Errors
    /// Why there is nothing to give back.
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
                let held = self.held(company, today)?;
                Ok(Outcome::applied(Self::Assigned(Assigned { core: held.core }), event))
            }
        }
    }

    /// Why nobody can reserve it.
    fn taken(&self, today: Date) -> Option<Refusal> {
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
    /// The days from start to end.
    pub fn period(&self) -> Period {
        Period::spanning(self.start_date, self.end_date)
    }

    /// The UTC day on which it was made.
    pub fn reserved_on(&self) -> Date {
        calendar::utc_day(self.reserved_at)
    }
}

impl Reserve {
    fn reservation(&self, partner: &Partner, no: u32, now: Timestamp) -> Reservation {
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
            terms_version: TERMS_VERSION.to_owned(),
            attendees: self.attendees.clone(),
            repeat_exception: self.repeat_exception,
            told: false,
            notified_at: None,
        }
    }
}
