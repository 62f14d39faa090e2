//! A company's profile.

use api::{Answer, CompanyFilter, Decode, Failure, Fields, Reason, Reasons};
use domain::directory::{Description, Language, Profile, Website};
use domain::enrollment::Enrollment;
use domain::partner::Location;
use domain::text::deduplicated;
use domain::{CompanyId, Email, Fault, Flaw, LocationId, Name, ProgramCode, Refusal};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use table::{Steps, Stored};

use crate::{Context, Services};

/// The largest number of programs, languages or locations of a profile (PROGRAM.md 5.1).
const ENTRIES_MAX: usize = 100;

/// A company's profile.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Profile")]
pub(crate) struct ProfileView {
    #[serde(flatten)]
    profile: Profile,
    /// True while the directory shows it: it is published, and the company is enrolled in a program it names.
    listed: bool,
    rev: u64,
}

/// `GET /profile`.
pub(crate) async fn show(context: Context<'_, (), CompanyFilter>) -> Result<Answer<ProfileView>, Failure> {
    let company = context.caller.requested_company(context.query.company_id.as_ref())?;
    let table = &context.services.table;
    let (stored, enrollments) = futures::try_join!(table.profile(&company), table.enrollments(&company))?;
    answer(&stored.ok_or(Refusal::ProfileNotFound)?, &enrollments, context.today())
}

/// The profile as a company writes it.
#[derive(Clone)]
pub(crate) struct ProfileContent {
    display_name: Name,
    description: Description,
    website: Website,
    contact_email: Email,
    programs: Vec<ProgramCode>,
    languages: Vec<Language>,
    locations: Vec<LocationId>,
    published: bool,
}

impl Decode<Services> for ProfileContent {
    fn decode(fields: &mut Fields, services: &Services) -> Option<Self> {
        let display_name = fields.required("display_name");
        let description = fields.required("description");
        let website = fields.required("website");
        let contact_email = fields.required("contact_email");
        let programs = fields.list_with("programs", 1..=ENTRIES_MAX, |code| services.catalog.known(code));
        let languages = fields.list("languages", 1..=ENTRIES_MAX);
        let locations = fields.list("locations", 0..=ENTRIES_MAX);
        let published = fields.boolean("published");
        Some(Self {
            display_name: display_name?,
            description: description?,
            website: website?,
            contact_email: contact_email?,
            programs: deduplicated(programs?),
            languages: deduplicated(languages?),
            locations: deduplicated(locations?),
            published: published?,
        })
    }
}

impl ProfileContent {
    fn into_profile(self, company_id: CompanyId) -> Profile {
        let Self { display_name, description, website, contact_email, programs, languages, locations, published } =
            self;
        Profile {
            company_id,
            display_name,
            description,
            website,
            contact_email,
            programs,
            languages,
            locations,
            published,
        }
    }
}

/// The facts that decide about a profile: the company's locations and enrollments.
type ProfileFacts = (Vec<Stored<Location>>, Vec<Stored<Enrollment>>);

/// `PUT /profile`.
pub(crate) async fn put(context: Context<'_, ProfileContent>) -> Result<Answer<ProfileView>, Failure> {
    let company = context.caller.whole_company()?;
    let (table, profile) = (&context.services.table, context.body.clone().into_profile(company.clone()));
    let load = || async {
        let (registered, profile, locations, enrollments) = futures::try_join!(
            table.company(company),
            table.profile(company),
            table.locations(company),
            table.enrollments(company),
        )?;
        Ok::<_, Fault>(((registered, profile), (locations, enrollments)))
    };
    let steps = Steps {
        intent: &context.intent(),
        load,
        authorize: |(registered, profile): (Option<_>, _)| {
            registered.ok_or(Refusal::CompanyNotRegistered)?;
            Ok(profile)
        },
        decide: |before: &Option<Stored<Profile>>, (locations, _): &ProfileFacts| {
            check_profile(&profile, locations)?;
            Ok(profile.clone().put(before.as_ref().map(|before| &before.value)))
        },
        answer: |stored: &Stored<Profile>, (_, enrollments): &ProfileFacts| {
            answer(stored, enrollments, context.today())
        },
    };
    context.answered(table.run(steps).await?)
}

fn check_profile(profile: &Profile, locations: &[Stored<Location>]) -> Result<(), Failure> {
    let locations: Vec<_> = locations.iter().map(|stored| stored.value.clone()).collect();
    let mistakes = profile.mistakes(&locations).into_iter();
    let reasons: Reasons = mistakes.map(|(field, detail)| Reason::at(field, Flaw::Invalid.code(), detail)).collect();
    if reasons.is_empty() { Ok(()) } else { Err(Failure::Invalid(reasons)) }
}

fn answer(
    stored: &Stored<Profile>,
    enrollments: &[Stored<Enrollment>],
    today: Date,
) -> Result<Answer<ProfileView>, Failure> {
    let profile = &stored.value;
    let is_listed_by =
        |enrollment: &Enrollment| enrollment.is_in_force(today) && profile.programs.contains(&enrollment.program);
    let listed = profile.published && enrollments.iter().any(|stored| is_listed_by(&stored.value));
    Ok(Answer::json(&ProfileView { profile: profile.clone(), listed, rev: stored.rev })?.with_rev(stored.rev))
}
