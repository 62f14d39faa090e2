//! Giving an enrollment up, stopping it, letting it go on.

use api::{Answer, CompanyFilter, Decode, Failure, Fields};
use domain::enrollment::{Enrollment, Outcome};
use domain::{CompanyId, Note, Refusal, Refusals};
use table::{Steps, Stored};

use crate::view::{self, EnrollmentView};
use crate::{Call, Services, program};

/// `POST /enrollments/{program}/withdraw`.
pub(crate) async fn withdraw(call: Call<'_>) -> Result<Answer<EnrollmentView>, Failure> {
    change(&call, call.caller.whole_company()?, |enrollment| Ok(enrollment.withdraw())).await
}

/// Why operations suspend or reinstate: always said.
pub(crate) struct Decision {
    reason: Note,
}

impl Decode<Services> for Decision {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        Some(Self { reason: fields.required("reason")? })
    }
}

/// `POST /enrollments/{program}/suspend`.
pub(crate) async fn suspend(call: Call<'_, Decision, CompanyFilter>) -> Result<Answer<EnrollmentView>, Failure> {
    change(&call, &whole_company(&call)?, |held| held.suspend(call.body.reason.clone(), call.today())).await
}

/// `POST /enrollments/{program}/reinstate`.
pub(crate) async fn reinstate(call: Call<'_, Decision, CompanyFilter>) -> Result<Answer<EnrollmentView>, Failure> {
    change(&call, &whole_company(&call)?, |held| held.reinstate(call.body.reason.clone(), call.today())).await
}

/// The company that operations name, all of it.
fn whole_company(call: &Call<'_, Decision, CompanyFilter>) -> Result<CompanyId, Failure> {
    call.caller.needs_everywhere()?;
    call.caller.company_asked(call.query.company_id.as_ref())
}

async fn change<B: Sync, Q: Sync>(
    call: &Call<'_, B, Q>,
    company: &CompanyId,
    command: impl Fn(Enrollment) -> Result<Outcome, Refusals> + Sync,
) -> Result<Answer<EnrollmentView>, Failure> {
    let (table, code) = (&call.services.table, &program(call)?.code);
    let steps = Steps {
        intent: &call.intent(),
        load: || async { Ok((table.enrollment(company, code).await?, ())) },
        may: |seen: Option<Stored<Enrollment>>| seen.ok_or_else(|| Refusal::EnrollmentNotFound.into()),
        decide: |seen: &Stored<Enrollment>, (): &()| Ok(command(seen.value.clone())?),
        answer: |stored: &Stored<Enrollment>, (): &()| view::enrollment(call, stored),
    };
    call.answered(table.run(steps).await?)
}
