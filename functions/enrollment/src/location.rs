//! Locations: added and changed, never removed, since payments hang on them.

use api::page::Wanted;
use api::{Answer, BODY_BYTES_MAX, Failure, FetchKeys, Fields};
use domain::attempt::Intent;
use domain::partner::Location;
use domain::{CompanyId, Country, Email, LocationId, Name, Note, ProgramCode, Refusal};
use table::Stored;

use crate::view::LocationView;
use crate::{Call, KEEPERS, READERS};

/// `GET /locations`. An enrollment approves every location of the company, so each names the programs in force.
pub(crate) async fn list<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let company = call.caller.needs(&READERS)?.company_asked(call.request)?;
    let wanted = Wanted::<LocationId>::read(call.request)?;
    let table = &call.deps.table;
    let (mut locations, programs) = futures::try_join!(table.locations(&company), in_force(call, &company))?;
    locations.retain(|stored| call.caller.may_act_at(&stored.value.id));
    let page = wanted.of(locations, |stored| stored.value.id.clone());
    Answer::ok(&page.map(|stored| LocationView::new(stored, &programs)))
}

/// `PUT /locations/{location_id}`. Who may act at some locations only changes those, and adds none.
pub(crate) async fn put<K: FetchKeys>(call: &Call<'_, K>, id: LocationId) -> Result<Answer, Failure> {
    let company = call.caller.needs(&KEEPERS)?.company_asked(call.request)?;
    call.caller.needs_location(&id)?;
    let location = read(call, company.clone(), id)?;
    let (intent, table) = (call.intent()?, &call.deps.table);
    let load = || async {
        futures::try_join!(table.company(&company), table.location(&company, &location.id), in_force(call, &company))
    };
    let act = |(registered, seen, programs): (Option<_>, _, _)| async {
        registered.ok_or(Refusal::CompanyNotRegistered)?;
        let stored = record(call, location.clone(), &intent, seen).await?;
        Ok::<_, Failure>((stored, programs))
    };
    let (stored, programs) = table::change(table, &intent, load, act).await?;
    let rev = stored.rev;
    Ok(Answer::ok(&LocationView::new(stored, &programs))?.with_rev(rev))
}

fn read<K>(call: &Call<'_, K>, company_id: CompanyId, id: LocationId) -> Result<Location, Failure> {
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let name = fields.required("name", Name::parse);
    let country = fields.required("country", Country::parse);
    let address = fields.required("address", Note::parse);
    let contact_email = fields.required("contact_email", Email::parse);
    fields.finish(|| {
        let (address, contact_email) = (Some(address?), Some(contact_email?));
        Some(Location { company_id, id, name: name?, country: country?, address, contact_email })
    })
}

async fn record<K: FetchKeys>(
    call: &Call<'_, K>,
    location: Location,
    intent: &Intent,
    seen: Option<Stored<Location>>,
) -> Result<Stored<Location>, Failure> {
    match seen {
        Some(seen) if seen.has_seen(&intent.attempt) => Ok(seen),
        seen => {
            if seen.is_none() {
                call.caller.needs_everywhere()?;
            }
            call.check_rev(seen.as_ref())?;
            let outcome = location.put(seen.as_ref().map(|seen| &seen.value));
            Ok(call.deps.table.apply(seen, outcome, intent).await?)
        }
    }
}

/// The programs that the company is enrolled in today.
async fn in_force<K: FetchKeys>(call: &Call<'_, K>, company: &CompanyId) -> Result<Vec<ProgramCode>, domain::Fault> {
    let enrollments = call.deps.table.enrollments(company).await?;
    let in_force = enrollments.into_iter().filter(|stored| stored.value.is_in_force(call.today()));
    Ok(in_force.map(|stored| stored.value.program).collect())
}
