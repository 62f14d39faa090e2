//! `/vouchers`: the company's vouchers by status, filtered and sorted. The whole state of the page is in its address.

use std::str::FromStr;

use api::Role;
use askama::Template;
use domain::voucher::Status;
use domain::{Text, VoucherNumber};
use jiff::civil::Date;

use super::forms::{address, choice, field};
use super::model::{Listed, ListedVoucher, Voucher};
use super::names::Names;
use super::tags::{self, Tag};
use crate::failure::PageError;
use crate::form::Form;
use crate::format;
use crate::functions::{CallError, Got};
use crate::html::{Choice, Errors, Field, Layout, Section, dashed};
use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::Visit;
use crate::words::Words;

/// The vouchers of a page.
const PAGE: usize = 25;
/// The filters; the others of an address are ignored.
const FILTERS: [&str; 6] = ["q", "program", "location_id", "country", "expiring_before", "can"];
/// The statuses that have a tab.
const TABS: [Status; 3] = [Status::Reserved, Status::Redeemed, Status::Expired];
/// The orders that the page offers; the first one is the default.
const SORTS: [&str; 5] = ["deadline", "-deadline", "customer", "-reserved_at", "reserved_at"];

/// What an address asks for.
pub struct Asked {
    /// The status; `None` for all of them: a search looks everywhere.
    pub status: Option<Status>,
    /// Status, filters and order.
    pub query: Form,
    cursor: String,
}

impl Asked {
    /// Reads the address of a list or an export.
    pub fn of(query: &Form) -> Self {
        let looks_everywhere = query.filled("q").is_some() || query.filled("can").is_some();
        let default = (!looks_everywhere).then_some(Status::Reserved);
        let status = query.parse::<Status>("status").or(default);
        let kept = FILTERS.into_iter().chain(["sort"]).map(|name| (name, query.text(name)));
        let status_field = status.map(|status| ("status", status.as_str()));
        let fields = status_field.into_iter().chain(kept).filter(|(_, value)| !value.is_empty());
        Self { status, query: fields.collect(), cursor: query.text("cursor").to_owned() }
    }

    /// The fields for the function.
    pub fn fields(&self) -> Vec<(&str, &str)> {
        self.query.fields().collect()
    }

    fn is_filtered(&self) -> bool {
        FILTERS.iter().any(|name| self.query.filled(name).is_some())
    }
}

/// The page.
#[derive(Template)]
#[template(path = "pages/vouchers/list.html")]
struct ListPage {
    layout: Layout,
    /// What was done on the page before.
    done: Option<String>,
    tabs: Vec<Link>,
    status: &'static str,
    filters: Filters,
    chips: Vec<Link>,
    errors: Errors,
    rows: Vec<Row>,
    empty: String,
    /// True for a person who validates and reserves.
    may_reserve: bool,
    is_partial: bool,
    first: Option<String>,
    next: Option<String>,
    exports: Vec<Link>,
}

struct Link {
    href: String,
    text: String,
    is_current: bool,
}

struct Filters {
    q: Field,
    program: (Field, Vec<Choice>),
    location: (Field, Vec<Choice>),
    country: (Field, Vec<Choice>),
    expiring_before: Field,
    sort: (Field, Vec<Choice>),
}

struct Row {
    href: String,
    number: String,
    customer: String,
    service: String,
    program: String,
    location: String,
    dates: String,
    deadline: String,
    left: String,
    is_soon: bool,
    stage: Tag,
}

/// Shows the list.
pub fn list<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let asked = Asked::of(&visit.query);
        let limit = PAGE.to_string();
        let mut fields = asked.fields();
        fields.extend([("limit", limit.as_str()), ("cursor", asked.cursor.as_str())]);
        let vouchers = visit.get::<Listed<ListedVoucher>>("overview", "/vouchers", &fields);
        let (answer, names) = futures::join!(vouchers, Names::read(visit));
        let answer: Result<Got<Listed<ListedVoucher>>, CallError> = answer;
        let none = Listed { items: Vec::new(), next_cursor: None };
        let (page, errors) = match answer {
            Ok(got) => (got.value, Errors::default()),
            Err(CallError::Refused(problem)) if problem.has("bad_cursor") => {
                return Ok(Reply::see_other(&format!("/vouchers{}", visit.query.without("cursor"))));
            }
            Err(CallError::Refused(problem)) if problem.status == 422 => {
                (none, Errors::of(visit.words, &problem.all_reasons()))
            }
            Err(error) => return Err(error.into()),
        };
        let status = errors.status();
        Ok(Reply::page(&ListPage::new(visit, &asked, &names, page, errors)?)?.with_status(status))
    })
}

impl ListPage {
    fn new(
        visit: &Visit<'_>,
        asked: &Asked,
        names: &Names,
        page: Listed<ListedVoucher>,
        mut errors: Errors,
    ) -> Result<Self, PageError> {
        let w = visit.words;
        let mut filters = Filters::new(w, asked, names);
        filters.place(&mut errors);
        let may_reserve = visit.person()?.has(&[Role::MpnAdmin]);
        let here = |query: String| format!("/vouchers{query}");
        let layout = Layout::new(visit, Section::Vouchers, w.get("vouchers-title"));
        Ok(Self {
            layout: layout.with_errors(!errors.is_empty()),
            done: done(visit),
            tabs: tabs(w, asked),
            status: asked.status.map(Status::as_str).unwrap_or_default(),
            filters,
            chips: chips(w, asked, names),
            errors,
            rows: page.items.iter().map(|item| Row::new(visit, item, names)).collect(),
            empty: empty(w, asked),
            may_reserve,
            is_partial: names.is_partial,
            first: (!asked.cursor.is_empty()).then(|| here(asked.query.without(""))),
            next: page.next_cursor.map(|cursor| here(asked.query.with("cursor", Some(&cursor)))),
            exports: if may_reserve { exports(w, asked) } else { Vec::new() },
        })
    }

    /// True when a filter is active.
    fn is_filtered(&self) -> bool {
        !self.chips.is_empty()
    }

    /// True when the page holds fewer vouchers than asked for, and more may follow.
    fn is_short(&self) -> bool {
        self.next.is_some() && self.rows.len() < PAGE
    }

    /// The address without filters.
    fn cleared(&self) -> String {
        if self.status.is_empty() { "/vouchers".to_owned() } else { format!("/vouchers?status={}", self.status) }
    }
}

/// The sentence after a cancellation: the voucher is no longer the company's, so its own page cannot say it.
fn done(visit: &Visit<'_>) -> Option<String> {
    let number = VoucherNumber::read(visit.query.text("number")).ok()?;
    (visit.query.text("done") == "cancelled").then(|| visit.words.one("vouchers-done-cancelled", "number", number))
}

fn tabs(w: Words, asked: &Asked) -> Vec<Link> {
    let kept: Form = asked.query.fields().filter(|(name, _)| *name != "can").collect();
    let tab = |status: Status| Link {
        href: format!("/vouchers{}", kept.with("status", Some(status.as_str()))),
        text: w.get(&format!("voucher-status-{}", status.as_str())),
        is_current: asked.status == Some(status),
    };
    let tabs = TABS.map(tab).into_iter();
    let everywhere = asked.status.is_none().then(|| Link {
        href: format!("/vouchers{}", asked.query.without("")),
        text: w.get("vouchers-everywhere"),
        is_current: true,
    });
    tabs.chain(everywhere).collect()
}

fn chips(w: Words, asked: &Asked, names: &Names) -> Vec<Link> {
    let shown = |name: &str, value: &str| match name {
        "program" => names
            .programs
            .iter()
            .find(|known| known.code.as_str() == value)
            .map_or_else(|| value.to_owned(), |known| known.name.text(w.language()).to_owned()),
        "location_id" => domain::LocationId::read(value).map_or_else(|_| value.to_owned(), |id| names.location(&id)),
        "country" => {
            domain::Country::read(value).map_or_else(|_| value.to_owned(), |code| names.country(&code).to_owned())
        }
        "expiring_before" => {
            Date::from_str(value).map_or_else(|_| value.to_owned(), |day| format::day(day, w.language()))
        }
        "can" => w.get(&format!("voucher-can-{}", dashed(value))),
        _ => value.to_owned(),
    };
    let chip = |name: &&'static str| {
        let value = asked.query.filled(name)?;
        let text = w.one(&format!("vouchers-chip-{}", dashed(name)), "value", shown(name, value));
        Some(Link { href: format!("/vouchers{}", asked.query.without(name)), text, is_current: false })
    };
    FILTERS.iter().filter_map(chip).collect()
}

fn exports(w: Words, asked: &Asked) -> Vec<Link> {
    let export = |format: &str| Link {
        href: format!("/vouchers/export{}", asked.query.with("format", Some(format))),
        text: w.get(&format!("vouchers-export-{format}")),
        is_current: false,
    };
    ["xlsx", "csv"].map(export).into()
}

fn empty(w: Words, asked: &Asked) -> String {
    if asked.is_filtered() {
        return w.get("vouchers-empty-filtered");
    }
    match asked.status {
        Some(Status::Redeemed) => w.get("vouchers-empty-redeemed"),
        Some(Status::Expired) => w.get("vouchers-empty-expired"),
        Some(Status::Assigned | Status::Reserved | Status::Cancelled) | None => w.get("vouchers-empty-reserved"),
    }
}

impl Filters {
    fn new(w: Words, asked: &Asked, names: &Names) -> Self {
        let value = |name: &str| asked.query.text(name);
        let input = |name: &'static str| field(w, "vouchers", name, value(name));
        let select = |name: &'static str, choices: Vec<Choice>| {
            let any = choice("", w.get("vouchers-any"), value(name));
            (input(name), std::iter::once(any).chain(choices).collect::<Vec<_>>())
        };
        let program = |program: &super::model::Program| {
            choice(program.code.as_str(), program.name.text(w.language()), value("program"))
        };
        let location = |location: &super::model::Location| {
            choice(location.id.as_str(), location.name.as_str(), value("location_id"))
        };
        let country = |code: &domain::Country| choice(code.as_str(), names.country(code), value("country"));
        let sort = |name: &str| choice(name, w.get(&format!("vouchers-sort-{}", sort_id(name))), value("sort"));
        Self {
            q: input("q"),
            program: select("program", names.programs.iter().map(program).collect()),
            location: select("location_id", names.locations.iter().map(location).collect()),
            country: select("country", names.countries().into_iter().map(country).collect()),
            expiring_before: input("expiring_before"),
            sort: (input("sort"), SORTS.map(sort).into()),
        }
    }

    fn place(&mut self, errors: &mut Errors) {
        errors.place(&mut [
            &mut self.q,
            &mut self.program.0,
            &mut self.location.0,
            &mut self.country.0,
            &mut self.expiring_before,
            &mut self.sort.0,
        ]);
    }
}

/// The id of an order's text: `-reserved_at` is `reserved-at-last`.
fn sort_id(name: &str) -> String {
    name.strip_prefix('-').map_or_else(|| dashed(name), |name| format!("{}-last", dashed(name)))
}

impl Row {
    fn new(visit: &Visit<'_>, item: &ListedVoucher, names: &Names) -> Self {
        let (w, language, voucher) = (visit.words, visit.language(), &item.voucher);
        let reservation = voucher.reservation.as_ref();
        let service = reservation
            .map_or_else(|| names.program(&voucher.program), |reserved| names.engagement(&reserved.engagement_type));
        let (due, left) = deadline(visit, voucher);
        Self {
            href: address(&voucher.number, ""),
            number: voucher.number.to_string(),
            customer: voucher.customer.name.clone(),
            service,
            program: w.two(
                "vouchers-program",
                ("program", voucher.program.as_str()),
                ("days", &voucher.days.to_string()),
            ),
            location: reservation.map(|reserved| names.location(&reserved.location_id)).unwrap_or_default(),
            dates: reservation
                .map(|reserved| format::period(reserved.start_date, reserved.end_date, language))
                .unwrap_or_default(),
            deadline: format::day(due, language),
            left: tags::days_left(w, left),
            is_soon: tags::is_soon(left) && matches!(voucher.status, Status::Reserved | Status::Redeemed),
            stage: tags::stage(w, voucher, item.claim.as_ref().map(|claim| claim.status), visit.today()),
        }
    }
}

/// The day that comes next: the last valid day, and of a redeemed voucher the last day to claim.
fn deadline(visit: &Visit<'_>, voucher: &Voucher) -> (Date, i64) {
    match voucher.claim_due_on.filter(|_| voucher.status == Status::Redeemed) {
        Some(due) => (due, i64::from(domain::calendar::days_left(visit.today(), due))),
        None => (voucher.expires_on, voucher.days_left),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &[(&str, &str)]) -> Asked {
        Asked::of(&query.iter().copied().collect())
    }

    #[test]
    fn reserved_vouchers_are_shown_first_and_a_search_looks_everywhere() {
        assert_eq!(asked(&[]).fields(), [("status", "reserved")]);
        assert_eq!(asked(&[("q", "contoso")]).fields(), [("q", "contoso")]);
        assert_eq!(asked(&[("q", "x"), ("status", "expired")]).fields(), [("status", "expired"), ("q", "x")]);
        assert_eq!(asked(&[("status", "nothing")]).status, Some(Status::Reserved));
    }

    #[test]
    fn unknown_fields_and_the_place_in_the_list_are_no_filters() {
        let asked = asked(&[("cursor", "abc"), ("done", "cancelled"), ("country", "TW"), ("q", " ")]);
        assert_eq!(asked.fields(), [("status", "reserved"), ("country", "TW")]);
        assert!(asked.is_filtered());
    }
}
