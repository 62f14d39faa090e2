//! Looking at enrollments.

use api::{Answer, CompanyFilter, Decode, Failure, Fields, Page, PageRequest};
use domain::enrollment::{Enrollment, GRACE_DAYS};
use domain::{CompanyId, Fault, Flaw, Invalid, ProgramCode, Refusal, calendar};
use jiff::civil::Date;
use table::Stored;

use crate::view::{self, EnrollmentView};
use crate::{Context, Services, program};

/// `GET /enrollments/{program}`.
pub(crate) async fn show(context: Context<'_, (), CompanyFilter>) -> Result<Answer<EnrollmentView>, Failure> {
    let (program, company) = (program(&context)?, context.caller.requested_company(context.query.company_id.as_ref())?);
    let stored =
        context.services.table.enrollment(&company, &program.code).await?.ok_or(Refusal::EnrollmentNotFound)?;
    view::enrollment(&context, &stored)
}

/// Which enrollments are wanted. The caller decides whose, and with that where a page of them ends.
pub(crate) struct EnrollmentFilter {
    due_before: Option<Date>,
    company_id: Option<CompanyId>,
    page: PageRequest<String>,
}

impl Decode<Services> for EnrollmentFilter {
    fn decode(fields: &mut Fields, services: &Services) -> Option<Self> {
        let due_before = fields
            .about("Enrollments whose term ends before this day; operations without a company see those of all.")
            .optional("due_before");
        let company_id = fields
            .about("The company whose enrollments are meant: operations name one, partners may leave it out.")
            .optional("company_id");
        Some(Self { due_before, company_id, page: PageRequest::decode(fields, services)? })
    }
}

domain::parsed_text!(
    /// Where a page of what is due ends: the day, the company, the program.
    DueCursor,
    |text| {
        let mut parts = text.split('#');
        let mut part = || parts.next().unwrap_or_default();
        calendar::day(part())?;
        CompanyId::parse(part())?;
        ProgramCode::parse(part())?;
        if parts.next().is_some() {
            return Err(Invalid::new(Flaw::Invalid, "is not a place in this list"));
        }
        Ok(text.to_owned())
    }
);

/// `GET /enrollments`: a company's own; for operations, with `due_before`, those of all companies whose term ends before
/// that day, the ones that time will change next coming first.
pub(crate) async fn list(context: Context<'_, (), EnrollmentFilter>) -> Result<Answer<Page<EnrollmentView>>, Failure> {
    let EnrollmentFilter { due_before, company_id, page } = &context.query;
    if let (Some(before), None, true) = (*due_before, company_id, context.caller.is_operations()) {
        return list_all_due(&context, before).await;
    }
    let company = context.caller.requested_company(company_id.as_ref())?;
    let page = page.with_cursor::<ProgramCode>()?;
    let mut enrollments = context.services.table.enrollments(&company).await?;
    enrollments.retain(|stored| due_before.is_none_or(|before| stored.value.term_end < before));
    let page = page.of(enrollments, |stored| stored.value.program.clone());
    Answer::json(&page.map(|stored| EnrollmentView::new(&context, &stored)))
}

async fn list_all_due(
    context: &Context<'_, (), EnrollmentFilter>,
    before: Date,
) -> Result<Answer<Page<EnrollmentView>>, Failure> {
    let page = context.query.page.with_cursor::<DueCursor>()?;
    let after = page.after.as_ref().map(|place| place.0.as_str());
    // What time does last to a term that ended before that day comes a day after its grace.
    let through = calendar::days_after(before, GRACE_DAYS.saturating_add(1));
    let found = context.services.table.enrollments_due(through, after, page.limit).await?;
    // A page that storage filled may go on; its last place counts, whether or not that item is shown.
    let next = if found.len() < page.limit { None } else { found.last().map(|(place, _)| DueCursor(place.clone())) };
    let due = found.into_iter().filter_map(|(place, stored)| readable(&place, stored));
    let due = due.filter(|stored| stored.value.term_end < before);
    Answer::json(&page.cut(due.map(|stored| EnrollmentView::new(context, &stored)).collect(), next))
}

/// One that cannot be read takes no other with it.
fn readable(place: &str, stored: Result<Stored<Enrollment>, Fault>) -> Option<Stored<Enrollment>> {
    let log_unreadable = |fault: &Fault| {
        let fault: &dyn std::error::Error = fault;
        tracing::error!(place, fault, "an enrollment cannot be read; the list goes without it");
    };
    stored.inspect_err(log_unreadable).ok()
}
