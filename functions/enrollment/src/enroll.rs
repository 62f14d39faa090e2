//! Enrolling and renewing: a new term, the first one or the next.

use api::{Answer, Decode, Failure, Fields};
use domain::catalog::Program;
use domain::enrollment::{Enrollment, Outcome, Terms};
use domain::partner::{Company, Evidence};
use domain::{Fault, ProgramCode, Refusal, Refusals};
use jiff::civil::Date;
use table::{Steps, Stored};

use crate::view::{self, EnrollmentView};
use crate::{Call, Services, known_program, program};

/// The program that a company enrolls in.
pub(crate) struct Enroll {
    program: ProgramCode,
}

impl Decode<Services> for Enroll {
    fn decode(fields: &mut Fields, services: &Services) -> Option<Self> {
        Some(Self { program: fields.required_with("program", |code| services.catalog.known(code))? })
    }
}

/// `POST /enrollments`.
pub(crate) async fn enroll(call: Call<'_, Enroll>) -> Result<Answer<EnrollmentView>, Failure> {
    let program = known_program(&call, &call.body.program)?;
    begin_term(&call, program, Enrollment::enroll).await
}

/// `POST /enrollments/{program}/renew`.
pub(crate) async fn renew(call: Call<'_>) -> Result<Answer<EnrollmentView>, Failure> {
    let renew = |seen: Option<&Enrollment>, terms: &Terms<'_>, today: Date| {
        let standing = seen.cloned().ok_or_else(|| Refusals::from(Refusal::EnrollmentNotFound))?;
        standing.renew(terms, today)
    };
    begin_term(&call, program(&call)?, renew).await
}

/// Besides the enrollment, what decides about a new term.
type Facts = (Option<Stored<Company>>, Vec<Evidence>);

async fn begin_term<B: Sync>(
    call: &Call<'_, B>,
    program: &Program,
    decide: impl Fn(Option<&Enrollment>, &Terms<'_>, Date) -> Result<Outcome, Refusals> + Sync,
) -> Result<Answer<EnrollmentView>, Failure> {
    let (table, company) = (&call.services.table, call.caller.whole_company()?);
    let load = || async {
        let (enrollment, company, evidence) = futures::try_join!(
            table.enrollment(company, &program.code),
            table.company(company),
            table.evidence(company)
        )?;
        Ok::<_, Fault>((enrollment, (company, evidence)))
    };
    let steps = Steps {
        intent: &call.intent(),
        load,
        may: Ok,
        decide: |seen: &Option<Stored<Enrollment>>, (company, evidence): &Facts| {
            let company = &company.as_ref().ok_or(Refusal::CompanyNotRegistered)?.value;
            let terms = Terms { program, agreement: &call.services.catalog.agreement.version, company, evidence };
            Ok(decide(seen.as_ref().map(|seen| &seen.value), &terms, call.today())?)
        },
        answer: |stored: &Stored<Enrollment>, _: &Facts| view::enrollment(call, stored),
    };
    call.answered(table.run(steps).await?)
}
