//! The fields from which a claim's status, last days and actions on a day follow. They are few, so that a list can
//! compute them from its index, without reading whole claims (DECISIONS.md 29).

use jiff::civil::Date;

use super::{Action, CORRECTION_DAYS, Claim, Status};
use crate::calendar;

/// The fields of a claim from which its status, last days and actions follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusFacts {
    /// The stored status.
    pub stored: Status,
    /// The last day to submit (UTC, inclusive).
    pub due_on: Date,
    /// The last day to submit again, set by the decision of operations (UTC, inclusive).
    pub correct_by: Option<Date>,
    /// True while a dispute is open.
    pub is_disputed: bool,
}

impl Claim {
    /// Extracts the fields from which status, last days and actions follow.
    pub fn status_facts(&self) -> StatusFacts {
        StatusFacts {
            stored: self.stored_status(),
            due_on: self.due_on,
            correct_by: self.submission().and_then(|submission| submission.correct_by),
            is_disputed: self.dispute.is_some(),
        }
    }

    /// The status on a day: a claim past its last day is expired, even before the sweep stores that (DECISIONS.md 21).
    pub fn status(&self, today: Date) -> Status {
        self.status_facts().status(today)
    }

    /// The actions on a day.
    pub fn actions(&self, today: Date) -> Vec<Action> {
        self.status_facts().actions(today)
    }

    /// The last day for the partner to act; `None` while the partner need not act.
    pub fn last_day(&self) -> Option<Date> {
        self.status_facts().last_day()
    }

    /// True when the partner had to act and the last day is past.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.status_facts().is_overdue(today)
    }

    /// The last day to submit again after the claim was sent back or rejected (PROGRAM.md 11.10).
    pub fn correctable_until(&self) -> Date {
        self.status_facts().correctable_until()
    }
}

impl StatusFacts {
    /// The statuses in which a claim may be submitted, each until its last day.
    pub const SUBMITTABLE: [Status; 3] = [Status::Draft, Status::ActionRequired, Status::Rejected];

    /// The status on a day, as [`Claim::status`].
    pub fn status(&self, today: Date) -> Status {
        if self.is_overdue(today) { Status::Expired } else { self.stored }
    }

    /// As [`Claim::is_overdue`].
    pub fn is_overdue(&self, today: Date) -> bool {
        self.last_day().is_some_and(|last_day| today > last_day)
    }

    /// As [`Claim::last_day`].
    pub fn last_day(&self) -> Option<Date> {
        match self.stored {
            Status::Draft => Some(self.due_on),
            Status::ActionRequired => Some(self.correctable_until()),
            Status::Submitted
            | Status::UnderReview
            | Status::Approved
            | Status::OnHold
            | Status::Scheduled
            | Status::Paid
            | Status::PaymentFailed
            | Status::Rejected
            | Status::Expired
            | Status::Withdrawn => None,
        }
    }

    /// As [`Claim::correctable_until`].
    pub fn correctable_until(&self) -> Date {
        self.correct_by.unwrap_or_else(|| calendar::days_after(self.due_on, CORRECTION_DAYS))
    }

    /// The last day of a claim that ended without approval: to submit it, or to submit it again after it was sent back.
    /// A withdrawn claim is reinstated until then (PROGRAM.md 11.16).
    pub fn closes_on(&self) -> Date {
        self.correct_by.unwrap_or(self.due_on)
    }

    /// The day by which lists sort and filter it as due: the last day to submit, or to submit again after it was sent
    /// back or rejected.
    pub fn submit_by(&self) -> Date {
        match self.stored {
            Status::ActionRequired | Status::Rejected => self.correctable_until(),
            Status::Draft
            | Status::Submitted
            | Status::UnderReview
            | Status::Approved
            | Status::OnHold
            | Status::Scheduled
            | Status::Paid
            | Status::PaymentFailed
            | Status::Expired
            | Status::Withdrawn => self.due_on,
        }
    }

    /// True when it may be submitted on a day; false while its country is frozen (PROGRAM.md 11.13).
    pub fn is_submittable(&self, is_frozen: bool, today: Date) -> bool {
        !is_frozen && self.actions(today).contains(&Action::Submit)
    }

    /// As [`Claim::actions`].
    pub fn actions(&self, today: Date) -> Vec<Action> {
        let mut actions = match self.status(today) {
            Status::Draft | Status::ActionRequired => vec![Action::Save, Action::Submit, Action::Withdraw],
            Status::Submitted => vec![Action::Withdraw, Action::Review],
            Status::UnderReview => {
                vec![Action::Withdraw, Action::Approve, Action::Reject, Action::RequestChanges]
            }
            Status::Rejected if today <= self.correctable_until() => vec![Action::Save, Action::Submit],
            Status::Approved => vec![Action::Hold],
            Status::OnHold => vec![Action::Release],
            Status::Paid if !self.is_disputed => vec![Action::Dispute],
            Status::Withdrawn if today <= self.closes_on() => vec![Action::Reinstate],
            Status::Rejected
            | Status::Scheduled
            | Status::Paid
            | Status::PaymentFailed
            | Status::Expired
            | Status::Withdrawn => Vec::new(),
        };
        actions.extend((self.status(today) != Status::Paid).then_some(Action::Comment));
        actions.extend(self.is_disputed.then_some(Action::Settle));
        actions
    }
}
