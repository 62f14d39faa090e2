//! What decides where a voucher stands on a day, and what its holder may do with it then. It is little, so that lists can
//! tell it of thousands of vouchers without reading any of them whole.

use jiff::civil::Date;

use super::{Action, Status, Voucher};
use crate::deliverable::{Counts, FILES_MAX};
use crate::report::ReportState;

/// The little of a voucher that its status and its actions follow from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusFacts {
    /// The status it is stored in.
    pub stored: Status,
    /// Its last valid day.
    pub expires_on: Date,
    /// The last day of the reserved engagement, if there is one.
    pub ends_on: Option<Date>,
    /// How many files there are.
    pub deliverables: Counts,
    /// How far the completion report has come.
    pub report: ReportState,
}

impl Voucher {
    /// What its status and its actions follow from.
    pub fn status_facts(&self) -> StatusFacts {
        StatusFacts {
            stored: self.stored_status(),
            expires_on: self.core().expires_on,
            ends_on: self.reservation().map(|reservation| reservation.end_date),
            deliverables: self.deliverables(),
            report: self.report(),
        }
    }

    /// The state it is in on a day: what is past its last day is expired, whether or not the sweep came by.
    pub fn status(&self, today: Date) -> Status {
        self.status_facts().status(today)
    }

    /// What its holder may do now; for one that nobody holds, whether it can be reserved.
    pub fn actions(&self, today: Date) -> Vec<Action> {
        self.status_facts().actions(today)
    }
}

impl StatusFacts {
    /// See [`Voucher::status`].
    pub fn status(&self, today: Date) -> Status {
        let is_open = matches!(self.stored, Status::Assigned | Status::Reserved);
        if is_open && today > self.expires_on { Status::Expired } else { self.stored }
    }

    /// See [`Voucher::actions`].
    pub fn actions(&self, today: Date) -> Vec<Action> {
        match self.status(today) {
            Status::Assigned => vec![Action::Reserve],
            Status::Reserved => self.work(today),
            Status::Redeemed | Status::Expired | Status::Cancelled => Vec::new(),
        }
    }

    fn work(&self, today: Date) -> Vec<Action> {
        let submitted = matches!(self.report, ReportState::Submitted(_));
        let finished = self.ends_on.is_some_and(|last| last <= today);
        let delivered = self.deliverables.deliverables() > 0;
        let ready = delivered && self.deliverables.pending == 0 && finished;
        let offered = [
            (true, Action::Cancel),
            (!submitted, Action::Reschedule),
            (true, Action::Notify),
            (self.deliverables.total() < FILES_MAX, Action::Upload),
            (!submitted, Action::Report),
            (!submitted && ready && self.report == ReportState::Draft, Action::Submit),
            (submitted && finished && delivered, Action::Redeem),
        ];
        offered.into_iter().filter_map(|(may, action)| may.then_some(action)).collect()
    }
}

impl Action {
    /// The one status in which it is ever offered.
    pub fn status(self) -> Status {
        match self {
            Self::Reserve => Status::Assigned,
            Self::Cancel
            | Self::Reschedule
            | Self::Notify
            | Self::Upload
            | Self::Report
            | Self::Submit
            | Self::Redeem => Status::Reserved,
        }
    }
}
