//! What the customer's licensing side does: assign, reassign, withdraw, extend (api.md 3).
//!
//! Its events come late, twice and out of order; `occurred_at` decides which word is the last one.

use jiff::{Timestamp, civil::Date};

use super::{Admin, Assigned, Cancelled, Core, Customer, Event, License, Outcome, REMINDERS, Voucher};
use crate::calendar;
use crate::ids::{CompanyId, ProgramCode, VoucherNumber};
use crate::refusal::{Refusal, Refusals};
use crate::reminder::Reminded;
use crate::text::Note;

/// A customer assigned a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is that of the interface (api.md 3)")]
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
#[expect(missing_docs, reason = "each field is that of the interface (api.md 3)")]
pub struct Reassign {
    pub occurred_at: Timestamp,
    pub admin: Admin,
}

/// A customer withdrew a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is that of the interface (api.md 3)")]
pub struct Withdraw {
    pub occurred_at: Timestamp,
    pub reason: Note,
}

/// The program's operations extended a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is that of the interface (api.md 3)")]
pub struct Extend {
    pub occurred_at: Timestamp,
    pub expires_on: Date,
    pub reason: Note,
}

impl Assign {
    /// The new voucher. Its last valid day is the event's own, else counted from its creation, else from its
    /// assignment (domain.md 6.1).
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
                extended_at: None,
                reminded: Reminded::starting(REMINDERS, expires_on, calendar::utc_day(self.occurred_at)),
                reservations: 0,
            },
        })
    }

    /// Whether it says what was said before. Administrator and last day may have moved since; the rest never does.
    pub fn repeats(&self, known: &Voucher) -> Result<(), Refusals> {
        let core = known.core();
        let same = core.program == self.program && core.days == self.days && core.customer.id == self.customer.id;
        if same { Ok(()) } else { Err(Refusal::AssignedWithOtherTerms.into()) }
    }
}

impl Voucher {
    /// Names another administrator, only while assigned (api.md 3).
    ///
    /// # Errors
    /// Why it is too late.
    pub fn reassign(self, command: Reassign, today: Date) -> Result<Outcome, Refusals> {
        let last_word = self.core().reassigned_at.unwrap_or(self.core().assigned_at);
        // A later word that names the same person counts while it can: an older one may still be on its way.
        let counts = command.occurred_at > last_word && matches!(self, Self::Assigned(_));
        if command.occurred_at < last_word || (command.admin == self.core().admin && !counts) {
            return Ok(Outcome::Unchanged);
        }
        let Some(mut core) = self.still_assigned(command.occurred_at, today)? else {
            return Ok(Outcome::Unchanged);
        };
        core.admin = command.admin;
        core.reassigned_at = Some(command.occurred_at);
        Ok(Outcome::applied(Self::Assigned(Assigned { core }), Event::Reassigned))
    }

    /// Takes it back, only while assigned (api.md 3, domain.md 3.1 V9).
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

    /// Moves the last valid day to a later one, before it is over (api.md 3, domain.md 3.1 V10).
    ///
    /// # Errors
    /// Why it cannot be.
    pub fn extend(mut self, command: Extend, today: Date) -> Result<Outcome, Refusals> {
        let core = self.core();
        // The latest day any of them names stands, in whatever order they come: an older word takes nothing back.
        let stale = core.extended_at.is_some_and(|last_word| command.occurred_at <= last_word);
        if core.expires_on == command.expires_on || (stale && command.expires_on < core.expires_on) {
            return Ok(Outcome::Unchanged);
        }
        let from = core.expires_on;
        let core = self.extendable()?;
        if today > from {
            return Err(Refusal::Expired(from).into());
        }
        if command.expires_on < from {
            return Err(Refusal::NotLater(from).into());
        }
        let limit = calendar::extension_limit(today);
        if command.expires_on > limit {
            return Err(Refusal::ExtensionTooLong(limit).into());
        }
        core.expires_on = command.expires_on;
        core.reminded = Reminded::starting(REMINDERS, command.expires_on, today);
        core.extended_at = core.extended_at.max(Some(command.occurred_at));
        let event = Event::Extended { from, to: command.expires_on, reason: command.reason };
        Ok(Outcome::applied(self, event))
    }

    fn extendable(&mut self) -> Result<&mut Core, Refusals> {
        match self {
            Self::Assigned(v) => Ok(&mut v.core),
            Self::Reserved(v) => Ok(&mut v.core),
            Self::Redeemed(_) => Err(Refusal::AlreadyRedeemed.into()),
            Self::Expired(v) => Err(Refusal::Expired(v.core.expires_on).into()),
            Self::Cancelled(_) => Err(Refusal::Cancelled.into()),
        }
    }

    /// The core of a voucher that is still assigned; nothing when a withdrawal came after the event occurred.
    fn still_assigned(self, occurred_at: Timestamp, today: Date) -> Result<Option<Core>, Refusals> {
        let refusal = match self {
            Self::Assigned(v) if today <= v.core.expires_on => return Ok(Some(v.core)),
            Self::Cancelled(v) if occurred_at <= v.withdrawn_at => return Ok(None),
            Self::Assigned(v) => Refusal::Expired(v.core.expires_on),
            Self::Reserved(v) if today > v.core.expires_on => Refusal::Expired(v.core.expires_on),
            Self::Expired(v) => Refusal::Expired(v.core.expires_on),
            Self::Reserved(_) => Refusal::AlreadyReserved,
            Self::Redeemed(_) => Refusal::AlreadyRedeemed,
            Self::Cancelled(_) => Refusal::Cancelled,
        };
        Err(refusal.into())
    }
}
