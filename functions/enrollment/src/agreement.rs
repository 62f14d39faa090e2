//! The provider agreement: the text in force, and signing it (PROGRAM.md 3.3).

use api::{Answer, CompanyFilter, Decode, Failure, Fields};
use domain::Refusal;
use domain::accepted_text::ShownText;
use domain::partner::Company;
use table::{Steps, Stored};

use crate::view::AgreementView;
use crate::{Context, Services};

/// `GET /agreements/current`: the text in force and the company's signature. Operations may omit the company.
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

/// The text that a company signs: what the signer was shown.
pub(crate) struct Sign(ShownText);

impl Decode<Services> for Sign {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let version = fields.required("version");
        let sha256 = fields.about("The digest of the text that was shown, in either language.").required("sha256");
        Some(Self(ShownText { version: version?, sha256: sha256? }))
    }
}

/// `POST /agreements`.
pub(crate) async fn sign(context: Context<'_, Sign>) -> Result<Answer<AgreementView>, Failure> {
    let (table, company) = (&context.services.table, context.caller.whole_company()?);
    let (shown, agreement, intent) = (&context.body.0, &context.services.catalog.agreement, context.intent());
    let steps = Steps {
        intent: &intent,
        load: || async { Ok((table.company(company).await?, ())) },
        authorize: |company: Option<Stored<Company>>| company.ok_or_else(|| Refusal::CompanyNotRegistered.into()),
        decide: |before: &Stored<Company>, (): &()| Ok(before.value.clone().sign(shown, agreement, &intent)?),
        answer: |stored: &Stored<Company>, (): &()| answer(&context, Some(stored)),
    };
    context.answered(table.run(steps).await?)
}

fn answer<B, Q>(
    context: &Context<'_, B, Q>,
    stored: Option<&Stored<Company>>,
) -> Result<Answer<AgreementView>, Failure> {
    let (agreement, language) = (&context.services.catalog.agreement, context.language(None));
    let view = AgreementView::new(agreement, language, stored.map(|stored| &stored.value));
    let answer = Answer::json(&view)?.in_language(language);
    Ok(match stored {
        Some(stored) => answer.with_rev(stored.rev),
        None => answer,
    })
}
