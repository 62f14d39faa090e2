//! `/company/payees`: where the company is paid, by program (PROGRAM.md 11.4).

use askama::Template;

use super::model::{Claim, Payee};
use super::{REGISTERING, reads};
use crate::functions::segment;
use crate::html::{Layout, Section};
use crate::page::Handled;
use crate::pages::company::parts::{self, Tab, TabLink};
use crate::pages::vouchers::model::Program;
use crate::pages::vouchers::names::Names;
use crate::pages::vouchers::tags::Tag;
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "pages/claims/payees.html")]
struct PayeesPage {
    layout: Layout,
    tabs: Vec<TabLink>,
    rows: Vec<Row>,
    /// True for a reader who registers.
    may_register: bool,
    /// True when it is not known which payment requests wait.
    is_waiting_unknown: bool,
}

/// A program.
struct Row {
    href: String,
    code: String,
    name: String,
    tag: Tag,
    profiles: Vec<String>,
    waiting: String,
}

/// Shows the registrations.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        if parts::company(visit)?.is_none() {
            return parts::no_company(visit);
        }
        let (payees, waiting, names) =
            futures::join!(reads::payees(visit), reads::waiting_for_payee(visit, None), Names::read(visit));
        let (payees, waiting) = (payees?, waiting.ok());
        let claims = waiting.as_deref().unwrap_or_default();
        let row = |program: &Program| Row::new(visit, program, &payees, claims);
        // Under a retired program nothing new is paid: without an older payment it needs no bank profile.
        let is_shown = |program: &&Program| {
            let has_payee = || payees.iter().any(|payee| payee.program == program.code);
            let waits = || claims.iter().any(|claim| claim.program == program.code);
            !program.is_retired(visit.today()) || has_payee() || waits()
        };
        Reply::page(&PayeesPage {
            layout: Layout::new(visit, Section::Company, visit.words.get("payees-title")),
            tabs: parts::tabs(visit, Tab::Payees),
            rows: names.programs.iter().filter(is_shown).map(row).collect(),
            may_register: parts::may(visit.person()?, REGISTERING),
            is_waiting_unknown: waiting.is_none(),
        })
    })
}

impl Row {
    fn new(visit: &Visit<'_>, program: &Program, payees: &[Payee], waiting: &[Claim]) -> Self {
        let w = visit.words;
        let payee = payees.iter().find(|payee| payee.program == program.code);
        let waiting = waiting.iter().filter(|claim| claim.program == program.code).count();
        let tag = match (payee, waiting) {
            (_, 1..) => Tag::new(w, "payees-waited-for", "amber"),
            (Some(_), 0) => Tag::new(w, "payees-registered", "green"),
            (None, 0) => Tag::new(w, "payees-not-registered", "grey"),
        };
        let profiles = payee.map(|payee| payee.bank_profiles.as_slice()).unwrap_or_default();
        let profile = |profile: &super::model::BankProfile| {
            let paid = payee.into_iter().flat_map(|payee| payee.locations.values());
            let paid = paid.filter(|id| **id == profile.id).count();
            w.with(
                "payees-profile",
                &[
                    ("label", profile.label.clone()),
                    ("currency", profile.currency.clone()),
                    ("locations", w.count("payees-locations", paid)),
                ],
            )
        };
        Self {
            href: format!("/company/payees/{}", segment(program.code.as_str())),
            code: program.code.to_string(),
            name: program.name.text(w.language()).to_owned(),
            tag,
            profiles: profiles.iter().map(profile).collect(),
            waiting: if waiting > 0 { w.count("payees-waiting", waiting) } else { String::new() },
        }
    }
}
