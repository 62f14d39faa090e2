//! The columns of the matrix: every command; a partner's command by the holder of the voucher and by another company.

use jiff::civil::Date;

use super::states::State;
use super::world::*;
use crate::calendar::{Period, days_after};
use crate::deliverable::Verdict;
use crate::partner::Repeat;
use crate::refusal::Refusals;
use crate::report::{Receipt, Report, ReportState};
use crate::voucher::{Amend, CancelReason, Extend, Outcome, Reassign, Voucher};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    AssignAgain,
    AssignOtherTerms,
    Reassign,
    Withdraw,
    /// An extension that occurs when it arrives.
    Extend,
    /// An extension that occurred while the voucher was valid.
    ExtendInTime,
    JudgeClean,
    JudgeRejected,
    Expire,
    /// A partner's command.
    ByPartner(Caller, PartnerCommand),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    Holder,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartnerCommand {
    Validate,
    Reserve,
    Amend,
    Notify,
    Cancel,
    Announce,
    Remove,
    Draft,
    Submit,
    Reopen,
    Redeem,
}

impl PartnerCommand {
    pub const ALL: [Self; 11] = [
        Self::Validate,
        Self::Reserve,
        Self::Amend,
        Self::Notify,
        Self::Cancel,
        Self::Announce,
        Self::Remove,
        Self::Draft,
        Self::Submit,
        Self::Reopen,
        Self::Redeem,
    ];
}

impl Caller {
    fn id(self) -> &'static str {
        match self {
            Self::Holder => HOLDER,
            Self::Other => OTHER,
        }
    }
}

impl Command {
    pub fn all() -> Vec<Self> {
        let of_system = [
            Self::AssignAgain,
            Self::AssignOtherTerms,
            Self::Reassign,
            Self::Withdraw,
            Self::Extend,
            Self::ExtendInTime,
            Self::JudgeClean,
            Self::JudgeRejected,
            Self::Expire,
        ];
        let of_partners = [Caller::Holder, Caller::Other]
            .into_iter()
            .flat_map(|by| PartnerCommand::ALL.map(|command| Self::ByPartner(by, command)));
        of_system.into_iter().chain(of_partners).collect()
    }

    /// Runs the command on a voucher in this state.
    pub fn run_in(self, state: State) -> Result<Outcome, Refusals> {
        let (voucher, today) = (state.voucher(), state.today());
        let occurred_at = at(today);
        match self {
            Self::AssignAgain => assign().repeats(&voucher).map(|()| Outcome::Unchanged),
            Self::AssignOtherTerms => {
                let mut other = assign();
                other.days = 10;
                other.repeats(&voucher).map(|()| Outcome::Unchanged)
            }
            Self::Reassign => {
                let mut admin = admin();
                admin.email = email("kai@contoso.example");
                voucher.reassign(Reassign { occurred_at, message: "msg-1".to_owned(), admin }, today)
            }
            Self::Withdraw => voucher.withdraw(withdraw(), today),
            Self::Extend => extended(voucher, today, today),
            Self::ExtendInTime => extended(voucher, TODAY, today),
            Self::JudgeClean => Ok(judged(state, Verdict::Clean)),
            Self::JudgeRejected => Ok(judged(state, Verdict::Threat)),
            Self::Expire => Ok(voucher.advance(today)),
            Self::ByPartner(by, command) => command.run_in(state, by.id()),
        }
    }
}

impl PartnerCommand {
    fn run_in(self, state: State, id: &str) -> Result<Outcome, Refusals> {
        let (voucher, today) = (state.voucher(), state.today());
        let (now, by) = (at(today), company(id));
        match self {
            Self::Validate => Refusals::none_of(voucher.obstacles(&partner(id), today)).map(|()| Outcome::Unchanged),
            Self::Reserve => {
                let mut command = reserve();
                command.period = Period::new(today, days_after(today, 6)).unwrap();
                voucher.reserve(&command, &partner(id), catalog(), now)
            }
            Self::Amend => {
                let command = Amend { attendees: Some(vec![email("b@contoso.example")]), ..Amend::default() };
                voucher.amend(&command, &partner(id), catalog(), now)
            }
            Self::Notify => voucher.notify(&by, false, at(today)),
            Self::Cancel => voucher.cancel(&by, CancelReason::OtherPartner, None, today),
            Self::Announce => {
                voucher.announce(&by, announcement("new.pdf"), None, &actor(), now).map(|done| done.voucher)
            }
            Self::Remove => {
                let (voucher, file) = state.with_file();
                voucher.remove(&by, &file, today)
            }
            Self::Draft => voucher.draft(&by, answers(), None, &actor(), now).map(|(outcome, _)| outcome),
            Self::Submit => {
                let drafted = state.is_drafted().then(|| Report { receipt: receipt(&voucher), ..report(answers()) });
                submitted(voucher, id, drafted.as_ref(), today).map(|(outcome, _)| outcome)
            }
            Self::Reopen => {
                let stored = Report { receipt: receipt(&voucher), ..report(answers()) };
                let stored = Some(&stored).filter(|_| state.is_drafted());
                voucher.reopen_report(&by, stored, today).map(|(outcome, _)| outcome)
            }
            Self::Redeem => voucher.redeem(&redeem(id), now),
        }
    }
}

/// Extends the voucher by 30 days: occurred on the first day, arrives on the second.
fn extended(voucher: Voucher, occurred_on: Date, today: Date) -> Result<Outcome, Refusals> {
    let expires_on = days_after(EXPIRES_ON, 30);
    voucher.extend(Extend { occurred_at: at(occurred_on), expires_on, reason: note("decree") }, &Repeat::None, today)
}

/// The receipt of a submitted report.
fn receipt(voucher: &Voucher) -> Option<Receipt> {
    let ReportState::Submitted(reference) = voucher.report() else { return None };
    let sha256 = "0".repeat(64);
    Some(Receipt { id: reference.id, revision: 1, submitted_at: reference.submitted_at, sha256 })
}

fn judged(state: State, verdict: Verdict) -> Outcome {
    let (voucher, file) = state.with_file();
    let mut observed = as_announced(&file);
    observed.verdict = verdict;
    voucher.judge(&file, &observed, at(state.today())).map_or(Outcome::Unchanged, |judged| judged.voucher)
}
