//! What the customer's licensing side does: assign, reassign, withdraw, extend.
//!
//! Its events come late, twice and out of order. An event is held against
//!
//! - the terms of the first assignment, when it assigns the same voucher again: other terms are a conflict, unless a
//!   later event moved them;
//! - the voucher as it is now, when it reassigns or withdraws it: however early it occurred, a partner that reserved
//!   the voucher before it arrived relied on the voucher and on its administrator's address;
//! - the last valid day when it occurred, when it extends it: that harms nobody, so one that was in time counts however
//!   late it arrives.

use jiff::{Timestamp, civil::Date};

use super::{Admin, Assigned, Cancelled, Core, Customer, Event, License, Outcome, REMINDERS, Voucher};
use crate::calendar;
use crate::directory::folded;
use crate::ids::{CompanyId, ProgramCode, VoucherNumber};
use crate::partner::Repeat;
use crate::refusal::{Refusal, Refusals};
use crate::reminder::ReminderState;
use crate::text::{Name, Note};

/// Days by which the last day counted from one statement of the creation may differ from that of another: the mail
/// names a day of the sender's calendar, the event an instant, and that day need not be the instant's day in UTC.
const CREATION_PRECISION_DAYS: u32 = 1;

/// A customer assigned a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is that of the event `voucher.assigned`")]
pub struct Assign {
    pub occurred_at: Timestamp,
    pub voucher_number: VoucherNumber,
    pub program: ProgramCode,
    pub days: u8,
    pub customer: Customer,
    pub license: License,
    pub admin: Admin,
    pub created_at: Option<Timestamp>,
    pub expires_on: Option<Date>,
    pub intended_company: Option<CompanyId>,
}

/// A customer named another administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reassign {
    /// When it did.
    pub occurred_at: Timestamp,
    /// The message that says so, by its sender's id: orders reassignments of the same instant.
    pub message: String,
    /// The new administrator.
    pub admin: Admin,
}

/// A customer withdrew a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is that of the event `voucher.withdrawn`")]
pub struct Withdraw {
    pub occurred_at: Timestamp,
    pub reason: Note,
}

/// The program's operations extended a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is that of the event `voucher.extended`")]
pub struct Extend {
    pub occurred_at: Timestamp,
    pub expires_on: Date,
    pub reason: Note,
}

impl Assign {
    /// The new voucher. Its last valid day is the event's own, else counted from its creation, else from its
    /// assignment.
    pub fn voucher(self) -> Voucher {
        let counted = calendar::voucher_expires_on(self.created_at.unwrap_or(self.occurred_at));
        let expires_on = self.expires_on.unwrap_or(counted);
        Voucher::Assigned(Assigned {
            core: Core {
                number: self.voucher_number,
                program: self.program,
                days: self.days,
                customer: self.customer,
                license: self.license,
                admin: self.admin,
                assigned_at: self.occurred_at,
                expires_on,
                intended_company: self.intended_company,
                reassigned_at: None,
                reassigned_by: None,
                extended_at: None,
                reminded: ReminderState::starting(REMINDERS, expires_on, calendar::utc_day(self.occurred_at)),
                reservations: 0,
            },
        })
    }

    /// Checks that it states the terms that the voucher has. An administrator or a last day that a later event moved
    /// is no difference; neither is the letter case, width or spacing of a name.
    ///
    /// # Errors
    /// [`Refusal::AssignedWithOtherTerms`] names every term that differs.
    pub fn repeats(&self, known: &Voucher) -> Result<(), Refusals> {
        let terms = self.differing_terms(known.core());
        if terms.is_empty() { Ok(()) } else { Err(Refusal::AssignedWithOtherTerms { terms }.into()) }
    }

    /// The fields of the event that state something else than the voucher.
    fn differing_terms(&self, core: &Core) -> Vec<&'static str> {
        let is_reassigned = core.reassigned_at.is_some_and(|at| at >= self.occurred_at);
        let (ours, theirs) = (&core.customer, &self.customer);
        let same = [
            ("program", core.program == self.program),
            ("days", core.days == self.days),
            ("customer.id", ours.id == theirs.id),
            ("customer.name", is_same_name(&ours.name, &theirs.name)),
            ("customer.country", ours.country == theirs.country),
            ("license_id", core.license.id == self.license.id),
            ("license_ends_on", core.license.ends_on == self.license.ends_on),
            ("admin.name", is_reassigned || is_same_name(&core.admin.name, &self.admin.name)),
            ("admin.email", is_reassigned || core.admin.email == self.admin.email),
            ("created_at", self.expires_on.is_some() || self.agrees_on_creation(core)),
            ("expires_on", self.agrees_on_last_day(core)),
            ("intended_company_id", core.intended_company == self.intended_company),
        ];
        same.into_iter().filter_map(|(term, same)| (!same).then_some(term)).collect()
    }

    /// Whether the last day that it names is the voucher's, or an extension moved that since.
    fn agrees_on_last_day(&self, core: &Core) -> bool {
        let is_extended = core.extended_at.is_some_and(|at| at >= self.occurred_at);
        self.expires_on.is_none_or(|day| is_extended || day == core.expires_on)
    }

    /// Whether the voucher's last day can be the one counted from the creation that it names. An extended voucher does
    /// not tell any more when it was created.
    fn agrees_on_creation(&self, core: &Core) -> bool {
        let Some(created_at) = self.created_at.filter(|_| core.extended_at.is_none()) else { return true };
        let counted = calendar::voucher_expires_on(created_at);
        calendar::days_left(counted, core.expires_on).unsigned_abs() <= CREATION_PRECISION_DAYS
    }
}

fn is_same_name(one: &Name, other: &Name) -> bool {
    one == other || folded(one.as_str()) == folded(other.as_str())
}

impl Voucher {
    /// Names another administrator, only while assigned.
    ///
    /// Reassignments are ordered by when they occurred and, within the same instant, by the ids of their messages; one
    /// of the instant of the assignment follows on it. So the administrator depends on the messages alone, not on the
    /// order in which they are delivered or on how often: the administrator's address is a partner's second factor, and
    /// a redelivery must not bring an earlier one back. Ids that grow with time let the later message of an instant
    /// win; where they are random the choice is arbitrary, but always the same.
    ///
    /// # Errors
    /// Why it is too late.
    pub fn reassign(self, command: Reassign, today: Date) -> Result<Outcome, Refusals> {
        let core = self.core();
        let latest = (core.admin_since(), core.reassigned_by.as_deref());
        let this = (command.occurred_at, Some(command.message.as_str()));
        // A later one that names the same person counts while it can: an older one may still be on its way.
        let counts = this > latest && matches!(self, Self::Assigned(_));
        if this <= latest || (command.admin == core.admin && !counts) {
            return Ok(Outcome::Unchanged);
        }
        let Some(mut core) = self.still_assigned(command.occurred_at, today)? else {
            return Ok(Outcome::Unchanged);
        };
        core.admin = command.admin;
        core.reassigned_at = Some(command.occurred_at);
        core.reassigned_by = Some(command.message);
        Ok(Outcome::applied(Self::Assigned(Assigned { core }), Event::Reassigned))
    }

    /// Takes it back, only while assigned. A withdrawal that occurred before the reservation and arrives after it is
    /// refused: the partner that reserved the voucher in between relied on it. Nor does one end what has expired: there
    /// is nothing left to take back.
    ///
    /// # Errors
    /// Why it is too late.
    pub fn withdraw(self, command: Withdraw, today: Date) -> Result<Outcome, Refusals> {
        if let Self::Cancelled(_) = self {
            return Ok(Outcome::Unchanged);
        }
        let Some(core) = self.still_assigned(command.occurred_at, today)? else {
            return Ok(Outcome::Unchanged);
        };
        let event = Event::Withdrawn { reason: command.reason.clone() };
        let cancelled = Cancelled { core, withdrawn_at: command.occurred_at, reason: command.reason };
        Ok(Outcome::applied(Self::Cancelled(cancelled), event))
    }

    /// Moves the last valid day to a later one, at most 365 days from today. It must have occurred on or before the last valid day; when it arrives
    /// does not matter. A voucher whose expiry was written down before it arrived becomes again what it was, unless the
    /// new last day is over as well.
    ///
    /// The latest day of all extensions counts, in whatever order they arrive. One that occurred within the time that
    /// an earlier extension gave, and arrives before that one, is refused, and accepted when it is sent again.
    ///
    /// `repeat` is who else holds the engagement of [`Voucher::engagement_to_regain`].
    ///
    /// # Errors
    /// Why it cannot be.
    pub fn extend(mut self, command: Extend, repeat: &Repeat, today: Date) -> Result<Outcome, Refusals> {
        if self.is_known_extension(&command) {
            return Ok(Outcome::Unchanged);
        }
        self.check_extension(&command, today)?;
        let core = self.core_mut();
        let from = std::mem::replace(&mut core.expires_on, command.expires_on);
        core.reminded = ReminderState::starting(REMINDERS, command.expires_on, today);
        core.extended_at = core.extended_at.max(Some(command.occurred_at));
        let event = Event::Extended { from, to: command.expires_on, reason: command.reason };
        Ok(Outcome::applied(self.reopened(repeat, today), event))
    }

    /// Whether the last day is the one it names, or a later one that an extension which occurred later gave.
    fn is_known_extension(&self, command: &Extend) -> bool {
        let core = self.core();
        let is_older = core.extended_at.is_some_and(|latest| command.occurred_at <= latest);
        core.expires_on == command.expires_on || (is_older && command.expires_on < core.expires_on)
    }

    fn check_extension(&self, command: &Extend, today: Date) -> Result<(), Refusals> {
        let last_day = self.core().expires_on;
        let limit = calendar::extension_limit(today);
        let is_late = calendar::utc_day(command.occurred_at) > last_day;
        let refusal = match self {
            Self::Redeemed(_) => Refusal::AlreadyRedeemed,
            Self::Cancelled(_) => Refusal::Cancelled,
            Self::Assigned(_) | Self::Reserved(_) | Self::Expired(_) if is_late => {
                Refusal::Expired { valid_until: last_day }
            }
            Self::Assigned(_) | Self::Reserved(_) | Self::Expired(_) if command.expires_on < last_day => {
                Refusal::NotLater { valid_until: last_day }
            }
            Self::Assigned(_) | Self::Reserved(_) | Self::Expired(_) if command.expires_on > limit => {
                Refusal::ExtensionTooLong { latest: limit, max_days: calendar::EXTENSION_DAYS_MAX }
            }
            Self::Assigned(_) | Self::Reserved(_) | Self::Expired(_) => return Ok(()),
        };
        Err(refusal.into())
    }

    /// The core of a voucher that is still assigned; nothing when a withdrawal came after the event occurred.
    fn still_assigned(self, occurred_at: Timestamp, today: Date) -> Result<Option<Core>, Refusals> {
        let refusal = match self {
            Self::Assigned(v) if today <= v.core.expires_on => return Ok(Some(v.core)),
            Self::Cancelled(v) if occurred_at <= v.withdrawn_at => return Ok(None),
            Self::Assigned(v) => Refusal::Expired { valid_until: v.core.expires_on },
            Self::Reserved(v) if today > v.core.expires_on => Refusal::Expired { valid_until: v.core.expires_on },
            Self::Expired(v) => Refusal::Expired { valid_until: v.core.expires_on },
            Self::Reserved(_) => Refusal::AlreadyReserved,
            Self::Redeemed(_) => Refusal::AlreadyRedeemed,
            Self::Cancelled(_) => Refusal::Cancelled,
        };
        Err(refusal.into())
    }
}
