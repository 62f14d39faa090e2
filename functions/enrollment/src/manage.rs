//! Withdrawing, suspending and reinstating an enrollment (PROGRAM.md 4.5).

use api::{Answer, CompanyFilter, Decode, Failure, Fields};
use domain::enrollment::{Enrollment, Outcome};
use domain::{CompanyId, Note, Refusal, Refusals};
use table::{Steps, Stored};

use crate::view::{self, EnrollmentView};
use crate::{Context, Services, program};

/// `POST /enrollments/{program}/withdraw`.
pub(crate) async fn withdraw(context: Context<'_>) -> Result<Answer<EnrollmentView>, Failure> {
    change_enrollment(&context, context.caller.whole_company()?, |enrollment| Ok(enrollment.withdraw())).await
}

/// The body of suspending and reinstating: the reason, which is required.
pub(crate) struct Decision {
    reason: Note,
}

impl Decode<Services> for Decision {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        Some(Self { reason: fields.required("reason")? })
    }
}

/// `POST /enrollments/{program}/suspend`.
pub(crate) async fn suspend(context: Context<'_, Decision, CompanyFilter>) -> Result<Answer<EnrollmentView>, Failure> {
    change_enrollment(&context, &named_company(&context)?, |enrollment| {
        enrollment.suspend(context.body.reason.clone(), context.today())
    })
    .await
}

/// `POST /enrollments/{program}/reinstate`.
pub(crate) async fn reinstate(
    context: Context<'_, Decision, CompanyFilter>,
) -> Result<Answer<EnrollmentView>, Failure> {
    change_enrollment(&context, &named_company(&context)?, |enrollment| {
        enrollment.reinstate(context.body.reason.clone(), context.today())
    })
    .await
}

/// Returns the company that operations name.
///
/// # Errors
/// [`Failure::Forbidden`] for a caller limited to some locations.
fn named_company(context: &Context<'_, Decision, CompanyFilter>) -> Result<CompanyId, Failure> {
    context.caller.require_whole_company()?;
    context.caller.requested_company(context.query.company_id.as_ref())
}

async fn change_enrollment<B: Sync, Q: Sync>(
    context: &Context<'_, B, Q>,
    company: &CompanyId,
    command: impl Fn(Enrollment) -> Result<Outcome, Refusals> + Sync,
) -> Result<Answer<EnrollmentView>, Failure> {
    let (table, code) = (&context.services.table, &program(context)?.code);
    let steps = Steps {
        intent: &context.intent(),
        load: || async { Ok((table.enrollment(company, code).await?, ())) },
        authorize: |enrollment: Option<Stored<Enrollment>>| {
            enrollment.ok_or_else(|| Refusal::EnrollmentNotFound.into())
        },
        decide: |before: &Stored<Enrollment>, (): &()| Ok(command(before.value.clone())?),
        answer: |stored: &Stored<Enrollment>, (): &()| view::enrollment(context, stored),
    };
    context.answered(table.run(steps).await?)
}
