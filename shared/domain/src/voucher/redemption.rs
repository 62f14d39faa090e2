//! Redeeming: delivered and reported. What the report says was held against reservation and calendar when it was
//! submitted, and the dates have not moved since.

use jiff::Timestamp;

use super::{Event, Outcome, Redeemed, Reserved, Voucher};
use crate::Country;
use crate::calendar;
use crate::claim::RedeemedVoucher;
use crate::deliverable::Kind;
use crate::ids::CompanyId;
use crate::refusal::{Refusal, Refusals};
use crate::report::{ReceiptRef, ReportState};

/// Redeem a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redeem {
    /// The company that asks.
    pub company: CompanyId,
    /// The redemption it is part of.
    pub redemption: String,
    /// The country in which its location lies today, if the company still has it.
    pub location_country: Option<Country>,
}

impl Voucher {
    /// Redeems it: delivered, reported, every rule kept that finance would otherwise trip over later.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn redeem(self, command: &Redeem, now: Timestamp) -> Result<Outcome, Refusals> {
        let held = self.held(&command.company, calendar::utc_day(now))?;
        let (refusals, receipt) = held.redemption_refusals(command, now);
        Refusals::none_of(refusals)?;
        let Some(receipt) = receipt else {
            return Err(Refusal::ReportMissing.into());
        };
        let Reserved { core, reservation, deliverables, report: _ } = held;
        let redeemed = Redeemed { core, reservation, deliverables, receipt, at: now };
        let event = Event::Redeemed { redemption: command.redemption.clone() };
        Ok(Outcome::applied(Self::Redeemed(redeemed), event))
    }

    /// What the claims queue is told of it, once redeemed. Who did that is not kept here, but with what happened.
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
    fn redemption_refusals(&self, command: &Redeem, now: Timestamp) -> (Vec<Refusal>, Option<ReceiptRef>) {
        let mut refusals = Vec::new();
        let receipt = match &self.report {
            ReportState::Submitted(receipt) => Some(receipt.clone()),
            ReportState::None | ReportState::Draft => None,
        };
        if receipt.is_none() {
            refusals.push(Refusal::ReportMissing);
        }
        if self.deliverables.deliverables() == 0 {
            refusals.push(Refusal::DeliverableMissing { kinds: Kind::deliverable_codes() });
        }
        if calendar::utc_day(now) < self.reservation.end_date {
            refusals.push(Refusal::EngagementNotFinished { ends_on: self.reservation.end_date });
        }
        refusals.extend(self.moved_refusal(command));
        (refusals, receipt)
    }

    /// The location must still lie in the country it had when the partner reserved.
    fn moved_refusal(&self, command: &Redeem) -> Option<Refusal> {
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
