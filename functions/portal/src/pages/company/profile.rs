//! `/company/profile`: the company's profile in the directory (PROGRAM.md 5).

use super::answers::{Enrollment, Location, Profile, Program};
use super::draft::Draft;
use super::parts;
use super::profile_page::{Lists, ProfilePage, Stored};
use crate::failure::PageError;
use crate::functions::{CallError, Got};
use crate::html::Errors;
use crate::page::Handled;
use crate::pages::vouchers::model::Listed;
use crate::reply::Reply;
use crate::visit::Visit;

/// `GET /company/profile`.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        if parts::company(visit)?.is_none() {
            return parts::no_company(visit);
        }
        let (profile, lists) = futures::join!(visit.get::<Profile>("directory", "/profile", &[]), lists(visit));
        let (profile, lists) = (present(profile)?, lists?);
        let draft = profile.as_ref().map(|profile| Draft::stored(&profile.value)).unwrap_or_default();
        let etag = profile.as_ref().and_then(|profile| profile.etag.clone()).unwrap_or_default();
        let stored = match &profile {
            Some(profile) => Stored::Profile(&profile.value),
            None => Stored::Nothing,
        };
        Reply::page(&ProfilePage::new(visit, &draft, &lists, stored, etag)?)
    })
}

/// `POST /company/profile`: saves what was typed, or shows how the directory would show it.
pub fn write<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let draft = Draft::typed(&visit.form);
        if visit.form.text("act") == "preview" {
            return typed(visit, &draft, too_long(visit, &draft), 200, None).await;
        }
        match visit.command::<Profile>("PUT", "directory", "/profile", &draft.body()).await {
            Ok(_) => Ok(Reply::see_other("/company/profile?done=saved")),
            Err(CallError::Refused(problem)) if problem.status == 412 => {
                let stored = present(visit.get::<Profile>("directory", "/profile", &[]).await)?;
                typed(visit, &draft, Errors::changed_form(visit.words), 412, stored.as_ref()).await
            }
            Err(CallError::Refused(problem)) if matches!(problem.status, 409 | 422) => {
                let errors = Errors::of(visit.words, &problem.all_reasons());
                typed(visit, &draft, errors, problem.status, None).await
            }
            Err(error) => Err(error.into()),
        }
    })
}

/// The page with what was typed; with what is `stored` beside it after a change by somebody else.
async fn typed(
    visit: &Visit<'_>,
    draft: &Draft,
    errors: Errors,
    status: u16,
    stored: Option<&Got<Profile>>,
) -> Result<Reply, PageError> {
    let lists = lists(visit).await?;
    let etag = errors.etag(&visit.form, stored.and_then(|stored| stored.etag.as_deref()));
    let stored = stored.map(|stored| Draft::stored(&stored.value));
    let page = ProfilePage::new(visit, draft, &lists, Stored::NotRead, etag)?;
    Ok(Reply::page(&page.with_errors(draft, errors, stored.as_ref()))?.with_status(status))
}

/// The mistake that a preview reports: a description that is too long.
fn too_long(visit: &Visit<'_>, draft: &Draft) -> Errors {
    let mut errors = Errors::default();
    if draft.description_excess() > 0 {
        errors.push("description", visit.words.count("company-profile-too-long", draft.description_excess()));
    }
    errors
}

/// The profile; `None` for a company that has none yet.
fn present(answer: Result<Got<Profile>, CallError>) -> Result<Option<Got<Profile>>, PageError> {
    match answer.map_err(PageError::from) {
        Ok(profile) => Ok(Some(profile)),
        Err(PageError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn lists(visit: &Visit<'_>) -> Result<Lists, PageError> {
    let (programs, locations, enrollments) = futures::join!(
        visit.get::<Listed<Program>>("enrollment", "/programs", &[]),
        parts::all::<Location>(visit, "/locations"),
        parts::all::<Enrollment>(visit, "/enrollments"),
    );
    Ok(Lists {
        programs: parts::beside(programs)?.map(|list| list.items),
        locations: parts::beside(locations)?,
        enrollments: parts::beside(enrollments)?,
    })
}
