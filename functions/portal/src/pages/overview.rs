//! `/`: the overview of a company, in the order of the reader's role: what to do next, the stages of its vouchers, the
//! next deadlines, its payments (PROGRAM.md 12.4).

mod calendar;
mod checklist;
mod claims;
mod company;
mod model;
mod needs;
mod paid;
mod programs;
mod reads;
mod scale;
mod stages;

use api::Role;
use askama::Template;

use crate::format;
use crate::html::{Layout, Section};
use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::{Person, Visit};
use crate::words::Words;

use calendar::Calendar;
use checklist::Task;
use claims::Share;
use company::Fact;
use needs::Needs;
use paid::Paid;
use programs::Program;
use reads::Read;
use stages::StageLink;

/// What a reader sees first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    /// Vouchers and claims, for those who work with both.
    Vouchers,
    /// Claims and payments.
    Payments,
    /// Agreement, payees and enrollments.
    Company,
}

/// The page.
#[derive(Template)]
#[template(path = "pages/overview/page.html")]
struct OverviewPage {
    layout: Layout,
    lead: String,
    first: First,
    /// What the page says about parts that cannot be shown or are not complete.
    notices: Vec<String>,
    /// The first steps of a company that has not enrolled.
    checklist: Vec<Task>,
    /// The parts that a dashboard shows; `None` when it cannot be read, or for a new company.
    board: Option<Board>,
    /// The programs; `None` when they cannot be read.
    programs: Option<Vec<Program>>,
    /// Agreement, payees and people, for a global administrator.
    company: Vec<Fact>,
}

/// What the dashboard shows.
struct Board {
    needs: Needs,
    stages: Vec<StageLink>,
    calendar: Calendar,
    paid: Paid,
    claims: Vec<Share>,
}

/// `GET /`. Readers who act for no company, such as operations, are led to the pages that say so.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let person = visit.person()?;
        let Some(first) = first(person).filter(|_| person.caller.company.is_some()) else {
            return Ok(Reply::see_other("/company/requirements"));
        };
        let read = reads::read(visit).await?;
        Reply::page(&OverviewPage::new(visit, person, first, &read))
    })
}

/// What a person's roles see first; `None` without a role of a company.
fn first(person: &Person) -> Option<First> {
    let orders =
        [(Role::MpnAdmin, First::Vouchers), (Role::Incentives, First::Payments), (Role::GlobalAdmin, First::Company)];
    orders.into_iter().find(|(role, _)| person.has(&[*role])).map(|(_, first)| first)
}

impl OverviewPage {
    fn new(visit: &Visit<'_>, person: &Person, first: First, read: &Read) -> Self {
        let w = visit.words;
        let board = read.dashboard.as_ref().filter(|_| !read.is_new());
        Self {
            layout: Layout::new(visit, Section::Overview, w.get("overview-title")),
            lead: w.one("overview-lead", "day", format::day(visit.today(), w.language())),
            first,
            notices: notices(w, read),
            checklist: if read.is_new() { checklist::tasks(w, person, read) } else { Vec::new() },
            board: board.map(|dashboard| Board {
                needs: Needs::new(visit, dashboard),
                stages: stages::links(w, person, dashboard),
                calendar: Calendar::new(w, dashboard),
                paid: Paid::new(w, dashboard),
                claims: claims::shares(w, dashboard),
            }),
            programs: programs::of(visit, read),
            company: if person.has(&[Role::GlobalAdmin]) { company::facts(visit, read) } else { Vec::new() },
        }
    }

    /// True for a reader who validates, reserves and redeems.
    fn is_admin(&self) -> bool {
        self.first == First::Vouchers
    }
}

fn notices(w: Words, read: &Read) -> Vec<String> {
    let dashboard = match &read.dashboard {
        None => Some("overview-not-shown"),
        Some(dashboard) if !dashboard.complete => Some("overview-incomplete"),
        Some(_) => None,
    };
    let programs = read.enrollments.is_none() || read.eligibility.is_none();
    let programs = programs.then_some("overview-programs-not-shown");
    dashboard.into_iter().chain(programs).map(|id| w.get(id)).collect()
}
