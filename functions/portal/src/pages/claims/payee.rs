//! `/company/payees/{program}`: the bank profiles of a program, and the one by which each location is paid (PROGRAM.md
//! 11.4).

use askama::Template;
use domain::ProgramCode;

use super::model::{BankProfile, Payee};
use super::payee_form::{Draft, PayeeForm, place};
use super::reads::{self, FUNCTION};
use super::{REGISTERING, forms};
use crate::failure::PageError;
use crate::form::query;
use crate::functions::{CallError, Got, segment};
use crate::html::{Errors, Layout, Section};
use crate::page::Handled;
use crate::pages::company::parts::{self, Tab, TabLink};
use crate::pages::vouchers::details::Fact;
use crate::pages::vouchers::model::{Location, Program};
use crate::pages::vouchers::reads as voucher_reads;
use crate::reply::Reply;
use crate::visit::Visit;

/// The revision of a registration that does not exist yet.
const NEW: &str = "*";

/// The page.
#[derive(Template)]
#[template(path = "pages/claims/payee.html")]
struct PayeePage {
    layout: Layout,
    tabs: Vec<TabLink>,
    done: Option<(String, String)>,
    errors: Errors,
    name: String,
    /// How many payment requests wait for it; empty for none.
    waiting: String,
    waiting_href: String,
    /// What is stored, by bank profile: for readers, and after a change by somebody else.
    stored: Vec<Fact>,
    action: String,
    key: String,
    etag: String,
    /// The form, for those who may send it.
    form: Option<PayeeForm>,
}

/// What the page is made of.
struct Facts {
    program: Program,
    payee: Option<Payee>,
    locations: Vec<Location>,
}

impl Facts {
    /// Reads all of it: a registration that is saved with a part of the locations would lose the others.
    async fn read(visit: &Visit<'_>) -> Result<Self, PageError> {
        let code: ProgramCode = visit.capture("program")?;
        let (programs, payees, locations) =
            futures::try_join!(voucher_reads::programs(visit), reads::payees(visit), voucher_reads::locations(visit))?;
        let program = programs.into_iter().find(|program| program.code == code).ok_or(PageError::NotFound)?;
        let payee = payees.into_iter().find(|payee| payee.program == code);
        Ok(Self { program, payee, locations })
    }
}

/// Shows the registration.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        if parts::company(visit)?.is_none() {
            return parts::no_company(visit);
        }
        let facts = Facts::read(visit).await?;
        let draft = facts.payee.as_ref().map(Draft::stored).unwrap_or_default();
        page(visit, &facts, &draft, Errors::default()).await
    })
}

/// Saves the registration, or adds rows to the form.
pub fn write<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let facts = Facts::read(visit).await?;
        let draft = Draft::typed(&visit.form, &facts.locations);
        let mut errors = Errors::default();
        if visit.form.text("go") == "more" {
            return page(visit, &facts, &draft, errors).await;
        }
        draft.check(visit.words, &mut errors);
        if !errors.is_empty() {
            return page(visit, &facts, &draft, errors).await;
        }
        let path = format!("/payees/{}", segment(facts.program.code.as_str()));
        let answer: Result<Got<Payee>, CallError> = visit.command("PUT", FUNCTION, &path, &draft.body()).await;
        match answer {
            Ok(_) => Ok(Reply::see_other(&format!("{}?done=saved", address(&facts.program.code)))),
            Err(CallError::Refused(problem)) if problem.status == 412 => {
                let facts = Facts::read(visit).await?;
                page(visit, &facts, &draft, Errors::changed_form(visit.words)).await
            }
            Err(CallError::Refused(problem)) if matches!(problem.status, 409 | 422) => {
                page(visit, &facts, &draft, Errors::of(visit.words, &problem.all_reasons())).await
            }
            Err(error) => Err(error.into()),
        }
    })
}

fn address(program: &ProgramCode) -> String {
    format!("/company/payees/{}", segment(program.as_str()))
}

async fn page(visit: &Visit<'_>, facts: &Facts, draft: &Draft, errors: Errors) -> Result<Reply, PageError> {
    let code = &facts.program.code;
    let waiting = reads::waiting_for_payee(visit, Some(code)).await.map_or(0, |waiting| waiting.len());
    let status = errors.status();
    Ok(Reply::page(&PayeePage::new(visit, facts, draft, waiting, errors)?)?.with_status(status))
}

impl PayeePage {
    fn new(
        visit: &Visit<'_>,
        facts: &Facts,
        draft: &Draft,
        waiting: usize,
        mut errors: Errors,
    ) -> Result<Self, PageError> {
        let (w, code) = (visit.words, &facts.program.code);
        let may_register = parts::may(visit.person()?, REGISTERING);
        let wants_more = visit.form.text("go") == "more";
        let mut form = may_register.then(|| PayeeForm::new(w, draft, &facts.locations, wants_more));
        if let Some(form) = &mut form {
            form.place(&mut errors);
        }
        let revision = facts.payee.as_ref().map(|payee| format!("\"{}\"", payee.rev));
        let shows_stored = !may_register || errors.is_stale();
        Ok(Self {
            layout: Layout::new(visit, Section::Company, w.one("payee-title", "program", code))
                .with_errors(!errors.is_empty()),
            tabs: parts::tabs(visit, Tab::Payees),
            done: forms::done(visit, &["saved"], "payee-done").filter(|_| errors.is_empty()),
            name: facts.program.name.text(w.language()).to_owned(),
            waiting: if waiting > 0 { w.count("payees-waiting", waiting) } else { String::new() },
            waiting_href: format!("/claims{}", query([("program", code.as_str())].into_iter())),
            stored: if shows_stored { stored(visit, facts) } else { Vec::new() },
            action: address(code),
            key: visit.new_key(),
            etag: errors.etag(&visit.form, Some(revision.as_deref().unwrap_or(NEW))),
            form,
            errors,
        })
    }
}

/// The stored bank profiles, each with the locations that it pays, and the locations that none pays.
fn stored(visit: &Visit<'_>, facts: &Facts) -> Vec<Fact> {
    let (w, Some(payee)) = (visit.words, &facts.payee) else { return Vec::new() };
    let paid_by = |id: Option<&String>| -> Vec<String> {
        let of = facts.locations.iter().filter(|location| payee.locations.get(&location.id) == id);
        of.map(|location| place(w, location)).collect()
    };
    let profile = |profile: &BankProfile| {
        let text = w.two("payee-stored", ("id", &profile.id), ("currency", &profile.currency));
        let locations = paid_by(Some(&profile.id));
        Fact { label: profile.label.clone(), lines: std::iter::once(text).chain(locations).collect() }
    };
    let unpaid = paid_by(None);
    let unpaid = (!unpaid.is_empty()).then(|| Fact { label: w.get("payee-stored-unpaid"), lines: unpaid });
    payee.bank_profiles.iter().map(profile).chain(unpaid).collect()
}
