//! Enrolling, renewing and looking at enrollments.

use api::page::{Page, Wanted};
use api::{Answer, BODY_BYTES_MAX, Failure, FetchKeys, Fields, Role};
use domain::attempt::Intent;
use domain::catalog::Program;
use domain::enrollment::{Enrollment, GRACE_DAYS, Terms};
use domain::partner::Company;
use domain::{CompanyId, Fault, ProgramCode, Refusal, Refusals, calendar};
use lambda_http::http::StatusCode;
use table::{EnrollmentFacts, Stored};

use crate::view::{DuePlace, EnrollmentView};
use crate::{Call, READERS};

/// Where a page of one company's enrollments ends.
type Place = ProgramCode;

/// `POST /enrollments`.
pub(crate) async fn enroll<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let company = call.caller.needs(&[Role::MpnAdmin])?.whole_company()?;
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let known = |text: &str| {
        let code = ProgramCode::parse(text)?;
        call.deps
            .catalog
            .program(&code)
            .ok_or_else(|| domain::Invalid::new("is not a program; GET /programs lists them"))
    };
    let program = fields.required("program", known);
    let program = fields.finish(|| program)?;
    let renewing = false;
    term(call, company, program, renewing, StatusCode::CREATED).await
}

/// `POST /enrollments/{program}/renew`.
pub(crate) async fn renew<K: FetchKeys>(call: &Call<'_, K>, program: &Program) -> Result<Answer, Failure> {
    let company = call.caller.needs(&[Role::MpnAdmin, Role::GlobalAdmin])?.whole_company()?;
    Fields::read_optional(call.request, BODY_BYTES_MAX)?.finish(|| Some(()))?;
    let renewing = true;
    term(call, company, program, renewing, StatusCode::OK).await
}

/// A new term: the first one, or the next.
async fn term<K: FetchKeys>(
    call: &Call<'_, K>,
    company: &CompanyId,
    program: &Program,
    renewing: bool,
    status: StatusCode,
) -> Result<Answer, Failure> {
    let (intent, table) = (call.intent()?, &call.deps.table);
    let load = || table.enrollment_facts(company, &program.code);
    let act = |facts| decide(call, program, renewing, &intent, facts);
    let stored = table::change(table, &intent, load, act).await?;
    Ok(Answer::json(status, &EnrollmentView::new(call, &stored))?.with_rev(stored.rev))
}

async fn decide<K: FetchKeys>(
    call: &Call<'_, K>,
    program: &Program,
    renewing: bool,
    intent: &Intent,
    facts: EnrollmentFacts,
) -> Result<Stored<Enrollment>, Failure> {
    let EnrollmentFacts { company, enrollment: seen, evidence } = facts;
    if let Some(seen) = &seen
        && seen.has_seen(&intent.attempt)
    {
        return Ok(seen.clone());
    }
    call.check_rev(seen.as_ref())?;
    let company: Company = company.ok_or(Refusal::CompanyNotRegistered)?.value;
    let agreement = &call.deps.catalog.agreement.version;
    let terms = Terms { program, agreement, company: &company, evidence: &evidence };
    let standing = seen.as_ref().map(|seen| &seen.value);
    let outcome = if renewing {
        let standing = standing.cloned().ok_or_else(|| Refusals::from(Refusal::EnrollmentNotFound))?;
        standing.renew(&terms, call.today())?
    } else {
        Enrollment::enroll(standing, &terms, call.today())?
    };
    Ok(call.deps.table.apply(seen, outcome, intent).await?)
}

/// `GET /enrollments/{program}`.
pub(crate) async fn show<K: FetchKeys>(call: &Call<'_, K>, program: &Program) -> Result<Answer, Failure> {
    let company = call.caller.needs(&READERS)?.company_asked(call.request)?;
    let stored = call.deps.table.enrollment(&company, &program.code).await?.ok_or(Refusal::EnrollmentNotFound)?;
    Ok(Answer::ok(&EnrollmentView::new(call, &stored))?.with_rev(stored.rev))
}

/// `GET /enrollments`: a company's own; for operations, with `due_before`, those of all companies whose term ends before
/// that day, the ones that time will change next coming first.
pub(crate) async fn list<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let caller = call.caller.needs(&READERS)?;
    let due_before = api::query::parsed(call.request, "due_before", api::date)?;
    let names_company = api::query::parsed(call.request, "company_id", CompanyId::parse)?.is_some();
    if let Some(before) = due_before
        && caller.is_operations()
        && !names_company
    {
        return all_due(call, before).await;
    }
    let company = caller.company_asked(call.request)?;
    let wanted = Wanted::<Place>::read(call.request)?;
    let mut enrollments = call.deps.table.enrollments(&company).await?;
    enrollments.retain(|stored| due_before.is_none_or(|before| stored.value.term_end < before));
    let page = wanted.of(enrollments, |stored| stored.value.program.clone());
    Answer::ok(&page.map(|stored| EnrollmentView::new(call, &stored)))
}

async fn all_due<K: FetchKeys>(call: &Call<'_, K>, before: jiff::civil::Date) -> Result<Answer, Failure> {
    let wanted = Wanted::<DuePlace>::read(call.request)?;
    let after = wanted.after.as_ref().map(DuePlace::as_str);
    // What time does last to a term that ended before that day comes a day after its grace.
    let through = calendar::days_after(before, GRACE_DAYS.saturating_add(1));
    let found = call.deps.table.enrollments_due(through, after, wanted.limit).await?;
    // A page that storage filled may go on; its last place counts, whether or not that item is shown.
    let next = if found.len() < wanted.limit { None } else { found.last().map(|(place, _)| place.clone()) };
    let due = found.into_iter().filter_map(|(place, stored)| readable(&place, stored));
    let due = due.filter(|stored| stored.value.term_end < before);
    Answer::ok(&Page::new(due.map(|stored| EnrollmentView::new(call, &stored)).collect(), next))
}

/// One that cannot be read takes no other with it.
fn readable(place: &str, stored: Result<Stored<Enrollment>, Fault>) -> Option<Stored<Enrollment>> {
    stored
        .inspect_err(|fault| {
            let fault: &dyn std::error::Error = fault;
            tracing::error!(place, fault, "an enrollment cannot be read; the list goes without it");
        })
        .ok()
}
