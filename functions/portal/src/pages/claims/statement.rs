//! `/statement`: the payments of a month or year by program and location (PROGRAM.md 12.2).

use askama::Template;
use domain::claim::PaymentEvent;

use super::forms::address;
use super::model::{Statement, StatementGroup, StatementLine};
use super::period::Period;
use super::reads::FUNCTION;
use super::sums;
use crate::format;
use crate::functions::{CallError, Got};
use crate::html::{Errors, Field, Layout, Section};
use crate::page::Handled;
use crate::pages::vouchers::forms::field;
use crate::pages::vouchers::names::Names;
use crate::reply::Reply;
use crate::visit::Visit;
use crate::words::Words;

/// The page.
#[derive(Template)]
#[template(path = "pages/claims/statement.html")]
struct StatementPage {
    layout: Layout,
    errors: Errors,
    as_of: String,
    month: Field,
    before: Option<Link>,
    after: Option<Link>,
    other: Option<Link>,
    exports: Vec<Link>,
    groups: Vec<Group>,
    totals: Vec<String>,
    /// True when money came back.
    has_returns: bool,
    /// True for a period of which nothing was read.
    is_unknown: bool,
    is_partial: bool,
}

struct Link {
    href: String,
    text: String,
}

/// The payments of a program at a location.
struct Group {
    title: String,
    lines: Vec<Line>,
    totals: Vec<String>,
}

struct Line {
    day: String,
    href: String,
    number: String,
    reference: String,
    invoice: String,
    payment: String,
    event: String,
    is_return: bool,
    amount: String,
}

/// Shows the statement.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let Some(period) = Period::of(&visit.query, visit.today()) else {
            let mut errors = Errors::default();
            errors.push("month", visit.words.get("statement-month-wrong"));
            let page = StatementPage::new(visit, None, None, &Names::default(), errors);
            return Ok(Reply::page(&page)?.with_status(422));
        };
        let (name, value) = period.field();
        let fields = [(name, value.as_str())];
        let statement = visit.get::<Statement>(FUNCTION, "/statement", &fields);
        let (answer, names) = futures::join!(statement, Names::read(visit));
        let answer: Result<Got<Statement>, CallError> = answer;
        let (statement, errors) = match answer {
            Ok(got) => (Some(got.value), Errors::default()),
            Err(CallError::Refused(problem)) if problem.status == 422 => {
                (None, Errors::of(visit.words, &problem.all_reasons()))
            }
            Err(error) => return Err(error.into()),
        };
        let status = errors.status();
        let page = StatementPage::new(visit, Some(period), statement.as_ref(), &names, errors);
        Ok(Reply::page(&page)?.with_status(status))
    })
}

impl StatementPage {
    fn new(
        visit: &Visit<'_>,
        period: Option<Period>,
        statement: Option<&Statement>,
        names: &Names,
        mut errors: Errors,
    ) -> Self {
        let (w, today) = (visit.words, visit.today());
        let title = period.map(|period| w.one("statement-title", "period", period.shown(w.language())));
        let shown = period.map(Period::field).filter(|(name, _)| *name == "month").map(|(_, value)| value);
        let mut month = field(w, "statement", "month", shown.as_deref().unwrap_or(visit.query.text("month")));
        errors.place(&mut [&mut month]);
        let groups = statement.map(|statement| statement.groups.as_slice()).unwrap_or_default();
        let groups: Vec<Group> = groups.iter().map(|group| Group::new(w, group, names)).collect();
        let title = title.unwrap_or_else(|| w.get("statement-title-unknown"));
        Self {
            layout: Layout::new(visit, Section::Claims, title).with_errors(!errors.is_empty()),
            errors,
            as_of: w.one("statement-as-of", "at", format::instant(visit.now, w.language())),
            month,
            before: period.and_then(Period::before).map(|period| Link::new(w, period)),
            after: period.and_then(|period| period.after(today)).map(|period| Link::new(w, period)),
            other: period.map(|period| Link::new(w, period.other(today))),
            exports: period.map(|period| exports(w, period)).unwrap_or_default(),
            has_returns: groups.iter().flat_map(|group| &group.lines).any(|line| line.is_return),
            groups,
            totals: statement.map(|statement| sums::shown(&statement.totals)).unwrap_or_default(),
            is_unknown: statement.is_none(),
            is_partial: names.is_partial,
        }
    }
}

impl Link {
    fn new(w: Words, period: Period) -> Self {
        let (name, value) = period.field();
        Self { href: format!("/statement?{name}={value}"), text: period.shown(w.language()) }
    }
}

/// The links to the files of a period.
fn exports(w: Words, period: Period) -> Vec<Link> {
    let (name, value) = period.field();
    let export = |format: &str| Link {
        href: format!("/statement/export?{name}={value}&format={format}"),
        text: w.get(&format!("vouchers-export-{format}")),
    };
    ["xlsx", "csv"].map(export).into()
}

impl Group {
    fn new(w: Words, group: &StatementGroup, names: &Names) -> Self {
        Self {
            title: format!("{} · {}", names.program(&group.program), names.location(&group.location_id)),
            lines: group.lines.iter().map(|line| Line::new(w, line)).collect(),
            totals: sums::shown(&group.totals),
        }
    }
}

impl Line {
    fn new(w: Words, line: &StatementLine) -> Self {
        Self {
            day: format::day(line.paid_on, w.language()),
            href: address(&line.claim_id, ""),
            number: line.voucher_number.to_string(),
            reference: line.reference_number.clone(),
            invoice: line.invoice_number.clone(),
            payment: line.payment_id.clone(),
            event: w.get(&format!("payment-event-{}", line.event.as_str())),
            is_return: line.event != PaymentEvent::Sent,
            amount: format::money(&line.amount),
        }
    }
}
