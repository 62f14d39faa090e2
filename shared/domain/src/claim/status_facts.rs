//! What decides where a claim stands on a day, and what can be done with it then. It is little, so that lists can tell it
//! of thousands of claims without reading any of them whole.

use jiff::civil::Date;

use super::{Action, CORRECTION_DAYS, Claim, Status};
use crate::calendar;

/// The little of a claim that its status, its last days and its actions follow from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusFacts {
    /// The status as it was last written down.
    pub stored: Status,
    /// Last day to submit it.
    pub due_on: Date,
    /// Last day to submit it again, where operations said one.
    pub correct_by: Option<Date>,
    /// Whether the partner contests what was paid.
    pub is_disputed: bool,
}

impl Claim {
    /// What its status, its last days and its actions follow from.
    pub fn status_facts(&self) -> StatusFacts {
        StatusFacts {
            stored: self.stored_status(),
            due_on: self.due_on,
            correct_by: self.submission().and_then(|submission| submission.correct_by),
            is_disputed: self.dispute.is_some(),
        }
    }

    /// The status on a day: a draft past its last day is expired, whether or not the sweep came by.
    pub fn status(&self, today: Date) -> Status {
        self.status_facts().status(today)
    }

    /// What can be done with it on a day.
    pub fn actions(&self, today: Date) -> Vec<Action> {
        self.status_facts().actions(today)
    }

    /// Last day for the partner to act, while it must.
    pub fn last_day(&self) -> Option<Date> {
        self.status_facts().last_day()
    }

    /// Whether it waits for the partner past its last day.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.status_facts().is_overdue(today)
    }

    /// Last day to submit again what was sent back or rejected.
    pub fn correctable_until(&self) -> Date {
        self.status_facts().correctable_until()
    }
}

impl StatusFacts {
    /// The statuses in which a claim may be submitted, some of them only until a day.
    pub const SUBMITTABLE: [Status; 3] = [Status::Draft, Status::ActionRequired, Status::Rejected];

    /// See [`Claim::status`].
    pub fn status(&self, today: Date) -> Status {
        if self.is_overdue(today) { Status::Expired } else { self.stored }
    }

    /// See [`Claim::is_overdue`].
    pub fn is_overdue(&self, today: Date) -> bool {
        self.last_day().is_some_and(|last_day| today > last_day)
    }

    /// See [`Claim::last_day`].
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

    /// See [`Claim::correctable_until`].
    pub fn correctable_until(&self) -> Date {
        self.correct_by.unwrap_or_else(|| calendar::days_after(self.due_on, CORRECTION_DAYS))
    }

    /// The day by which lists sort and find it as due: the last day to submit it, or to submit it again once it was sent
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

    /// Whether it may be submitted on a day, in a country whose payer takes none while it is frozen.
    pub fn is_submittable(&self, is_frozen: bool, today: Date) -> bool {
        !is_frozen && self.actions(today).contains(&Action::Submit)
    }

    /// See [`Claim::actions`].
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
            Status::Rejected
            | Status::Scheduled
            | Status::Paid
            | Status::PaymentFailed
            | Status::Expired
            | Status::Withdrawn => Vec::new(),
        };
        actions.extend(self.is_disputed.then_some(Action::Settle));
        actions
    }
}
