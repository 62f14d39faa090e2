//! `/company/enrollments/{program}/enroll|renew|withdraw`: a page that says the consequence, and the act
//! (PROGRAM.md 4.1, 4.3, 4.5).

use askama::Template;
use domain::ProgramCode;
use domain::enrollment::Status;
use serde_json::{Value, json};

use super::answers::{Company, Enrollment, Program};
use super::parts::{self, Tab, TabLink};
use crate::failure::PageError;
use crate::format;
use crate::functions::{CallError, Got, segment};
use crate::html::{Errors, Layout, Section};
use crate::page::Handled;
use crate::pages::vouchers::model::Listed;
use crate::reply::Reply;
use crate::visit::Visit;

/// What is done with an enrollment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// Begin a first term, or one after a lapse or withdrawal.
    Enroll,
    /// Begin the next term.
    Renew,
    /// End the enrollment.
    Withdraw,
}

#[derive(Template)]
#[template(path = "pages/company/check.html")]
struct CheckPage {
    layout: Layout,
    tabs: Vec<TabLink>,
    errors: Errors,
    code: String,
    /// The address of the program's page.
    back: String,
    /// The address of the form.
    action: String,
    lead: String,
    facts: Vec<(String, String)>,
    consequences: Vec<String>,
    button: String,
    key: String,
    etag: String,
}

/// `GET /company/enrollments/{program}/enroll`.
pub fn check_enrolling<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(check(visit, Act::Enroll))
}

/// `POST /company/enrollments/{program}/enroll`.
pub fn enroll<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(run(visit, Act::Enroll))
}

/// `GET /company/enrollments/{program}/renew`.
pub fn check_renewing<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(check(visit, Act::Renew))
}

/// `POST /company/enrollments/{program}/renew`.
pub fn renew<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(run(visit, Act::Renew))
}

/// `GET /company/enrollments/{program}/withdraw`.
pub fn check_withdrawing<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(check(visit, Act::Withdraw))
}

/// `POST /company/enrollments/{program}/withdraw`.
pub fn withdraw<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(run(visit, Act::Withdraw))
}

impl Act {
    /// The name in addresses and texts.
    fn name(self) -> &'static str {
        match self {
            Self::Enroll => "enroll",
            Self::Renew => "renew",
            Self::Withdraw => "withdraw",
        }
    }

    /// The name of the confirmation.
    fn done(self) -> &'static str {
        match self {
            Self::Enroll => "enrolled",
            Self::Renew => "renewed",
            Self::Withdraw => "withdrawn",
        }
    }

    /// The texts of what follows from it.
    fn consequences(self) -> &'static [&'static str] {
        match self {
            Self::Enroll => &["term", "locations", "listing", "end"],
            Self::Renew => &["conditions", "term", "once"],
            Self::Withdraw => &["reserving", "listing", "work", "again"],
        }
    }
}

async fn check(visit: &Visit<'_>, act: Act) -> Result<Reply, PageError> {
    if parts::company(visit)?.is_none() {
        return parts::no_company(visit);
    }
    page(visit, act, Errors::default()).await
}

async fn run(visit: &Visit<'_>, act: Act) -> Result<Reply, PageError> {
    let code: ProgramCode = visit.capture("program")?;
    let own = format!("/enrollments/{}/{}", segment(code.as_str()), act.name());
    let answer = match act {
        Act::Enroll => visit.post::<Enrollment>("enrollment", "/enrollments", &json!({"program": code})).await,
        Act::Renew | Act::Withdraw => visit.post::<Enrollment>("enrollment", &own, &Value::Null).await,
    };
    match answer {
        Ok(_) => Ok(Reply::see_other(&format!("{}?done={}", address(&code), act.done()))),
        Err(CallError::Refused(problem)) if problem.status == 412 => {
            Ok(page(visit, act, Errors::changed_act(visit.words)).await?.with_status(412))
        }
        Err(CallError::Refused(problem)) if matches!(problem.status, 409 | 422) => {
            let errors = Errors::of(visit.words, &problem.all_reasons());
            Ok(page(visit, act, errors).await?.with_status(problem.status))
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(visit: &Visit<'_>, act: Act, mut errors: Errors) -> Result<Reply, PageError> {
    let code: ProgramCode = visit.capture("program")?;
    let own = format!("/enrollments/{}", segment(code.as_str()));
    let company = visit.person()?.caller.company.as_ref().map(ToString::to_string).unwrap_or_default();
    let registered = format!("/companies/{}", segment(&company));
    let (programs, own, registered) = futures::join!(
        visit.get::<Listed<Program>>("enrollment", "/programs", &[]),
        visit.get::<Enrollment>("enrollment", &own, &[]),
        visit.get::<Company>("enrollment", &registered, &[]),
    );
    let programs = programs?.value.items;
    let program = programs.iter().find(|program| program.code == code).ok_or(PageError::NotFound)?;
    let own = present(act, own)?;
    let registered = parts::beside(registered)?;
    errors.place(&mut []);
    let (w, name) = (visit.words, act.name());
    let text = |part: &str| w.one(&format!("company-{name}-{part}"), "program", &code);
    let renewing = own.as_ref().map(|own| own.value.renewable_from);
    let from = renewing.map(|day| format::day(day, visit.language())).unwrap_or_default();
    let consequence =
        |part: &&str| w.two(&format!("company-{name}-then-{part}"), ("program", code.as_str()), ("from", &from));
    let etag = own.as_ref().and_then(|own| own.etag.clone()).unwrap_or_default();
    Reply::page(&CheckPage {
        layout: Layout::new(visit, Section::Company, text("title")).with_errors(!errors.is_empty()),
        tabs: parts::tabs(visit, Tab::Requirements),
        errors,
        back: address(&code),
        action: format!("/company/enrollments/{}/{name}", segment(code.as_str())),
        lead: parts::named(visit, &program.name),
        facts: facts(visit, act, &company, registered.as_ref(), own.as_ref().map(|own| &own.value)),
        consequences: act.consequences().iter().map(consequence).collect(),
        button: text("button"),
        key: visit.new_key(),
        etag,
        code: code.to_string(),
    })
}

/// The enrollment that the act changes. A first enrollment has none before it; the other acts need one.
fn present(act: Act, answer: Result<Got<Enrollment>, CallError>) -> Result<Option<Got<Enrollment>>, PageError> {
    match (act, answer.map_err(PageError::from)) {
        (_, Ok(own)) => Ok(Some(own)),
        (Act::Enroll, Err(PageError::NotFound)) => Ok(None),
        (_, Err(error)) => Err(error),
    }
}

/// The address of the program's page.
fn address(code: &ProgramCode) -> String {
    format!("/company/requirements/{}", segment(code.as_str()))
}

/// What the act is about.
fn facts(
    visit: &Visit<'_>,
    act: Act,
    company: &str,
    registered: Option<&Company>,
    own: Option<&Enrollment>,
) -> Vec<(String, String)> {
    let (w, language, today) = (visit.words, visit.language(), visit.today());
    let day = |day| format::day(day, language);
    let name = registered.map_or_else(|| company.to_owned(), |known| format!("{} ({company})", known.name));
    let mut facts = vec![(w.get("company-fact-company"), name)];
    if let Some(term) = own.and_then(|own| own.current_term) {
        facts.push((w.get("company-fact-term"), format::period(term.term_start, term.term_end, language)));
    }
    let starts = match act {
        Act::Enroll => Some(today),
        Act::Renew => own.map(|own| if own.status.is_in_force() { own.term_end } else { today }),
        Act::Withdraw => None,
    };
    facts.extend(starts.map(|start| (w.get("company-fact-starts"), day(start))));
    if let Some(known) = registered.filter(|_| starts.is_some()) {
        facts.push((w.get("company-fact-membership"), day(known.membership_ends_on)));
        let anniversary = known.membership_anniversary.map(|on| (w.get("company-fact-anniversary"), day(on)));
        facts.extend(anniversary);
    }
    if let Some(own) = own.filter(|own| act == Act::Withdraw && own.status != Status::Active) {
        facts.push((w.get("company-fact-status"), parts::enrollment_tag(visit, Some(own)).text));
    }
    facts
}
