//! Enrolling and renewing: both begin a term (PROGRAM.md 4.1, 4.3).

use api::{Answer, Decode, Failure, Fields};
use domain::catalog::Program;
use domain::enrollment::{Enrollment, EnrollmentFacts, Outcome};
use domain::partner::{Company, Evidence};
use domain::{Fault, ProgramCode, Refusal, Refusals};
use jiff::civil::Date;
use table::{Steps, Stored};

use crate::view::{self, EnrollmentView};
use crate::{Context, Services, known_program, program};

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
pub(crate) async fn enroll(context: Context<'_, Enroll>) -> Result<Answer<EnrollmentView>, Failure> {
    let program = known_program(&context, &context.body.program)?;
    begin_term(&context, program, Enrollment::enroll).await
}

/// `POST /enrollments/{program}/renew`.
pub(crate) async fn renew(context: Context<'_>) -> Result<Answer<EnrollmentView>, Failure> {
    let renew = |before: Option<&Enrollment>, facts: &EnrollmentFacts<'_>, today: Date| {
        let current = before.cloned().ok_or_else(|| Refusals::from(Refusal::EnrollmentNotFound))?;
        current.renew(facts, today)
    };
    begin_term(&context, program(&context)?, renew).await
}

/// The facts that decide about a term, besides the enrollment: the company and its evidence.
type TermFacts = (Option<Stored<Company>>, Vec<Evidence>);

async fn begin_term<B: Sync>(
    context: &Context<'_, B>,
    program: &Program,
    decide: impl Fn(Option<&Enrollment>, &EnrollmentFacts<'_>, Date) -> Result<Outcome, Refusals> + Sync,
) -> Result<Answer<EnrollmentView>, Failure> {
    let (table, company) = (&context.services.table, context.caller.whole_company()?);
    let load = || async {
        let (enrollment, company, evidence) = futures::try_join!(
            table.enrollment(company, &program.code),
            table.company(company),
            table.evidence(company)
        )?;
        Ok::<_, Fault>((enrollment, (company, evidence)))
    };
    let steps = Steps {
        intent: &context.intent(),
        load,
        authorize: Ok,
        decide: |before: &Option<Stored<Enrollment>>, (company, evidence): &TermFacts| {
            let company = &company.as_ref().ok_or(Refusal::CompanyNotRegistered)?.value;
            let facts =
                EnrollmentFacts { program, agreement: &context.services.catalog.agreement.version, company, evidence };
            Ok(decide(before.as_ref().map(|before| &before.value), &facts, context.today())?)
        },
        answer: |stored: &Stored<Enrollment>, _: &TermFacts| view::enrollment(context, stored),
    };
    context.answered(table.run(steps).await?)
}
