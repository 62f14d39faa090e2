//! `/claims`: the company's payment requests by whose turn it is, filtered. The whole state of the page is in its
//! address.

use askama::Template;
use domain::claim::{Action, Status};

use super::SUBMITTING;
use super::asked::{self, Asked, ClaimPage, PAGE, Tab};
use super::filters::{Filters, chips};
use super::forms::{address, customer, payee_address};
use super::model::Claim;
use super::next_step::NextStep;
use crate::failure::PageError;
use crate::format;
use crate::functions::CallError;
use crate::html::{Errors, Field, Layout, Section};
use crate::page::Handled;
use crate::pages::vouchers::forms::field;
use crate::pages::vouchers::names::Names;
use crate::pages::vouchers::tags::{self, Tag};
use crate::reply::Reply;
use crate::visit::Visit;
use crate::words::Words;

/// The name of the choice of rows.
const SELECT: &str = "select";

/// The page.
#[derive(Template)]
#[template(path = "pages/claims/list.html")]
struct ListPage {
    layout: Layout,
    tabs: Vec<Link>,
    tab: &'static str,
    filters: Filters,
    chips: Vec<Link>,
    errors: Errors,
    rows: Vec<Row>,
    empty: String,
    /// True when some rows can be submitted together.
    may_submit: bool,
    /// The choice of rows, with what is wrong with it.
    select: Field,
    /// True when some rows wait for a payee registration.
    waits_for_payee: bool,
    /// The address of the page with every draft selected; `None` when all are.
    select_all: Option<String>,
    /// The query of this page, to come back to.
    here: String,
    is_partial: bool,
    first: Option<String>,
    next: Option<String>,
    exports: Vec<Link>,
    exports_text: String,
}

/// A link.
pub struct Link {
    /// The address.
    pub href: String,
    /// The text.
    pub text: String,
    /// True for the address of this page.
    pub is_current: bool,
}

struct Row {
    href: String,
    id: String,
    number: String,
    customer: String,
    service: String,
    place: String,
    next: NextStep,
    /// The page of the next step, where it is not that of the payment request.
    link: Option<Link>,
    amount: String,
    tag: Tag,
    /// True when it can be selected.
    is_open: bool,
    is_selected: bool,
}

/// Shows the list.
pub fn list<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let asked = Asked::of(&visit.query);
        let (answer, names) = futures::join!(asked::read(visit, &asked), Names::read(visit));
        let (page, mut errors) = match answer {
            Ok(page) => (page, Errors::default()),
            Err(CallError::Refused(problem)) if problem.has("bad_cursor") => {
                return Ok(Reply::see_other(&format!("/claims{}", asked.query.without(""))));
            }
            Err(CallError::Refused(problem)) if problem.status == 422 => {
                (ClaimPage::default(), Errors::of(visit.words, &problem.all_reasons()))
            }
            Err(error) => return Err(error.into()),
        };
        match visit.query.text("select") {
            "none" => errors.push(SELECT, visit.words.get("claims-select-none")),
            "answers" => errors.push("", visit.words.get("claims-select-answers")),
            "gone" => errors.push("", visit.words.get("claims-select-gone")),
            _ => {}
        }
        let status = errors.status();
        Ok(Reply::page(&ListPage::new(visit, &asked, &names, page, errors)?)?.with_status(status))
    })
}

impl ListPage {
    fn new(
        visit: &Visit<'_>,
        asked: &Asked,
        names: &Names,
        page: ClaimPage,
        mut errors: Errors,
    ) -> Result<Self, PageError> {
        let w = visit.words;
        let mut filters = Filters::new(w, asked, names);
        let may_submit = visit.person()?.has(SUBMITTING);
        let selects_all = visit.query.text("select") == "all";
        let row = |claim: &Claim| Row::new(w, claim, names, may_submit, selects_all);
        let rows: Vec<Row> = page.claims.iter().map(row).collect();
        let may_submit = rows.iter().any(|row| row.is_open);
        let mut select = field(w, "claims", SELECT, "");
        filters.place(&mut errors, may_submit.then_some(&mut select));
        let here = visit.query.without("select");
        let exports_text = if asked.only_status().is_some() { "claims-export-tab" } else { "claims-export-all" };
        Ok(Self {
            layout: Layout::new(visit, Section::Claims, w.get("claims-title")).with_errors(!errors.is_empty()),
            tabs: tabs(w, asked),
            tab: asked.tab.map(Tab::name).unwrap_or_default(),
            filters,
            chips: chips(w, asked, names),
            errors,
            rows,
            empty: empty(w, asked),
            may_submit,
            select,
            waits_for_payee: page.claims.iter().any(Claim::waits_for_payee),
            select_all: (!selects_all).then(|| format!("/claims{}", visit.query.with("select", Some("all")))),
            here,
            is_partial: names.is_partial,
            first: asked.is_later_page().then(|| format!("/claims{}", asked.query.without(""))),
            next: page.next.map(|place| format!("/claims{}", asked.at(&place))),
            exports: exports(w, asked),
            exports_text: w.get(exports_text),
        })
    }

    /// True when a filter is active.
    fn is_filtered(&self) -> bool {
        !self.chips.is_empty()
    }

    /// True when the page holds fewer payment requests than it could, and more may follow.
    fn is_short(&self) -> bool {
        self.next.is_some() && self.rows.len() < PAGE
    }

    /// The address without filters.
    fn cleared(&self) -> String {
        if self.tab.is_empty() { "/claims".to_owned() } else { format!("/claims?tab={}", self.tab) }
    }
}

fn tabs(w: Words, asked: &Asked) -> Vec<Link> {
    let tab = |tab: Tab| Link {
        href: format!("/claims{}", asked.query.with("tab", Some(tab.name()))),
        text: w.get(&format!("claims-tab-{}", tab.name())),
        is_current: asked.tab == Some(tab),
    };
    let everywhere = asked.tab.is_none().then(|| Link {
        href: format!("/claims{}", asked.query.without("")),
        text: w.get("claims-everywhere"),
        is_current: true,
    });
    Tab::ALL.map(tab).into_iter().chain(everywhere).collect()
}

fn exports(w: Words, asked: &Asked) -> Vec<Link> {
    let export = |format: &str| Link {
        href: format!("/claims/export{}", asked.query.with("format", Some(format))),
        text: w.get(&format!("vouchers-export-{format}")),
        is_current: false,
    };
    ["xlsx", "csv"].map(export).into()
}

fn empty(w: Words, asked: &Asked) -> String {
    if asked.is_filtered() {
        return w.get("claims-empty-filtered");
    }
    w.get(&format!("claims-empty-{}", asked.tab.unwrap_or(Tab::NeedsYou).name()))
}

/// The bank profile of a returned payment.
fn payee_link(w: Words, claim: &Claim) -> Option<Link> {
    let is_returned = claim.status == Status::PaymentFailed;
    is_returned.then(|| Link { href: payee_address(claim), text: w.get("claim-to-payees"), is_current: false })
}

impl Row {
    fn new(w: Words, claim: &Claim, names: &Names, may_submit: bool, selects_all: bool) -> Self {
        let is_draft = claim.status == Status::Draft && claim.can(Action::Submit);
        let is_open = may_submit && is_draft && !claim.waits_for_payee();
        let service = claim.engagement_type.as_ref().map(|code| names.engagement(code));
        let days = w.one("days-count", "n", claim.days);
        let days = w.two("claims-program", ("program", claim.program.as_str()), ("days", &days));
        Self {
            href: address(&claim.id, ""),
            id: claim.id.to_string(),
            number: claim.voucher_number.to_string(),
            customer: customer(w, claim),
            service: service.unwrap_or_else(|| names.program(&claim.program)),
            place: w.two("claims-place", ("service", &days), ("location", &names.location(&claim.location_id))),
            next: NextStep::of(w, claim),
            link: payee_link(w, claim),
            amount: claim.amount.as_ref().map(format::money).unwrap_or_default(),
            tag: tags::claim_tag(w, claim.status),
            is_open,
            is_selected: is_open && selects_all,
        }
    }
}
