//! The fields from which a voucher's status and actions on a day follow. They are few, so that a list can compute both
//! from its index, without reading whole vouchers (DECISIONS.md 29).

use jiff::civil::Date;

use super::{Action, Status, Voucher};
use crate::claim;
use crate::deliverable::{Counts, FILES_MAX};
use crate::report::ReportState;

/// The fields of a voucher from which its status and its actions follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusFacts {
    /// The stored status.
    pub stored: Status,
    /// The last valid day (UTC, inclusive).
    pub expires_on: Date,
    /// The first day of the reserved engagement.
    pub starts_on: Option<Date>,
    /// The last day of the reserved engagement.
    pub ends_on: Option<Date>,
    /// The counts of the files.
    pub deliverables: Counts,
    /// The state of the completion report.
    pub report: ReportState,
}

impl Voucher {
    /// Extracts the fields from which status and actions follow.
    pub fn status_facts(&self) -> StatusFacts {
        StatusFacts {
            stored: self.stored_status(),
            expires_on: self.core().expires_on,
            starts_on: self.reservation().map(|reservation| reservation.start_date),
            ends_on: self.reservation().map(|reservation| reservation.end_date),
            deliverables: self.deliverables(),
            report: self.report(),
        }
    }

    /// The status on a day: an open voucher past its last valid day is expired, even before the sweep stores that
    /// (DECISIONS.md 21).
    pub fn status(&self, today: Date) -> Status {
        self.status_facts().status(today)
    }

    /// The commands that the holder may run on a day; for an assigned voucher, `reserve`.
    pub fn actions(&self, today: Date) -> Vec<Action> {
        self.status_facts().actions(today)
    }

    /// As [`Voucher::actions`], and once redeemed the corrections of files and report while its claim is sent back
    /// (PROGRAM.md 9.4).
    pub fn actions_with_claim(&self, claim: Option<claim::Status>, today: Date) -> Vec<Action> {
        let status_facts = self.status_facts();
        let is_correction = status_facts.stored == Status::Redeemed && self.is_open_for_work(claim);
        if is_correction { status_facts.work_actions(today).collect() } else { status_facts.actions(today) }
    }
}

impl StatusFacts {
    /// The status on a day, as [`Voucher::status`].
    pub fn status(&self, today: Date) -> Status {
        let is_open = matches!(self.stored, Status::Assigned | Status::Reserved);
        if is_open && today > self.expires_on { Status::Expired } else { self.stored }
    }

    /// The actions on a day, as [`Voucher::actions`].
    pub fn actions(&self, today: Date) -> Vec<Action> {
        match self.status(today) {
            Status::Assigned => vec![Action::Reserve],
            Status::Reserved => self.reserved_actions(today),
            Status::Redeemed | Status::Expired | Status::Cancelled => Vec::new(),
        }
    }

    fn reserved_actions(&self, today: Date) -> Vec<Action> {
        let submitted = self.is_submitted();
        let redeemable = submitted && self.is_finished(today) && self.deliverables.deliverables() > 0;
        let before = offered([(true, Action::Cancel), (!submitted, Action::Reschedule), (true, Action::Notify)]);
        before.chain(self.work_actions(today)).chain(offered([(redeemable, Action::Redeem)])).collect()
    }

    /// The actions on files and report.
    fn work_actions(&self, today: Date) -> impl Iterator<Item = Action> {
        let submitted = self.is_submitted();
        let delivered = self.deliverables.deliverables() > 0 && self.deliverables.pending == 0;
        let ready = delivered && self.is_finished(today) && self.report == ReportState::Draft;
        offered([
            (self.deliverables.total() < FILES_MAX, Action::Upload),
            (!submitted, Action::Report),
            (!submitted && ready, Action::Submit),
            (submitted, Action::Reopen),
        ])
    }

    fn is_submitted(&self) -> bool {
        matches!(self.report, ReportState::Submitted(_))
    }

    fn is_finished(&self, today: Date) -> bool {
        self.ends_on.is_some_and(|last| last <= today)
    }
}

fn offered<const N: usize>(actions: [(bool, Action); N]) -> impl Iterator<Item = Action> {
    actions.into_iter().filter_map(|(is_offered, action)| is_offered.then_some(action))
}

impl Action {
    /// The only status in which the action is offered without regard to the claim.
    pub fn status(self) -> Status {
        match self {
            Self::Reserve => Status::Assigned,
            Self::Cancel
            | Self::Reschedule
            | Self::Notify
            | Self::Upload
            | Self::Report
            | Self::Submit
            | Self::Reopen
            | Self::Redeem => Status::Reserved,
        }
    }
}
