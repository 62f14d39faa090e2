//! `/vouchers/{number}`: what comes next for a voucher, what it holds, and what happened to it.

use api::Role;
use askama::Template;
use domain::voucher::{Action, Status};
use domain::{VoucherNumber, claim};
use serde_json::Value;

use super::forms::address;
use super::model::{ReportStatus, Voucher, VoucherDetails};
use super::names::Names;
use super::reads;
use super::tags::{self, Tag};
use super::tasks::{State, Task, tasks};
use super::timeline::{TimelineLine, timeline};
use crate::failure::PageError;
use crate::form::query;
use crate::format;
use crate::html::{Layout, Message, Section};
use crate::page::Handled;
use crate::problem::Reason;
use crate::reasons;
use crate::reply::Reply;
use crate::visit::Visit;
use crate::words::Words;

/// The warning that a reservation is at a location which the directory does not show (PROGRAM.md 5.2).
const UNLISTED: &str = "location_not_listed";

/// The page.
#[derive(Template)]
#[template(path = "pages/vouchers/details.html")]
struct DetailsPage {
    layout: Layout,
    done: Option<(String, String)>,
    warning: Option<Message>,
    number: String,
    customer: String,
    stage: Tag,
    expires: String,
    next: String,
    actions: Vec<ActionLink>,
    tasks: Vec<Task>,
    facts: Vec<Fact>,
    timeline: Vec<TimelineLine>,
    is_partial: bool,
}

/// A page for an action.
struct ActionLink {
    href: String,
    text: String,
    is_primary: bool,
}

/// A line of the facts.
pub struct Fact {
    /// Its name.
    pub label: String,
    /// Its values.
    pub lines: Vec<String>,
}

/// Shows the voucher.
pub fn details<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let number: VoucherNumber = visit.capture("number")?;
        let (voucher, names) = futures::join!(reads::voucher(visit, &number), Names::read_with_consultants(visit));
        Reply::page(&DetailsPage::new(visit, &voucher?.value, &names)?)
    })
}

impl DetailsPage {
    fn new(visit: &Visit<'_>, details: &VoucherDetails, names: &Names) -> Result<Self, PageError> {
        let (w, language, voucher) = (visit.words, visit.language(), &details.voucher);
        let claim = details.claim.as_ref().map(|claim| claim.status);
        let next = next_step(details, claim, visit);
        let is_admin = visit.person()?.has(&[Role::MpnAdmin]);
        let expires = format::day(voucher.expires_on, language);
        let expires = match voucher.status {
            Status::Assigned | Status::Reserved => {
                w.two("voucher-expires-left", ("day", &expires), ("left", &tags::days_left(w, voucher.days_left)))
            }
            Status::Redeemed | Status::Expired | Status::Cancelled => w.one("voucher-expires", "day", expires),
        };
        Ok(Self {
            layout: Layout::new(visit, Section::Vouchers, w.get(&format!("voucher-next-{next}"))),
            done: done(visit),
            warning: warning(visit, voucher),
            number: voucher.number.to_string(),
            customer: voucher.customer.name.clone(),
            stage: tags::stage(w, voucher, claim, visit.today()),
            expires,
            next: w.get(&format!("voucher-next-{next}-text")),
            actions: if is_admin { actions(w, voucher, next) } else { Vec::new() },
            tasks: tasks(visit, details, is_admin),
            facts: facts(visit, details, names),
            timeline: timeline(w, &details.history, names),
            is_partial: names.is_partial,
        })
    }
}

/// The sentence about what was done on the page before: a title and what happens next.
fn done(visit: &Visit<'_>) -> Option<(String, String)> {
    let known = ["reserved", "changed", "notified"];
    let done = known.into_iter().find(|done| *done == visit.query.text("done"))?;
    Some((visit.words.get(&format!("voucher-done-{done}")), visit.words.get(&format!("voucher-done-{done}-text"))))
}

/// The address of a voucher after a command on it: with what was done, and the warnings of the answer.
pub fn done_address(done: &str, answer: &Voucher) -> String {
    let warning = answer.warnings.iter().find(|warning| warning.code == UNLISTED).map(|_| UNLISTED);
    let fields = [("done", Some(done)), ("warning", warning)];
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
    format!("{}{}", address(&answer.number, ""), query(fields))
}

/// The warning of the command before. An address that was made up shows nothing that is not so.
fn warning(visit: &Visit<'_>, voucher: &Voucher) -> Option<Message> {
    let reserved = voucher.reservation.as_ref().filter(|_| visit.query.text("warning") == UNLISTED)?;
    let params = [("location_id".to_owned(), Value::from(reserved.location_id.as_str()))].into_iter().collect();
    Some(reasons::message(visit.words, &Reason { code: UNLISTED.to_owned(), params, ..Reason::default() }))
}

/// The id of what comes next.
fn next_step(details: &VoucherDetails, claim: Option<claim::Status>, visit: &Visit<'_>) -> &'static str {
    match details.voucher.status {
        Status::Assigned => "assigned",
        Status::Reserved => next_of_reserved(details, visit),
        Status::Redeemed => next_of_redeemed(claim),
        Status::Expired => "expired",
        Status::Cancelled => "cancelled",
    }
}

fn next_of_reserved(details: &VoucherDetails, visit: &Visit<'_>) -> &'static str {
    let voucher = &details.voucher;
    let (files, today) = (voucher.deliverables, visit.today());
    let reserved = voucher.reservation.as_ref();
    let starts_later = reserved.is_some_and(|reserved| reserved.start_date > today);
    let ends_later = reserved.is_some_and(|reserved| reserved.end_date > today);
    let is_submitted = voucher.report.status == ReportStatus::Submitted;
    if voucher.can(Action::Redeem) {
        "redeem"
    } else if files.clean == 0 && files.rejected > 0 {
        "files-again"
    } else if starts_later && details.notified_at().is_none() {
        "notify"
    } else if starts_later {
        "prepare"
    } else if ends_later {
        "deliver"
    } else if files.clean == 0 && files.pending == 0 {
        "files"
    } else if files.pending > 0 {
        "files-pending"
    } else if is_submitted {
        "submitted"
    } else {
        "report"
    }
}

fn next_of_redeemed(claim: Option<claim::Status>) -> &'static str {
    use claim::Status as S;
    match claim {
        None => "claim-later",
        Some(S::Draft) => "claim",
        Some(S::ActionRequired) => "claim-again",
        Some(S::Submitted | S::UnderReview | S::Approved | S::OnHold | S::Scheduled) => "claim-running",
        Some(S::PaymentFailed) => "claim-returned",
        Some(S::Paid) => "paid",
        Some(S::Rejected | S::Expired | S::Withdrawn) => "claim-closed",
    }
}

/// The actions that have a page: of those that the API offers. One of them is the primary one.
fn actions(w: Words, voucher: &Voucher, next: &str) -> Vec<ActionLink> {
    let primary = match next {
        "notify" => Action::Notify,
        "redeem" => Action::Redeem,
        "files" | "files-again" | "files-pending" | "submitted" => Action::Upload,
        "report" => Action::Report,
        _ => Action::Reschedule,
    };
    let pages = [
        (Action::Redeem, "redeem"),
        (Action::Upload, "files"),
        (Action::Report, "report"),
        (Action::Notify, "notify"),
        (Action::Reschedule, "change"),
        (Action::Cancel, "cancel"),
    ];
    // The task list leads to files, report and redemption, too: here they stand when they come next.
    let is_of_tasks = |action| matches!(action, Action::Redeem | Action::Upload | Action::Report);
    let offered =
        pages.into_iter().filter(|(action, _)| voucher.can(*action) && (*action == primary || !is_of_tasks(*action)));
    let link = |(action, page): (Action, &str)| ActionLink {
        href: if action == Action::Redeem { "/redeem".to_owned() } else { address(&voucher.number, page) },
        text: w.get(&format!("voucher-action-{}", action.as_str())),
        is_primary: action == primary,
    };
    let mut links: Vec<ActionLink> = offered.map(link).collect();
    links.sort_by_key(|link| !link.is_primary);
    links
}

fn facts(visit: &Visit<'_>, details: &VoucherDetails, names: &Names) -> Vec<Fact> {
    let (w, language, voucher) = (visit.words, visit.language(), &details.voucher);
    let fact = |id: &str, lines: Vec<String>| Fact { label: w.get(id), lines };
    let country = names.country(&voucher.customer.country).to_owned();
    let mut facts = vec![fact("fact-customer", vec![voucher.customer.name.clone(), country])];
    if let Some(admin) = &voucher.admin {
        facts.push(fact("fact-contact", vec![admin.name.clone(), admin.email.clone()]));
    }
    facts.push(fact("fact-program", vec![names.program(&voucher.program), w.one("days-count", "n", voucher.days)]));
    facts.extend(reservation_facts(visit, voucher, names));
    if let Some(at) = details.notified_at() {
        facts.push(fact("fact-notified", vec![format::instant(at, language)]));
    }
    if let Some(at) = voucher.redeemed_at {
        facts.push(fact("fact-redeemed", vec![format::instant(at, language)]));
    }
    if let Some(claim) = &details.claim {
        let amount = claim.amount.as_ref().map(format::money);
        let status = tags::claim_tag(w, claim.status).text;
        let due = (claim.status == claim::Status::Draft)
            .then(|| w.one("fact-claim-due", "day", format::day(claim.due_on, language)));
        facts.push(fact("fact-claim", std::iter::once(status).chain(amount).chain(due).collect()));
    }
    facts
}

/// The facts of the reservation.
fn reservation_facts(visit: &Visit<'_>, voucher: &Voucher, names: &Names) -> Vec<Fact> {
    let (w, language) = (visit.words, visit.language());
    let Some(reserved) = &voucher.reservation else { return Vec::new() };
    let fact = |id: &str, lines: Vec<String>| Fact { label: w.get(id), lines };
    let attendees = &reserved.attendees;
    let attendees = if attendees.is_empty() { vec![w.get("fact-attendees-none")] } else { attendees.clone() };
    let country = names.country(&reserved.country).to_owned();
    vec![
        fact("fact-engagement", vec![names.engagement(&reserved.engagement_type)]),
        fact("fact-dates", vec![format::period(reserved.start_date, reserved.end_date, language)]),
        fact("fact-location", vec![names.location(&reserved.location_id), country]),
        fact("fact-consultant", vec![names.consultant(w, &reserved.lead_consultant)]),
        fact("fact-attendees", attendees),
        fact("fact-reserved", vec![format::instant(reserved.reserved_at, language)]),
    ]
}
