//! Giving an enrollment up, stopping it, letting it go on.

use api::{Answer, BODY_BYTES_MAX, Failure, FetchKeys, Fields, Role};
use domain::catalog::Program;
use domain::enrollment::{Enrollment, Outcome};
use domain::{CompanyId, Note, Refusal, Refusals};
use table::Stored;

use crate::Call;
use crate::view::EnrollmentView;

/// `POST /enrollments/{program}/withdraw`.
pub(crate) async fn withdraw<K: FetchKeys>(call: &Call<'_, K>, program: &Program) -> Result<Answer, Failure> {
    let company = call.caller.needs(&[Role::MpnAdmin, Role::GlobalAdmin])?.whole_company()?;
    Fields::read_optional(call.request, BODY_BYTES_MAX)?.finish(|| Some(()))?;
    change(call, company, program, |enrollment| Ok(enrollment.withdraw())).await
}

/// `POST /enrollments/{program}/suspend`.
pub(crate) async fn suspend<K: FetchKeys>(call: &Call<'_, K>, program: &Program) -> Result<Answer, Failure> {
    let (company, reason) = by_operations(call)?;
    let today = call.today();
    change(call, &company, program, |enrollment| enrollment.suspend(reason.clone(), today)).await
}

/// `POST /enrollments/{program}/reinstate`.
pub(crate) async fn reinstate<K: FetchKeys>(call: &Call<'_, K>, program: &Program) -> Result<Answer, Failure> {
    let (company, reason) = by_operations(call)?;
    let today = call.today();
    change(call, &company, program, |enrollment| enrollment.reinstate(reason.clone(), today)).await
}

/// Operations name the company in the query, and always say why.
fn by_operations<K: FetchKeys>(call: &Call<'_, K>) -> Result<(CompanyId, Note), Failure> {
    let company = call.caller.needs(&[Role::Operations])?.company_asked(call.request)?;
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let reason = fields.required("reason", Note::parse);
    Ok((company, fields.finish(|| reason)?))
}

async fn change<K: FetchKeys>(
    call: &Call<'_, K>,
    company: &CompanyId,
    program: &Program,
    command: impl Fn(Enrollment) -> Result<Outcome, Refusals> + Sync,
) -> Result<Answer, Failure> {
    let (intent, table) = (call.intent()?, &call.deps.table);
    let command = &command;
    let act = |seen: Option<Stored<Enrollment>>| async {
        let seen = seen.ok_or(Refusal::EnrollmentNotFound)?;
        if seen.has_seen(&intent.attempt) {
            return Ok(seen);
        }
        call.check_rev(Some(&seen))?;
        let outcome = command(seen.value.clone())?;
        Ok::<_, Failure>(table.apply(Some(seen), outcome, &intent).await?)
    };
    let stored = table::change(table, &intent, || table.enrollment(company, &program.code), act).await?;
    Ok(Answer::ok(&EnrollmentView::new(call, &stored))?.with_rev(stored.rev))
}
