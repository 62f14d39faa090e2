//! Redemption of a voucher (PROGRAM.md 10.1).
//!
//! The report's answers were checked against reservation and calendar when it was submitted; a submitted report locks
//! the reservation, so they are not checked again.

use jiff::Timestamp;

use super::{Event, Outcome, Redeemed, Reserved, Voucher};
use crate::Country;
use crate::calendar;
use crate::claim::RedeemedVoucher;
use crate::deliverable::Kind;
use crate::ids::CompanyId;
use crate::refusal::{Refusal, Refusals};
use crate::report::ReportState;

/// The command to redeem a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redeem {
    /// The calling company.
    pub company: CompanyId,
    /// The id of the redemption request that the voucher is part of.
    pub redemption: String,
    /// The current country of the reserved location; `None` when the company no longer has it.
    pub location_country: Option<Country>,
}

impl Voucher {
    /// Redeems the voucher (PROGRAM.md 10.1).
    ///
    /// # Errors
    /// Every broken rule.
    pub fn redeem(self, command: &Redeem, now: Timestamp) -> Result<Outcome, Refusals> {
        let reserved = self.own_reservation(&command.company, calendar::utc_day(now))?;
        Refusals::none_of(reserved.redemption_refusals(command, now))?;
        let Reserved { core, reservation, deliverables, report } = reserved;
        let ReportState::Submitted(receipt) = report else { return Err(Refusal::ReportMissing.into()) };
        let redeemed = Redeemed { core, reservation, deliverables, receipt, reopened: false, at: now };
        let event = Event::Redeemed { redemption: command.redemption.clone() };
        Ok(Outcome::applied(Self::Redeemed(redeemed), event))
    }

    /// The message for the claims queue; `None` before redemption. The actor is part of the event, not of the voucher,
    /// so `redeemed_by` is empty.
    pub fn redeemed(&self) -> Option<RedeemedVoucher> {
        let Self::Redeemed(v) = self else { return None };
        Some(RedeemedVoucher {
            voucher_number: v.core.number.clone(),
            company_id: v.reservation.company_id.clone(),
            location_id: v.reservation.location_id.clone(),
            country: v.reservation.country.clone(),
            program: v.core.program.clone(),
            days: v.core.days,
            redeemed_at: v.at,
            redeemed_by: None,
        })
    }
}

impl Reserved {
    fn redemption_refusals(&self, command: &Redeem, now: Timestamp) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        match self.report {
            ReportState::Submitted(_) => {}
            ReportState::None | ReportState::Draft => refusals.push(Refusal::ReportMissing),
        }
        if self.deliverables.deliverables() == 0 {
            refusals.push(Refusal::DeliverableMissing { kinds: Kind::deliverable_codes() });
        }
        if calendar::utc_day(now) < self.reservation.end_date {
            refusals.push(Refusal::EngagementNotFinished { ends_on: self.reservation.end_date });
        }
        refusals.extend(self.location_refusal(command));
        refusals
    }

    /// Requires that the location still lies in the country that it had at the time of reservation (PROGRAM.md 10.1).
    fn location_refusal(&self, command: &Redeem) -> Option<Refusal> {
        let reserved = &self.reservation.country;
        match &command.location_country {
            None => Some(Refusal::LocationNotApproved { location_id: self.reservation.location_id.clone() }),
            Some(country) => (country != reserved).then(|| Refusal::CountryMismatch {
                location_country: country.clone(),
                delivery_country: reserved.clone(),
            }),
        }
    }
}
