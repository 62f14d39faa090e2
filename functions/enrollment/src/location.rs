//! Locations: added and changed, never removed, because payments refer to them (PROGRAM.md 3.2).

use api::{Answer, CompanyFilter, Decode, Failure, Fields, Page, PageRequest};
use domain::partner::Location;
use domain::{CompanyId, Country, Email, Fault, LocationId, Name, Note, ProgramCode, Refusal};
use table::{Steps, Stored};

use crate::view::LocationView;
use crate::{Context, Services};

/// `GET /locations`. An enrollment in force approves every location of the company (DECISIONS.md 23).
pub(crate) async fn list(
    context: Context<'_, (), (CompanyFilter, PageRequest<LocationId>)>,
) -> Result<Answer<Page<LocationView>>, Failure> {
    let (table, (filter, page)) = (&context.services.table, &context.query);
    let company = context.caller.requested_company(filter.company_id.as_ref())?;
    let (mut locations, programs) =
        futures::try_join!(table.locations(&company), programs_in_force(&context, &company))?;
    locations.retain(|stored| context.caller.may_act_at(&stored.value.id));
    let page = page.of(locations, |stored| stored.value.id.clone());
    Answer::json(&page.map(|stored| LocationView::new(stored, &programs)))
}

/// The location as a company writes it.
#[derive(Clone)]
pub(crate) struct LocationContent {
    name: Name,
    country: Country,
    address: Note,
    contact_email: Email,
}

impl Decode<Services> for LocationContent {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let name = fields.required("name");
        let country = fields.required("country");
        let address = fields.required("address");
        let contact_email = fields.required("contact_email");
        Some(Self { name: name?, country: country?, address: address?, contact_email: contact_email? })
    }
}

impl LocationContent {
    fn into_location(self, company_id: CompanyId, id: LocationId) -> Location {
        let Self { name, country, address, contact_email } = self;
        Location { company_id, id, name, country, address: Some(address), contact_email: Some(contact_email) }
    }
}

/// `PUT /locations/{location_id}`. A caller limited to some locations may change those, and add none (PROGRAM.md 1.2).
pub(crate) async fn put(context: Context<'_, LocationContent, CompanyFilter>) -> Result<Answer<LocationView>, Failure> {
    let (table, id) = (&context.services.table, context.path.parse("location_id")?);
    let company = context.caller.requested_company(context.query.company_id.as_ref())?;
    context.caller.require_location(&id)?;
    let load = || async {
        let (registered, location, programs) = futures::try_join!(
            table.company(&company),
            table.location(&company, &id),
            programs_in_force(&context, &company)
        )?;
        Ok::<_, Fault>(((registered, location), programs))
    };
    let steps = Steps {
        intent: &context.intent(),
        load,
        authorize: |(registered, location): (Option<_>, Option<Stored<Location>>)| {
            registered.ok_or(Refusal::CompanyNotRegistered)?;
            if location.is_none() {
                context.caller.require_whole_company()?;
            }
            Ok(location)
        },
        decide: |before: &Option<Stored<Location>>, _: &Vec<ProgramCode>| {
            let location = context.body.clone().into_location(company.clone(), id.clone());
            Ok(location.put(before.as_ref().map(|before| &before.value)))
        },
        answer: |stored: &Stored<Location>, programs: &Vec<ProgramCode>| {
            Ok::<_, Failure>(Answer::json(&LocationView::new(stored.clone(), programs))?.with_rev(stored.rev))
        },
    };
    context.answered(table.run(steps).await?)
}

/// Reads the programs that the company is enrolled in today.
async fn programs_in_force<B, Q>(context: &Context<'_, B, Q>, company: &CompanyId) -> Result<Vec<ProgramCode>, Fault> {
    let (enrollments, today) = (context.services.table.enrollments(company).await?, context.today());
    let in_force = enrollments.into_iter().filter(|stored| stored.value.is_in_force(today));
    Ok(in_force.map(|stored| stored.value.program).collect())
}
