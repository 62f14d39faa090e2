//! Validate, reserve, change, notify, cancel (api.md 6, domain.md 3.1 V3-V6).

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Assigned, Event, Expired, Outcome, Reserved, Voucher, rules};
use crate::attempt::Actor;
use crate::calendar::{self, Period};
use crate::catalog::{Catalog, Unlisted};
use crate::deliverable::Counts;
use crate::ids::{CompanyId, EngagementCode, LocationId, PersonId};
use crate::partner::Partner;
use crate::refusal::{Refusal, Refusals};
use crate::report::ReportState;
use crate::text::{Email, Invalid, Note};
use crate::{Country, VoucherNumber};

/// The terms a partner accepts when it reserves; a new version is a new constant.
pub const TERMS_VERSION: &str = "2019-01";

/// Shortest time between two notices of the same dates and attendees.
pub const NOTIFY_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(1);

/// A partner's hold on a voucher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is that of the interface (api.md 2)")]
pub struct Reservation {
    /// Which reservation of the voucher this is.
    pub no: u32,
    pub company_id: CompanyId,
    pub location_id: LocationId,
    /// Copied from the location: what it was when the partner reserved (domain.md 6.23).
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

/// Why a second 15-day engagement of a type is another one (domain.md 4.2, EXPROC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepeatException {
    /// Another division or legal entity of the customer.
    Division,
    /// Another product, with a deliverable of its own.
    Product,
}

/// Why a reservation is cancelled (domain.md 4.1, VVR).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is the code of the interface")]
pub enum CancelReason {
    OfferingChanged,
    EngagementNotHappening,
    OtherPartner,
}

/// Reserve a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is that of the interface (api.md 6)")]
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
    pub by: Actor,
}

/// Change a reservation; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is that of the interface (api.md 6)")]
pub struct Amend {
    pub start_date: Option<Date>,
    pub end_date: Option<Date>,
    pub engagement_type: Option<EngagementCode>,
    pub location_id: Option<LocationId>,
    pub lead_consultant: Option<PersonId>,
    pub attendees: Option<Vec<Email>>,
    pub repeat_exception: Option<RepeatException>,
}

impl Reservation {
    /// When the customer can be sent again what they have as it stands; nothing when they do not have it.
    fn notifiable_again_at(&self) -> Option<Timestamp> {
        let sent_at = self.notified_at.filter(|_| self.told)?;
        Some(sent_at.checked_add(NOTIFY_AGAIN_AFTER).unwrap_or(sent_at))
    }
}

impl RepeatException {
    /// Parses the code of the interface.
    ///
    /// # Errors
    /// [`Invalid`] lists the codes there are.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "division" => Ok(Self::Division),
            "product" => Ok(Self::Product),
            _ => Err(Invalid::new("must be division or product")),
        }
    }
}

impl CancelReason {
    /// Parses the code of the interface.
    ///
    /// # Errors
    /// [`Invalid`] lists the codes there are.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "offering_changed" => Ok(Self::OfferingChanged),
            "engagement_not_happening" => Ok(Self::EngagementNotHappening),
            "other_partner" => Ok(Self::OtherPartner),
            _ => Err(Invalid::new("must be one of offering_changed, engagement_not_happening, other_partner")),
        }
    }
}

impl Voucher {
    /// Whether the e-mail is that of the voucher's administrator (domain.md 4.1, VVR).
    ///
    /// # Errors
    /// The same answer as for an unknown number, so that numbers cannot be probed.
    pub fn matches_admin(&self, email: &Email) -> Result<(), Refusals> {
        if self.core().admin.email == *email { Ok(()) } else { Err(Refusal::NotFoundOrMismatch.into()) }
    }

    /// Why this company could not reserve it today, as far as can be told before it names an engagement (api.md 6).
    pub fn obstacles(&self, partner: &Partner, today: Date) -> Vec<Refusal> {
        let mut refusals: Vec<Refusal> = self.taken(today).into_iter().collect();
        refusals.extend(rules::company_refusals(self.core(), partner, today));
        refusals
    }

    /// What the partner should know of its reservation, though it stands (domain.md 6.24).
    pub fn warnings(&self, partner: &Partner, catalog: &Catalog) -> Vec<Refusal> {
        let held = self.reservation().filter(|held| held.company_id == partner.company);
        let unlisted = held.and_then(|held| rules::unlisted(&held.location_id, partner, catalog, Unlisted::Warn));
        unlisted.into_iter().collect()
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
        refusals.extend(rules::unlisted(&reservation.location_id, partner, catalog, Unlisted::Refuse));
        if reservation.start_date < today {
            refusals.push(Refusal::StartsInPast(today));
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

    /// Changes dates, engagement type, location, consultant or attendees: the same rules again for what changes. What
    /// stays is not asked again, nor is the enrollment: what is reserved can always be finished (api.md 4).
    ///
    /// # Errors
    /// Every broken rule.
    pub fn amend(
        self,
        command: &Amend,
        partner: &Partner,
        catalog: &Catalog,
        now: Timestamp,
    ) -> Result<Outcome, Refusals> {
        let today = calendar::utc_day(now);
        let mut held = self.held(&partner.company, today)?;
        if matches!(held.report, ReportState::Submitted(_)) {
            return Err(Refusal::ReportAlreadySubmitted.into());
        }
        let amended = command.applied_to(&held.reservation);
        let mut refusals =
            rules::engagement_refusals(&held.core, &amended, Some(&held.reservation), partner, catalog, today);
        if amended.location_id != held.reservation.location_id {
            refusals.extend(rules::location_refusal(&amended, partner));
            refusals.extend(rules::unlisted(&amended.location_id, partner, catalog, Unlisted::Refuse));
        }
        if amended.start_date != held.reservation.start_date && amended.start_date < today {
            refusals.push(Refusal::StartsInPast(today));
        }
        if amended.end_date != held.reservation.end_date && amended.end_date < today {
            refusals.push(Refusal::EndsInPast(today));
        }
        Refusals::none_of(refusals)?;
        if amended == held.reservation {
            return Ok(Outcome::Unchanged);
        }
        held.reservation = Reservation { told: false, ..amended };
        Ok(Outcome::applied(Self::Reserved(held), Event::Amended))
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

    /// Gives it back: reservable again by anyone, with the last day it always had (domain.md 4.1); past that day it
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
                let expired = Expired { core: v.core, reservation: Some(v.reservation) };
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
            Self::Assigned(v) => (today > v.core.expires_on).then_some(Refusal::Expired(v.core.expires_on)),
            Self::Reserved(v) if today > v.core.expires_on => Some(Refusal::Expired(v.core.expires_on)),
            Self::Reserved(_) => Some(Refusal::AlreadyReserved),
            Self::Redeemed(_) => Some(Refusal::AlreadyRedeemed),
            Self::Expired(v) => Some(Refusal::Expired(v.core.expires_on)),
            Self::Cancelled(_) => Some(Refusal::Cancelled),
        }
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
            reserved_by: self.by.clone(),
            terms_version: TERMS_VERSION.to_owned(),
            attendees: self.attendees.clone(),
            repeat_exception: self.repeat_exception,
            told: false,
            notified_at: None,
        }
    }
}

impl Amend {
    fn applied_to(&self, current: &Reservation) -> Reservation {
        let mut next = current.clone();
        let replace = |place: &mut Date, new: Option<Date>| *place = new.unwrap_or(*place);
        replace(&mut next.start_date, self.start_date);
        replace(&mut next.end_date, self.end_date);
        next.engagement_type = self.engagement_type.clone().unwrap_or(next.engagement_type);
        next.location_id = self.location_id.clone().unwrap_or(next.location_id);
        next.lead_consultant = self.lead_consultant.clone().unwrap_or(next.lead_consultant);
        next.attendees = self.attendees.clone().unwrap_or(next.attendees);
        next.repeat_exception = self.repeat_exception.or(next.repeat_exception);
        next
    }
}
