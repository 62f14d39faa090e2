//! Companies, as operations register them.

use api::{Answer, BODY_BYTES_MAX, Failure, FetchKeys, Fields, Role};
use domain::attempt::Intent;
use domain::partner::{Company, CompanyDetails};
use domain::{CompanyId, Country, Email, MpnId, Name};
use table::Stored;

use crate::view::CompanyView;
use crate::{Call, no_company};

/// `GET /companies/{company_id}`.
pub(crate) async fn show<K: FetchKeys>(call: &Call<'_, K>, company: CompanyId) -> Result<Answer, Failure> {
    let company = call.company_in_path(company)?;
    let stored = call.deps.table.company(&company).await?.ok_or_else(no_company)?;
    answer(&stored)
}

/// `PUT /companies/{company_id}`.
pub(crate) async fn put<K: FetchKeys>(call: &Call<'_, K>, company: CompanyId) -> Result<Answer, Failure> {
    call.caller.needs(&[Role::Operations])?;
    let details = read(call, company)?;
    let (intent, table) = (call.intent()?, &call.deps.table);
    let act = |seen| decide(call, &details, &intent, seen);
    answer(&table::change(table, &intent, || table.company(&details.company_id), act).await?)
}

fn read<K>(call: &Call<'_, K>, company_id: CompanyId) -> Result<CompanyDetails, Failure> {
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let name = fields.required("name", Name::parse);
    let mpn_id = fields.required("mpn_id", MpnId::parse);
    let country = fields.required("country", Country::parse);
    let ends_on = fields.required("membership_ends_on", api::date);
    let membership_anniversary = fields.optional("membership_anniversary", api::date);
    let primary_contact_email = fields.optional("primary_contact_email", Email::parse);
    fields.finish(|| {
        Some(CompanyDetails {
            company_id,
            name: name?,
            mpn_id: mpn_id?,
            country: country?,
            membership_ends_on: ends_on?,
            membership_anniversary,
            primary_contact_email,
        })
    })
}

async fn decide<K: FetchKeys>(
    call: &Call<'_, K>,
    details: &CompanyDetails,
    intent: &Intent,
    seen: Option<Stored<Company>>,
) -> Result<Stored<Company>, Failure> {
    match seen {
        Some(seen) if seen.has_seen(&intent.attempt) => Ok(seen),
        seen => {
            call.check_rev(seen.as_ref())?;
            let outcome = Company::register(seen.as_ref().map(|seen| &seen.value), details.clone());
            Ok(call.deps.table.apply(seen, outcome, intent).await?)
        }
    }
}

fn answer(stored: &Stored<Company>) -> Result<Answer, Failure> {
    Ok(Answer::ok(&CompanyView::new(stored))?.with_rev(stored.rev))
}
