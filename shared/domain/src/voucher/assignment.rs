//! Commands of the customer's licensing side: assign, reassign, withdraw, extend.
//!
//! Its events are delivered at least once and in any order (PROGRAM.md 15.3):
//!
//! - A repeated assignment is compared with the terms of the first one. Other terms are a conflict, unless a later
//!   event changed them.
//! - A reassignment or withdrawal is checked against the voucher's current state, however early it occurred: a partner
//!   that reserved the voucher before the event arrived relied on the voucher and on its administrator's address.
//! - An extension is checked against the last valid day at the instant at which it occurred. It takes nothing from a
//!   partner, so an extension that was in time counts however late it arrives.

use jiff::{Timestamp, civil::Date};

use super::{Admin, Assigned, Cancelled, Core, Customer, Event, License, Outcome, REMINDERS, Voucher};
use crate::calendar;
use crate::directory::folded;
use crate::ids::{CompanyId, ProgramCode, VoucherNumber};
use crate::partner::Repeat;
use crate::refusal::{Refusal, Refusals};
use crate::reminder::ReminderState;
use crate::text::{Name, Note};

/// The tolerance in days between two last valid days that were counted from two statements of the creation: one day. An
/// e-mail states a day of the sender's calendar, an event an instant, and the two may differ in UTC (PROGRAM.md 6.8).
const CREATION_PRECISION_DAYS: u32 = 1;

/// The command to assign a voucher to a customer's administrator.
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

/// The command to assign a voucher to another administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reassign {
    /// The instant of the reassignment.
    pub occurred_at: Timestamp,
    /// The sender's id of the message. It orders reassignments of the same instant.
    pub message: String,
    /// The new administrator.
    pub admin: Admin,
}

/// The command to withdraw a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is that of the event `voucher.withdrawn`")]
pub struct Withdraw {
    pub occurred_at: Timestamp,
    pub reason: Note,
}

/// The command to extend a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is that of the event `voucher.extended`")]
pub struct Extend {
    pub occurred_at: Timestamp,
    pub expires_on: Date,
    pub reason: Note,
}

impl Assign {
    /// Returns the new voucher. Its last valid day is the one that the event states; without one it is counted from the
    /// creation, or else from the assignment (PROGRAM.md 6.3).
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

    /// Checks that a repeated assignment states the voucher's terms (PROGRAM.md 6.2). An administrator or a last valid
    /// day that a later event changed is no difference; neither is the letter case, width or spacing of a name.
    ///
    /// # Errors
    /// [`Refusal::AssignedWithOtherTerms`] with every term that differs.
    pub fn repeats(&self, known: &Voucher) -> Result<(), Refusals> {
        let terms = self.differing_terms(known.core());
        if terms.is_empty() { Ok(()) } else { Err(Refusal::AssignedWithOtherTerms { terms }.into()) }
    }

    /// The fields of the event that differ from the voucher.
    fn differing_terms(&self, core: &Core) -> Vec<&'static str> {
        let is_reassigned = core.reassigned_at.is_some_and(|at| at >= self.occurred_at);
        let (stored, stated) = (&core.customer, &self.customer);
        let same = [
            ("program", core.program == self.program),
            ("days", core.days == self.days),
            ("customer.id", stored.id == stated.id),
            ("customer.name", is_same_name(&stored.name, &stated.name)),
            ("customer.country", stored.country == stated.country),
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

    /// True when the stated last valid day is the voucher's, or a later extension changed the voucher's.
    fn agrees_on_last_day(&self, core: &Core) -> bool {
        let is_extended = core.extended_at.is_some_and(|at| at >= self.occurred_at);
        self.expires_on.is_none_or(|day| is_extended || day == core.expires_on)
    }

    /// True when the voucher's last valid day can be counted from the stated creation. Always true for an extended
    /// voucher, whose last valid day no longer depends on the creation.
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
    /// Assigns the voucher to another administrator, only while it is assigned (PROGRAM.md 6.4).
    ///
    /// Reassignments are ordered by the instant at which they occurred, then by message id; one of the instant of the
    /// assignment follows the assignment. The administrator therefore depends on the set of messages only, not on the
    /// order or number of deliveries. That matters because the administrator's address is the second factor of
    /// validation and a redelivery must not restore an earlier one. With ids that grow over time the later message of
    /// an instant wins; with random ids the choice is arbitrary, but always the same.
    ///
    /// # Errors
    /// The refusal of the voucher's current state, when it is not assigned any more.
    pub fn reassign(self, command: Reassign, today: Date) -> Result<Outcome, Refusals> {
        let core = self.core();
        let latest = (core.admin_since(), core.reassigned_by.as_deref());
        let this = (command.occurred_at, Some(command.message.as_str()));
        // A later reassignment to the same person is applied as well: an older one may still arrive.
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

    /// Withdraws the voucher, only while it is assigned (PROGRAM.md 6.4). A withdrawal that occurred before a
    /// reservation but arrives after it is refused, because the partner relied on the voucher. An expired voucher is
    /// not withdrawn.
    ///
    /// # Errors
    /// The refusal of the voucher's current state, when it is not assigned any more.
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

    /// Moves the last valid day to a later one, at most 365 days from today (PROGRAM.md 6.5). The extension must have
    /// occurred on or before the last valid day; the day on which it arrives does not matter. A voucher stored as
    /// expired returns to its former state, unless the new last valid day is past as well.
    ///
    /// The latest day of all extensions counts, in whatever order they arrive. An extension that occurred within the
    /// time given by an earlier one, but arrives before it, is refused, and accepted when it is sent again.
    ///
    /// `repeat` is the other holder of the engagement of [`Voucher::engagement_to_restore`].
    ///
    /// # Errors
    /// [`Refusal::AlreadyRedeemed`], [`Refusal::Cancelled`], [`Refusal::Expired`], [`Refusal::NotLater`] or
    /// [`Refusal::ExtensionTooLong`].
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
        Ok(Outcome::applied(self.reopen(repeat, today), event))
    }

    /// True when the extension states the current last valid day, or an earlier one while a later extension was
    /// applied.
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

    /// Returns the core of a voucher that is still assigned; `None` when the event did not occur after the
    /// voucher's withdrawal.
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
