//! The two `GET` operations on enrollments: one, and the list.

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

/// The filter of an enrollment list. The list, and with it the type of its cursor, depends on the caller.
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
        let company_id =
            fields.about("The company. Required for operations, optional for partners.").optional("company_id");
        Some(Self { due_before, company_id, page: PageRequest::decode(fields, services)? })
    }
}

domain::parsed_text!(
    /// The cursor of the list of due enrollments: the day, the company and the program.
    DueCursor,
    |text| {
        let mut parts = text.split('#');
        let mut part = || parts.next().unwrap_or_default();
        calendar::day(part())?;
        CompanyId::parse(part())?;
        ProgramCode::parse(part())?;
        if parts.next().is_some() {
            return Err(Invalid::new(Flaw::Invalid, "is not a cursor of this list"));
        }
        Ok(text.to_owned())
    }
);

/// `GET /enrollments`: the enrollments of one company. For operations with `due_before` and no company: those of all
/// companies whose term ends before that day, in the order of their next change.
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
    let after = page.after.as_ref().map(|cursor| cursor.0.as_str());
    // The last change of a term that ended before that day is its lapse, on the day after its grace period.
    let through = calendar::days_after(before, GRACE_DAYS.saturating_add(1));
    let found = context.services.table.enrollments_due(through, after, page.limit).await?;
    // A full page has a next cursor: that of its last item, also when the filter omits that item.
    let next = if found.len() < page.limit { None } else { found.last().map(|(cursor, _)| DueCursor(cursor.clone())) };
    let due = found.into_iter().filter_map(|(cursor, stored)| readable(&cursor, stored));
    let due = due.filter(|stored| stored.value.term_end < before);
    Answer::json(&page.cut(due.map(|stored| EnrollmentView::new(context, &stored)).collect(), next))
}

/// Returns the enrollment, or logs that it cannot be read; the list omits it (DECISIONS.md 34).
fn readable(cursor: &str, stored: Result<Stored<Enrollment>, Fault>) -> Option<Stored<Enrollment>> {
    let log_unreadable = |fault: &Fault| {
        let fault: &dyn std::error::Error = fault;
        tracing::error!(cursor, fault, "an enrollment cannot be read; the list omits it");
    };
    stored.inspect_err(log_unreadable).ok()
}
