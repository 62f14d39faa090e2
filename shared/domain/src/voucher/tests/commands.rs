//! The columns of the matrix: every command, by the company that holds the voucher and by another one.

use jiff::Timestamp;

use super::states::State;
use super::world::*;
use crate::calendar::{Period, days_after};
use crate::deliverable::Verdict;
use crate::refusal::Refusals;
use crate::voucher::{Amend, CancelReason, Extend, Outcome, Reassign, Voucher};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Holder,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    AssignAgain,
    AssignOtherTerms,
    Reassign,
    Withdraw,
    Extend,
    Validate(By),
    Reserve(By),
    Amend(By),
    Notify(By),
    Cancel(By),
    Announce(By),
    JudgeClean,
    JudgeRejected,
    Remove(By),
    Draft(By),
    Submit(By),
    Redeem(By),
    Expire,
}

use By::*;
use Command::*;

impl By {
    pub fn id(self) -> &'static str {
        match self {
            Holder => HOLDER,
            Other => OTHER,
        }
    }
}

impl Command {
    pub const ALL: [Self; 28] = [
        AssignAgain,
        AssignOtherTerms,
        Reassign,
        Withdraw,
        Extend,
        Validate(Holder),
        Validate(Other),
        Reserve(Holder),
        Reserve(Other),
        Amend(Holder),
        Amend(Other),
        Notify(Holder),
        Notify(Other),
        Cancel(Holder),
        Cancel(Other),
        Announce(Holder),
        Announce(Other),
        JudgeClean,
        JudgeRejected,
        Remove(Holder),
        Remove(Other),
        Draft(Holder),
        Draft(Other),
        Submit(Holder),
        Submit(Other),
        Redeem(Holder),
        Redeem(Other),
        Expire,
    ];

    /// What the command does to a voucher in this state.
    pub fn meets(self, state: State) -> Result<Outcome, Refusals> {
        let (voucher, today) = (state.voucher(), state.today());
        let now = at(today);
        match self {
            AssignAgain => assign().repeats(&voucher).map(|()| Outcome::Unchanged),
            AssignOtherTerms => {
                let mut other = assign();
                other.days = 10;
                other.repeats(&voucher).map(|()| Outcome::Unchanged)
            }
            Reassign => {
                let mut admin = admin();
                admin.email = email("kai@contoso.example");
                voucher.reassign(Reassign { occurred_at: now, admin }, today)
            }
            Withdraw => voucher.withdraw(withdraw(), today),
            Extend => {
                let expires_on = days_after(EXPIRES_ON, 30);
                voucher.extend(Extend { occurred_at: now, expires_on, reason: note("decree") }, today)
            }
            Expire => Ok(voucher.expire(today)),
            JudgeClean => judged(state, Verdict::Clean),
            JudgeRejected => judged(state, Verdict::Threat),
            Validate(by) => Refusals::none_of(voucher.obstacles(&partner(by.id()), today)).map(|()| Outcome::Unchanged),
            Reserve(by) => {
                let mut command = reserve();
                command.period = Period::new(today, days_after(today, 6)).unwrap();
                voucher.reserve(&command, &partner(by.id()), &catalog(), now)
            }
            Amend(by) => {
                let command = Amend { attendees: Some(vec![email("b@contoso.example")]), ..Amend::default() };
                voucher.amend(&command, &partner(by.id()), &catalog(), now)
            }
            Notify(_) | Cancel(_) | Announce(_) | Remove(_) | Draft(_) | Submit(_) | Redeem(_) => {
                self.meets_held(voucher, state, now)
            }
        }
    }

    /// The commands on a reservation that need no more than who asks.
    fn meets_held(self, voucher: Voucher, state: State, now: Timestamp) -> Result<Outcome, Refusals> {
        let today = state.today();
        match self {
            Notify(by) => voucher.notify(&company(by.id()), today),
            Cancel(by) => voucher.cancel(&company(by.id()), CancelReason::OtherPartner, None, today),
            Announce(by) => voucher
                .announce(&company(by.id()), announcement("new.pdf"), None, &actor(), now)
                .map(|done| done.voucher),
            Remove(by) => {
                let (voucher, file) = state.with_file();
                voucher.remove(&company(by.id()), &file, today)
            }
            Draft(by) => voucher.draft(&company(by.id()), answers(), &actor(), now).map(|(outcome, _)| outcome),
            Submit(by) => {
                let drafted = matches!(state, State::Drafted | State::Reportable).then(|| report(answers()));
                voucher.submit(&company(by.id()), drafted.as_ref(), now).map(|(outcome, _)| outcome)
            }
            Redeem(by) => voucher.redeem(&redeem(by.id()), now),
            other => unreachable!("{other:?} is met above"),
        }
    }
}

fn judged(state: State, verdict: Verdict) -> Result<Outcome, Refusals> {
    let (voucher, file) = state.with_file();
    let mut observed = as_announced(&file);
    observed.verdict = verdict;
    Ok(voucher.judge(&file, &observed, at(state.today())).map_or(Outcome::Unchanged, |judged| judged.voucher))
}
