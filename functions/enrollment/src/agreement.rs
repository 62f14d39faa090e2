//! The provider agreement: what is in force, and signing it.

use api::{Answer, CompanyFilter, Decode, Failure, Fields};
use domain::partner::Company;
use domain::{AgreementVersion, Refusal};
use table::{Steps, Stored};

use crate::view::AgreementView;
use crate::{Call, Services};

/// `GET /agreements/current`: the version in force, and whether the company signed it. Operations need not name a company.
pub(crate) async fn current(call: Call<'_, (), CompanyFilter>) -> Result<Answer<AgreementView>, Failure> {
    let named = call.query.company_id.as_ref();
    let company = match named {
        None if call.caller.is_operations() => None,
        named => Some(call.caller.company_asked(named)?),
    };
    let stored = match &company {
        Some(company) => call.services.table.company(company).await?,
        None => None,
    };
    answer(&call, stored.as_ref())
}

/// The version that a company signs.
pub(crate) struct Sign {
    version: AgreementVersion,
}

impl Decode<Services> for Sign {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        Some(Self { version: fields.required("version")? })
    }
}

/// `POST /agreements`.
pub(crate) async fn sign(call: Call<'_, Sign>) -> Result<Answer<AgreementView>, Failure> {
    let (table, company) = (&call.services.table, call.caller.whole_company()?);
    let (version, in_force) = (&call.body.version, &call.services.catalog.agreement.version);
    let steps = Steps {
        intent: &call.intent(),
        load: || async { Ok((table.company(company).await?, ())) },
        may: |seen: Option<Stored<Company>>| seen.ok_or_else(|| Refusal::CompanyNotRegistered.into()),
        decide: |seen: &Stored<Company>, (): &()| {
            Ok(seen.value.clone().sign(version.clone(), in_force, &call.caller.sub, call.now)?)
        },
        answer: |stored: &Stored<Company>, (): &()| answer(&call, Some(stored)),
    };
    call.answered(table.run(steps).await?)
}

fn answer<B, Q>(call: &Call<'_, B, Q>, stored: Option<&Stored<Company>>) -> Result<Answer<AgreementView>, Failure> {
    let agreement = &call.services.catalog.agreement;
    let answer = Answer::json(&AgreementView::new(agreement, stored.map(|stored| &stored.value)))?;
    Ok(match stored {
        Some(stored) => answer.with_rev(stored.rev),
        None => answer,
    })
}
