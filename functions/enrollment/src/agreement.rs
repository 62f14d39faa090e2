//! The provider agreement: the version in force, and signing it (PROGRAM.md 3.3).

use api::{Answer, CompanyFilter, Decode, Failure, Fields};
use domain::partner::Company;
use domain::{AgreementVersion, Refusal};
use table::{Steps, Stored};

use crate::view::AgreementView;
use crate::{Context, Services};

/// `GET /agreements/current`: the version in force and the company's signature. Operations may omit the company.
pub(crate) async fn current(context: Context<'_, (), CompanyFilter>) -> Result<Answer<AgreementView>, Failure> {
    let named = context.query.company_id.as_ref();
    let company = match named {
        None if context.caller.is_operations() => None,
        named => Some(context.caller.requested_company(named)?),
    };
    let stored = match &company {
        Some(company) => context.services.table.company(company).await?,
        None => None,
    };
    answer(&context, stored.as_ref())
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
pub(crate) async fn sign(context: Context<'_, Sign>) -> Result<Answer<AgreementView>, Failure> {
    let (table, company) = (&context.services.table, context.caller.whole_company()?);
    let (version, in_force) = (&context.body.version, &context.services.catalog.agreement.version);
    let steps = Steps {
        intent: &context.intent(),
        load: || async { Ok((table.company(company).await?, ())) },
        authorize: |company: Option<Stored<Company>>| company.ok_or_else(|| Refusal::CompanyNotRegistered.into()),
        decide: |before: &Stored<Company>, (): &()| {
            Ok(before.value.clone().sign(version.clone(), in_force, &context.caller.sub, context.now)?)
        },
        answer: |stored: &Stored<Company>, (): &()| answer(&context, Some(stored)),
    };
    context.answered(table.run(steps).await?)
}

fn answer<B, Q>(
    context: &Context<'_, B, Q>,
    stored: Option<&Stored<Company>>,
) -> Result<Answer<AgreementView>, Failure> {
    let agreement = &context.services.catalog.agreement;
    let answer = Answer::json(&AgreementView::new(agreement, stored.map(|stored| &stored.value)))?;
    Ok(match stored {
        Some(stored) => answer.with_rev(stored.rev),
        None => answer,
    })
}
