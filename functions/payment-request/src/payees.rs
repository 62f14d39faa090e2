//! Where a company is paid.

use std::collections::HashMap;

use api::page::Wanted;
use api::{Answer, BODY_BYTES_MAX, Failure, Fields, Reason, Role};
use domain::attempt::Intent;
use domain::partner::{Company, Location};
use domain::payee::{BankProfile, Payee};
use domain::{BankProfileId, CompanyId, Currency, Fault, LocationId, Name, ProgramCode, Refusal};
use table::{Stored, readable};

use crate::view::PayeeView;
use crate::{Call, tell};

/// Most bank profiles of a registration.
const PROFILES_MAX: usize = 50;

/// `GET /payees`.
pub(crate) async fn list(call: &Call<'_>) -> Result<Answer, Failure> {
    let company = call.reader()?.company_asked(call.request)?;
    let wanted = Wanted::<ProgramCode>::read(call.request)?;
    let (payees, unreadable) = readable(call.table.payees(&company).await?.into_values());
    tell(&unreadable);
    let page = wanted.of(payees.iter().collect(), |stored| stored.value.program.clone());
    Answer::ok(&page.map(PayeeView::new))
}

/// `PUT /payees/{program}`.
pub(crate) async fn put(call: &Call<'_>, program: ProgramCode) -> Result<Answer, Failure> {
    let company = call.caller.needs(&[Role::GlobalAdmin])?.whole_company()?;
    if call.catalog.program(&program).is_none() {
        return Err(Failure::not_found("program_not_found", format!("There is no program {program}.")));
    }
    let payee = read(call, company.clone(), program)?;
    let (intent, table) = (call.intent()?, call.table);
    let load = || async {
        let (registered, seen, locations, redeemed) = futures::try_join!(
            table.company(company),
            table.payee(company, &payee.program),
            table.each_location(company),
            table.seen_redeemed(company, &payee.program),
        )?;
        let has_redeemed = match redeemed {
            Some(known) => known,
            // Only the first registration asks for a redeemed voucher.
            None => seen.is_some() || table.has_redeemed(company, &payee.program).await?,
        };
        Ok::<_, Fault>((registered, seen, locations, has_redeemed))
    };
    let act = |facts| decide(call, &payee, &intent, facts);
    let stored = table::change(table, &intent, load, act).await?;
    Ok(Answer::ok(&PayeeView::new(&stored))?.with_rev(stored.rev))
}

/// The company, the registration as it stands, its locations, and whether it redeemed a voucher of the program.
type Facts = (Option<Stored<Company>>, Option<Stored<Payee>>, Locations, bool);

type Locations = HashMap<LocationId, Result<Stored<Location>, Fault>>;

async fn decide(
    call: &Call<'_>,
    payee: &Payee,
    intent: &Intent,
    (registered, seen, locations, has_redeemed): Facts,
) -> Result<Stored<Payee>, Failure> {
    registered.ok_or(Refusal::CompanyNotRegistered)?;
    if let Some(seen) = seen.as_ref().filter(|seen| seen.has_seen(&intent.attempt)) {
        return Ok(seen.clone());
    }
    check_locations(payee, &locations)?;
    match (api::if_match(call.request)?, &seen) {
        (Some(_), None) => return Err(Failure::PreconditionFailed),
        (based_on, Some(seen)) => api::check_rev(based_on, seen.rev)?,
        (None, None) => {}
    }
    let outcome = payee.clone().put(seen.as_ref().map(|seen| &seen.value), has_redeemed)?;
    Ok(call.table.apply(seen, outcome, intent).await?)
}

fn read(call: &Call<'_>, company_id: CompanyId, program: ProgramCode) -> Result<Payee, Failure> {
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let profiles = fields.objects("bank_profiles", 1..=PROFILES_MAX, |profile| {
        let id = profile.required("id", BankProfileId::parse);
        let label = profile.required("label", Name::parse);
        let currency = profile.required("currency", Currency::parse_current);
        Some(BankProfile { id: id?, label: label?, currency: currency? })
    });
    let locations = fields.entries("locations", LocationId::parse, BankProfileId::parse);
    let read = || Some(Payee { company_id, program, bank_profiles: profiles?, locations: locations? });
    let payee = read();
    for (field, detail) in payee.iter().flat_map(Payee::mistakes) {
        fields.reject(&field, detail);
    }
    fields.finish(|| payee)
}

/// Those that are named; others do not matter, whatever is wrong with them.
fn check_locations(payee: &Payee, known: &Locations) -> Result<(), Failure> {
    let mut reasons = Vec::new();
    for id in payee.locations.keys() {
        match known.get(id) {
            Some(Ok(_)) => {}
            Some(Err(fault)) => return Err(Failure::from(fault)),
            None => reasons.push(Reason::at(format!("locations.{id}"), "invalid", "is not a location of the company")),
        }
    }
    if reasons.is_empty() { Ok(()) } else { Err(Failure::Invalid(reasons)) }
}
