//! What the overview reads: at most five calls.

use api::Role;
use domain::eligibility;

use super::model::{Dashboard, ProgramEligibility};
use crate::failure::PageError;
use crate::functions::{CallError, segment};
use crate::pages::claims::model::Payee;
use crate::pages::claims::reads::payees;
use crate::pages::company::answers::{Agreement, Company, Enrollment, Profile};
use crate::pages::company::parts;
use crate::pages::vouchers::model::Listed;
use crate::visit::Visit;

/// The answers. A part that cannot be read is `None`, and the others are shown.
pub struct Read {
    /// The counts.
    pub dashboard: Option<Dashboard>,
    /// The eligibility for each program.
    pub eligibility: Option<Vec<ProgramEligibility>>,
    /// The enrollments.
    pub enrollments: Option<Vec<Enrollment>>,
    /// The agreement; read for a global administrator and for a new company.
    pub agreement: Option<Agreement>,
    /// The payees; read for a global administrator of a company that has enrolled.
    pub payees: Option<Vec<Payee>>,
    /// The profile; read for a new company that has begun to qualify.
    pub profile: Option<Profile>,
    /// False when operations have not registered the company.
    pub is_registered: bool,
}

/// Reads the overview of the reader's company.
///
/// # Errors
/// `PageError::SignedOut` when the token is not accepted any more.
pub async fn read(visit: &Visit<'_>) -> Result<Read, PageError> {
    let (dashboard, eligibility, enrollments) = futures::join!(
        visit.get::<Dashboard>("overview", "/dashboard", &[]),
        visit.get::<Listed<ProgramEligibility>>("enrollment", "/eligibility", &[]),
        parts::all::<Enrollment>(visit, "/enrollments"),
    );
    let read = Read {
        dashboard: parts::beside(dashboard)?,
        eligibility: parts::beside(eligibility)?.map(|list| list.items),
        enrollments: parts::beside(enrollments)?,
        agreement: None,
        payees: None,
        profile: None,
        is_registered: true,
    };
    let is_global_admin = visit.person()?.has(&[Role::GlobalAdmin]);
    match (read.is_new(), is_global_admin) {
        (true, _) => for_new_company(visit, read).await,
        (false, true) => for_global_admin(visit, read).await,
        (false, false) => Ok(read),
    }
}

/// A company that has begun to qualify is registered; of another one the registration is read instead of the profile.
async fn for_new_company(visit: &Visit<'_>, read: Read) -> Result<Read, PageError> {
    let agreement = visit.get::<Agreement>("enrollment", "/agreements/current", &[]);
    if read.has_begun() {
        let (agreement, profile) = futures::join!(agreement, visit.get::<Profile>("directory", "/profile", &[]));
        return Ok(Read { agreement: parts::beside(agreement)?, profile: parts::beside(profile)?, ..read });
    }
    let company = visit.person()?.caller.company.as_ref().map(ToString::to_string).unwrap_or_default();
    let path = format!("/companies/{}", segment(&company));
    let (agreement, company) = futures::join!(agreement, visit.get::<Company>("enrollment", &path, &[]));
    let is_unknown = matches!(&company, Err(CallError::Refused(problem)) if problem.status == 404);
    Ok(Read { agreement: parts::beside(agreement)?, is_registered: !is_unknown, ..read })
}

async fn for_global_admin(visit: &Visit<'_>, read: Read) -> Result<Read, PageError> {
    let (agreement, payees) =
        futures::join!(visit.get::<Agreement>("enrollment", "/agreements/current", &[]), payees(visit));
    let payees = payees.map_err(PageError::from);
    if matches!(payees, Err(PageError::SignedOut)) {
        return Err(PageError::SignedOut);
    }
    Ok(Read { agreement: parts::beside(agreement)?, payees: payees.ok(), ..read })
}

impl Read {
    /// True for a company that never enrolled and has no voucher in any stage.
    pub fn is_new(&self) -> bool {
        let never_enrolled = self.enrollments.as_ref().is_some_and(Vec::is_empty);
        let stages = self.dashboard.as_ref().map(|dashboard| dashboard.stages.as_slice()).unwrap_or_default();
        never_enrolled && stages.iter().all(|stage| stage.count == 0)
    }

    /// True when the company meets a requirement of a program.
    fn has_begun(&self) -> bool {
        self.eligibility.iter().flatten().any(|program| program.status != eligibility::Status::NotStarted)
    }
}
