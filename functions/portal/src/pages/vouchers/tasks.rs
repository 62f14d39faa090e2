//! The tasks of a voucher from its dates to its payment request, each with its state.

use api::Role;
use domain::ClaimId;
use domain::voucher::{Action, Status};

use super::forms::address;
use super::model::{ReportStatus, Voucher, VoucherDetails};
use super::tags::{self, Tag};
use crate::format;
use crate::functions::segment;
use crate::visit::Visit;
use crate::words::Words;

/// A task.
pub struct Task {
    /// What to do.
    pub title: String,
    /// How far it is.
    pub text: String,
    /// Its state; plain text where it is done.
    pub state: State,
    /// The page where it is done; `None` when there is nothing to do there.
    pub href: Option<String>,
}

/// The state of a task.
pub enum State {
    /// Nothing to do any more: plain, so that the others stand out.
    Done(String),
    /// Something to do, or to wait for.
    Open(Tag),
}

impl State {
    fn done(w: Words) -> Self {
        Self::Done(w.get("task-done"))
    }

    fn open(w: Words, id: &str, color: &'static str) -> Self {
        Self::Open(Tag::new(w, id, color))
    }
}

/// The tasks of a reserved or redeemed voucher, in order. `is_admin` is true for a person who may do them.
pub fn tasks(visit: &Visit<'_>, details: &VoucherDetails, is_admin: bool) -> Vec<Task> {
    match details.voucher.status {
        Status::Reserved | Status::Redeemed => vec![
            dates(visit, &details.voucher, is_admin),
            files(visit, &details.voucher),
            report(visit, &details.voucher, is_admin),
            redeem(visit, &details.voucher, is_admin),
            claim(visit, details),
        ],
        Status::Assigned | Status::Expired | Status::Cancelled => Vec::new(),
    }
}

fn task(w: Words, name: &str, text: String, state: State) -> Task {
    Task { title: w.get(&format!("task-{name}")), text, state, href: None }
}

fn dates(visit: &Visit<'_>, voucher: &Voucher, is_admin: bool) -> Task {
    let (w, today) = (visit.words, visit.today());
    let reserved = voucher.reservation.as_ref();
    let text = reserved.map(|reserved| format::period(reserved.start_date, reserved.end_date, visit.language()));
    let state = match reserved {
        Some(reserved) if reserved.start_date > today => State::open(w, "task-planned", "grey"),
        Some(reserved) if reserved.end_date > today => State::open(w, "task-running", "green"),
        Some(_) | None => State::done(w),
    };
    let can_change = is_admin && voucher.can(Action::Reschedule);
    let href = can_change.then(|| address(&voucher.number, "change"));
    Task { href, ..task(w, "dates", text.unwrap_or_default(), state) }
}

/// True for a reader of files and receipts.
fn reads_files(visit: &Visit<'_>) -> bool {
    visit.person.as_ref().is_some_and(|person| person.has(&[Role::MpnAdmin, Role::Operations]))
}

fn files(visit: &Visit<'_>, voucher: &Voucher) -> Task {
    let (w, files) = (visit.words, voucher.deliverables);
    let counts = [
        ("task-files-clean", files.clean),
        ("task-files-pending", files.pending),
        ("task-files-rejected", files.rejected),
    ];
    let counts = counts.into_iter().filter(|(_, count)| *count > 0).map(|(id, count)| w.count(id, count));
    let text = counts.collect::<Vec<_>>().join(w.language().choose(", ", "，"));
    let text = if text.is_empty() { w.get("task-files-none") } else { text };
    let state = if files.clean > 0 && files.pending == 0 {
        State::done(w)
    } else if files.clean == 0 && files.rejected > 0 {
        State::open(w, "task-rejected", "red")
    } else if files.pending > 0 {
        State::open(w, "task-checking", "violet")
    } else {
        State::open(w, "task-to-do", "blue")
    };
    let href = reads_files(visit).then(|| address(&voucher.number, "files"));
    Task { href, ..task(w, "files", text, state) }
}

fn report(visit: &Visit<'_>, voucher: &Voucher, is_admin: bool) -> Task {
    let w = visit.words;
    let (text, state) = match voucher.report.status {
        ReportStatus::None => ("task-report-none", State::open(w, "task-to-do", "blue")),
        ReportStatus::Draft => ("task-report-draft", State::open(w, "task-started", "blue")),
        ReportStatus::Submitted => ("task-report-submitted", State::done(w)),
    };
    let href = match voucher.report.status {
        ReportStatus::Submitted => reads_files(visit).then(|| address(&voucher.number, "receipt")),
        ReportStatus::None | ReportStatus::Draft => {
            (is_admin && voucher.can(Action::Report)).then(|| address(&voucher.number, "report"))
        }
    };
    Task { href, ..task(w, "report", w.get(text), state) }
}

fn redeem(visit: &Visit<'_>, voucher: &Voucher, is_admin: bool) -> Task {
    let (w, language) = (visit.words, visit.language());
    if let Some(at) = voucher.redeemed_at {
        return task(w, "redeem", format::instant(at, language), State::done(w));
    }
    let until = w.one("task-redeem-until", "day", format::day(voucher.expires_on, language));
    let state = if voucher.can(Action::Redeem) {
        State::open(w, "task-ready", "blue")
    } else {
        State::open(w, "task-not-yet", "grey")
    };
    let href = (is_admin && voucher.can(Action::Redeem)).then(|| "/redeem".to_owned());
    Task { href, ..task(w, "redeem", until, state) }
}

fn claim(visit: &Visit<'_>, details: &VoucherDetails) -> Task {
    use domain::claim::Status as S;
    let w = visit.words;
    let Some(claim) = &details.claim else {
        let text = w.get("task-claim-none");
        return task(w, "claim", text, State::open(w, "task-not-yet", "grey"));
    };
    let amount = claim.amount.as_ref().map(format::money);
    let due = w.one("task-claim-until", "day", format::day(claim.due_on, visit.language()));
    let due = (claim.status == S::Draft).then_some(due);
    let text = amount.into_iter().chain(due).collect::<Vec<_>>().join(w.language().choose(", ", "，"));
    let tag = tags::claim_tag(w, claim.status);
    let state = if claim.status == S::Paid { State::Done(tag.text) } else { State::Open(tag) };
    let href = Some(format!("/claims/{}", segment(ClaimId::of(&details.voucher.number).as_str())));
    Task { href, ..task(w, "claim", text, state) }
}
