//! A company's profile.

use api::{Answer, BODY_BYTES_MAX, Failure, FetchKeys, Fields, Reason, Role};
use domain::attempt::Intent;
use domain::directory::{Description, Language, Profile, Website};
use domain::{CompanyId, Email, LocationId, Name, ProgramCode, Refusal};
use serde::Serialize;
use table::Stored;

use crate::Call;

/// Most programs, languages and locations of a profile.
const LIST_MAX: usize = 100;

#[derive(Serialize)]
struct ProfileView<'a> {
    #[serde(flatten)]
    profile: &'a Profile,
    /// Whether the directory shows it now: published, and enrolled in a program it names.
    listed: bool,
    rev: u64,
}

/// `GET /profile`.
pub(crate) async fn show<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let caller = call.deps.tokens.caller(call.request, call.now).await?;
    let company = caller.needs(&Role::ALL)?.company_asked(call.request)?;
    let table = &call.deps.table;
    let (stored, enrollments) = futures::try_join!(table.profile(&company), table.enrollments(&company))?;
    let missing = || Failure::not_found("profile_not_found", "The company has no profile yet.");
    let enrolled = enrollments.iter().filter(|held| held.value.is_in_force(call.today()));
    answer(&stored.ok_or_else(missing)?, enrolled.map(|held| &held.value.program))
}

/// `PUT /profile`.
pub(crate) async fn put<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let caller = call.deps.tokens.caller(call.request, call.now).await?;
    let company = caller.needs(&[Role::MpnAdmin])?.whole_company()?;
    let profile = read(call, company.clone())?;
    let (intent, table) = (api::intent(call.request, &caller, call.now)?, &call.deps.table);
    let load = || async {
        futures::try_join!(
            table.company(company),
            table.profile(company),
            table.locations(company),
            table.enrollments(company),
        )
    };
    let act = |(registered, seen, locations, enrollments): (Option<_>, Option<Stored<Profile>>, Vec<_>, _)| async {
        registered.ok_or(Refusal::CompanyNotRegistered)?;
        if let Some(seen) = &seen
            && seen.has_seen(&intent.attempt)
        {
            return Ok((seen.clone(), enrollments));
        }
        let locations: Vec<_> = locations.into_iter().map(|stored: Stored<_>| stored.value).collect();
        let mistakes = profile.mistakes(&locations).into_iter();
        let reasons: Vec<_> = mistakes.map(|(field, detail)| Reason::at(field, "invalid", detail)).collect();
        if !reasons.is_empty() {
            return Err(Failure::Invalid(reasons));
        }
        Ok((record(call, profile.clone(), &intent, seen).await?, enrollments))
    };
    let (stored, enrollments): (_, Vec<Stored<domain::enrollment::Enrollment>>) =
        table::change(table, &intent, load, act).await?;
    let enrolled = enrollments.iter().filter(|held| held.value.is_in_force(call.today()));
    answer(&stored, enrolled.map(|held| &held.value.program))
}

fn read<K>(call: &Call<'_, K>, company_id: CompanyId) -> Result<Profile, Failure> {
    let known = |text: &str| call.deps.catalog.known_program(text).map(|program| program.code.clone());
    let mut fields = Fields::read(call.request, BODY_BYTES_MAX)?;
    let display_name = fields.required("display_name", Name::parse);
    let description = fields.required("description", Description::parse);
    let website = fields.required("website", Website::parse);
    let contact_email = fields.required("contact_email", Email::parse);
    let programs = fields.list("programs", 1..=LIST_MAX, known);
    let languages = fields.list("languages", 1..=LIST_MAX, Language::parse);
    let locations = fields.list("locations", 0..=LIST_MAX, LocationId::parse);
    let published = fields.boolean("published");
    fields.finish(|| {
        Some(Profile {
            company_id,
            display_name: display_name?,
            description: description?,
            website: website?,
            contact_email: contact_email?,
            programs: once_each(programs?),
            languages: once_each(languages?),
            locations: once_each(locations?),
            published: published?,
        })
    })
}

/// Without repetitions, in the order given.
fn once_each<T: PartialEq>(list: Vec<T>) -> Vec<T> {
    let mut kept = Vec::with_capacity(list.len());
    for item in list {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

async fn record<K: FetchKeys>(
    call: &Call<'_, K>,
    profile: Profile,
    intent: &Intent,
    seen: Option<Stored<Profile>>,
) -> Result<Stored<Profile>, Failure> {
    let based_on = api::if_match(call.request)?;
    match &seen {
        Some(seen) => api::check_rev(based_on, seen.rev)?,
        None if based_on.is_some() => return Err(Failure::PreconditionFailed),
        None => {}
    }
    let outcome = profile.put(seen.as_ref().map(|seen| &seen.value));
    Ok(call.deps.table.apply(seen, outcome, intent).await?)
}

fn answer<'a>(
    stored: &Stored<Profile>,
    mut enrolled: impl Iterator<Item = &'a ProgramCode>,
) -> Result<Answer, Failure> {
    let profile = &stored.value;
    let listed = profile.published && enrolled.any(|program| profile.programs.contains(program));
    Ok(Answer::ok(&ProfileView { profile, listed, rev: stored.rev })?.with_rev(stored.rev))
}
