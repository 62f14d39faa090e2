//! The provider agreement: what is in force, and signing it (domain.md 6.10).

use api::{Answer, BODY_BYTES_MAX, Failure, FetchKeys, Fields, Role};
use domain::partner::Company;
use domain::{AgreementVersion, CompanyId, Refusal};
use table::Stored;

use crate::view::AgreementView;
use crate::{Call, READERS};

/// `GET /agreements/current`: the version in force, and whether the company signed it. Operations need not name a company.
pub(crate) async fn current<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let caller = call.caller.needs(&READERS)?;
    let named = api::query::parsed(call.request, "company_id", CompanyId::parse)?;
    let names_none = caller.is_operations() && named.is_none();
    let company = if names_none { None } else { Some(caller.company_asked(call.request)?) };
    let stored = match &company {
        Some(company) => call.deps.table.company(company).await?,
        None => None,
    };
    let answer = answer(call, stored.as_ref())?;
    Ok(match &stored {
        Some(stored) => answer.with_rev(stored.rev),
        None => answer,
    })
}

/// `POST /agreements`.
pub(crate) async fn sign<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let company = call.caller.needs(&[Role::GlobalAdmin])?.whole_company()?;
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let version = fields.required("version", AgreementVersion::parse);
    let version = fields.finish(|| version)?;
    let (intent, table) = (call.intent()?, &call.deps.table);
    let in_force = &call.deps.catalog.agreement.version;
    let act = |seen: Option<Stored<Company>>| async {
        let seen = seen.ok_or(Refusal::CompanyNotRegistered)?;
        if seen.has_seen(&intent.attempt) {
            return Ok(seen);
        }
        call.check_rev(Some(&seen))?;
        let outcome = seen.value.clone().sign(version.clone(), in_force, &call.caller.sub, call.now)?;
        Ok::<_, Failure>(table.apply(Some(seen), outcome, &intent).await?)
    };
    let stored = table::change(table, &intent, || table.company(company), act).await?;
    Ok(answer(call, Some(&stored))?.with_rev(stored.rev))
}

fn answer<K>(call: &Call<'_, K>, stored: Option<&Stored<Company>>) -> Result<Answer, Failure> {
    Answer::ok(&AgreementView::new(&call.deps.catalog.agreement, stored.map(|stored| &stored.value)))
}
