//! Companies, which operations register (PROGRAM.md 3.1).

use api::{Answer, Decode, Failure, Fields};
use domain::partner::{Company, CompanyDetails};
use table::{Steps, Stored};

use crate::view::CompanyView;
use crate::{Context, Services, company_in_path, company_not_found};

/// `GET /companies/{company_id}`.
pub(crate) async fn show(context: Context<'_>) -> Result<Answer<CompanyView>, Failure> {
    let company = company_in_path(&context)?;
    answer(&context.services.table.company(&company).await?.ok_or_else(company_not_found)?)
}

impl Decode<Services> for CompanyDetails {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let name = fields.required("name");
        let mpn_id = fields.required("mpn_id");
        let country = fields.required("country");
        let membership_ends_on = fields.required("membership_ends_on");
        let membership_anniversary = fields.optional("membership_anniversary");
        let primary_contact_email = fields.optional("primary_contact_email");
        Some(Self {
            name: name?,
            mpn_id: mpn_id?,
            country: country?,
            membership_ends_on: membership_ends_on?,
            membership_anniversary,
            primary_contact_email,
        })
    }
}

/// `PUT /companies/{company_id}`.
pub(crate) async fn put(context: Context<'_, CompanyDetails>) -> Result<Answer<CompanyView>, Failure> {
    context.caller.require_whole_company()?;
    let (table, company) = (&context.services.table, company_in_path(&context)?);
    let steps = Steps {
        intent: &context.intent(),
        load: || async { Ok((table.company(&company).await?, ())) },
        authorize: Ok,
        decide: |before: &Option<Stored<Company>>, (): &()| {
            let before = before.as_ref().map(|before| &before.value);
            Ok(Company::register(before, company.clone(), context.body.clone()))
        },
        answer: |stored: &Stored<Company>, (): &()| answer(stored),
    };
    context.answered(table.run(steps).await?)
}

fn answer(stored: &Stored<Company>) -> Result<Answer<CompanyView>, Failure> {
    Ok(Answer::json(&CompanyView::new(stored))?.with_rev(stored.rev))
}
